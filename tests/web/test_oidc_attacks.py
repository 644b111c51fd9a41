"""What somebody may try with logins at a provider that runs: who has not logged in there, here and now, stays out."""

from __future__ import annotations

import time
from base64 import urlsafe_b64encode
from http.cookies import SimpleCookie
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from imgsearch.web.departures import COOKIE, Departures
from tests.page_logs import page_logs

from .conftest import CONFIG, OpenSite, csrf_of, log_in
from .logins import ROLES, SECRET, Issuer, changed, is_somebody, vouched_for

#: More of them than one address may do in a minute.
LOGINS = CONFIG.logins_per_minute * 4


@pytest.fixture
def other_site(open_site: OpenSite, issuer: Issuer) -> TestClient:
    """Another's browser."""
    return open_site(oidc=issuer.config(), roles=ROLES)


@pytest.mark.parametrize("state", [None, "", "0" * 64, "ы"])
def test_a_way_back_with_another_state_is_refused(
    site: TestClient, issuer: Issuer, session: Session, state: str | None
) -> None:
    answer = site.get(changed(issuer.way_back(site, "31"), state=state))
    assert answer.status_code == 400
    assert "This login took too long, or was begun in another browser." in answer.text
    assert (is_somebody(site), vouched_for(session)) == (False, 0)


def test_nobody_is_made_to_end_a_login_that_another_began(
    site: TestClient, other_site: TestClient, issuer: Issuer, session: Session
) -> None:
    planted = issuer.way_back(other_site, "attacker")
    assert site.get(planted).status_code == 400
    site.get("/login/oidc")  # has a login of their own under way
    assert site.get(planted).status_code == 400
    assert (is_somebody(site), vouched_for(session)) == (False, 0)


def test_a_code_of_another_login_is_worth_nothing(
    site: TestClient, other_site: TestClient, issuer: Issuer, session: Session
) -> None:
    stolen = parse_qs(urlsplit(issuer.way_back(other_site, "victim")).query)["code"][0]
    own = issuer.way_back(site, "attacker")
    assert site.get(changed(own, code=stolen)).status_code == 403  # the challenge of PKCE is another's
    assert (is_somebody(site), vouched_for(session)) == (False, 0)


def test_a_way_back_works_once(site: TestClient, issuer: Issuer) -> None:
    way = issuer.way_back(site, "32")
    cookie = {"Cookie": f"{COOKIE}={site.cookies[COOKIE]}"}
    assert site.get(way).status_code == 303
    site.cookies.clear()
    assert site.get(way, headers=cookie).status_code == 400
    fresh = issuer.way_back(site, "32")
    used = parse_qs(urlsplit(way).query)["code"][0]
    assert site.get(changed(fresh, code=used)).status_code == 403  # the provider takes no code twice
    assert not is_somebody(site)


def test_a_way_back_from_too_long_ago_is_refused(
    site: TestClient, issuer: Issuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for seconds, status in ((590, 303), (620, 400)):
        monkeypatch.undo()
        way, later = issuer.way_back(site, "33"), int(time.time()) + seconds
        monkeypatch.setattr("itsdangerous.TimestampSigner.get_timestamp", lambda _self, later=later: later)
        assert site.get(way).status_code == status


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example",
        "https://evil.example/",
        "/\\evil.example",
        "\\\\evil.example",
        "javascript:alert(1)",
        "/\t/x",
        "",
    ],
)
def test_a_login_leads_to_no_other_site(site: TestClient, issuer: Issuer, target: str) -> None:
    assert site.get(issuer.way_back(site, "37", target)).headers["location"] == "/"
    assert 'name="next" value="/"' in site.get("/login/oidc/callback", params={"next": target}).text


def test_a_session_that_was_planted_before_the_login_is_not_the_one_after_it(site: TestClient, issuer: Issuer) -> None:
    before = csrf_of(site.get("/login").text)
    planted = site.cookies["imgsearch_session"]
    assert site.get(issuer.way_back(site, "41")).status_code == 303
    assert csrf_of(site.get("/rate").text if is_somebody(site) else "") != before
    assert site.post("/logout", data={"csrf": before}).status_code == 400
    site.cookies.clear()
    assert site.get("/rate", headers={"Cookie": f"imgsearch_session={planted}"}).status_code == 303


def test_what_the_browser_keeps_of_a_login_is_short_lived_signed_and_tells_no_secret(
    open_site: OpenSite, issuer: Issuer
) -> None:
    site = open_site(oidc=issuer.config(), roles=ROLES, https_only=True)
    answer = site.get("/login/oidc")
    cookie = SimpleCookie(answer.headers["set-cookie"])[COOKIE]
    said = {key: value for key, value in cookie.items() if value}
    assert said == {
        "max-age": "600", "path": "/login/oidc", "samesite": "lax", "httponly": True, "secure": True,
    }  # fmt: skip
    departure = Departures(CONFIG).begin("/")
    for secret in (departure.nonce, departure.verifier, departure.state):
        assert len(secret) == 64
        assert secret not in cookie.value
    assert len({departure.nonce, departure.verifier, departure.state}) == 3
    forged = urlsafe_b64encode(b'{"id":"x","next":"/"}').decode().rstrip("=")
    site.cookies.clear()
    assert (
        site.get("/login/oidc/callback?code=x&state=x", headers={"Cookie": f"{COOKIE}={forged}.x.y"}).status_code == 400
    )


def test_ways_back_are_limited_together_with_passwords(site: TestClient, issuer: Issuer, accounts: None) -> None:
    for _ in range(LOGINS - 1):
        assert site.get(changed(issuer.way_back(site, "42"), code="invented")).status_code == 403
    assert log_in(site, "sam", "wrong password") == 401
    answer = site.get(issuer.way_back(site, "42"))
    assert answer.status_code == 429
    assert 1 <= int(answer.headers["retry-after"]) <= 60
    assert "Too many attempts." in answer.text
    assert log_in(site, "sam") == 429


def test_a_page_elsewhere_uses_up_nobodys_logins(site: TestClient, issuer: Issuer, accounts: None) -> None:
    assert {site.get("/login/oidc/callback?state=x&code=x").status_code for _ in range(2 * LOGINS)} == {400}
    assert log_in(site, "sam") == 303


def test_no_secret_of_a_login_is_in_the_log(
    site: TestClient, issuer: Issuer, capsys: pytest.CaptureFixture[str]
) -> None:
    with page_logs():
        ways = []
        for lie in ({}, {"key": "none"}, {"claims": {"nonce": "0"}}):
            issuer.lie(**lie)
            ways.append(issuer.way_back(site, "44"))
            site.get(ways[-1])
        site.get(changed(issuer.way_back(site, "44"), code="none-that-there-is"))
    logged = capsys.readouterr().err
    assert logged.count('"oidc"') == 3
    for way in ways:
        for name in ("code", "state"):
            assert parse_qs(urlsplit(way).query)[name][0] not in logged
    assert SECRET not in logged
    assert SECRET not in repr(issuer.config())
    assert "eyJ" not in logged  # how a token begins
