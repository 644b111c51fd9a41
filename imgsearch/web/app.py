"""Putting the application together."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version
from typing import TYPE_CHECKING

import anyio.to_thread
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.staticfiles import StaticFiles
from sqlalchemy import Engine
from sqlalchemy.exc import DataError, OperationalError
from starlette.exceptions import HTTPException
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from imgsearch.errors import BadInput, ImgsearchError
from imgsearch.search import SearchModels
from imgsearch.search.threads import one_thread
from imgsearch.web.bodies import Bodies
from imgsearch.web.config import WebConfig
from imgsearch.web.counting import SharedCounter
from imgsearch.web.database import Database
from imgsearch.web.departures import Departures
from imgsearch.web.described import Described
from imgsearch.web.failures import (
    answer_bad_input,
    answer_bad_request,
    answer_fault,
    answer_http_error,
    answer_no_database,
    answer_no_text,
    answer_own_error,
    check_before_body,
    refuse_body,
)
from imgsearch.web.finding import Finder
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
from imgsearch.web.site import STATIC, Site, make_templates
from imgsearch.web.trusted import Stripped
from imgsearch.web.visitor import Sessions

if TYPE_CHECKING:
    from imgsearch.web.id_tokens import IdTokens
    from imgsearch.web.provider import Provider

#: Requests that work at the same time; more threads would only wait for one another.
THREADS = 8
PARTS = (search, pictures, login, oidc, review, rate, reports, collections, api, archive, collections_api, state)


def create_app(engine: Engine, config: WebConfig, models: SearchModels | None = None) -> FastAPI:
    """Make the application.

    Args:
        engine: whose login is a member of imgsearch_web, or the database's owner.
        config: the operator's settings.
        models: to search with; None takes what the database names.
    """
    database = Database(engine)
    metrics = Metrics()
    app = Described(
        title="imgsearch",
        version=version("imgsearch-pgvector"),
        description="Find pictures by what they show.",
        docs_url=None,
        redoc_url=None,
        generate_unique_id_function=lambda route: route.name,  # what generated clients call their methods
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
    app.exception_handler(HTTPException)(answer_http_error)
    app.exception_handler(RequestValidationError)(answer_bad_request)
    app.exception_handler(BadInput)(answer_bad_input)
    app.exception_handler(ImgsearchError)(answer_own_error)
    app.exception_handler(DataError)(answer_no_text)
    app.exception_handler(OperationalError)(answer_no_database)
    return app


def _surround(app: FastAPI, config: WebConfig, metrics: Metrics) -> None:
    """Add what every request goes through, the innermost first."""
    app.add_middleware(Bodies, config=config, check=check_before_body, refuse=refuse_body)
    app.add_middleware(Heads)
    app.add_middleware(Foreign, origins=config.allowed_origins)
    app.add_middleware(Surround, config=config, metrics=metrics, answer_fault=answer_fault)
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
