"""Bodies and connections as hostile clients send them, to a server that listens."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Engine

from imgsearch.search import SearchModels
from imgsearch.web.app import create_app
from imgsearch.web.bodies import FORM_BYTES
from imgsearch.web.server import server_settings

from .conftest import CONFIG
from .listening import PATIENCE, head, read_all, serving, status_of, status_of_next

Connect = Callable[[], socket.socket]
Listen = Callable[..., Connect]


@pytest.fixture
def listen(engine: Engine, models: SearchModels) -> Iterator[Listen]:
    """Serves the page with other settings than usual; gives what connects to it."""
    with ExitStack() as stack:

        def begin(**settings: Any) -> Connect:  # noqa: ANN401
            config = replace(CONFIG, **({"max_upload_bytes": 100_000} | settings))
            _, port = stack.enter_context(serving(create_app(engine, config, models), server_settings(config)))
            return lambda: stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=PATIENCE))

        yield begin


def chunk(data: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(data), data)


PART = b'--x\r\nContent-Disposition: form-data; name="picture"; filename="a"\r\n\r\n'
LYING = ("Transfer-Encoding: chunked", "Content-Length: 100", "Content-Type: multipart/form-data; boundary=x")


@pytest.mark.parametrize("path", ["/by-picture", "/api/search/image", "/login"])
def test_a_chunked_body_is_counted_and_not_believed(listen: Listen, path: str) -> None:
    connection = listen()()
    connection.sendall(head(path, *LYING) + chunk(PART))
    connection.sendall(chunk(b"x" * 60))  # more than it said, with no end in sight
    said = read_all(connection)
    assert status_of(said) == 413
    assert b"connection: close" in said.lower()


def test_a_chunked_body_cannot_pass_the_limit_by_saying_the_largest_length(listen: Listen) -> None:
    connection = listen()()
    most = 100_000 + FORM_BYTES
    connection.sendall(head("/api/search/image", LYING[0], f"Content-Length: {most}", LYING[2]) + chunk(PART))
    for _ in range(most // 8192 + 8):
        connection.sendall(chunk(b"x" * 8192))
    assert status_of(read_all(connection)) == 413


@pytest.mark.parametrize("path", ["/by-picture", "/api/search/image"])
def test_who_sends_too_large_a_picture_to_the_end_can_read_why_it_was_refused(listen: Listen, path: str) -> None:
    connection = listen()()
    size = 30_000_000  # more than waits anywhere between the two
    connection.sendall(head(path, f"Content-Length: {size}", LYING[2]))
    for _ in range(size // 1_000_000):
        connection.sendall(b"x" * 1_000_000)
    said = read_all(connection)
    assert status_of(said) == 413
    assert said.rstrip().endswith((b"}", b"</html>"))


def test_nothing_is_waited_for_from_who_asks_whether_to_send(listen: Listen, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("imgsearch.web.bodies.LINGER_PAUSE", PATIENCE)
    connection = listen()()
    connection.sendall(head("/by-picture", "Content-Length: 30000000", "Expect: 100-continue", LYING[2]))
    begun = time.monotonic()
    said = read_all(connection)
    assert time.monotonic() - begun < PATIENCE / 2
    assert status_of(said) == 413


def test_a_refused_body_without_end_is_read_for_a_while_only(listen: Listen, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("imgsearch.web.bodies.LINGER", 0.5)
    connection = listen()()
    connection.sendall(head("/by-picture", f"Content-Length: {10**12}", LYING[2]))
    begun = time.monotonic()
    with suppress(ConnectionError):
        while time.monotonic() - begun < PATIENCE:
            connection.sendall(b"x" * 1_000_000)
    assert time.monotonic() - begun < PATIENCE / 2


@pytest.mark.parametrize(
    ("settings", "path", "status"),
    [
        ({"login_required": True}, "/by-picture", 401),
        ({"login_required": True}, "/api/search/image", 401),
        ({}, "/rate", 401),
        ({}, "/review/1", 401),
        ({"searches_per_minute": 1}, "/api/search/image", 429),
        ({"searches_per_minute": 1}, "/by-picture", 429),
    ],
)
def test_login_and_limit_are_asked_for_before_a_byte_of_the_body(
    listen: Listen, settings: dict[str, Any], path: str, status: int
) -> None:
    connect = listen(**settings)
    lines = ("Content-Length: 60000", LYING[2])
    if status == 429:
        first = connect()
        first.sendall(head(path, "Content-Length: 2", LYING[2]) + b"--")
        first.recv(1)
    connection = connect()
    connection.sendall(head(path, *lines))  # and nothing of the body
    said = read_all(connection)
    assert status_of(said) == status
    assert b"connection: close" in said.lower()


@pytest.mark.parametrize(
    ("lines", "method"),
    [(("Content-Length: 5000",), "POST"), (("Content-Length: 5000",), "PUT"), (LYING[:1], "GET")],
)
def test_nobody_waits_for_a_body_that_is_not_wanted(listen: Listen, lines: tuple[str, ...], method: str) -> None:
    connection = listen()()
    connection.sendall(head("/nowhere", *lines, method=method))
    assert status_of(read_all(connection)) in (404, 405)


def test_a_body_that_stops_is_ended(listen: Listen) -> None:
    connection = listen(body_seconds=0.2)()
    connection.sendall(head("/login", "Content-Length: 1000", "Content-Type: application/x-www-form-urlencoded") + b"a")
    started = time.monotonic()
    said = read_all(connection)
    assert status_of(said) == 408
    assert time.monotonic() - started < PATIENCE / 2


def test_a_body_that_trickles_is_ended_though_it_never_stops(listen: Listen) -> None:
    connection = listen(body_seconds=0.4, least_body_rate=1000)()
    connection.sendall(head("/login", "Content-Length: 1000", "Content-Type: application/x-www-form-urlencoded"))
    sent = 0
    with suppress(ConnectionError):
        while sent < 100:
            connection.sendall(b"a")
            time.sleep(0.05)
            sent += 1
    assert sent < 100
    assert status_of(read_all(connection) or b"HTTP/1.1 408 reset") == 408


def test_a_body_that_is_slow_but_comes_is_taken(listen: Listen) -> None:
    connection = listen(body_seconds=0.4, least_body_rate=10)()
    connection.sendall(head("/login", "Content-Length: 10", "Content-Type: application/x-www-form-urlencoded"))
    for _ in range(10):
        connection.sendall(b"a")
        time.sleep(0.06)
    assert status_of_next(connection) == 400


@pytest.mark.parametrize("sent", [b"", b"GET / HT", b"GET / HTTP/1.1\r\nHost: x\r\nA: "])
def test_a_head_without_an_end_is_closed(listen: Listen, sent: bytes) -> None:
    connection = listen(head_seconds=0.3)()
    started = time.monotonic()
    connection.sendall(sent)
    assert read_all(connection) == b""
    assert 0.2 < time.monotonic() - started < PATIENCE / 2


def test_a_head_that_trickles_is_closed_also_after_an_answer(listen: Listen) -> None:
    connection = listen(head_seconds=0.4)()
    connection.sendall(head("/healthz", method="GET"))
    assert status_of_next(connection) == 200
    sent = 0
    with suppress(ConnectionError):
        connection.sendall(b"GET / HTTP/1.1\r\nA: ")
        while sent < 100:
            connection.sendall(b"a")
            time.sleep(0.05)
            sent += 1
    assert 3 < sent < 100


def test_a_head_without_limit_is_refused(listen: Listen) -> None:
    connection = listen()()
    with suppress(ConnectionError):
        for _ in range(100):
            connection.sendall(b"a" * 1024 if _ else b"GET / HTTP/1.1\r\nA: ")
    assert status_of(read_all(connection) or b"HTTP/1.1 400 reset") == 400


def test_a_request_that_takes_its_time_is_not_a_head_that_does(listen: Listen) -> None:
    connection = listen(head_seconds=0.2)()
    for _ in range(3):
        connection.sendall(head("/healthz", method="GET"))
        assert status_of_next(connection) == 200
        time.sleep(0.1)
