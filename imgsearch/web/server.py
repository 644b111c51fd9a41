"""How the page is served: where it listens, how many it answers at the same time, and how long it waits."""

from __future__ import annotations

import socket
from collections.abc import Callable, Mapping
from typing import Any

import uvicorn
from fastapi import FastAPI

from imgsearch.errors import BadInput
from imgsearch.web.config import WebConfig
from imgsearch.web.database import STATEMENT_TIMEOUT_MS
from imgsearch.web.protocol import Protocol

#: Bytes of a request's line and headers.
HEAD_BYTES = 32 * 1024
#: Within which requests that are being answered end when the server is to stop: what a statement may take, and more.
GRACE_SECONDS = STATEMENT_TIMEOUT_MS // 1000 + 5
#: Connections at the same time; further requests are answered with 503.
CONNECTIONS = 500
#: Connections that wait to be taken.
BACKLOG = 2048


def server_settings(config: WebConfig) -> dict[str, Any]:
    """Settings of uvicorn for the page.

    The application itself reads X-Forwarded-For, after it has seen from whom a request comes.
    """
    return {
        "http": _protocol(config.head_seconds),
        "access_log": False,
        "log_config": None,
        "server_header": False,
        "proxy_headers": False,
        "timeout_graceful_shutdown": GRACE_SECONDS,
        "timeout_keep_alive": 5,
        "h11_max_incomplete_event_size": HEAD_BYTES,
        "limit_concurrency": CONNECTIONS,
    }


def _protocol(seconds: float) -> type[Protocol]:
    class Limited(Protocol):
        head_seconds = seconds

    return Limited


class Server(uvicorn.Server):
    """uvicorn's, which says when it listens."""

    def __init__(self, app: FastAPI, settings: Mapping[str, Any], on_ready: Callable[[], None]) -> None:
        super().__init__(uvicorn.Config(app, **settings))
        self._on_ready = on_ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to listen."""
        await super().startup(sockets)
        if not self.should_exit:
            self._on_ready()


def bind(host: str, port: int) -> socket.socket:
    """A socket that listens, and that processes may inherit.

    Raises:
        BadInput: another program listens there, or the address is none of this machine.
    """
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((host, port), family=family, backlog=BACKLOG)
    except (OSError, UnicodeError) as exc:  # the latter for what can be the name of no machine
        reason = getattr(exc, "strerror", None) or exc
        raise BadInput(
            f"cannot listen on {host or 'an empty name'}, port {port}: {reason}; choose another --host or --port"
        ) from exc
