"""Bodies of requests: who may send one, how large it may be, and how slowly it may come."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any

from fastapi import Request, Response
from fastapi.responses import JSONResponse
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from imgsearch.web.config import WebConfig

#: Methods that carry no body.
READING = ("GET", "HEAD", "OPTIONS")
FORM_BYTES = 64 * 1024
SEARCHED = ("/by-picture", "/api/search/image")
ARCHIVED = "/api/pictures"
#: Seconds for which the rest of a body is read, and forgotten, after an answer: in all, and without a byte.
LINGER, LINGER_PAUSE = 10.0, 1.0
UPLOADS = (*SEARCHED, ARCHIVED)
#: Refuses whoever may not send a body, before it is read; None lets it through.
Check = Callable[[Request], Response | None]
#: (request, status, key of the page's text, detail for programs) -> the refusal.
Refuse = Callable[[Request, int, str, str], Response]


class BodyRefused(Exception):
    """A body is too large or comes too slowly; the visitor has been told."""


class Bodies:
    """ASGI middleware that refuses bodies before they are read, or while they come.

    What a request says of its length is not believed: bytes are counted as they come.
    """

    def __init__(self, app: ASGIApp, config: WebConfig, check: Check, refuse: Refuse) -> None:
        self._app, self._config, self._check, self._refuse = app, config, check, refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        body = _Body(receive, send, self._config, request, most=self._most(request))
        refused: Response | None = None
        if request.method not in READING:
            # It asks the database.
            refused = await run_in_threadpool(self._look, request)
        if refused is not None:
            await refused(scope, receive, body.send)
            return
        try:
            await self._app(scope, body.receive, body.send)
        except Exception:
            if not body.is_refused:  # else what the application makes of a body that ends is no fault of its own
                raise

    def _most(self, request: Request) -> int:
        """Bytes that a body may have, also by what the request itself says."""
        usual = self._config.max_upload_bytes + FORM_BYTES if request.url.path in UPLOADS else FORM_BYTES
        length = request.headers.get("content-length", "")
        return min(usual, int(length)) if length.isdecimal() and len(length) < 20 else usual

    def _look(self, request: Request) -> Response | None:
        return self._refuse_length(request) or self._check(request)

    def _refuse_length(self, request: Request) -> Response | None:
        """Refuse a body that says itself that it is too large, or does not say how large it is."""
        if not {"content-length", "transfer-encoding"} & set(request.headers):
            return None  # it has no body
        length = request.headers.get("content-length", "")
        if not length.isdecimal():
            return self._refuse(request, 411, "no_length", "the request needs a Content-Length")
        most = self._config.max_upload_bytes + FORM_BYTES if request.url.path in UPLOADS else FORM_BYTES
        if len(length) >= 20 or int(length) > most:
            detail = f"the request has {length[:20]} bytes, {most} are the most"
            return self._refuse(request, 413, "upload_too_large", detail)
        return None


class _Body:
    """The body of one request as it comes, and the answer to it."""

    def __init__(self, receive: Receive, send: Send, config: WebConfig, request: Request, *, most: int) -> None:
        self._receive, self._send = receive, send
        self._most, self._has_more = most, _has_body(request)
        # Who asks whether to go on sends nothing until told to.
        self._is_on_its_way = self._has_more and "expect" not in request.headers
        self._pause, self._rate = config.body_seconds, config.least_body_rate
        self._bytes = 0
        self._started: float | None = None
        self._is_answered = False
        self.is_refused = False

    async def receive(self) -> Message:
        """The next part.

        Raises:
            BodyRefused: there are too many bytes, or too few came in time.
        """
        if self.is_refused:
            raise BodyRefused
        if not self._has_more:
            return await self._receive()
        now = time.monotonic()
        self._started = self._started or now
        # So long without a byte, and so much longer in all as the bytes that have come may take.
        left = min(self._pause, self._started + self._pause + self._bytes / self._rate - now)
        try:
            message = await asyncio.wait_for(self._receive(), max(left, 0))
        except TimeoutError:
            self._is_on_its_way = False
            await self._refuse(408, "the body of the request comes too slowly")
        self._bytes += len(message.get("body", b""))
        self._has_more = bool(message.get("more_body"))
        if self._bytes > self._most:
            await self._refuse(413, f"the request has more than {self._most} bytes")
        return message

    async def send(self, message: Message) -> None:
        """Hand an answer on; one that was given before the body was read ends the connection."""
        if self.is_refused:
            return
        if message["type"] == "http.response.start":
            self._is_answered = True
            if self._has_more:
                MutableHeaders(scope=message)["Connection"] = "close"
        if message["type"] == "http.response.body" and self._is_left_unread and not message.get("more_body"):
            await self._send({**message, "more_body": True})
            await self._linger()
            message = {"type": "http.response.body"}
        await self._send(message)

    @property
    def _is_left_unread(self) -> bool:
        return self._has_more and self._is_on_its_way

    async def _linger(self) -> None:
        """Read what still comes for a while, and forget it.

        A connection that is closed while bytes wait is reset, which may take the answer with it (RFC 9112, 9.6).
        """
        end = time.monotonic() + LINGER
        while (left := end - time.monotonic()) > 0:
            try:
                message = await asyncio.wait_for(self._receive(), min(left, LINGER_PAUSE))
            except TimeoutError:
                return
            if not message.get("more_body"):
                return

    async def _refuse(self, status: int, detail: str) -> Any:  # noqa: ANN401 (it never returns)
        self._has_more = True
        if not self._is_answered:
            await JSONResponse({"detail": detail}, status)({"type": "http"}, self._receive, self.send)
        self.is_refused = True
        raise BodyRefused(detail)


def _has_body(request: Request) -> bool:
    return "transfer-encoding" in request.headers or request.headers.get("content-length", "0") not in ("", "0")
