"""Editors go through pictures that may show a minor; the only part of the page that shows flagged ones."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.exceptions import HTTPException

from imgsearch.errors import BadInput
from imgsearch.minors.audit import Audit, read_audit, select_waiting
from imgsearch.minors.batches import review_batch, undo_batch
from imgsearch.minors.detectors.classifier import load_classifier
from imgsearch.minors.queue import read_waiting
from imgsearch.minors.review import Verdict, describe_pictures, read_suspect
from imgsearch.minors.seen import read_seen, write_seen
from imgsearch.tables import Caption, Image
from imgsearch.web.numbers import Digits
from imgsearch.web.responses import NOT_KEPT, face_response, full_response, thumbnail_response
from imgsearch.web.site import ImageId, check_form, require_editor, site_of, visitor_of
from imgsearch.web.visitor import VEIL_COOKIE

router = APIRouter(prefix="/review", include_in_schema=False, dependencies=[Depends(require_editor)])
#: Pictures on a screen.
SHOWN = 30
CAPTIONS_SHOWN = 10
#: Counted no further.
QUEUE_COUNTED = 200
#: No form has more pictures than a screen, by a wide margin.
MOST_IN_BATCH = 200


@router.get("")
def review_page(
    request: Request, name: str = "", after: Digits = 0, audit: bool = False, undo: Digits = 0, left: Digits = 0
) -> Response:
    """A screen of pictures that wait, or one picture with its evidence.

    Args:
        request: of an editor.
        name: a picture to look at, whether it waits or not; empty for a screen of them.
        after: pictures at the head of the queue that the editor left for later.
        audit: shows the latest random sample instead of the queue.
        undo: how many verdicts were given just now.
        left: on how many pictures there was none, since they have changed.
    """
    if name:
        return _one_picture(request, name)
    site = site_of(request)
    after = max(after, 0)
    with site.database.acting_as(visitor_of(request).database_role) as session:
        drawn = read_audit(session) if audit else None
        waiting = _read_waiting(session, drawn) if drawn or not audit else {}
        after = after if after < len(waiting) else 0
        shown = dict(list(waiting.items())[after : after + SHOWN])
        suspects = describe_pictures(session, shown)
        shapes = select(Image.id, Image.width, Image.height).where(Image.id.in_(shown))
        sizes = {row.id: (row.width, row.height) for row in session.execute(shapes)}
    return site.render(
        request,
        "review_grid.html",
        suspects=suspects,
        write_seen=write_seen,
        sizes=sizes,
        waiting=len(waiting),
        many=len(waiting) == QUEUE_COUNTED,
        next=after + SHOWN if after + SHOWN < len(waiting) else 0,
        audit=drawn,
        auditing=audit,
        undo=undo,
        left=left,
        veils=request.cookies.get(VEIL_COOKIE) != "off",
    )


def _one_picture(request: Request, name: str) -> Response:
    site = site_of(request)
    with site.database.acting_as(visitor_of(request).database_role) as session:
        try:
            suspect = read_suspect(session, name)
        except BadInput as exc:
            raise HTTPException(404) from exc
        own = select(Caption.text).where(Caption.image_id == suspect.image_id).order_by(Caption.id)
        captions = list(session.scalars(own.limit(CAPTIONS_SHOWN)))
    cells = sorted({found.cell for found in suspect.evidence if found.cell is not None and found.flags})
    return site.render(
        request, "review.html", suspect=suspect, seen=write_seen(suspect), captions=captions, cells=cells
    )


@router.post("")
def decide(
    request: Request,
    seen: Annotated[str, Form()],
    verdict: Annotated[Verdict, Form()],
    csrf: Annotated[str, Form()] = "",
) -> Response:
    """Write a verdict on one picture."""
    return _decide(request, [seen], verdict == "flag", csrf)


@router.post("/batch")
def decide_batch(
    request: Request,
    seen: Annotated[list[str], Form()],
    flag: Annotated[list[Digits] | None, Form()] = None,
    audit: Annotated[Digits | None, Form()] = None,
    csrf: Annotated[str, Form()] = "",
) -> Response:
    """Flag the pictures of a screen that were marked, and clear the others."""
    return _decide(request, seen, flag or [], csrf, audit)


def _decide(
    request: Request, seen: list[str], flagged: list[int] | bool, csrf: str, audit: int | None = None
) -> Response:
    """Verdicts on pictures as a form says that they were seen; ``flagged`` is of all of them, or names some."""
    check_form(request, csrf)
    visitor = visitor_of(request)
    assert visitor.user is not None
    if len(seen) > MOST_IN_BATCH:
        raise HTTPException(400, "bad_form")
    try:
        pictures = read_seen(seen)
    except ValueError as exc:
        raise HTTPException(400, "bad_form") from exc
    chosen = flagged if isinstance(flagged, list) else pictures if flagged else []
    with site_of(request).database.acting_as(visitor.database_role) as session:
        count = review_batch(session, pictures, chosen, visitor.user.name, audit)
    told = {"audit": audit is not None, "undo": count, "left": len(pictures) - count}
    address = urlencode({name: int(value) for name, value in told.items() if value})
    return RedirectResponse(f"/review?{address}" if address else "/review", status_code=303)


@router.post("/undo")
def undo_last(request: Request, audit: Annotated[bool, Form()] = False, csrf: Annotated[str, Form()] = "") -> Response:
    """Take the editor's last verdicts back, those that were given at once."""
    check_form(request, csrf)
    visitor = visitor_of(request)
    assert visitor.user is not None
    with site_of(request).database.acting_as(visitor.database_role) as session:
        undo_batch(session, visitor.user.name)
    return RedirectResponse(f"/review{'?audit=1' if audit else ''}", status_code=303)


@router.get("/veil/{choice}")
def veil(request: Request, choice: Literal["on", "off"], audit: bool = False) -> Response:
    """Whether doubtful pictures are blurred until they are pointed at; the browser remembers it."""
    response = RedirectResponse(f"/review{'?audit=1' if audit else ''}", status_code=303)
    site_of(request).sessions.write_choice(response, VEIL_COOKIE, choice)
    return response


@router.get("/thumbnail/{image_id}.webp")
def suspect_thumbnail(request: Request, image_id: ImageId) -> Response:
    """A thumbnail as an editor sees it."""
    role = visitor_of(request).database_role
    return thumbnail_response(request, site_of(request).database, role, image_id, kept=NOT_KEPT)


@router.get("/picture/{image_id}.jpg")
def suspect_picture(request: Request, image_id: ImageId) -> Response:
    """A picture at full size as an editor sees it."""
    return full_response(site_of(request).database, visitor_of(request).database_role, image_id)


@router.get("/face/{image_id}.jpg")
def suspect_face(request: Request, image_id: ImageId) -> Response:
    """The face that looks youngest, as an editor sees it."""
    return face_response(site_of(request).database, visitor_of(request).database_role, image_id)


def _read_waiting(session: Session, drawn: Audit | None) -> Mapping[int, float | None]:
    if drawn is not None:
        return dict.fromkeys(session.scalars(select_waiting(drawn.sample).limit(QUEUE_COUNTED)))
    return read_waiting(session, limit=QUEUE_COUNTED, detector=load_classifier())
