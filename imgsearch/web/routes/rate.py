"""People rate how well a text matches a picture, on the experts' scale."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Query, Request, Response
from fastapi.responses import RedirectResponse
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError, ProgrammingError
from starlette.exceptions import HTTPException

from imgsearch.db.roles import SEARCHER_ROLE
from imgsearch.errors import EmptyIndex
from imgsearch.minors import mentions_minors
from imgsearch.tables import Image
from imgsearch.tables.feedback import LONGEST_TEXT
from imgsearch.web.feedback import (
    Pair,
    choose_pair,
    count_listed,
    count_rated,
    listed_pair,
    others_ratings,
    rate,
    read_agreement,
)
from imgsearch.web.site import LARGEST_ID, check_form, require_user, site_of, visitor_of

OptionalId = Annotated[int | None, Query(ge=1, le=LARGEST_ID)]
router = APIRouter(prefix="/rate", include_in_schema=False, dependencies=[Depends(require_user)])


@router.get("")
def rate_page(
    request: Request,
    text: Annotated[str, Query(max_length=LONGEST_TEXT)] = "",
    image: OptionalId = None,
    rated_text: Annotated[str, Query(max_length=LONGEST_TEXT)] = "",
    rated_image: OptionalId = None,
    by_list: bool = False,
    after: Annotated[int, Query(ge=0, le=LARGEST_ID)] = 0,
) -> Response:
    """A pair to rate.

    Args:
        request: of somebody with an account.
        text: together with image the pair that is asked for.
        image: the picture of that pair.
        rated_text: together with rated_image the pair that was rated just now, to say what others gave it.
        rated_image: the picture of that pair.
        by_list: the next pair of the list that was loaded, instead of the one that the model is least sure of.
        after: the place in the list up to which pairs were left for later.
    """
    site, visitor = site_of(request), visitor_of(request)
    assert visitor.user is not None
    pair: Pair | None = None
    place = 0
    if text.strip() and image is not None:
        if mentions_minors(text):
            raise HTTPException(404)
        pair = Pair(text.strip(), image, None)
    elif by_list:
        with site.database.acting_as(SEARCHER_ROLE) as session:
            place, pair = listed_pair(session, visitor.user.name, after) or (0, None)
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
        listed = count_listed(session, visitor.user.name)
    return site.render(
        request,
        "rate.html",
        pair=pair,
        image=shown,
        others=others,
        agreement=agreement,
        count=count,
        listed=listed,
        by_list=by_list,
        place=place,
    )


@router.post("")
def give_rating(
    request: Request,
    text: Annotated[str, Form(min_length=1, max_length=LONGEST_TEXT)],
    image: Annotated[int, Form(ge=1, le=LARGEST_ID)],
    rating: Annotated[int, Form(ge=1, le=4)],
    csrf: Annotated[str, Form()] = "",
    by_list: Annotated[bool, Form()] = False,
) -> Response:
    """Keep a rating and go on to the next pair; the database refuses ratings of flagged pictures."""
    check_form(request, csrf)
    visitor = visitor_of(request)
    assert visitor.user is not None
    try:
        with site_of(request).database.acting_as(SEARCHER_ROLE) as session:
            rate(session, text.strip(), image, visitor.user.name, rating)
    except (IntegrityError, ProgrammingError) as exc:
        raise HTTPException(404) from exc
    onward = {"rated_text": text.strip(), "rated_image": image, **({"by_list": 1} if by_list else {})}
    return RedirectResponse("/rate?" + urlencode(onward), status_code=303)
