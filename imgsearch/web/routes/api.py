"""The HTTP API: the searches of `imgsearch query` as JSON."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, File, Request, Response, UploadFile
from fastapi import Query as Parameter
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from imgsearch.errors import BadInput, EmptyIndex, UnreadableImage
from imgsearch.pictures.decode import read_picture_file
from imgsearch.search import Query
from imgsearch.web.asked import Asked, read_asked
from imgsearch.web.finding import Found
from imgsearch.web.site import count_search, require_search_right, site_of

router = APIRouter(prefix="/api", tags=["search"], dependencies=[Depends(require_search_right)])
Limit = Annotated[int, Parameter(ge=1, le=1000, description="Number of pictures.")]
Text = Annotated[str, Parameter(min_length=1, max_length=2000, description="A scene, in English or Russian.")]
MinScore = Annotated[
    float | None, Parameter(ge=0, le=1, description="Lowest score of a match, 0 to 1; default: the model's threshold.")
]
Offset = Annotated[int, Parameter(ge=0, le=9000, description="Hits on the pages before.")]
Every = Annotated[bool, Parameter(alias="all", description="Every copy and every shot of a burst, not only the best.")]
Literal = Annotated[bool, Parameter(description="The text as it is: no unwanted things, dates or corrections.")]
Nearest = Annotated[bool, Parameter(description="Also the nearest pictures that do not match.")]


def read_page(
    asked: Annotated[Asked, Depends(read_asked)], limit: Limit = 10, offset: Offset = 0
) -> Callable[[], dict[str, Any]]:
    """The fields of a query that both ways of asking share, read when the query is made."""
    return lambda: {"limit": limit, "offset": offset, "filters": asked.filters()}


PageAsked = Annotated[Callable[[], dict[str, Any]], Depends(read_page)]


def read_extent(nearest: Nearest = False, every: Every = False, literal: Literal = False) -> dict[str, bool]:
    """What is shown beside the best matches of the text, and whether it is understood."""
    return {"nearest": nearest, "every": every, "literal": literal}


class FoundPicture(BaseModel):
    """A hit, as `imgsearch query --json` prints it, with addresses instead of the file's path."""

    rank: int
    score: float
    matches: bool
    image_id: int
    name: str
    caption: str | None
    distance: float
    width: int
    height: int
    more: int
    band: str
    """`matches`, `maybe`, or `below` the threshold of this query; `matches` is false only for the last."""
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
    matched: bool
    disclaimer: str | None
    offset: int
    next_offset: int | None
    hits: list[FoundPicture]
    facets: dict[str, list[FacetCount]]


class Problem(BaseModel):
    """Why there is no answer."""

    detail: str


PROBLEMS: dict[int | str, dict[str, Any]] = {code: {"model": Problem} for code in (400, 401, 404, 411, 413, 429)}


@router.get("/search", responses=PROBLEMS)
def search_by_text(
    request: Request,
    q: Text,
    extent: Annotated[dict[str, bool], Depends(read_extent)],
    page: PageAsked,
    min_score: MinScore = None,
) -> Answer:
    """Find pictures that show what the text says; a query for minors gets the disclaimer and no hits."""
    return _find(request, lambda: site_of(request).finder.ask(q, **page(), **extent, min_score=min_score))


@router.post("/search/image", responses=PROBLEMS)
def search_by_image(
    request: Request,
    picture: Annotated[UploadFile, File(description="JPEG, PNG, WebP, GIF, TIFF or BMP.")],
    page: PageAsked,
    nearest: Nearest = False,
) -> Answer:
    """Find pictures that look like one; nothing of it is kept."""
    return _find(request, lambda: Query.of(read_picture_file(picture.file), **page(), nearest=nearest))


@router.get("/openapi.json", include_in_schema=False)
def description(request: Request) -> JSONResponse:
    """The OpenAPI description."""
    return JSONResponse(request.app.openapi())


@router.get("/docs", include_in_schema=False)
def docs(request: Request) -> Response:
    """The OpenAPI description as a page of ours: what usually shows it needs scripts that the CSP forbids."""
    return site_of(request).render(request, "docs.html", spec=request.app.openapi())


def _find(request: Request, make_query: Callable[[], Query]) -> Answer:
    count_search(request)
    try:
        return _answer(site_of(request).finder.find(make_query()))
    except (UnreadableImage, BadInput) as exc:
        raise HTTPException(400, str(exc)) from exc
    except EmptyIndex as exc:
        raise HTTPException(404, str(exc)) from exc


def _answer(found: Found) -> Answer:
    return Answer(
        query=found.result.text,
        language=found.result.language,
        understood=found.result.understood.as_dict(),
        instead=found.result.instead,
        matched=bool(found.result.hits),
        disclaimer=found.result.disclaimer,
        offset=found.result.offset,
        next_offset=found.result.next_offset,
        hits=[
            FoundPicture(
                **{name: value for name, value in hit._asdict().items() if name in FoundPicture.model_fields},
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
