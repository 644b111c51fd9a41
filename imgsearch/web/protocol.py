"""HTTP over connections that are closed where no whole head comes in time, and drained when the server stops."""

from __future__ import annotations

import asyncio
import socket
from typing import ClassVar

from uvicorn.protocols.http.flow_control import CLOSE_HEADER
from uvicorn.protocols.http.h11_impl import H11Protocol

#: For which connections without a request stay open when the server is to stop: one may be on its way.
DRAIN_SECONDS = 1.0
#: What says how long a body is.
LENGTHS = {b"content-length", b"transfer-encoding"}


class Protocol(H11Protocol):
    """uvicorn's, with a limit of time for heads.

    uvicorn, when it stops, closes connections that it has taken and whose first request it has not read yet. They are
    drained here: a request that still comes is answered, and is the last.
    """

    #: Within which the head of a request must come, from its first byte on.
    head_seconds: ClassVar[float]
    _deadline: asyncio.TimerHandle | None = None
    _drains = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for a head."""
        super().connection_made(transport)
        # asyncio does so only for sockets that were made as TCP's by name. Without it a body waits 40 ms for the client
        # to acknowledge the head, from the second answer of a connection on.
        connected = transport.get_extra_info("socket")
        if connected.family in (socket.AF_INET, socket.AF_INET6):
            connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._watch()

    def data_received(self, data: bytes) -> None:
        """Take what came; once a head is whole, its body has time of its own."""
        super().data_received(data)
        if self._drains:
            self._answer_last()
        self._watch()

    def handle_events(self) -> None:
        """Take a request; one whose length is said in two ways is the last of its connection.

        A proxy that believes the other length takes what follows for a request of somebody else's (RFC 9112, 6.1).
        """
        super().handle_events()
        if self._is_answering() and LENGTHS.issubset(name for name, _ in self.cycle.scope["headers"]):
            self._make_last()

    def shutdown(self) -> None:
        """End after the request that is being answered, or that comes within DRAIN_SECONDS."""
        self._drains = True
        self._answer_last()
        self.loop.call_later(DRAIN_SECONDS, self._close_if_idle)

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no more."""
        super().connection_lost(exc)
        self._stop_watching()

    def _watch(self) -> None:
        """Limit the time for a whole head, counted from its first byte; uvicorn itself ends idle connections."""
        if self._is_answering():
            self._stop_watching()
        elif self._deadline is None:
            self._deadline = self.loop.call_later(self.head_seconds, self._close_late)

    def _stop_watching(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _close_late(self) -> None:
        self._deadline = None
        self._close_if_idle()

    def _close_if_idle(self) -> None:
        if not self._is_answering():
            self.transport.close()

    def _is_answering(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete

    def _answer_last(self) -> None:
        if self._is_answering():
            self._make_last()

    def _make_last(self) -> None:
        if self.cycle.keep_alive:
            self.cycle.keep_alive = False
            self.cycle.default_headers = [*self.cycle.default_headers, CLOSE_HEADER]
