"""Who is connected when the server is told to stop: nobody who asks in time is left without an answer."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from typing import Any

import pytest
import uvicorn

from imgsearch.web import protocol
from imgsearch.web.server import server_settings

from .conftest import CONFIG
from .listening import PATIENCE, head, read_all, serving, status_of, status_of_next

Stopping = tuple[uvicorn.Server, int]


async def answer(_scope: object, receive: Any, send: Any) -> None:  # noqa: ANN401
    """An application that reads what it is sent and answers with one word."""
    while (await receive()).get("more_body"):
        pass
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
    await send({"type": "http.response.body", "body": b"ok"})


@pytest.fixture
def stopping(monkeypatch: pytest.MonkeyPatch) -> Iterator[Stopping]:
    monkeypatch.setattr(protocol, "DRAIN_SECONDS", 0.6)
    with serving(answer, server_settings(CONFIG) | {"lifespan": "off"}) as (server, port):
        yield server, port


def connect(stopping: Stopping) -> socket.socket:
    """A connection that the server has taken."""
    server, port = stopping
    before = len(server.server_state.connections)
    connection = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
    while len(server.server_state.connections) == before:
        time.sleep(0.01)
    return connection


def tell(stopping: Stopping) -> None:
    """Tell the server to stop, and wait until it takes nobody more."""
    server, _ = stopping
    server.should_exit = True
    for _ in range(PATIENCE * 100):
        if not server.servers[0].is_serving():
            return
        time.sleep(0.01)
    pytest.fail("it goes on listening")


@pytest.mark.parametrize("sent", [b"", b"GET / HT"])
def test_a_request_that_was_on_its_way_is_answered(stopping: Stopping, sent: bytes) -> None:
    with connect(stopping) as visitor:
        visitor.sendall(sent)
        time.sleep(0.05)
        tell(stopping)
        visitor.sendall(head("/", method="GET").removeprefix(sent))
        said = read_all(visitor)
    assert status_of(said) == 200
    assert b"\r\nconnection: close\r\n" in said.lower()


def test_a_further_request_over_a_connection_is_answered_and_is_the_last(stopping: Stopping) -> None:
    with connect(stopping) as visitor:
        visitor.sendall(head("/", method="GET"))
        assert status_of_next(visitor) == 200
        tell(stopping)
        visitor.sendall(head("/", method="GET"))
        assert status_of(read_all(visitor)) == 200


def test_who_asks_nothing_is_not_waited_for(stopping: Stopping) -> None:
    with connect(stopping) as silent, connect(stopping) as answered:
        answered.sendall(head("/", method="GET"))
        assert status_of_next(answered) == 200
        tell(stopping)
        begun = time.monotonic()
        assert read_all(silent) == read_all(answered) == b""
        assert 0.3 < time.monotonic() - begun < 2


def test_a_body_that_is_still_coming_is_waited_for(stopping: Stopping) -> None:
    with connect(stopping) as visitor:
        visitor.sendall(head("/", "Content-Length: 4") + b"a")
        time.sleep(0.05)
        tell(stopping)
        time.sleep(0.8)  # longer than connections without a request stay open
        visitor.sendall(b"bcd")
        said = read_all(visitor)
    assert status_of(said) == 200
