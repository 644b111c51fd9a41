"""Putting the application together."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from http import HTTPStatus
from importlib.metadata import version
from types import MappingProxyType
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import anyio.to_thread
import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse
from fastapi.staticfiles import StaticFiles
from sqlalchemy import Engine
from sqlalchemy.exc import DataError, OperationalError
from starlette.exceptions import HTTPException
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from imgsearch.errors import BadInput, ImgsearchError, NoSuchPicture
from imgsearch.search import SearchModels
from imgsearch.search.threads import one_thread
from imgsearch.web.bodies import Bodies
from imgsearch.web.collections import NoSuchCollection
from imgsearch.web.config import WebConfig
from imgsearch.web.counting import SharedCounter
from imgsearch.web.database import Database
from imgsearch.web.departures import Departures
from imgsearch.web.finding import TIMED_OUT, Finder
from imgsearch.web.limits import Limits
from imgsearch.web.metrics import Metrics
from imgsearch.web.middleware import Foreign, Heads, Surround
from imgsearch.web.routes import (
    api,
    archive,
    collections,
    collections_api,
    login,
    oidc,
    pictures,
    rate,
    reports,
    review,
    search,
    state,
)
from imgsearch.web.site import STATIC, Site, allowed_methods, check_body, local_path, make_templates
from imgsearch.web.texts import TEXTS
from imgsearch.web.trusted import Stripped
from imgsearch.web.visitor import Sessions

if TYPE_CHECKING:
    from imgsearch.web.id_tokens import IdTokens
    from imgsearch.web.provider import Provider

#: Requests that work at the same time; more threads would only wait for one another.
THREADS = 8
PARTS = (search, pictures, login, oidc, review, rate, reports, collections, api, archive, collections_api, state)
log = structlog.get_logger("imgsearch.web")
#: What the framework says of an error -> what programs are told.
TOLD = {
    "There was an error parsing the body": "the body is no JSON in UTF-8, or nested too deeply",
    HTTPStatus.UNAUTHORIZED.phrase: "log in, or send an API token: Authorization: Bearer TOKEN; "
    "`imgsearch user token` makes one",
}
TOOK_TOO_LONG = (
    "it took too long and was given up; nothing was changed. Try again; of a change another transaction may hold the "
    "same rows, and who runs the database can end that"
)
MESSAGES = {401: "log_in", 403: "forbidden", 404: "not_found"}


def create_app(engine: Engine, config: WebConfig, models: SearchModels | None = None) -> FastAPI:
    """Make the application.

    Args:
        engine: whose login is a member of imgsearch_web, or the database's owner.
        config: the operator's settings.
        models: to search with; None takes what the database names.
    """
    database = Database(engine)
    metrics = Metrics()
    app = FastAPI(
        title="imgsearch",
        version=version("imgsearch-pgvector"),
        description="Find pictures by what they show.",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,  # where it is needed is a route of ours, which asks for the login
        lifespan=_lifespan,
    )
    limits = Limits(config, SharedCounter(database, config.secret) if config.counts_together else None)
    sessions = Sessions(config, database)
    app.state.site = Site(
        config,
        database,
        Finder(database, models, metrics, slow_ms=config.slow_search_ms),
        sessions,
        limits,
        make_templates(),
        Departures(config),
        *_make_provider(config, database),
    )
    app.state.metrics = metrics
    _surround(app, config, metrics)
    for part in PARTS:
        app.include_router(part.router)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    app.exception_handler(HTTPException)(_answer_http_error)
    app.exception_handler(RequestValidationError)(_answer_bad_request)
    app.exception_handler(BadInput)(_answer_bad_input)
    app.exception_handler(ImgsearchError)(_answer_own_error)
    app.exception_handler(DataError)(_answer_no_text)
    app.exception_handler(OperationalError)(_answer_no_database)
    return app


def _surround(app: FastAPI, config: WebConfig, metrics: Metrics) -> None:
    """Add what every request goes through, the innermost first."""
    app.add_middleware(Bodies, config=config, check=_check_body, refuse=_refuse_body)
    app.add_middleware(Heads)
    app.add_middleware(Foreign, origins=config.allowed_origins)
    app.add_middleware(Surround, config=config, metrics=metrics)
    if config.behind_proxy is not None:
        app.add_middleware(ProxyHeadersMiddleware, trusted_hosts=config.behind_proxy)
    if config.trusted is not None:
        app.add_middleware(Stripped, config=config.trusted)


def _make_provider(config: WebConfig, database: Database) -> tuple[Provider, IdTokens] | tuple[None, None]:
    if config.oidc is None:
        return None, None
    from imgsearch.web.id_tokens import IdTokens  # which need another extra
    from imgsearch.web.provider import Provider

    return Provider(config.oidc), IdTokens(database, config.secret)


@asynccontextmanager
async def _lifespan(_app: FastAPI) -> AsyncIterator[None]:
    anyio.to_thread.current_default_thread_limiter().total_tokens = THREADS
    with one_thread():
        yield


def _check_body(request: Request) -> Response | None:
    """Ask for the login, and count a search, before a body is read."""
    try:
        check_body(request)
    except HTTPException as exc:
        return _answer_http_error(request, exc)
    except OperationalError as exc:
        return _answer_no_database(request, exc)
    return None


def _refuse_body(request: Request, status: int, message: str, detail: str) -> Response:
    """Why a body is not read."""
    try:
        return _answer(request, status, message, detail)
    except OperationalError as exc:
        return _answer_no_database(request, exc)


def _is_program(request: Request) -> bool:
    return request.url.path.startswith("/api/") and request.url.path != "/api/docs"


def _answer(
    request: Request, status: int, message: str, detail: str, headers: Mapping[str, str] = MappingProxyType({})
) -> Response:
    if _is_program(request):
        who = {"WWW-Authenticate": "Bearer"} if status == 401 else {}
        return JSONResponse({"detail": detail}, status, {**who, **headers})
    page: Site = request.app.state.site
    answer = page.render(request, "message.html", status=status, message=message, detail=detail)
    answer.headers.update(headers)
    return answer


def _answer_http_error(request: Request, exc: Exception) -> Response:
    assert isinstance(exc, HTTPException)
    if exc.status_code == 401 and not _is_program(request) and request.method == "GET":
        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(f"/login?next={quote(local_path(request.url.path + query), safe='')}", 303)
    if exc.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        exc.headers = {"Allow": ", ".join(allowed_methods(request))}
    message = exc.detail if exc.detail in TEXTS else MESSAGES.get(exc.status_code, "error")
    return _answer(request, exc.status_code, message, TOLD.get(exc.detail, exc.detail), exc.headers or {})


def _answer_bad_request(request: Request, exc: Exception) -> Response:
    assert isinstance(exc, RequestValidationError)
    said = "; ".join(map(_tell, exc.errors()))
    # An address that cannot be, such as a letter for a number, is one where nothing is.
    in_path = any(error["loc"][0] == "path" for error in exc.errors())
    status = 404 if in_path else 422 if _is_program(request) else 400
    return _answer(request, status, "not_found" if in_path else "bad_address", said)


def _tell(error: Mapping[str, Any]) -> str:
    """What is wrong with a parameter, a field or the whole body, and what to send instead."""
    where = ".".join(map(str, error["loc"][1:]))
    if error["type"] == "json_invalid":
        return f"the body is no JSON: {error['ctx']['error']} at character {where}"
    if not where:
        return "the body has to be a JSON object, sent with Content-Type: application/json"
    if "UploadFile" in error["msg"]:
        return f"{where}: it has to be a file, sent as multipart/form-data with a file name"
    return f"{where}: {error['msg']}"


def _answer_bad_input(request: Request, exc: Exception) -> Response:
    """Something that was asked for is not there, or cannot be."""
    assert isinstance(exc, BadInput)
    is_missing = isinstance(exc, NoSuchPicture | NoSuchCollection)
    return _answer(request, 404 if is_missing else 400, "not_found" if is_missing else "bad_address", str(exc))


def _answer_own_error(request: Request, exc: Exception) -> Response:
    log.error("error", error=str(exc), request_id=request.state.request_id)
    return _answer(request, 503, "error", "the service is not ready")


def _answer_no_text(request: Request, exc: Exception) -> Response:
    """What was sent is nothing that a column could hold, such as a NUL character."""
    log.warning("data", error=str(exc).splitlines()[0], request_id=request.state.request_id)
    return _answer(request, 400, "bad_address", "the request contains invalid characters (NUL or broken UTF-8)")


def _answer_no_database(request: Request, exc: Exception) -> Response:
    log.error("database", error=str(exc).splitlines()[0], request_id=request.state.request_id)
    if getattr(getattr(exc, "orig", None), "sqlstate", None) == TIMED_OUT:
        # It does answer, so that there may be a page.
        with suppress(OperationalError):
            return _answer(request, 503, "took_too_long", TOOK_TOO_LONG)
    return JSONResponse({"detail": "the database does not answer"}, 503)
