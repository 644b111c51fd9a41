"""Logging in at an OpenID Connect provider that runs: accounts, roles, languages."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from imgsearch.tables import Account
from imgsearch.web.accounts import Role, make_token
from imgsearch.web.config import Roles

from .conftest import OpenSite, csrf_of, log_in
from .logins import PUBLIC_URL, SECRET, Issuer

ROLES = Roles({"photo editors": "editor", "admins": "admin", "viewers": "searcher"})


def accounts_of(session: Session, issuer: Issuer) -> list[tuple[str, str, str | None]]:
    session.rollback()
    found = select(Account.name, Account.role, Account.subject).where(Account.issuer == issuer.address)
    return [(name, role, subject) for name, role, subject in session.execute(found.order_by(Account.id))]


def told(text: str) -> str:
    found = re.search(r'role="alert">(.*?)</p>', text)
    assert found is not None, text
    return found[1]


def test_somebody_logs_in_at_the_provider_and_comes_back_to_where_they_wanted_to_go(
    open_site: OpenSite, issuer: Issuer, session: Session
) -> None:
    site = open_site(oidc=issuer.config(), roles=ROLES)
    issuer.claim("11", preferred_username="Ann Ölund", groups=["photo editors", "others"])
    assert "Log in at 127.0.0.1" in site.get("/login").text
    before = site.cookies["imgsearch_session"]
    back = site.get(issuer.way_back(site, "11", "/review?page=2"))
    assert (back.status_code, back.headers["location"]) == (303, "/review?page=2")
    assert site.get("/review").status_code == 200
    ((name, role, subject),) = accounts_of(session, issuer)
    assert (role, subject) == ("editor", "11")
    assert re.fullmatch(r"ann-o-lund-[0-9a-f]{12}", name)
    assert site.cookies["imgsearch_session"] != before
    site.cookies.clear()
    assert site.get("/review", headers={"Cookie": f"imgsearch_session={before}"}).status_code == 303


def test_the_way_to_the_provider_carries_state_nonce_and_a_challenge_and_nothing_else_of_ours(
    open_site: OpenSite, issuer: Issuer
) -> None:
    site = open_site(oidc=issuer.config(), roles=ROLES)
    ways = [urlsplit(site.get("/login/oidc").headers["location"]) for _ in range(2)]
    first, second = (parse_qs(way.query) for way in ways)
    assert f"{ways[0].scheme}://{ways[0].netloc}" == issuer.address
    assert set(first) == {
        "response_type", "client_id", "redirect_uri", "scope", "state", "nonce", "code_challenge",
        "code_challenge_method",
    }  # fmt: skip
    assert (first["redirect_uri"], first["code_challenge_method"]) == ([f"{PUBLIC_URL}/login/oidc/callback"], ["S256"])
    for name in ("state", "nonce", "code_challenge"):
        assert first[name] != second[name]
    assert SECRET not in str(ways)


def test_roles_follow_the_claims_at_each_login(open_site: OpenSite, issuer: Issuer, session: Session) -> None:
    site = open_site(oidc=issuer.config(), roles=ROLES)
    expected: list[tuple[object, Role]] = [
        (["viewers"], "searcher"), (["admins", "viewers"], "admin"), ("photo editors", "editor"),
        (["viewers"], "searcher"),
    ]  # fmt: skip
    for groups, role in expected:
        issuer.claim("12", groups=groups)
        assert site.get(issuer.way_back(site, "12")).status_code == 303
        assert [row[1] for row in accounts_of(session, issuer)] == [role]
        assert site.get("/review").status_code == (403 if role == "searcher" else 200)


def test_roles_are_found_in_other_claims_and_in_the_providers_userinfo(
    open_site: OpenSite, issuer: Issuer, session: Session
) -> None:
    issuer.claim("13", realm_access={"roles": ["admins"]}, **{"https://example.org/roles": {"photo editors": {}}})
    for claim, role in (("realm_access.roles", "admin"), ("https://example.org/roles", "editor")):
        site = open_site(oidc=issuer.config(roles_claim=claim), roles=ROLES)
        assert site.get(issuer.way_back(site, "13")).status_code == 303
        assert [row[1] for row in accounts_of(session, issuer)] == [role]
        issuer.lie(claims={claim.partition(".")[0] if "//" not in claim else claim: None})
        assert site.get(issuer.way_back(site, "13")).status_code == 303
        issuer.lie()


def test_whoever_has_no_role_is_refused_and_loses_the_one_they_had(
    open_site: OpenSite, issuer: Issuer, session: Session
) -> None:
    site, other = (open_site(oidc=issuer.config(), roles=ROLES) for _ in range(2))
    issuer.claim("14", groups=["nobodies"])
    refused = site.get(issuer.way_back(site, "14"))
    assert (refused.status_code, accounts_of(session, issuer)) == (403, [])
    assert told(refused.text) == "Your account at 127.0.0.1 has no access to this page. Ask whoever runs it."
    issuer.claim("14", groups=["admins"])
    assert site.get(issuer.way_back(site, "14")).status_code == 303
    assert site.get("/review").status_code == 200
    ((name, _role, _subject),) = accounts_of(session, issuer)
    headers = {"Authorization": f"Bearer {make_token(session, name, '')}"}
    session.commit()
    assert other.get("/review", headers=headers).status_code == 200
    issuer.claim("14", groups=[])
    assert other.get(issuer.way_back(other, "14")).status_code == 403
    assert site.get("/review").status_code == 303  # the session in the other browser has ended
    assert other.get("/review", headers=headers).status_code == 403  # its tokens do little from now on
    assert [row[1] for row in accounts_of(session, issuer)] == ["searcher"]


def test_whoever_has_no_role_is_a_searcher_where_the_operator_says_so(open_site: OpenSite, issuer: Issuer) -> None:
    site = open_site(oidc=issuer.config(), roles=Roles({"admins": "admin"}, "searcher"))
    issuer.claim("15")
    assert site.get(issuer.way_back(site, "15")).status_code == 303
    assert (site.get("/rate").status_code, site.get("/review").status_code) == (200, 403)


@pytest.mark.parametrize(
    ("claims", "status"),
    [
        ({"email": "ann@Example.org", "email_verified": True}, 303),
        ({"email": "ann@example.org"}, 403),
        ({"email": "ann@example.org", "email_verified": False}, 403),
        ({"email": "ann@example.org", "email_verified": "true"}, 403),
        ({"email": "ann@example.org.evil.example", "email_verified": True}, 403),
        ({"email": "ann@evil.example,@example.org@evil.example", "email_verified": True}, 403),
        ({}, 403),
    ],
)
def test_only_verified_addresses_of_a_domain_that_is_allowed_get_in(
    open_site: OpenSite, issuer: Issuer, claims: dict[str, object], status: int
) -> None:
    config = issuer.config(email_domains=frozenset(["example.org"]))
    site = open_site(oidc=config, roles=Roles({}, "searcher"))
    issuer.claim("16", **claims)
    assert site.get(issuer.way_back(site, "16")).status_code == status


def test_logging_out_ends_the_session_here_and_leads_on_to_the_provider(
    open_site: OpenSite, issuer: Issuer, accounts: None
) -> None:
    site, other = (open_site(oidc=issuer.config(), roles=ROLES) for _ in range(2))
    issuer.claim("17", groups=["admins"])
    for browser in (site, other):
        browser.get(issuer.way_back(browser, "17"))
    out = site.post("/logout", data={"csrf": csrf_of(site.get("/review").text)})
    assert out.status_code == 200
    assert "You are logged out here." in out.text
    (address,) = re.findall(r'<a class="button" href="([^"]*)"', out.text)
    assert f'<meta http-equiv="refresh" content="0; url={address}">' in out.text
    way = urlsplit(address.replace("&amp;", "&"))
    assert (f"{way.scheme}://{way.netloc}{way.path}") == f"{issuer.address}/oauth2/end_session"
    asked = parse_qs(way.query)
    assert {name: asked[name] for name in asked if name != "id_token_hint"} == {
        "client_id": ["imgsearch"],
        "post_logout_redirect_uri": [f"{PUBLIC_URL}/"],
    }
    assert httpx2.get(way.geturl()).headers["location"] == f"{PUBLIC_URL}/"  # the provider asks nothing
    assert 'action="/logout"' not in out.text
    assert [browser.get("/review").status_code for browser in (site, other)] == [303, 303]
    # Whoever has a password has nothing to log out from there; nor does anybody where the provider tells of no address.
    log_in(site, "eve")
    assert site.post("/logout", data={"csrf": csrf_of(site.get("/review").text)}).headers["location"] == "/"
    issuer.lie(metadata={"end_session_endpoint": None})
    third = open_site(oidc=issuer.config(), roles=ROLES)
    third.get(issuer.way_back(third, "17"))
    assert third.post("/logout", data={"csrf": csrf_of(third.get("/review").text)}).headers["location"] == "/"


def test_somebody_who_changes_their_mind_is_told_so_in_their_language(open_site: OpenSite, issuer: Issuer) -> None:
    site = open_site(oidc=issuer.config(), roles=ROLES)
    for language, said in (
        ("en", "The login at 127.0.0.1 was cancelled."), ("ru", "Вход через 127.0.0.1 отменён."),
    ):  # fmt: skip
        site.get(f"/language/{language}")
        address = site.get("/login/oidc?next=/rate").headers["location"]
        answer = site.get(issuer.log_in(address, "18", "deny"))
        assert (answer.status_code, told(answer.text)) == (403, said)
        assert 'href="/login/oidc?next=/rate"' in answer.text


def test_without_a_provider_there_is_no_way_to_one(client: TestClient) -> None:
    assert [client.get(path).status_code for path in ("/login/oidc", "/login/oidc/callback")] == [404, 404]
    assert "/login/oidc" not in client.get("/login").text
