"""How the page is served: connections that send nothing, or never end the head of a request, are closed."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable, Mapping
from typing import Any

import uvicorn
from fastapi import FastAPI
from uvicorn.protocols.http.h11_impl import H11Protocol

from imgsearch.errors import BadInput
from imgsearch.web.config import WebConfig
from imgsearch.web.database import STATEMENT_TIMEOUT_MS

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


def _protocol(head_seconds: float) -> type[H11Protocol]:
    """HTTP over connections that are closed where no whole head comes in time."""

    class Protocol(H11Protocol):
        _deadline: asyncio.TimerHandle | None = None

        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
            super().connection_made(transport)
            self._watch()

        def data_received(self, data: bytes) -> None:
            super().data_received(data)
            self._watch()

        def connection_lost(self, exc: Exception | None) -> None:
            super().connection_lost(exc)
            self._stop_watching()

        def _watch(self) -> None:
            """Limit the time for a whole head, counted from its first byte; uvicorn itself ends idle connections."""
            if self.cycle is not None and not self.cycle.response_complete:
                self._stop_watching()
            elif self._deadline is None:
                self._deadline = self.loop.call_later(head_seconds, self._close)

        def _stop_watching(self) -> None:
            if self._deadline is not None:
                self._deadline.cancel()
                self._deadline = None

        def _close(self) -> None:
            self._deadline = None
            if self.cycle is None or self.cycle.response_complete:
                self.transport.close()

    return Protocol


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
    except OSError as exc:
        raise BadInput(f"cannot listen on {host}, port {port}: {exc.strerror or exc}; choose another --port") from exc
