"""`imgsearch serve --workers 2` as it runs: what holds over both processes, and how they are stopped and renewed."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from functools import partial
from pathlib import Path

import httpx2
import psutil
import pytest
from sqlalchemy import Engine, text
from sqlalchemy.engine import URL

from imgsearch.web.accounts import add_account
from imgsearch.web.workers import SHORTEST_LIFE_SECONDS, follow_parent

from .conftest import PASSWORD, csrf_of
from .processes import Page, Serve, ask, ask_each, until

LOGIN = {"name": "ann", "password": PASSWORD}


@pytest.fixture
def ann(engine: Engine) -> None:
    from sqlalchemy.orm import Session

    with Session(engine) as session:
        add_account(session, "ann", "searcher", PASSWORD)
        session.commit()


def test_limits_logins_and_sessions_hold_over_both_processes(serve: Serve, ann: None) -> None:
    page = serve("--searches-per-minute", "5")
    statuses = [answer.status_code for _ in range(4) for answer in ask_each(page, "/api/search?q=red")]
    assert statuses.count(429) == 3
    assert statuses[-3:] == [429] * 3
    with httpx2.Client(base_url=page.address, timeout=30) as browser:
        form = LOGIN | {"csrf": csrf_of(browser.get("/login").text)}
        assert browser.post("/login", data=form).status_code == 303
        cookies = dict(browser.cookies)
    assert [answer.status_code for answer in ask_each(page, "/rate", cookies=cookies)] == [200, 200]
    assert [answer.status_code for answer in ask_each(page, "/rate")] == [303, 303]
    first = ask(page, "/login")
    statuses = []
    for number in range(8):
        process = page.workers()[number % 2]
        os.kill(process, signal.SIGSTOP)
        try:
            form = {"name": "ann", "password": "a wrong one", "csrf": csrf_of(first.text)}
            answer = httpx2.post(f"{page.address}/login", data=form, cookies=dict(first.cookies), timeout=30)
        finally:
            os.kill(process, signal.SIGCONT)
        statuses.append(answer.status_code)
    # The right one that came before counts too.
    assert statuses == [401] * 4 + [429] * 4
    assert 1 <= int(answer.headers["retry-after"]) <= 60


@pytest.mark.parametrize("workers", [1, 2])
def test_a_request_that_is_being_answered_ends_before_the_page_does(serve: Serve, engine: Engine, workers: int) -> None:
    page = serve(workers=workers)
    port = int(page.address.rpartition(":")[2])
    # Whoever wants to read the schema's version, as a search does, has to wait for this.
    with engine.connect() as connection, socket.create_connection(("127.0.0.1", port), timeout=60) as visitor:
        connection.execute(text("LOCK TABLE encoder IN ACCESS EXCLUSIVE MODE"))
        visitor.sendall(b"GET /api/search?q=red HTTP/1.1\r\nHost: x\r\n\r\n")
        waiting = text("SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'encoder'::regclass")
        with engine.connect() as other:
            until(lambda: bool(other.execute(waiting).scalar()), 20)
        page.process.terminate()
        time.sleep(1)
        assert page.process.poll() is None
        connection.rollback()
        said = b"".join(iter(partial(visitor.recv, 65536), b""))
    # There is no picture yet, which is an answer too.
    assert said.startswith(b"HTTP/1.1 404 ")
    assert said.endswith(b'"}')
    assert page.process.wait(30) == 0


def test_sighup_renews_the_processes_one_by_one_with_new_settings(serve: Serve, tmp_path: Path) -> None:
    settings = tmp_path / "settings"
    settings.write_text("IMGSEARCH_METRICS=0\n")
    page = serve_with(serve, settings)
    before = page.workers()
    assert ask(page, "/metrics").status_code == 404
    settings.write_text("IMGSEARCH_METRICS=1\n")
    page.process.send_signal(signal.SIGHUP)
    statuses = set()

    def is_renewed() -> bool:
        statuses.add(ask(page, "/healthz").status_code)
        return not set(page.workers()) & set(before)

    until(is_renewed)
    assert statuses == {200}  # nobody was turned away meanwhile
    assert len(page.workers()) == 2
    ask_each(page, "/healthz")
    told = [re.findall(r'imgsearch_requests_total.*"/healthz".* (\S+)', one.text) for one in ask_each(page, "/metrics")]
    assert told[0] == told[1]
    assert float(told[0][0]) >= len(statuses) + 2
    settings.write_text("no setting\n")
    kept = page.workers()
    page.process.send_signal(signal.SIGHUP)
    until(lambda: "a new process did not start; the former ones go on" in page.log.read_text())
    assert page.workers() == kept
    assert ask(page, "/healthz").status_code == 200
    assert page.end()[0] == 0


def serve_with(serve: Serve, settings: Path) -> Page:
    os.environ["IMGSEARCH_ENV_FILE"] = str(settings)
    try:
        return serve()
    finally:
        del os.environ["IMGSEARCH_ENV_FILE"]


def test_a_process_that_dies_is_replaced_and_none_outlives_the_parent(serve: Serve) -> None:
    page = serve()
    first, second = page.workers()
    time.sleep(SHORTEST_LIFE_SECONDS)  # else it would seem to die as soon as it starts
    os.kill(first, signal.SIGKILL)
    until(lambda: len(page.workers()) == 2 and first not in page.workers(), 30)
    assert second in page.workers()
    left = [psutil.Process(pid) for pid in page.workers()]
    page.process.kill()
    _, alive = psutil.wait_procs(left, timeout=30)
    assert alive == []


def test_a_page_that_cannot_start_says_why_and_ends(tmp_path: Path, database_url: URL) -> None:
    environment = os.environ | {
        "IMGSEARCH_DATABASE_URL": database_url.render_as_string(hide_password=False),
        "IMGSEARCH_DATA_DIR": str(tmp_path),
    }
    with socket.create_server(("127.0.0.1", 0)) as taken:
        words = ["serve", "--workers", "2", "--port", str(taken.getsockname()[1])]
        done = subprocess.run(
            [sys.executable, "-m", "imgsearch", *words], env=environment, capture_output=True, text=True, check=False
        )
    assert done.returncode == 1
    assert re.fullmatch(
        r"Error: cannot listen on 127.0.0.1, port \d+: .*; choose another --host or --port\n", done.stderr
    )


def test_a_process_whose_parent_was_killed_while_it_was_starting_ends_without_a_fault(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ended = threading.Event()
    told: list[int] = []

    def note(_process: int, number: int) -> None:
        told.append(number)
        ended.set()

    monkeypatch.setattr("imgsearch.web.workers.os.kill", note)
    parent, child = socket.socketpair()
    parent.close()
    with child:
        follow_parent(child)
        assert ended.wait(10)
    assert told == [signal.SIGTERM]
