"""Connections: a request of two lengths is the last, and no answer waits for its own head to be acknowledged."""

from __future__ import annotations

import socket

import pytest
from fastapi import FastAPI, Request

from imgsearch.web.config import WebConfig
from imgsearch.web.server import server_settings
from tests.web.listening import PATIENCE, head, read_all, serving, status_of_next

CHUNKED, LENGTH = "Transfer-Encoding: chunked", "Content-Length: 5"
app = FastAPI()


@app.post("/")
async def take(request: Request) -> int:
    return len(await request.body())


@app.get("/")
def other() -> str:
    return "smuggled"


@pytest.mark.parametrize("lines", [(CHUNKED, LENGTH), (LENGTH, CHUNKED)])
def test_what_follows_a_request_of_two_lengths_is_not_answered(lines: tuple[str, str]) -> None:
    with serving(app, server_settings(WebConfig(secret="s" * 32))) as (_, port):
        connection = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
        with connection:
            first = head("/", CHUNKED) + b"0\r\n\r\n"
            connection.sendall(first + head("/", *lines) + b"0\r\n\r\n" + head("/", method="GET"))
            said = read_all(connection)
    assert said.count(b"HTTP/1.1 200") == 2
    assert said.lower().count(b"connection: close") == 1
    assert b"smuggled" not in said


def test_no_body_waits_until_its_head_is_acknowledged() -> None:
    with (
        serving(app, server_settings(WebConfig(secret="s" * 32))) as (server, port),
        socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as connection,
    ):
        connection.sendall(head("/", method="GET"))
        assert status_of_next(connection) == 200
        (served,) = (each.transport.get_extra_info("socket") for each in server.server_state.connections)
        assert served.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
