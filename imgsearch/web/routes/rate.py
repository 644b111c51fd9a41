"""People rate how well a text matches a picture, on the experts' scale."""

from __future__ import annotations

from typing import Annotated, Any, NamedTuple
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Query, Request, Response
from fastapi.responses import RedirectResponse
from sqlalchemy import Row, select
from sqlalchemy.exc import IntegrityError, ProgrammingError
from sqlalchemy.orm import Session
from starlette.exceptions import HTTPException

from imgsearch.db.roles import SEARCHER_ROLE
from imgsearch.errors import EmptyIndex
from imgsearch.minors import mentions_minors
from imgsearch.tables import LONGEST_TEXT, Image
from imgsearch.web.accounts import User
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
from imgsearch.web.numbers import LARGEST_ID, Digits
from imgsearch.web.site import Site, check_form, require_user, site_of, visitor_of

OptionalId = Annotated[Digits | None, Query(ge=1, le=LARGEST_ID)]
router = APIRouter(prefix="/rate", include_in_schema=False, dependencies=[Depends(require_user)])


class NamedPair(NamedTuple):
    """A pair that an address names; no picture: it names none."""

    text: str
    image_id: int | None


def read_wanted(text: Annotated[str, Query(max_length=LONGEST_TEXT)] = "", image: OptionalId = None) -> NamedPair:
    """The pair that is asked for."""
    return NamedPair(text.strip(), image)


def read_rated(
    rated_text: Annotated[str, Query(max_length=LONGEST_TEXT)] = "", rated_image: OptionalId = None
) -> NamedPair:
    """The pair that was rated just now, to say what others gave it."""
    return NamedPair(rated_text, rated_image)


@router.get("")
def rate_page(
    request: Request,
    wanted: Annotated[NamedPair, Depends(read_wanted)],
    rated: Annotated[NamedPair, Depends(read_rated)],
    by_list: bool = False,
    after: Annotated[Digits, Query(ge=0, le=LARGEST_ID)] = 0,
) -> Response:
    """A pair to rate.

    Args:
        request: of somebody with an account.
        wanted: from read_wanted.
        rated: from read_rated.
        by_list: the next pair of the list that was loaded, instead of the one that the model is least sure of.
        after: the place in the list up to which pairs were left for later.
    """
    site, visitor = site_of(request), visitor_of(request)
    assert visitor.user is not None
    name, place = visitor.user.name, 0
    if wanted.text and wanted.image_id is not None:
        if mentions_minors(wanted.text):
            raise HTTPException(404)
        pair: Pair | None = Pair(wanted.text, wanted.image_id, None)
    elif by_list:
        with site.database.acting_as(SEARCHER_ROLE) as session:
            place, pair = listed_pair(session, name, after) or (0, None)
    else:
        pair = _choose_pair(site, visitor.user)
    with site.database.acting_as(SEARCHER_ROLE) as session:
        values: dict[str, Any] = {
            "image": _read_picture(session, pair.image_id) if pair is not None else None,
            "others": others_ratings(session, rated.text, rated.image_id, name) if rated.image_id is not None else [],
            "agreement": read_agreement(session),
            "count": count_rated(session, name),
            "listed": count_listed(session, name),
        }
    return site.render(request, "rate.html", pair=pair, by_list=by_list, place=place, **values)


def _choose_pair(site: Site, user: User) -> Pair | None:
    """The pair that the model is least sure of; None where there is none."""
    try:
        return choose_pair(site.database, site.finder, user.name, sees_searches=user.is_editor)
    except EmptyIndex:
        return None


def _read_picture(session: Session, image_id: int) -> Row[int, str, int, int]:
    columns = (Image.id, Image.name, Image.width, Image.height)
    shown = session.execute(select(*columns).where(Image.id == image_id, ~Image.is_hidden)).one_or_none()
    if shown is None:
        raise HTTPException(404)
    return shown


@router.post("")
def give_rating(
    request: Request,
    text: Annotated[str, Form(min_length=1, max_length=LONGEST_TEXT)],
    image: Annotated[Digits, Form(ge=1, le=LARGEST_ID)],
    rating: Annotated[Digits, Form(ge=1, le=4)],
    csrf: Annotated[str, Form()] = "",
    by_list: Annotated[bool, Form()] = False,
) -> Response:
    """Keep a rating and go on to the next pair; the database refuses ratings of flagged pictures."""
    check_form(request, csrf)
    visitor = visitor_of(request)
    assert visitor.user is not None
    if mentions_minors(text):
        raise HTTPException(404)  # as no page asks about such a pair
    try:
        with site_of(request).database.acting_as(SEARCHER_ROLE) as session:
            rate(session, text.strip(), image, visitor.user.name, rating)
    except (IntegrityError, ProgrammingError) as exc:
        raise HTTPException(404) from exc
    onward = {"rated_text": text.strip(), "rated_image": image, **({"by_list": 1} if by_list else {})}
    return RedirectResponse("/rate?" + urlencode(onward), status_code=303)
