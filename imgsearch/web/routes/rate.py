"""People rate how well a text matches a picture, on the experts' scale."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Query, Request, Response
from fastapi.responses import RedirectResponse
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError, ProgrammingError
from starlette.exceptions import HTTPException

from imgsearch.errors import EmptyIndex
from imgsearch.minors import mentions_minors
from imgsearch.tables import Image
from imgsearch.web.database import SEARCHER_ROLE
from imgsearch.web.feedback import (
    LONGEST_TEXT,
    Pair,
    choose_pair,
    count_rated,
    others_ratings,
    rate,
    read_agreement,
)
from imgsearch.web.page import LARGEST_ID, check_form, page_of, require_user, visitor_of

OptionalId = Annotated[int | None, Query(ge=1, le=LARGEST_ID)]
router = APIRouter(prefix="/rate", include_in_schema=False, dependencies=[Depends(require_user)])


@router.get("")
def rate_page(
    request: Request,
    text: Annotated[str, Query(max_length=LONGEST_TEXT)] = "",
    image: OptionalId = None,
    rated_text: Annotated[str, Query(max_length=LONGEST_TEXT)] = "",
    rated_image: OptionalId = None,
) -> Response:
    """A pair to rate: the one that is named, else the one that the model is least sure of."""
    site, visitor = page_of(request), visitor_of(request)
    assert visitor.user is not None
    pair: Pair | None = None
    if text.strip() and image is not None:
        if mentions_minors(text):
            raise HTTPException(404)
        pair = Pair(text.strip(), image, None)
    else:
        try:
            pair = choose_pair(site.database, site.finder, visitor.user.name, sees_searches=visitor.user.is_editor)
        except EmptyIndex:
            pair = None
    with site.database.acting_as(SEARCHER_ROLE) as session:
        shown = None
        if pair is not None:
            shown = session.execute(
                select(Image.id, Image.name, Image.width, Image.height).where(
                    Image.id == pair.image_id, ~Image.is_minor
                )
            ).one_or_none()
            if shown is None:
                raise HTTPException(404)
        others = others_ratings(session, rated_text, rated_image, visitor.user.name) if rated_image is not None else []
        agreement = read_agreement(session)
        count = count_rated(session, visitor.user.name)
    return site.render(request, "rate.html", pair=pair, image=shown, others=others, agreement=agreement, count=count)


@router.post("")
def give_rating(
    request: Request,
    text: Annotated[str, Form(min_length=1, max_length=LONGEST_TEXT)],
    image: Annotated[int, Form(ge=1, le=LARGEST_ID)],
    rating: Annotated[int, Form(ge=1, le=4)],
    csrf: Annotated[str, Form()] = "",
) -> Response:
    """Keep a rating and go on to the next pair; the database refuses ratings of flagged pictures."""
    check_form(request, csrf)
    visitor = visitor_of(request)
    assert visitor.user is not None
    try:
        with page_of(request).database.acting_as(SEARCHER_ROLE) as session:
            rate(session, text.strip(), image, visitor.user.name, rating)
    except (IntegrityError, ProgrammingError) as exc:
        raise HTTPException(404) from exc
    return RedirectResponse("/rate?" + urlencode({"rated_text": text.strip(), "rated_image": image}), status_code=303)
