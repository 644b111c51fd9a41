"""What the API answers: hits as JSON or as a file, and why there are none."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import quote

from fastapi import Response
from pydantic import BaseModel, ConfigDict

from imgsearch.search.export import FORMATS
from imgsearch.undated import say_why_nothing
from imgsearch.web.finding import Found


class Described(BaseModel):
    """What the API takes or answers; the description of the API says what its fields mean."""

    model_config = ConfigDict(use_attribute_docstrings=True)


class FoundPicture(Described):
    """A hit, as `imgsearch query --json` prints it, with addresses instead of the file's path."""

    rank: int
    """1 is the best of all pages."""
    score: float | None
    """Null where nothing was asked for, or only what should not be there."""
    matches: bool
    image_id: int
    """What `like`, collections, reports and removals name the picture by."""
    name: str
    caption: str | None
    """The picture's own caption that is nearest to the query."""
    distance: float | None
    """Cosine distance of the query and the picture, 0 to 2."""
    taken_at: datetime | None
    """By the clock where it was taken."""
    width: int
    height: int
    more: int
    """Other pictures of its series, for which it stands; `all` shows them."""
    band: str
    """`matches`, `maybe`, or `below` the threshold of this query; `matches` is false only for the last."""
    thumbnail: str
    page: str


class FacetCount(Described):
    """How many of the matches that were looked at have a value, and the parameters that narrow the search to them.

    A narrowed search judges its pictures anew, so that it may find a few more.
    """

    value: str
    count: int
    filters: dict[str, str]


class Answer(Described):
    """What a search found."""

    query: str | None
    language: str | None
    understood: dict[str, list[str]]
    """What was read as `without` or `taken`, as the photographs that `only` are asked for, as the `order` in which they
    come, as whose they are (`by`, several with ` | ` between), as things of which `either` is looked for (likewise), or
    as a `request` that says nothing of pictures, each `phrase` in quotation marks, each `colour`, which narrows
    nothing, and what small pictures are `named`."""
    instead: str | None
    """What was searched for, since nothing matches the text as it was typed; ask for further pages of this."""
    suggestions: list[str]
    """Texts that may have been meant, by the gallery's own names, tags and places."""
    matched: bool
    """Whether any picture matches."""
    disclaimer: str | None
    """What to show instead of pictures where the query asks for minors."""
    offset: int
    next_offset: int | None
    """Null after the last hit."""
    total: int | None
    """Matches of all pages together; null with the disclaimer."""
    total_maybe: int
    """Of these, pictures that only may match."""
    total_is_exact: bool
    """Else there are at least so many."""
    hits: list[FoundPicture]
    facets: dict[str, list[FacetCount]]
    """By what the matches that were looked at can be narrowed."""


class Problem(Described):
    """Why there is no answer."""

    detail: str


PROBLEMS: dict[int | str, dict[str, Any]] = {
    400: {"model": Problem, "description": "A filter, a text or a picture is none that can be searched for."},
    401: {"model": Problem, "description": "This page asks for an account; send a token."},
    404: {"model": Problem, "description": "No picture passes the filters, or that to search by is not there."},
    411: {"model": Problem, "description": "A body needs a Content-Length."},
    413: {"model": Problem, "description": "The body is too large."},
    422: {"model": Problem, "description": "A parameter is of another kind or out of range."},
    429: {
        "model": Problem,
        "description": "Too many searches in a minute.",
        "headers": {
            "Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer"}, "required": True}
        },
    },
}


#: Of the files that an answer may be.
MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "parquet": "application/vnd.apache.parquet",
    "run": "text/plain",
    "qrels": "text/plain",
}
FILE: dict[str, Any] = {"schema": {"type": "string", "format": "binary"}}
#: Header of a file in which nothing matches: why, percent-encoded, since headers have no letters but Latin ones.
WHY_NOTHING = "X-Why-Nothing"
NOTHING_MATCHES = {
    "en": "Nothing matches; nearest=true gives the nearest pictures anyway.",
    "ru": "Ничего не найдено; nearest=true даст ближайшие изображения.",
}
ANSWERS: dict[int | str, dict[str, Any]] = {
    **PROBLEMS,
    200: {
        "model": Answer,
        "content": {media.partition(";")[0]: FILE for media in MEDIA.values()},
        "headers": {
            WHY_NOTHING: {
                "description": "Of a file in which nothing matches: why, percent-encoded UTF-8.",
                "schema": {"type": "string"},
            }
        },
    },
}


def as_file(found: Found, kind: str) -> Response:
    """The hits as a file; where nothing matches, a header says why.

    Raises:
        MissingExtra: what writes such files is not installed.
    """
    headers = {"Content-Disposition": f'attachment; filename="pictures.{kind}"'}
    asks = found.result.text is not None or not found.result.is_browsing
    why = say_why_nothing(found.result, NOTHING_MATCHES) if asks else None
    if why is not None:
        headers[WHY_NOTHING] = quote(why, safe=" ,.;:=!?'()-")
    return Response(FORMATS[f".{kind}"](found.result), media_type=MEDIA[kind], headers=headers)


def as_answer(found: Found) -> Answer:
    """The hits with all that the search says."""
    unknown: dict[str, Any] = {"score": None, "distance": None} if found.result.is_browsing else {}
    return Answer(
        query=found.result.text,
        language=found.result.language,
        understood=found.result.understood.as_dict(),
        instead=found.result.instead,
        suggestions=list(found.result.suggestions),
        matched=bool(found.result.hits),
        disclaimer=found.result.disclaimer,
        offset=found.result.offset,
        next_offset=found.result.next_offset,
        total=found.result.total,
        total_maybe=found.result.total_maybe,
        total_is_exact=found.result.total_is_exact,
        hits=[
            FoundPicture(
                **{name: value for name, value in hit._asdict().items() if name in FoundPicture.model_fields} | unknown,
                thumbnail=f"/thumbnail/{hit.image_id}.webp",
                page=f"/picture/{hit.image_id}",
            )
            for hit in found.hits
        ],
        facets={
            name: [FacetCount(value=each.value, count=each.matches, filters=each.filters) for each in counts]
            for name, counts in found.result.facets.items()
        },
    )
