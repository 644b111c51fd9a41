"""Editors go through pictures that may show a minor; the only part of the page that shows flagged ones."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.exceptions import HTTPException

from imgsearch.errors import BadInput
from imgsearch.minors.detectors.classifier import DEFAULT_THRESHOLD, load_classifier
from imgsearch.minors.review import Suspect, Verdict, read_queue, read_suspect, review
from imgsearch.tables import Caption, Image
from imgsearch.web.responses import full_response, thumbnail_response
from imgsearch.web.site import ImageId, check_form, require_editor, site_of, visitor_of

router = APIRouter(prefix="/review", include_in_schema=False, dependencies=[Depends(require_editor)])
QUEUE_SHOWN = 24
CAPTIONS_SHOWN = 10
#: Counted no further.
QUEUE_COUNTED = 200


@router.get("")
def review_page(request: Request, name: str = "", after: int = 0, undo: str = "", was: str = "") -> Response:
    """One picture with its evidence, and those that wait behind it.

    Args:
        request: of an editor.
        name: a picture to look at, whether it waits or not; empty for the first that waits.
        after: pictures at the head of the queue that the editor left for later.
        undo: the picture decided on just now.
        was: whether that one was flagged before: flag or clear.
    """
    site = site_of(request)
    with site.database.acting_as(visitor_of(request).database_role) as session:
        waiting = _read_queue(session)
        queue = waiting[after:] or waiting
        try:
            suspect = read_suspect(session, name) if name else (queue[0] if queue else None)
        except BadInput as exc:
            raise HTTPException(404) from exc
        following = [other for other in queue if suspect is None or other.name != suspect.name][:QUEUE_SHOWN]
        shown = [other.name for other in (*([suspect] if suspect else []), *following)]
        rows = session.execute(select(Image.name, Image.id).where(Image.name.in_(shown)))
        ids = {row.name: row.id for row in rows}
        captions: list[str] = []
        if suspect is not None:
            own = select(Caption.text).where(Caption.image_id == ids[suspect.name]).order_by(Caption.id)
            captions = list(session.scalars(own.limit(CAPTIONS_SHOWN)))
    return site.render(
        request,
        "review.html",
        suspect=suspect,
        following=following,
        captions=captions,
        ids=ids,
        waiting=len(waiting),
        many=len(waiting) == QUEUE_COUNTED,
        after=after if after < len(waiting) else 0,
        undo=undo,
        was=was if was in ("flag", "clear") else "",
    )


@router.post("")
def decide(
    request: Request,
    name: Annotated[str, Form()],
    verdict: Annotated[Verdict, Form()],
    csrf: Annotated[str, Form()] = "",
    undoing: Annotated[bool, Form()] = False,
) -> Response:
    """Write a verdict; undoing one restores the flag as it was and shows the picture again."""
    check_form(request, csrf)
    visitor = visitor_of(request)
    assert visitor.user is not None
    with site_of(request).database.acting_as(visitor.database_role) as session:
        try:
            was_flagged = read_suspect(session, name).is_hidden
            review(session, [name], verdict, visitor.user.name, "undo" if undoing else "")
        except BadInput as exc:
            raise HTTPException(404) from exc
    target = request.url_for("review_page")
    if undoing:
        target = target.include_query_params(name=name)
    else:
        target = target.include_query_params(undo=name, was="flag" if was_flagged else "clear")
    return RedirectResponse(f"{target.path}?{target.query}", status_code=303)


@router.get("/thumbnail/{image_id}.webp")
def suspect_thumbnail(request: Request, image_id: ImageId) -> Response:
    """A thumbnail as an editor sees it."""
    return thumbnail_response(request, site_of(request).database, visitor_of(request).database_role, image_id)


@router.get("/picture/{image_id}.jpg")
def suspect_picture(request: Request, image_id: ImageId) -> Response:
    """A picture at full size as an editor sees it."""
    return full_response(site_of(request).database, visitor_of(request).database_role, image_id)


def _read_queue(session: Session) -> list[Suspect]:
    classifier = load_classifier()
    return read_queue(
        session,
        limit=QUEUE_COUNTED,
        threshold=classifier.threshold if classifier is not None else DEFAULT_THRESHOLD,
        revision=classifier.revision if classifier is not None else "",
    )
