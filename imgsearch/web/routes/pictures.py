"""Thumbnails, a picture's own page, and the full-size copy."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from sqlalchemy import Row, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError
from starlette.exceptions import HTTPException

from imgsearch.db.rights import is_read_only
from imgsearch.db.roles import SEARCHER_ROLE
from imgsearch.queries.pictures import select_shown_captions, select_shown_picture
from imgsearch.tables import Click
from imgsearch.web.asked import Asked
from imgsearch.web.question import Question
from imgsearch.web.responses import full_response, thumbnail_response
from imgsearch.web.site import ImageId, Site, local_path, require_search_right, require_user, site_of, visitor_of

router = APIRouter(include_in_schema=False, dependencies=[Depends(require_search_right)])


@router.get("/thumbnail/{image_id}.webp")
def thumbnail(request: Request, image_id: ImageId) -> Response:
    """The small copy; a flagged picture has none, since the role cannot see it."""
    return thumbnail_response(request, site_of(request).database, SEARCHER_ROLE, image_id)


@router.get("/picture/{image_id}")
def picture_page(
    request: Request,
    image_id: ImageId,
    search: Annotated[str, Query(description="The search that led here, signed.")] = "",
    q: str = "",
    back: Annotated[str, Query(description="Address of the results.")] = "",
    reported: bool = False,
) -> Response:
    """One picture with its captions; notes that a hit was opened."""
    site = site_of(request)
    search_id = site.sessions.read_search(search) if search else None
    try:
        image, captions = _open(site, image_id, search_id)
    except IntegrityError:
        # It was flagged or removed since the first statement; then this finds none either.
        image, captions = _open(site, image_id, None)
    return site.render(
        request,
        "picture.html",
        image=image,
        captions=captions,
        q=q,
        rated=_rated(site, q) if q and visitor_of(request).user else "",
        asked_for=Asked(),
        question=Question((q,) if q else ()),
        is_asked=True,
        reported=reported,
        back=local_path(back) if back else "",
    )


def _open(site: Site, image_id: int, search_id: int | None) -> tuple[Row[Any], Sequence[str]]:
    """A picture with its captions, and a note that a search led to it."""
    with site.database.acting_as(SEARCHER_ROLE) as session:
        image = session.execute(select_shown_picture(image_id)).one_or_none()
        if image is None:
            raise HTTPException(404)
        captions = session.scalars(select_shown_captions(image_id)).all()
        if search_id is not None and not session.scalar(select(is_read_only())):
            session.execute(insert(Click).values(search_id=search_id, image_id=image_id).on_conflict_do_nothing())
    return image, captions


def _rated(site: Site, text: str) -> str:
    """What a rating of the picture is of: what the search looks for; all of it where that is several things."""
    wanted = site.finder.wanted(text)
    return text if len(wanted) > 1 else "".join(wanted)


@router.get("/picture/{image_id}/full.jpg", dependencies=[Depends(require_user)])
def full_picture(request: Request, image_id: ImageId) -> Response:
    """The picture at full size without metadata, for accounts that may see originals."""
    visitor = visitor_of(request)
    if visitor.user is None or not visitor.user.sees_originals:
        raise HTTPException(403)
    return full_response(site_of(request).database, SEARCHER_ROLE, image_id)
