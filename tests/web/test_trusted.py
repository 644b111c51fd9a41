"""A header by which a proxy says who asks: believed from the proxy alone, and no way around tokens of forms."""

from __future__ import annotations

import json
import re
from ipaddress import ip_network

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from imgsearch.tables import Account
from imgsearch.web.accounts import make_token
from imgsearch.web.config import ProxyConfig, Roles
from imgsearch.web.trusted import is_within
from tests.page_logs import page_logs

from .conftest import AddPicture, OpenSite, csrf_of, log_in
from .logins import ROLES

PROXY, STRANGER = "10.1.2.3", "203.0.113.9"
TRUSTED = ProxyConfig((ip_network("10.0.0.0/8"), ip_network("fd00::/8")), "X-Remote-User", "X-Remote-Groups")
ANN = {"X-Remote-User": "ann", "X-Remote-Groups": "staff, editors"}


@pytest.fixture
def site(open_site: OpenSite) -> TestClient:
    return open_site(PROXY, trusted=TRUSTED, roles=ROLES)


def people(session: Session) -> dict[str | None, str]:
    """Subject -> role of those whom the proxy has vouched for."""
    session.rollback()
    return {
        row[0]: row[1]
        for row in session.execute(select(Account.subject, Account.role).where(Account.issuer == "proxy"))
    }


def test_the_proxy_says_who_asks_with_every_request(site: TestClient, session: Session) -> None:
    page = site.get("/review", headers=ANN)
    assert page.status_code == 200
    (name,) = session.scalars(select(Account.name))
    assert re.fullmatch(r"ann-[0-9a-f]{12}", name)
    assert 'action="/logout"' not in page.text
    assert 'href="/login' not in page.text
    assert site.get("/review").status_code == 303  # the cookie alone is nobody's
    assert site.get("/review", headers=ANN | {"X-Remote-Groups": "staff"}).status_code == 403
    assert people(session) == {"ann": "searcher"}
    assert site.get("/metrics", headers=ANN).status_code == 404
    assert site.get("/review", headers={"x-remote-user": "Ann", "x-remote-groups": "admins"}).status_code == 200
    assert people(session) == {"ann": "editor", "Ann": "admin"}


@pytest.mark.parametrize("address", [STRANGER, "11.0.0.1", "testclient", "", "::1", "127.0.0.1", "fe80::1"])
def test_from_any_other_address_the_header_is_nothing(open_site: OpenSite, session: Session, address: str) -> None:
    site = open_site(address, trusted=TRUSTED, roles=ROLES)
    assert site.get("/review", headers=ANN).status_code == 303
    assert people(session) == {}


def test_without_the_option_the_header_is_nothing_from_anywhere(open_site: OpenSite, session: Session) -> None:
    assert open_site(PROXY, roles=ROLES).get("/review", headers=ANN).status_code == 303
    assert people(session) == {}


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        (PROXY, True), ("fd00::7", True), ("::ffff:10.0.0.1", True), ("::ffff:11.0.0.1", False), (STRANGER, False),
        ("010.0.0.1", False), ("10.0.0.1, 203.0.113.9", False), ("unix:", False), ("", False),
    ],
)  # fmt: skip
def test_networks_hold_addresses_of_both_kinds(address: str, expected: bool) -> None:
    assert is_within(address, TRUSTED.networks) is expected


@pytest.mark.parametrize("behind", ["10.1.2.3", "*"])
@pytest.mark.parametrize(("peer", "status"), [(PROXY, 200), (STRANGER, 303)])
def test_who_is_believed_is_the_peer_whatever_it_says_of_where_a_request_comes_from(
    open_site: OpenSite, peer: str, status: int, behind: str
) -> None:
    """The address that limits count, of X-Forwarded-For, may be written by anybody."""
    site = open_site(peer, trusted=TRUSTED, roles=ROLES, behind_proxy=behind, searches_per_minute=1)
    for said in (PROXY, STRANGER, f"{STRANGER}, {PROXY}"):
        assert site.get("/review", headers=ANN | {"X-Forwarded-For": said}).status_code == status


def test_limits_count_the_address_that_the_proxy_tells(open_site: OpenSite, add_picture: AddPicture) -> None:
    add_picture("r.png")
    site = open_site(PROXY, trusted=TRUSTED, roles=ROLES, behind_proxy=PROXY, searches_per_minute=1)
    statuses = [
        site.get("/api/search?q=red", headers={"X-Forwarded-For": said}).status_code
        for said in ("203.0.113.1", "203.0.113.2", "203.0.113.1")
    ]
    assert statuses == [200, 200, 429]


@pytest.mark.parametrize(
    "headers",
    [
        [("X-Remote-User", "ann"), ("X-Remote-User", "eve")],
        [("X-Remote-User", "ann"), ("x-remote-user", "ann")],
        [("X-Remote-User", "ann, eve")],
        [("X-Remote-User", "ann,eve")],
        [("X-Remote-User", "")],
        [("X-Remote-User", "(null)")],
        [("X-Remote-User", "a" * 256)],
        [("X-Remote-User", "ann\xff")],
        [("X-Remote-User", "ann"), ("X-Remote-Groups", "staff"), ("X-Remote-Groups", "admins")],
        [("X-Remote-Groups", "admins")],
        [("X_Remote_User", "ann")],
    ],
    ids=str,
)
def test_a_header_that_came_twice_or_names_nobody_is_nothing(
    site: TestClient, session: Session, headers: list[tuple[str, str]], capsys: pytest.CaptureFixture[str]
) -> None:
    sent = [(name.encode(), value.encode("latin-1")) for name, value in headers]
    with page_logs():
        assert site.get("/rate", headers=sent).status_code == 303
    assert people(session) == {}
    is_told = any(name.lower() == "x-remote-user" for name, _ in headers)
    assert ("the proxy must replace what is sent" in capsys.readouterr().err) is is_told


def test_names_with_domains_are_taken_as_they_are(site: TestClient, session: Session) -> None:
    for name in ("ANN@EXAMPLE.ORG", "EXAMPLE\\ann", "CN=ann"):
        assert site.get("/rate", headers={"X-Remote-User": name}).status_code == 200
    assert set(people(session)) == {"ANN@EXAMPLE.ORG", "EXAMPLE\\ann", "CN=ann"}


def test_whoever_has_no_role_is_nobody_and_loses_the_one_they_had(open_site: OpenSite, session: Session) -> None:
    site = open_site(PROXY, trusted=TRUSTED, roles=Roles({"editors": "editor"}))
    assert site.get("/rate", headers={"X-Remote-User": "bob"}).status_code == 303
    assert people(session) == {}
    assert site.get("/review", headers=ANN).status_code == 200
    assert site.get("/rate", headers={"X-Remote-User": "ann", "X-Remote-Groups": "staff"}).status_code == 303
    assert people(session) == {"ann": "searcher"}


def test_a_name_of_somebody_with_a_password_gives_nothing_of_theirs_and_passwords_go_on(
    site: TestClient, accounts: None, session: Session
) -> None:
    assert site.get("/rate", headers={"X-Remote-User": "ada"}).status_code == 200
    assert people(session) == {"ada": "searcher"}
    assert site.get("/review", headers={"X-Remote-User": "ada"}).status_code == 403
    assert log_in(site, "ada") == 303
    assert site.get("/review").status_code == 200
    # The proxy's word goes before a session that somebody left in this browser.
    assert site.get("/review", headers={"X-Remote-User": "ada"}).status_code == 403


def test_forms_need_the_token_of_a_session_of_the_same_person(
    site: TestClient, add_picture: AddPicture, accounts: None
) -> None:
    image_id = add_picture("r.png")
    rating = {"text": "red", "image": str(image_id), "rating": "3"}
    planted = csrf_of(site.get("/").text)
    own = csrf_of(site.get("/rate", headers=ANN).text)
    for token in (None, "", planted):
        sent = rating if token is None else rating | {"csrf": token}
        assert site.post("/rate", data=sent, headers=ANN).status_code == 400
    assert site.post("/rate", data=rating | {"csrf": own}, headers=ANN).status_code == 303
    bob = csrf_of(site.get("/rate", headers={"X-Remote-User": "bob"}).text)
    assert site.post("/rate", data=rating | {"csrf": bob}, headers=ANN).status_code == 400
    again = csrf_of(site.get("/rate", headers=ANN).text)
    assert site.post("/rate", data=rating | {"csrf": again}, headers=ANN).status_code == 303
    assert again != own


def test_programs_need_a_token_or_the_forms_token_beside_the_header(
    site: TestClient, add_picture: AddPicture, accounts: None, session: Session
) -> None:
    first, second = add_picture("a.png"), add_picture("b.png", (0, 200, 0))
    assert site.delete(f"/api/pictures/{first}?reason=asked", headers=ANN).status_code == 400
    own = csrf_of(site.get("/rate", headers=ANN).text)
    assert site.delete(f"/api/pictures/{first}?reason=asked", headers=ANN | {"X-CSRF-Token": own}).status_code == 200
    token = make_token(session, "sam", "")
    session.commit()
    bearer = {"Authorization": f"Bearer {token}"}
    assert (
        site.delete(f"/api/pictures/{second}?reason=asked", headers=ANN | bearer).status_code == 403
    )  # it is sam who asks
    assert site.get("/api/collections", headers=bearer).status_code == 200


def test_the_log_names_the_account(site: TestClient, session: Session, capsys: pytest.CaptureFixture[str]) -> None:
    with page_logs():
        site.get("/", headers=ANN)
    (line,) = map(json.loads, capsys.readouterr().err.splitlines())
    assert line["account"] == session.scalar(select(Account.name))


def test_a_token_acts_while_whoever_vouches_for_its_account_may(
    site: TestClient, open_site: OpenSite, session: Session
) -> None:
    site.get("/rate", headers=ANN)
    bearer = {"Authorization": f"Bearer {make_token(session, session.scalars(select(Account.name)).one(), '')}"}
    session.commit()
    asked = [each.get("/api/collections", headers=bearer).status_code for each in (site, open_site(PROXY, roles=ROLES))]
    assert asked == [200, 401]
    session.execute(update(Account).values(issuer="https://gone.example.org"))
    session.commit()
    assert site.get("/api/collections", headers=bearer).status_code == 401
