"""Sessions and logins of `imgsearch serve --workers 2`: what one process begins, the other goes on with or ends."""

from __future__ import annotations

import os
import re
import signal
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx2
import psutil
import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from imgsearch.tables import Account
from imgsearch.web.accounts import add_account, remove_account, set_password
from imgsearch.web.departures import COOKIE as DEPARTURE_COOKIE
from imgsearch.web.visitor import SESSION_COOKIE

from .conftest import PASSWORD, csrf_of
from .logins import PUBLIC_URL, SECRET, Issuer
from .processes import Page, Serve, ask, ask_each, only, until


@pytest.fixture
def ann(session: Session) -> None:
    add_account(session, "ann", "editor", PASSWORD)
    session.commit()


def browse(page: Page, cookies: dict[str, str] | None = None) -> httpx2.Client:
    """A browser that opens a connection for each request, which either process may take."""
    return httpx2.Client(
        base_url=page.address, timeout=30, cookies=cookies, limits=httpx2.Limits(max_keepalive_connections=0)
    )


def log_in(page: Page, browser: httpx2.Client) -> dict[str, str]:
    """Get the form from one process and send it to the other; returns the cookies."""
    with only(page, 0):
        form = {"name": "ann", "password": PASSWORD, "csrf": csrf_of(browser.get("/login").text)}
    with only(page, 1):
        assert browser.post("/login", data=form).status_code == 303
    return dict(browser.cookies)


def statuses(page: Page, cookies: dict[str, str]) -> list[int]:
    return [answer.status_code for answer in ask_each(page, "/review", cookies=cookies)]


def test_a_login_at_one_process_is_ended_at_both_by_the_other(serve: Serve, ann: None, session: Session) -> None:
    page = serve()
    with browse(page) as first, browse(page) as second:
        stolen = log_in(page, first)
        assert statuses(page, log_in(page, second)) == [200, 200]
        # Both make the same token for the forms of a session, and neither takes another session's.
        own, foreign = (
            {csrf_of(answer.text) for answer in ask_each(page, "/review", cookies=c)}
            for c in (dict(first.cookies), dict(second.cookies))
        )
        assert (len(own), len(foreign), own & foreign) == (1, 1, set())
        for number, (token, status) in enumerate(((own, 303), (foreign, 400))):
            with only(page, number):
                assert first.post("/review/undo", data={"csrf": token.pop()}).status_code == status
        with only(page, 0):
            csrf = csrf_of(first.get("/review").text)
        with only(page, 1):
            assert first.post("/logout", data={"csrf": csrf}).status_code == 303
        # Everywhere, and what somebody has kept of the cookie too.
        assert [statuses(page, cookies) for cookies in (stolen, dict(second.cookies))] == [[303, 303]] * 2
        assert first.post("/logout", data={"csrf": csrf}).status_code == 303  # nothing is left to end
        again = log_in(page, first)
        assert statuses(page, again) == [200, 200]
        set_password(session, "ann", PASSWORD + " new")
        session.commit()
        assert statuses(page, again) == [303, 303]
        remove_account(session, "ann")
        session.commit()


def test_sessions_outlive_new_processes_and_a_new_start_but_no_other_secret(
    serve: Serve, ann: None, tmp_path: Path
) -> None:
    page = serve()
    with browse(page) as browser:
        cookies = log_in(page, browser)
    before = page.workers()
    page.process.send_signal(signal.SIGHUP)
    until(lambda: len(page.workers()) == 2 and not set(page.workers()) & set(before))
    assert statuses(page, cookies) == [200, 200]
    page.end()
    page = serve()
    assert statuses(page, cookies) == [200, 200]
    page.end()
    secret = tmp_path / "data" / "web-secret"
    secret.unlink()
    page = serve()
    assert secret.stat().st_mode & 0o777 == 0o600
    assert statuses(page, cookies) == [303, 303]


def test_a_login_at_a_provider_may_begin_at_one_process_and_end_once_at_the_other(
    serve: Serve, issuer: Issuer, tmp_path: Path, session: Session
) -> None:
    secret = tmp_path / "secret"
    secret.write_text(SECRET)
    page = serve(
        "--public-url", PUBLIC_URL, "--oidc-issuer", issuer.address, "--oidc-client-id", "imgsearch",
        "--oidc-client-secret-file", str(secret), "--map-role", "photo editors=editor",
    )  # fmt: skip
    issuer.claim("51", groups=["photo editors"])
    with browse(page) as browser:
        with only(page, 0):
            left = browser.get("/login/oidc?next=/review")
        way = issuer.log_in(left.headers["location"], "51")
        departed = dict(browser.cookies)
        with only(page, 1):
            back = browser.get(way)
        assert (back.status_code, back.headers["location"]) == (303, "/review")
        assert statuses(page, {SESSION_COOKIE: browser.cookies[SESSION_COOKIE]}) == [200, 200]
        # Neither takes the way back again, the one that has not seen it included.
        assert [answer.status_code for answer in ask_each(page, way, cookies=departed)] == [400, 400]
        with only(page, 0):
            csrf = csrf_of(browser.get("/review").text)
        with only(page, 1):
            out = browser.post("/logout", data={"csrf": csrf})
        assert f"{issuer.address}/oauth2/end_session" in out.text
        assert statuses(page, {SESSION_COOKIE: browser.cookies[SESSION_COOKIE]}) == [303, 303]
    ((name, role),) = session.execute(select(Account.name, Account.role))
    assert (re.fullmatch("user-[0-9a-f]{12}", name) is not None, role) == (True, "editor")
    log = page.log.read_text()
    code = parse_qs(urlsplit(way).query)["code"][0]
    assert all(kept not in log for kept in (SECRET, code, "eyJ"))
    commands = [psutil.Process(pid).cmdline() for pid in (page.process.pid, *page.workers())]
    assert SECRET not in str(commands)


def test_ways_back_are_counted_for_both_processes(serve: Serve, issuer: Issuer) -> None:
    os.environ["IMGSEARCH_OIDC_CLIENT_SECRET"] = SECRET
    try:
        page = serve(
            "--public-url", PUBLIC_URL, "--oidc-issuer", issuer.address, "--oidc-client-id", "imgsearch",
            "--without-role", "searcher",
        )  # fmt: skip
    finally:
        del os.environ["IMGSEARCH_OIDC_CLIENT_SECRET"]
    answers = []
    for _ in range(11):
        left = ask(page, "/login/oidc")
        (state,) = parse_qs(urlsplit(left.headers["location"]).query)["state"]
        cookie = {"Cookie": f"{DEPARTURE_COOKIE}={left.cookies[DEPARTURE_COOKIE]}"}
        answers += ask_each(page, f"/login/oidc/callback?state={state}&error=access_denied", headers=cookie)
    # The second of the same way back is none, and counts too.
    assert [answer.status_code for answer in answers] == [403, 400] * 10 + [429] * 2
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 60


def test_a_header_of_the_proxy_is_believed_by_the_connections_address_alone(serve: Serve, session: Session) -> None:
    header = {"X-Remote-User": "ann", "X-Remote-Groups": "editors"}
    options = (
        "--trusted-user-header", "X-Remote-User", "--trusted-roles-header", "X-Remote-Groups", "--map-role",
        "editors=editor", "--behind-proxy", "127.0.0.1",
    )  # fmt: skip
    page = serve(*options, "--trusted-proxy", "127.0.0.0/8")
    assert [answer.status_code for answer in ask_each(page, "/review", headers=header)] == [200, 200]
    assert ask(page, "/review", headers=header | {"X-Forwarded-For": "203.0.113.9"}).status_code == 200
    twice = [*header.items(), ("X-Remote-User", "eve")]
    assert ask(page, "/review", headers=twice).status_code == 303
    assert "the proxy must replace what is sent" in page.log.read_text()
    page.end()
    session.execute(text("DELETE FROM account"))
    session.commit()
    page = serve(*options, "--trusted-proxy", "10.0.0.7", workers=1)
    for forwarded in ({}, {"X-Forwarded-For": "10.0.0.7"}):
        assert ask(page, "/review", headers=header | forwarded).status_code == 303
    assert session.scalars(select(Account.name)).all() == []
