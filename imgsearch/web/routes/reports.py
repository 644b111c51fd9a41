"""Visitors tell the editors of a picture that should not be shown."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import ConfigDict, Field
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from starlette.exceptions import HTTPException

from imgsearch.db.rights import is_read_only
from imgsearch.db.roles import SEARCHER_ROLE
from imgsearch.errors import no_picture
from imgsearch.web.answers import PROBLEMS, Described, Problem
from imgsearch.web.fields import only_parameters
from imgsearch.web.numbers import LARGEST_ID
from imgsearch.web.site import ImageId, check_visitors_form, local_path, require_search_right, site_of, visitor_of

router = APIRouter(dependencies=[Depends(require_search_right)])
Kind = Literal["minor", "private", "other"]
LONGEST_REASON = 400
REFUSALS: dict[int | str, dict[str, Any]] = {
    **{code: PROBLEMS[code] for code in (401, 422, 429)},
    404: {"model": Problem, "description": "There is no such picture."},
    503: {"model": Problem, "description": "This page reads a replica."},
}


class Report(Described):
    """What is wrong with a picture."""

    model_config = ConfigDict(extra="forbid")

    image_id: int = Field(ge=1, le=LARGEST_ID, strict=True)
    """As hits tell it."""
    kind: Kind
    """It may show a minor, it should not be public, or something else."""
    reason: str = Field(default="", max_length=LONGEST_REASON)
    """In the visitor's words."""


class Reported(Described):
    """What became of it."""

    state: Literal["waiting"] = "waiting"
    """For an editor; the picture is shown until one has looked."""


@router.post(
    "/api/reports",
    status_code=202,
    responses=REFUSALS,
    tags=["reports"],
    dependencies=[Depends(only_parameters)],
)
def report_picture(request: Request, said: Report) -> Reported:
    """Report a picture to the editors; an address may do so a limited number of times an hour."""
    _put(request, said.image_id, said.kind, said.reason)
    return Reported()


@router.post("/picture/{image_id}/report", include_in_schema=False)
def report_on_page(
    request: Request,
    image_id: ImageId,
    kind: Annotated[Kind, Form()] = "other",
    reason: Annotated[str, Form(max_length=LONGEST_REASON)] = "",
    csrf: Annotated[str, Form()] = "",
    back: Annotated[str, Form()] = "",
) -> Response:
    """The same by the picture's page, from which one comes back to the results as before."""
    check_visitors_form(request, csrf)
    _put(request, image_id, kind, reason)
    told = {"reported": 1} | ({"back": local_path(back)} if back else {})
    return RedirectResponse(f"/picture/{image_id}?{urlencode(told)}", 303)


def _put(request: Request, image_id: int, kind: Kind, reason: str) -> None:
    limits, visitor = site_of(request).limits, visitor_of(request)
    if not limits.may_report(visitor):
        raise HTTPException(429, "too_many_reports", {"Retry-After": str(limits.seconds_to_report(visitor))})
    # What PostgreSQL cannot store says nothing either.
    words = " ".join(reason.replace("\x00", "").encode("utf-8", "replace").decode("utf-8").split())
    try:
        with site_of(request).database.acting_as(SEARCHER_ROLE) as session:
            if session.scalar(select(is_read_only())):
                raise HTTPException(503, "reads_only")
            if not session.scalar(select(func.report_picture(image_id, f"{kind}: {words}".removesuffix(": ")))):
                raise no_picture(image_id)
    except IntegrityError as exc:  # it was flagged or removed meanwhile
        raise no_picture(image_id) from exc
