"""The HTTP API: the searches of `imgsearch query` as JSON."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, File, Query, Request, Response, UploadFile
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from imgsearch.errors import BadInput, EmptyIndex, UnreadableImage
from imgsearch.pictures.decode import read_picture_file
from imgsearch.web.asked import Asked, read_asked
from imgsearch.web.finding import Page
from imgsearch.web.site import require_search_right, site_of, visitor_of

router = APIRouter(prefix="/api", tags=["search"], dependencies=[Depends(require_search_right)])
Limit = Annotated[int, Query(ge=1, le=1000, description="Number of pictures.")]
Text = Annotated[str, Query(min_length=1, max_length=2000, description="A scene, in English or Russian.")]
MinScore = Annotated[float | None, Query(ge=0, le=1, description="Score from which a picture matches (calibrated).")]
Offset = Annotated[int, Query(ge=0, le=9000, description="Hits on the pages before.")]
Wanted = Annotated[Asked, Depends(read_asked)]
Nearest = Annotated[bool, Query(description="Also the nearest pictures that do not match.")]


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
    thumbnail: str
    page: str


class Answer(BaseModel):
    """What a search found."""

    query: str | None
    language: str | None
    matched: bool
    disclaimer: str | None
    offset: int
    next_offset: int | None
    hits: list[FoundPicture]


class Problem(BaseModel):
    """Why there is no answer."""

    detail: str


PROBLEMS: dict[int | str, dict[str, Any]] = {code: {"model": Problem} for code in (400, 401, 404, 411, 413, 429)}


@router.get("/search", responses=PROBLEMS)
def search_by_text(
    request: Request,
    q: Text,
    asked: Wanted,
    limit: Limit = 10,
    offset: Offset = 0,
    min_score: MinScore = None,
    nearest: Nearest = False,
) -> Answer:
    """Find pictures that show what the text says; a query for minors gets the disclaimer and no hits."""
    _count(request)
    try:
        found = site_of(request).finder.by_text(
            q, page_hits=limit, offset=offset, min_score=min_score, filters=asked.filters(), nearest=nearest
        )
    except (BadInput, EmptyIndex) as exc:
        raise HTTPException(404 if isinstance(exc, EmptyIndex) else 400, str(exc)) from exc
    return _answer(found)


@router.post("/search/image", responses=PROBLEMS)
def search_by_image(
    request: Request,
    picture: Annotated[UploadFile, File(description="JPEG, PNG, WebP, GIF, TIFF or BMP.")],
    asked: Wanted,
    limit: Limit = 10,
    offset: Offset = 0,
) -> Answer:
    """Find pictures that look like one; nothing of it is kept."""
    _count(request)
    try:
        found = site_of(request).finder.by_picture(
            read_picture_file(picture.file), page_hits=limit, offset=offset, filters=asked.filters()
        )
    except (UnreadableImage, BadInput) as exc:
        raise HTTPException(400, str(exc)) from exc
    except EmptyIndex as exc:
        raise HTTPException(404, str(exc)) from exc
    return _answer(found)


@router.get("/docs", include_in_schema=False)
def docs(request: Request) -> Response:
    """The OpenAPI description as a page of ours: what usually shows it needs scripts that the CSP forbids."""
    return site_of(request).render(request, "docs.html", spec=request.app.openapi())


def _count(request: Request) -> None:
    if not site_of(request).limits.may_search(visitor_of(request)):
        raise HTTPException(429, "too many searches in a minute; wait a little, or send an API token")


def _answer(found: Page) -> Answer:
    return Answer(
        query=found.result.text,
        language=found.result.language,
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
    )
