"""A server that listens, and what is sent to it and read from it byte by byte."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPResponse
from typing import Any

import uvicorn

#: Seconds that a client waits for an answer; those of a test are a fraction of it.
PATIENCE = 10


@contextmanager
def serving(app: Any, settings: dict[str, Any]) -> Iterator[tuple[uvicorn.Server, int]]:  # noqa: ANN401
    """A server that runs meanwhile, and its port."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, **settings))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        while not server.started and thread.is_alive():
            time.sleep(0.01)
        yield server, listener.getsockname()[1]
    finally:
        server.should_exit = True
        thread.join()
        listener.close()


def head(path: str, *lines: str, method: str = "POST") -> bytes:
    return "\r\n".join([f"{method} {path} HTTP/1.1", "Host: x", *lines, "", ""]).encode()


def read_all(connection: socket.socket) -> bytes:
    """All that comes until the server closes the connection; a reset is such an end."""
    said = b""
    with suppress(ConnectionResetError):
        while part := connection.recv(65536):
            said += part
    return said


def status_of(said: bytes) -> int:
    return int(said.split(b" ", 2)[1])


def status_of_next(connection: socket.socket) -> int:
    """Status of an answer after which the connection stays open."""
    answer = HTTPResponse(connection)
    answer.begin()
    answer.read()
    return answer.status
