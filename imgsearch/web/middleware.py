"""What happens to every request: limits, headers, a line in the log, and counters."""

from __future__ import annotations

import secrets
import time
from collections.abc import Awaitable, Callable

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse
from prometheus_client import CollectorRegistry, Counter, Histogram

from imgsearch.web.config import WebConfig
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
#: Methods that carry no body.
READING = ("GET", "HEAD", "OPTIONS")
FORM_BYTES = 64 * 1024
UPLOADS = ("/by-picture", "/api/search/image")
Handler = Callable[[Request], Awaitable[Response]]
log = structlog.get_logger("imgsearch.web")


class Metrics:
    """Counters of one application."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "imgsearch_requests", "Requests.", ["method", "route", "status"], registry=self.registry
        )
        self.seconds = Histogram(
            "imgsearch_request_seconds",
            "Time to answer.",
            ["route"],
            registry=self.registry,
            buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1, 2.5, 5),
        )


def add_middleware(app: FastAPI, config: WebConfig, metrics: Metrics) -> None:
    """Wrap an application."""

    @app.middleware("http")
    async def surround(request: Request, call_next: Handler) -> Response:
        started = time.perf_counter()
        request_id = secrets.token_hex(8)
        request.state.request_id = request_id
        try:
            response = _refuse_body(request, config) or await call_next(request)
        except Exception as exc:  # the visitor learns no more than the id under which the log has it
            log.error("fault", exc_info=exc, request_id=request_id)
            response = JSONResponse({"detail": "something went wrong", "request_id": request_id}, 500)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if not request.url.path.startswith("/static/"):
            response.headers.setdefault("Cache-Control", NOT_KEPT)
        response.headers["X-Request-Id"] = request_id
        if config.https_only:
            response.headers["Strict-Transport-Security"] = "max-age=31536000"
        route = getattr(request.scope.get("route"), "path", "other")
        spent = time.perf_counter() - started
        metrics.requests.labels(request.method, route, str(response.status_code)).inc()
        metrics.seconds.labels(route).observe(spent)
        _write_log(request, response, config, route, spent)
        return response


def _refuse_body(request: Request, config: WebConfig) -> Response | None:
    """Refuse a body that is too large before a byte of it is read."""
    if request.method in READING:
        return None
    length = request.headers.get("content-length", "")
    if not length.isdecimal():
        return JSONResponse({"detail": "the request needs a Content-Length"}, 411)
    most = config.max_upload_bytes + FORM_BYTES if request.url.path in UPLOADS else FORM_BYTES
    if int(length) > most:
        return JSONResponse({"detail": f"the request has {length} bytes, {most} are the most"}, 413)
    return None


def _write_log(request: Request, response: Response, config: WebConfig, route: str, spent: float) -> None:
    visitor = getattr(request.state, "visitor", None)
    user = visitor.user if isinstance(visitor, Visitor) else None
    fields: dict[str, object] = {
        "method": request.method,
        "route": route,
        "status": response.status_code,
        "ms": round(spent * 1000, 1),
        "request_id": request.state.request_id,
        "account": user.name if user is not None else None,
    }
    # What somebody who is known was looking for is nobody's business.
    if config.log_queries and "q" in request.query_params:
        fields["query"] = request.query_params["q"]
    log.info("request", **fields)
