"""The first page: searching by text, by a picture of the gallery and by one's own."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, File, Form, Query, Request, Response, UploadFile
from sqlalchemy import func, select
from starlette.exceptions import HTTPException

from imgsearch.errors import BadInput, EmptyIndex, UnreadableImage
from imgsearch.picture import read_picture_file
from imgsearch.tables import Image
from imgsearch.web.database import SEARCHER_ROLE, Database
from imgsearch.web.finding import MAXIMUM_HITS, PAGE_HITS, Page
from imgsearch.web.page import check_form, page_of, require_search_right, visitor_of
from imgsearch.web.texts import say

router = APIRouter(include_in_schema=False, dependencies=[Depends(require_search_right)])
LAST_PAGE = MAXIMUM_HITS // PAGE_HITS
#: Where pictures come from a search by picture, the list ends here; nobody looks further at what is less like it.
UPLOAD_HITS = 60


@router.get("/")
def search_page(
    request: Request,
    q: Annotated[str, Query()] = "",
    gallery: str = "",
    page: Annotated[int, Query(ge=1, le=LAST_PAGE)] = 1,
    nearest: bool = False,
    like: int | None = None,
) -> Response:
    """The search box, and the hits when something was asked."""
    site = page_of(request)
    galleries = read_galleries(site.database)
    asked: dict[str, Any] = {"q": q.strip(), "gallery": gallery, "nearest": nearest, "like": like}
    values: dict[str, Any] = {**asked, "galleries": galleries, "total": sum(galleries.values()), "link": _Link(asked)}
    if not asked["q"] and like is None:
        return site.render(request, "search.html", **values)
    _count(request)
    try:
        if like is not None:
            found = site.finder.like(like, page=page, gallery=gallery or None)
            if found is None:
                raise HTTPException(404)
            values["heading"] = "similar_to"
        else:
            found = site.finder.by_text(q.strip(), page=page, gallery=gallery or None, nearest=nearest)
    except EmptyIndex:
        found = None
        values["message"] = "nothing"
    except BadInput as exc:
        return site.render(request, "search.html", status=400, error=str(exc), **values)
    return site.render(request, "search.html", found=found, signed=_sign(request, found), **values)


@router.post("/by-picture")
def search_by_own_picture(
    request: Request,
    picture: Annotated[UploadFile, File()],
    csrf: Annotated[str, Form()] = "",
    gallery: Annotated[str, Form()] = "",
) -> Response:
    """Pictures like the one that was dropped; nothing of it is kept."""
    check_form(request, csrf)
    _count(request)
    site = page_of(request)
    galleries = read_galleries(site.database)
    asked: dict[str, Any] = {"q": "", "gallery": gallery, "nearest": False, "like": None}
    values: dict[str, Any] = {**asked, "galleries": galleries, "total": sum(galleries.values()), "link": _Link(asked)}
    values |= {"heading": "uploaded", "here": "/"}
    try:
        decoded = read_picture_file(picture.file)
        found = site.finder.by_picture(decoded, page_hits=UPLOAD_HITS, gallery=gallery or None)
    except UnreadableImage as exc:
        error = say(visitor_of(request).language, "bad_picture", reason=exc)
        return site.render(request, "search.html", status=400, error=error, **values)
    except EmptyIndex:
        return site.render(request, "search.html", message="nothing", **values)
    found = Page(found.result, found.hits, 1, False, found.search_id)
    return site.render(request, "search.html", found=found, signed=_sign(request, found), **values)


def read_galleries(database: Database) -> dict[str, int]:
    """Galleries with the number of their visible pictures."""
    with database.acting_as(SEARCHER_ROLE) as session:
        rows = session.execute(
            select(Image.gallery, func.count()).where(~Image.is_minor).group_by(Image.gallery).order_by(Image.gallery)
        )
        return {name: count for name, count in rows}


def _count(request: Request) -> None:
    if not page_of(request).limits.may_search(visitor_of(request)):
        raise HTTPException(429, "too_many_searches")


def _sign(request: Request, found: Page | None) -> str:
    if found is None or found.search_id is None:
        return ""
    return page_of(request).sessions.sign_search(found.search_id)


class _Link:
    """Addresses of the same search with something changed."""

    def __init__(self, asked: dict[str, Any]) -> None:
        self._asked = asked

    def __call__(self, **changes: object) -> str:
        values = {name: value for name, value in (self._asked | changes).items() if value}
        return "/?" + urlencode({name: 1 if value is True else value for name, value in values.items()})
