"""What somebody may try with logins at a provider that runs: who has not logged in there, here and now, stays out."""

from __future__ import annotations

import json
import time
from base64 import urlsafe_b64encode
from dataclasses import replace
from http.cookies import SimpleCookie
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine, func, select, text
from sqlalchemy.exc import IntegrityError, ProgrammingError
from sqlalchemy.orm import Session

from imgsearch.errors import BadInput
from imgsearch.search import SearchModels
from imgsearch.tables import Account
from imgsearch.web.accounts import set_password
from imgsearch.web.app import create_app
from imgsearch.web.config import Roles
from imgsearch.web.departures import COOKIE, Departures
from tests.page_logs import page_logs

from .conftest import CONFIG, PASSWORD, OpenSite, csrf_of, log_in
from .logins import SECRET, Issuer

ROLES = Roles({"editors": "editor", "admins": "admin"}, "searcher")
#: More of them than one address may do in a minute.
LOGINS = CONFIG.logins_per_minute * 4


@pytest.fixture
def site(open_site: OpenSite, issuer: Issuer) -> TestClient:
    return open_site(oidc=issuer.config(), roles=ROLES)


@pytest.fixture
def other_site(open_site: OpenSite, issuer: Issuer) -> TestClient:
    """Another's browser."""
    return open_site(oidc=issuer.config(), roles=ROLES)


def is_somebody(browser: TestClient) -> bool:
    return browser.get("/rate").status_code == 200


def vouched_for(session: Session) -> int:
    session.rollback()
    return session.scalars(select(func.count()).select_from(Account).where(Account.issuer.is_not(None))).one()


def changed(way: str, **parameters: str | None) -> str:
    """A way back with other parameters."""
    asked = {name: values[0] for name, values in parse_qs(urlsplit(way).query).items()} | parameters
    kept = "&".join(f"{name}={value}" for name, value in asked.items() if value is not None)
    return f"{urlsplit(way).path}?{kept}"


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
    ("lie", "said"),
    [
        ({"claims": {"nonce": "0" * 64}}, "nonce"),
        ({"claims": {"nonce": None}}, "nonce"),
        ({"claims": {"aud": "another page"}}, "aud"),
        ({"claims": {"aud": ["another page"]}}, "aud"),
        ({"claims": {"aud": None}}, "aud"),
        ({"claims": {"aud": ["imgsearch", "another page"], "azp": "another page"}}, "azp"),
        ({"claims": {"iss": "https://evil.example"}}, "iss"),
        ({"claims": {"iss": None}}, "iss"),
        ({"claims": {"exp": int(time.time()) - 60}}, "expired"),
        ({"claims": {"exp": None}}, "exp"),
        ({"claims": {"nbf": int(time.time()) + 3600}}, "not yet valid"),
        ({"claims": {"sub": None}}, "sub"),
        ({"claims": {"sub": ["ann"]}}, "sub"),
        ({"claims": {"sub": ""}}, "subject"),
        ({"claims": {"sub": "x" * 256}}, "subject"),
        ({"claims": {"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"}}, "at_hash"),
        ({"key": "none"}, "none"),
        ({"key": "foreign"}, "signature"),
        ({"key": "public as a secret"}, "HS256"),
    ],
    ids=str,
)
def test_an_id_token_that_is_not_to_be_believed_is_refused(
    site: TestClient,
    issuer: Issuer,
    session: Session,
    lie: dict[str, object],
    said: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    issuer.claim("34", groups=["editors"])
    way = issuer.way_back(site, "34")
    issuer.lie(**lie)
    with page_logs():
        assert site.get(way).status_code == 403
    (line,) = (line for line in map(json.loads, capsys.readouterr().err.splitlines()) if line["event"] == "oidc")
    assert said.lower() in line["error"].lower()
    assert (is_somebody(site), vouched_for(session)) == (False, 0)
    issuer.lie()
    assert site.get(issuer.way_back(site, "34")).status_code == 303


def test_userinfo_of_another_person_is_refused(site: TestClient, issuer: Issuer, session: Session) -> None:
    issuer.lie(claims={"groups": None}, userinfo={"sub": "another", "groups": ["admins"]})
    assert site.get(issuer.way_back(site, "35")).status_code == 403
    assert vouched_for(session) == 0


def test_the_answer_of_another_provider_is_refused(open_site: OpenSite, issuer: Issuer) -> None:
    site = open_site(oidc=issuer.config(), roles=ROLES)
    assert site.get(changed(issuer.way_back(site, "36"), iss="https://evil.example")).status_code == 403
    assert site.get(changed(issuer.way_back(site, "36"), iss=issuer.address)).status_code == 303
    issuer.lie(metadata={"authorization_response_iss_parameter_supported": True})
    strict = open_site(oidc=issuer.config(), roles=ROLES)
    assert strict.get(issuer.way_back(strict, "36")).status_code == 403
    assert strict.get(changed(issuer.way_back(strict, "36"), iss=issuer.address)).status_code == 303


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


def test_a_name_or_address_of_somebody_with_a_password_gives_nothing_of_theirs(
    site: TestClient, issuer: Issuer, accounts: None, session: Session
) -> None:
    issuer.claim("38", preferred_username="ada", email="ada", name="ada", groups=["editors"])
    assert site.get(issuer.way_back(site, "38")).status_code == 303
    roles = {name: role for name, role in session.execute(select(Account.name, Account.role))}
    assert roles.pop("ada") == "admin"
    ((name, role),) = ((name, role) for name, role in roles.items() if name.startswith("ada-"))
    assert role == "editor"
    assert f'title="{name}"' in site.get("/").text
    site.cookies.clear()
    assert log_in(site, "ada") == 303
    site.cookies.clear()
    # Whom the provider vouches for has no password to guess or to set.
    assert log_in(site, name) == 401
    with pytest.raises(BadInput, match=f"{name} has no password here; {issuer.address} vouches"):
        set_password(session, name, PASSWORD)


def test_a_name_that_is_taken_is_nobodys_else(
    site: TestClient, issuer: Issuer, session: Session, capsys: pytest.CaptureFixture[str]
) -> None:
    assert site.get(issuer.way_back(site, "39")).status_code == 303
    session.execute(text("UPDATE account SET password_hash = 'x', issuer = NULL, subject = NULL"))
    session.commit()
    site.cookies.clear()
    with page_logs():
        assert site.get(issuer.way_back(site, "39")).status_code == 403
    assert "already; remove it with `imgsearch user remove`" in capsys.readouterr().err
    assert not is_somebody(site)


def test_a_subject_of_another_provider_is_another_person(open_site: OpenSite, issuer: Issuer, session: Session) -> None:
    with Issuer.running() as second:
        for provider, groups in ((issuer, ["admins"]), (second, ["editors"])):
            site = open_site(oidc=provider.config(), roles=ROLES)
            provider.claim("40", groups=groups)
            assert site.get(provider.way_back(site, "40")).status_code == 303
    assert sorted(session.scalars(select(Account.role))) == ["admin", "editor"]
    assert len(set(session.scalars(select(Account.name)))) == 2


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
    assert [site.get("/login/oidc/callback").status_code for _ in range(LOGINS - 2)] == [400] * (LOGINS - 2)
    assert log_in(site, "sam", "wrong password") == 401
    way = issuer.way_back(site, "42")
    assert site.get("/login/oidc/callback").status_code == 400
    answer = site.get(way)
    assert answer.status_code == 429
    assert 1 <= int(answer.headers["retry-after"]) <= 60
    assert "Too many attempts." in answer.text
    assert log_in(site, "sam") == 429


def test_a_session_ends_where_the_operator_trusts_the_provider_no_more(
    open_site: OpenSite, issuer: Issuer, site: TestClient, accounts: None
) -> None:
    site.get(issuer.way_back(site, "43"))
    for settings in ({}, {"oidc": issuer.config(issuer="https://login.example.org")}):
        later = open_site(**settings)
        later.cookies.update(dict(site.cookies))
        assert not is_somebody(later)
        assert log_in(later, "sam") == 303
        assert is_somebody(later)


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


def test_a_login_of_the_page_alone_makes_accounts_by_one_function_and_touches_none_with_a_password(
    web_engine: Engine, models: SearchModels, issuer: Issuer, accounts: None, session: Session
) -> None:
    config = replace(CONFIG, oidc=issuer.config(), roles=ROLES)
    issuer.claim("45", groups=["admins"])
    with TestClient(create_app(web_engine, config, models), follow_redirects=False) as browser:
        assert browser.get(issuer.way_back(browser, "45")).status_code == 303
        assert browser.get("/review").status_code == 200
    refused = (
        "INSERT INTO account (name, role, issuer, subject) VALUES ('x', 'admin', 'y', 'z')",
        "UPDATE account SET role = 'admin'",
        "UPDATE account SET issuer = 'y', subject = 'z', password_hash = NULL",
        "DELETE FROM account",
    )
    for statement in refused:
        with web_engine.connect() as connection, pytest.raises(ProgrammingError, match="permission denied"):
            connection.exec_driver_sql(f"SET ROLE imgsearch_web; {statement}")
    with web_engine.connect() as connection, pytest.raises(IntegrityError, match="uq_account_name"):
        connection.exec_driver_sql("SET ROLE imgsearch_web; SELECT admit_account('y', 'z', 'ada', 'searcher')")
    for call in ("NULL, NULL, 'ada', 'searcher'", "'y', NULL, 'new', 'admin'", "NULL, NULL, 'new', 'admin'"):
        with web_engine.connect() as connection:
            assert connection.exec_driver_sql(f"SELECT admit_account({call})").scalar() is None
    session.rollback()
    kept = session.execute(select(Account.role, Account.issuer).where(Account.name == "ada")).one()
    assert tuple(kept) == ("admin", None)


def test_on_a_standby_somebody_known_gets_in_and_nobody_new(
    open_site: OpenSite, issuer: Issuer, engine: Engine, session: Session
) -> None:
    site = open_site(oidc=issuer.config(), roles=ROLES)
    assert site.get(issuer.way_back(site, "46")).status_code == 303
    session.rollback()
    name = engine.url.database
    with engine.begin() as connection:
        connection.exec_driver_sql(f'ALTER DATABASE "{name}" SET default_transaction_read_only = on')
    engine.dispose()
    try:
        site.cookies.clear()
        assert site.get(issuer.way_back(site, "46")).status_code == 303
        assert is_somebody(site)
        assert site.get(issuer.way_back(site, "47")).status_code == 403
    finally:
        with engine.connect() as connection:
            connection.exec_driver_sql("SET default_transaction_read_only = off")
            connection.commit()
            connection.exec_driver_sql(f'ALTER DATABASE "{name}" RESET default_transaction_read_only')
            connection.commit()
        engine.dispose()
