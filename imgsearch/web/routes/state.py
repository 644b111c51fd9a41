"""Whether the page works, and how it is doing."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse, PlainTextResponse
from prometheus_client import CONTENT_TYPE_LATEST
from sqlalchemy import literal, select
from sqlalchemy.exc import SQLAlchemyError
from starlette.exceptions import HTTPException

from imgsearch.db.roles import SEARCHER_ROLE
from imgsearch.web.addresses import is_loopback
from imgsearch.web.site import site_of, visitor_of

#: What a proxy adds to what it passes on; one of this machine that --behind-proxy does not name hides whose it is.
FORWARDED = ("forwarded", "via", "x-forwarded-for", "x-real-ip")
ROBOTS = "User-agent: *\nAllow: /$\nDisallow: /\n"
router = APIRouter(include_in_schema=False)


@router.get("/healthz")
def health(request: Request) -> Response:
    """200 when the database answers."""
    try:
        with site_of(request).database.acting_as(SEARCHER_ROLE) as session:
            session.scalar(select(literal(1)))
    except SQLAlchemyError:
        return JSONResponse({"status": "the database does not answer"}, 503)
    return JSONResponse({"status": "ok"})


@router.get("/robots.txt")
def robots() -> Response:
    """What crawlers may read: the first page, for a picture that is flagged has to be gone from everywhere."""
    return PlainTextResponse(ROBOTS, headers={"Cache-Control": "public, max-age=3600"})


@router.get("/metrics")
def metrics(request: Request) -> Response:
    """Counters for Prometheus, for this machine and for admins, where whoever serves the page has opened them."""
    if not site_of(request).config.metrics:
        raise HTTPException(404)
    visitor = visitor_of(request)
    if not _is_of_this_machine(request, visitor.address) and (visitor.user is None or visitor.user.role != "admin"):
        raise HTTPException(404)
    return Response(request.app.state.metrics.read(), media_type=CONTENT_TYPE_LATEST)


def _is_of_this_machine(request: Request, address: str) -> bool:
    is_passed_on = any(name in request.headers for name in FORWARDED)
    return is_loopback(address) and (site_of(request).config.behind_proxy is not None or not is_passed_on)
