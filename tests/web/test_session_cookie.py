"""The cookie that holds a session: how long it lives, who may see it, and what ends it."""

from __future__ import annotations

from http.cookies import SimpleCookie

import pytest
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from imgsearch.web.accounts import remove_account
from imgsearch.web.visitor import LANGUAGE_COOKIE, SESSION_COOKIE

from .conftest import OpenSite, csrf_of, log_in

FORTNIGHT, YEAR = 14 * 24 * 3600, 365 * 24 * 3600


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The second at which cookies are signed and read."""
    now = [1_700_000_000]
    monkeypatch.setattr("itsdangerous.TimestampSigner.get_timestamp", lambda _self: now[0])
    return now


@pytest.mark.parametrize("https_only", [False, True])
@pytest.mark.parametrize(
    ("path", "name", "seconds"), [("/", SESSION_COOKIE, FORTNIGHT), ("/language/ru", LANGUAGE_COOKIE, YEAR)]
)
def test_cookies_expire_and_are_for_this_site_and_no_script(
    open_site: OpenSite, path: str, name: str, seconds: int, https_only: bool
) -> None:
    answer = open_site(https_only=https_only).get(path)
    (cookie,) = SimpleCookie(answer.headers["set-cookie"]).values()
    said = {key: value for key, value in cookie.items() if value}
    expected = {"max-age": str(seconds), "path": "/", "samesite": "lax", "httponly": True}
    assert cookie.key == name
    assert said == expected | ({"secure": True} if https_only else {})


def test_a_stolen_cookie_is_worth_nothing_after_a_fortnight(
    client: TestClient, accounts: None, clock: list[int]
) -> None:
    assert log_in(client, "eve") == 303
    stolen = {"Cookie": f"{SESSION_COOKIE}={client.cookies[SESSION_COOKIE]}"}
    client.cookies.clear()
    clock[0] += FORTNIGHT
    assert client.get("/review", headers=stolen).status_code == 200
    client.cookies.clear()
    clock[0] += 1
    assert client.get("/review", headers=stolen).status_code == 303


def test_using_the_page_prolongs_the_session(client: TestClient, accounts: None, clock: list[int]) -> None:
    log_in(client, "eve")
    for _ in range(2):
        clock[0] += FORTNIGHT - 10
        assert client.get("/review").status_code == 200


def test_logging_in_begins_another_session(client: TestClient, accounts: None) -> None:
    before = csrf_of(client.get("/login").text)
    planted = client.cookies[SESSION_COOKIE]
    assert log_in(client, "eve") == 303
    assert client.cookies[SESSION_COOKIE] != planted
    after = csrf_of(client.get("/review").text)
    assert after != before
    assert client.post("/logout", data={"csrf": before}).status_code == 400
    client.cookies.clear()
    assert client.get("/review", headers={"Cookie": f"{SESSION_COOKIE}={planted}"}).status_code == 303


def test_logging_out_ends_the_session_in_every_browser(client: TestClient, accounts: None) -> None:
    other = TestClient(client.app, follow_redirects=False)
    for browser in (client, other):
        assert log_in(browser, "eve") == 303
    csrf = csrf_of(client.get("/review").text)
    stolen = client.cookies[SESSION_COOKIE]
    answer = client.post("/logout", data={"csrf": csrf})
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert csrf_of(client.get("/").text) != csrf  # the next visitor at this browser has forms of his own
    assert [browser.get("/review").status_code for browser in (client, other)] == [303, 303]
    client.cookies.clear()
    assert client.get("/review", headers={"Cookie": f"{SESSION_COOKIE}={stolen}"}).status_code == 303


def test_a_removed_account_has_no_session_left(client: TestClient, accounts: None, session: Session) -> None:
    log_in(client, "eve")
    remove_account(session, "eve")
    session.commit()
    assert client.get("/review").status_code == 303


@pytest.mark.parametrize("cut", [slice(0, -1), slice(1, None), slice(0, 0)])
def test_a_changed_cookie_is_nobodys(client: TestClient, accounts: None, cut: slice) -> None:
    log_in(client, "eve")
    changed = client.cookies[SESSION_COOKIE][cut]
    client.cookies.clear()
    assert client.get("/review", headers={"Cookie": f"{SESSION_COOKIE}={changed}"}).status_code == 303
