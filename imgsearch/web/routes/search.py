"""The first page: searching by text, by a picture of the gallery and by one's own."""

from __future__ import annotations

import math
import time
from dataclasses import replace
from typing import Annotated, Any
from weakref import WeakKeyDictionary

from fastapi import APIRouter, Depends, File, Form, Request, Response, UploadFile
from fastapi import Query as Parameter
from fastapi.responses import RedirectResponse
from sqlalchemy import func, select

from imgsearch.db.roles import SEARCHER_ROLE
from imgsearch.errors import BadInput, EmptyIndex, NoSuchPicture, UnreadableImage
from imgsearch.minors import disclaimer
from imgsearch.pictures.decode import read_picture_file
from imgsearch.search import Query, Written
from imgsearch.search.pages import MAXIMUM_HITS
from imgsearch.tables import Image
from imgsearch.web.asked import Asked, read_asked
from imgsearch.web.database import Database
from imgsearch.web.finding import PAGE_HITS, Found, page_fields
from imgsearch.web.kept import keep_picture, read_kept
from imgsearch.web.language import Language, say
from imgsearch.web.numbers import Digits
from imgsearch.web.question import Link, Question, read_question
from imgsearch.web.site import check_visitors_form, count_search, require_search_right, site_of, visitor_of

router = APIRouter(include_in_schema=False, dependencies=[Depends(require_search_right)])
LAST_PAGE = MAXIMUM_HITS // PAGE_HITS
#: Pictures below the search box, where nothing is asked for.
NEWEST_SHOWN = 12
GALLERIES_SECONDS = 10.0
_galleries: WeakKeyDictionary[Database, tuple[float, dict[str, int]]] = WeakKeyDictionary()


@router.get("/")
def search_page(
    request: Request,
    asked: Annotated[Asked, Depends(read_asked)],
    question: Annotated[Question, Depends(read_question)],
    page: Annotated[Digits, Parameter(ge=1, le=LAST_PAGE)] = 1,
    browse: bool = False,
) -> Response:
    """The search box and the newest pictures, or the hits when something was asked."""
    site = site_of(request)
    browses = not question.has_parts and (browse or bool(question.sort) or page > 1 or asked.has_any)
    question = replace(question, browses=browses)
    values = _values(site.database, asked, Link(asked, question))
    if not question.has_parts and not browses:
        return site.render(request, "search.html", newest=site.finder.newest(NEWEST_SHOWN), **values)
    values["back"] = values["link"](page=page if page > 1 else None)
    count_search(request)
    found: Found | None = None
    try:
        found = site.finder.find(_query(request, asked, question, page), number=page)
    except EmptyIndex:
        pass  # nothing passes the filters
    except NoSuchPicture as exc:
        return _problem(request, exc, values, 404)
    except BadInput as exc:
        return _problem(request, exc, values)
    if not question.texts:
        found = _spoken(found, visitor_of(request).language)
    return site.render(request, "search.html", found=found, signed=_sign(request, found), **values)


def _query(request: Request, asked: Asked, question: Question, page: int) -> Query:
    """The query of an address.

    Raises:
        BadInput: it cannot be searched for.
    """
    site = site_of(request)
    kept = [read_kept(site.database, visitor_of(request), token) for token in question.pictures]
    written = Written(question.texts, like=question.like, vectors=kept, literal=question.extent.literal)
    return site.finder.make(written, asked.filters(), **page_fields(page), **question.options())


def _problem(request: Request, exc: BadInput, values: dict[str, Any], status: int = 400) -> Response:
    """Why there are no hits, in the visitor's language."""
    error = exc.said(visitor_of(request).language)
    return site_of(request).render(request, "search.html", status=status, error=error, **values)


@router.post("/by-picture")
def search_by_own_picture(
    request: Request,
    picture: Annotated[UploadFile, File()],
    csrf: Annotated[str, Form()] = "",
    gallery: Annotated[str, Form()] = "",
) -> Response:
    """Keep the vector of the picture that was dropped, nothing else of it, and go where pictures like it are shown."""
    check_visitors_form(request, csrf)
    count_search(request)
    site, visitor, asked = site_of(request), visitor_of(request), Asked(gallery=gallery)
    values = _values(site.database, asked, Link(asked, Question()))
    try:
        vector = site.finder.encode(read_picture_file(picture.file))
        token = keep_picture(site.database, visitor, vector)
        if token is not None:
            return RedirectResponse(Link(asked, Question(pictures=(token,)))(), 303)
        # A standby keeps nothing, so this answer has no address.
        query = site.finder.make(Written(vectors=[vector]), asked.filters(), **page_fields(1))
        found = replace(site.finder.find(query), has_next=False)
    except UnreadableImage as exc:
        reason = exc.said(visitor.language) if exc.ru else say(visitor.language, "unreadable", reason=exc)
        error = say(visitor.language, "bad_picture", reason=reason)
        return site.render(request, "search.html", status=400, error=error, **values)
    except BadInput as exc:
        return _problem(request, exc, values)
    except EmptyIndex:
        return site.render(request, "search.html", found=None, is_asked=True, **values)
    return site.render(request, "search.html", found=found, signed="", is_asked=True, **values | {"here": "/"})


def _values(database: Database, asked: Asked, link: Link) -> dict[str, Any]:
    """What the template needs whatever was found."""
    galleries, question = read_galleries(database), link.question
    return {
        "q": question.q if len(question.texts) == 1 and not question.like and not question.pictures else "",
        "question": question,
        "asked_for": asked,
        **question.extent._asdict(),
        "galleries": galleries,
        "total": sum(galleries.values()),
        "link": link,
        "back": "",
        "is_asked": question.has_parts or question.browses,
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


def _spoken(found: Found | None, language: Language) -> Found | None:
    """With the disclaimer in the page's language: a filter alone may have been clicked, and tells of none."""
    if found is None or found.result.disclaimer is None:
        return found
    said = disclaimer(language)
    return replace(found, result=replace(found.result, disclaimer=said, disclaimer_language=language))


def _sign(request: Request, found: Found | None) -> str:
    if found is None or found.search_id is None:
        return ""
    return site_of(request).sessions.sign_search(found.search_id)
