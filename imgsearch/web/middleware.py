"""What happens to every request: headers, a line in the log, and counters."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Sequence

import structlog
from fastapi import Request, Response
from starlette.datastructures import MutableHeaders
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from imgsearch.tracing import Span, request_span
from imgsearch.web.config import WebConfig
from imgsearch.web.metrics import Metrics
from imgsearch.web.visitor import Visitor

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
#: Of every answer that does not say otherwise: what is found may be flagged in a moment, and depends on who asks.
NOT_KEPT = "private, no-store"
#: Those that are counted by name; anybody can invent others.
METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"))
log = structlog.get_logger("imgsearch.web")


class Heads:
    """ASGI middleware that answers HEAD wherever GET is answered: the same without its body."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self._app(scope, receive, send)
            return

        async def send_head(message: Message) -> None:
            await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

        # Not a copy: what the application learns, such as the route, is for the log.
        scope["method"] = "GET"
        try:
            await self._app(scope, receive, send_head)
        finally:
            scope["method"] = "HEAD"


class Foreign:
    """ASGI middleware that lets pages of named other sites call the API, with a token; never with a cookie."""

    def __init__(self, app: ASGIApp, origins: Sequence[str]) -> None:
        self._app = app
        self._open = CORSMiddleware(
            app,
            allow_origins=origins,
            allow_methods=("GET", "HEAD", "POST", "DELETE"),
            allow_headers=("Authorization", "Content-Type"),
            expose_headers=("Allow", "Content-Disposition", "Retry-After", "X-Request-Id", "X-Why-Nothing"),
        )
        self._is_open = bool(origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        is_api = scope["type"] == "http" and scope["path"].startswith("/api/")
        await (self._open if self._is_open and is_api else self._app)(scope, receive, send)


class Surround:
    """ASGI middleware that adds headers to every answer, counts it and writes a line about it."""

    def __init__(
        self, app: ASGIApp, config: WebConfig, metrics: Metrics, answer_fault: Callable[[Request], Response]
    ) -> None:
        self._app, self._config, self._metrics, self._answer_fault = app, config, metrics, answer_fault

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        with request_span(_counted_method(scope["method"]), scope["headers"]) as traced:
            await self._answer(scope, receive, send, traced)

    async def _answer(self, scope: Scope, receive: Receive, send: Send, traced: Span) -> None:
        started = time.perf_counter()
        request = Request(scope)
        # By the same id a log's line and an answer lead to the trace.
        request.state.request_id = traced.id or secrets.token_hex(8)
        status = 0

        async def send_with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                self._add_headers(MutableHeaders(scope=message), request)
            await send(message)

        try:
            await self._app(scope, receive, send_with_headers)
        except Exception as exc:  # the visitor learns no more than the id under which the log has it
            log.error("fault", exc_info=exc, request_id=request.state.request_id)
            if status:  # half of an answer is on its way
                raise
            await self._answer_fault(request)(scope, receive, send_with_headers)
        finally:
            route = getattr(scope.get("route"), "path", "other")
            spent = time.perf_counter() - started
            method = _counted_method(request.method)
            self._metrics.requests.labels(method, route, str(status)).inc()
            self._metrics.seconds.labels(route).observe(spent)
            _describe(traced, request, status, self._config, route)
            _write_log(request, status, self._config, route, spent)

    def _add_headers(self, headers: MutableHeaders, request: Request) -> None:
        for name, value in HEADERS.items():
            headers.setdefault(name, value)
        if not request.url.path.startswith("/static/"):
            headers.setdefault("Cache-Control", NOT_KEPT)
        headers["X-Request-Id"] = request.state.request_id
        if self._config.https_only:
            headers["Strict-Transport-Security"] = "max-age=31536000"


def _counted_method(method: str) -> str:
    return method if method in METHODS else "other"


def _asked(request: Request, config: WebConfig) -> dict[str, str]:
    """What was searched for, where it may be told: what somebody who is known was looking for is nobody's business."""
    if config.log_queries and "q" in request.query_params:
        return {"query": " ".join(request.query_params.getlist("q"))}
    return {}


def _describe(traced: Span, request: Request, status: int, config: WebConfig, route: str) -> None:
    """What a span tells of a request: not its address, in which a picture or a link's token may stand."""
    traced.rename(f"{_counted_method(request.method)} {route}")
    traced.tell({"http.route": route, "http.response.status_code": status})
    traced.tell({f"imgsearch.{name}": value for name, value in _asked(request, config).items()})
    if status >= 500 or not status:
        traced.fail(str(status))


def _write_log(request: Request, status: int, config: WebConfig, route: str, spent: float) -> None:
    visitor = getattr(request.state, "visitor", None)
    user = visitor.user if isinstance(visitor, Visitor) else None
    fields: dict[str, object] = {
        "method": request.method,
        "route": route,
        "status": status,
        "ms": round(spent * 1000, 1),
        "request_id": request.state.request_id,
        "account": user.name if user is not None else None,
    }
    log.info("request", **fields, **_asked(request, config))
