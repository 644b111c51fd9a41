"""The HTTP API: the searches of `imgsearch query` as JSON."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, File, Request, Response, UploadFile
from fastapi import Query as Parameter
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from imgsearch.errors import BadInput, EmptyIndex, NoSuchPicture, UnreadableImage
from imgsearch.pictures.decode import read_picture_file
from imgsearch.search import Sort, Written
from imgsearch.web.asked import Asked, read_asked
from imgsearch.web.finding import Found
from imgsearch.web.question import LARGEST_ID
from imgsearch.web.site import count_search, require_search_right, site_of

router = APIRouter(prefix="/api", tags=["search"], dependencies=[Depends(require_search_right)])
Limit = Annotated[int, Parameter(ge=1, le=1000, description="Number of pictures.")]
Texts = Annotated[
    list[Annotated[str, Parameter(min_length=1, max_length=2000)]],
    Parameter(
        max_length=10,
        description="A scene, in English or Russian; may be repeated. A single one is read as people write. "
        "Of several, or beside pictures, `2:dog` weighs two, `-snow` is unwanted. None browses all pictures by date.",
    ),
]
Like = Annotated[
    list[Annotated[int, Parameter(ge=1, le=LARGEST_ID)]],
    Parameter(max_length=10, description="Id of a picture of the gallery to search by; may be repeated."),
]
SortBy = Annotated[
    Sort | None,
    Parameter(description="Order of the matches; by default `score`, where nothing is asked for `newest`."),
]
MinScore = Annotated[
    float | None, Parameter(ge=0, le=1, description="Lowest score of a match, 0 to 1; default: the model's threshold.")
]
Offset = Annotated[int, Parameter(ge=0, le=9000, description="Hits on the pages before.")]
Every = Annotated[bool, Parameter(alias="all", description="Every copy and every shot of a burst, not only the best.")]
Literal = Annotated[bool, Parameter(description="The text as it is: no unwanted things, dates or corrections.")]
Nearest = Annotated[bool, Parameter(description="Also the nearest pictures that do not match.")]


def read_page(limit: Limit = 10, offset: Offset = 0) -> dict[str, int]:
    """Which hits are asked for."""
    return {"limit": limit, "offset": offset}


def read_extent(nearest: Nearest = False, every: Every = False) -> dict[str, bool]:
    """What is shown beside the best matches."""
    return {"nearest": nearest, "every": every}


def read_options(
    extent: Annotated[dict[str, bool], Depends(read_extent)],
    page: Annotated[dict[str, int], Depends(read_page)],
    min_score: MinScore = None,
    sort: SortBy = None,
) -> dict[str, Any]:
    """The fields of a query besides its parts and filters."""
    return {**extent, **page, "min_score": min_score, "sort": sort}


OptionsAsked = Annotated[dict[str, Any], Depends(read_options)]


class FoundPicture(BaseModel):
    """A hit, as `imgsearch query --json` prints it, with addresses instead of the file's path."""

    rank: int
    score: float | None
    """None where nothing was asked for."""
    matches: bool
    image_id: int
    name: str
    caption: str | None
    distance: float | None
    taken_at: datetime | None
    width: int
    height: int
    more: int
    thumbnail: str
    page: str


class FacetCount(BaseModel):
    """How many of the matches that were looked at have a value, and the parameters that narrow the search to them."""

    value: str
    count: int
    filters: dict[str, str]


class Answer(BaseModel):
    """What a search found."""

    query: str | None
    language: str | None
    understood: dict[str, list[str]]
    """What of the text was read as `without` or `taken`, and each `phrase` in quotation marks."""
    instead: str | None
    """What was searched for, since nothing matches the text as it was typed; ask for further pages of this."""
    suggestions: list[str]
    """Texts that may have been meant, by the gallery's own names, tags and places."""
    matched: bool
    disclaimer: str | None
    offset: int
    next_offset: int | None
    """None after the last hit."""
    total: int | None
    """Matches of all pages together; null with the disclaimer."""
    total_is_exact: bool
    """Else there are at least so many."""
    hits: list[FoundPicture]
    facets: dict[str, list[FacetCount]]


class Problem(BaseModel):
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


@router.get("/search", responses=PROBLEMS)
def search_by_text(
    request: Request,
    asked: Annotated[Asked, Depends(read_asked)],
    options: OptionsAsked,
    q: Texts = [],  # noqa: B006 (FastAPI copies it)
    like: Like = [],  # noqa: B006
    literal: Literal = False,
) -> Answer:
    """Find pictures that show what texts say and look like pictures of the gallery, or browse.

    A query for minors gets the disclaimer and no hits. Hits are empty where pictures pass the filters and none
    matches; where none passes them, or the picture to search by is not there, the answer is 404.
    """
    return _find(request, lambda: Written(q, like=like, literal=literal), asked, options)


@router.post("/search/image", responses=PROBLEMS)
def search_by_image(
    request: Request,
    picture: Annotated[list[UploadFile], File(description="JPEG, PNG, WebP, GIF, TIFF or BMP; may be repeated.")],
    asked: Annotated[Asked, Depends(read_asked)],
    options: OptionsAsked,
    q: Texts = [],  # noqa: B006
    like: Like = [],  # noqa: B006
) -> Answer:
    """Find pictures that look like those that are sent, and show what texts say; nothing of the pictures is kept."""
    return _find(request, lambda: Written(q, [read_picture_file(each.file) for each in picture], like), asked, options)


@router.get("/openapi.json", include_in_schema=False)
def description(request: Request) -> JSONResponse:
    """The OpenAPI description."""
    return JSONResponse(request.app.openapi())


@router.get("/docs", include_in_schema=False)
def docs(request: Request) -> Response:
    """The OpenAPI description as a page of ours: what usually shows it needs scripts that the CSP forbids."""
    return site_of(request).render(request, "docs.html", spec=request.app.openapi())


def _find(request: Request, write: Callable[[], Written], asked: Asked, options: dict[str, Any]) -> Answer:
    count_search(request)
    finder = site_of(request).finder
    try:
        return _answer(finder.find(finder.make(write(), asked.filters(), **options)))
    except (NoSuchPicture, EmptyIndex) as exc:
        raise HTTPException(404, str(exc)) from exc
    except (UnreadableImage, BadInput) as exc:
        raise HTTPException(400, str(exc)) from exc


def _answer(found: Found) -> Answer:
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
