"""The first page: searching by text, by a picture of the gallery and by one's own."""

from __future__ import annotations

import math
import time
from dataclasses import replace
from typing import Annotated, Any
from weakref import WeakKeyDictionary

from fastapi import APIRouter, Depends, File, Form, Request, Response, UploadFile
from fastapi import Query as Parameter
from sqlalchemy import func, select
from starlette.exceptions import HTTPException

from imgsearch.db.roles import SEARCHER_ROLE
from imgsearch.errors import BadInput, EmptyIndex, UnreadableImage
from imgsearch.pictures.decode import read_picture_file
from imgsearch.search import Query
from imgsearch.search.pages import MAXIMUM_HITS
from imgsearch.tables import Image
from imgsearch.web.asked import EVERYDAY, Asked, Extent, Link, read_asked, read_extent
from imgsearch.web.database import Database
from imgsearch.web.finding import PAGE_HITS, Found, page_fields
from imgsearch.web.site import LARGEST_ID, check_form, count_search, require_search_right, site_of, visitor_of
from imgsearch.web.texts import say

router = APIRouter(include_in_schema=False, dependencies=[Depends(require_search_right)])
LAST_PAGE = MAXIMUM_HITS // PAGE_HITS
#: Where pictures come from a search by picture, the list ends here; nobody looks further at what is less like it.
UPLOAD_HITS = 60
GALLERIES_SECONDS = 10.0
_galleries: WeakKeyDictionary[Database, tuple[float, dict[str, int]]] = WeakKeyDictionary()


@router.get("/")
def search_page(
    request: Request,
    asked: Annotated[Asked, Depends(read_asked)],
    q: str = "",
    page: Annotated[int, Parameter(ge=1, le=LAST_PAGE)] = 1,
    extent: Annotated[Extent, Depends(read_extent)] = EVERYDAY,
    like: Annotated[int | None, Parameter(ge=1, le=LARGEST_ID)] = None,
) -> Response:
    """The search box, and the hits when something was asked."""
    site, q = site_of(request), q.strip()
    if q:
        like = None  # the filters of "more like this" were sent along with a new text
    values = _values(site.database, asked, Link(asked, q, extent, like))
    if not q and like is None:
        return site.render(request, "search.html", **values)
    values["back"] = values["link"](page=page if page > 1 else None)
    count_search(request)
    found: Found | None = None
    try:
        if like is not None:
            values["heading"] = "similar_to"
            found = site.finder.like(like, asked.filters(), number=page, every=extent.every)
            if found is None:
                raise HTTPException(404)
        else:
            fields = page_fields(asked.filters(), page) | extent._asdict()
            found = site.finder.find(site.finder.ask(q, **fields), number=page)
    except EmptyIndex:
        pass  # nothing passes the filters
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
    count_search(request)
    site, asked = site_of(request), Asked(gallery=gallery)
    values = _values(site.database, asked, Link(asked)) | {"heading": "uploaded", "here": "/"}
    try:
        query = Query.of(read_picture_file(picture.file), limit=UPLOAD_HITS, filters=asked.filters())
        found = replace(site.finder.find(query), has_next=False)
    except (UnreadableImage, BadInput) as exc:
        error = say(visitor_of(request).language, "bad_picture", reason=exc)
        return site.render(request, "search.html", status=400, error=error, **values)
    except EmptyIndex:
        return site.render(request, "search.html", found=None, **values)
    return site.render(request, "search.html", found=found, signed=_sign(request, found), **values)


def _values(database: Database, asked: Asked, link: Link) -> dict[str, Any]:
    """What the template needs whatever was found."""
    galleries = read_galleries(database)
    return {
        "q": link.q,
        "asked_for": asked,
        **link.extent._asdict(),
        "like": link.like,
        "galleries": galleries,
        "total": sum(galleries.values()),
        "link": link,
        "back": "",
    }


def read_galleries(database: Database) -> dict[str, int]:
    """Galleries with the number of their visible pictures, as they were a few seconds ago: counting takes long."""
    counted_at, counts = _galleries.get(database, (-math.inf, {}))
    if time.monotonic() - counted_at > GALLERIES_SECONDS:
        counts = _count_galleries(database)
        _galleries[database] = (time.monotonic(), counts)
    return counts


def _count_galleries(database: Database) -> dict[str, int]:
    with database.acting_as(SEARCHER_ROLE) as session:
        rows = session.execute(
            select(Image.gallery, func.count()).where(~Image.is_hidden).group_by(Image.gallery).order_by(Image.gallery)
        )
        return {name: count for name, count in rows}


def _sign(request: Request, found: Found | None) -> str:
    if found is None or found.search_id is None:
        return ""
    return site_of(request).sessions.sign_search(found.search_id)
