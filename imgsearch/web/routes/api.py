"""The HTTP API: the searches of `imgsearch query` as JSON."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, File, Request, Response, UploadFile
from fastapi import Query as Parameter
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from imgsearch.errors import BadInput, EmptyIndex, MissingExtra, NoSuchPicture, UnreadableImage
from imgsearch.pictures.decode import read_picture_file
from imgsearch.search import Sort, Written
from imgsearch.search.pages import MAXIMUM_HITS
from imgsearch.web.answers import ANSWERS, Answer, as_answer, as_file
from imgsearch.web.asked import Asked, read_asked
from imgsearch.web.fields import only_fields, only_parameters
from imgsearch.web.numbers import DIGITS_ALONE, LARGEST_ID
from imgsearch.web.site import count_search, require_search_right, site_of

router = APIRouter(prefix="/api", tags=["search"], dependencies=[Depends(require_search_right)])
Limit = Annotated[int, Parameter(ge=1, le=1000, description="Number of pictures."), DIGITS_ALONE]
Texts = Annotated[
    list[Annotated[str, Parameter(min_length=1, max_length=2000)]],
    Parameter(
        max_length=10,
        description="A scene, in English or Russian; may be repeated. A single one is read as people write. "
        "Of several, or beside pictures, `2:dog` weighs two, `-snow` is unwanted. None browses all pictures by date.",
    ),
]
Like = Annotated[
    list[Annotated[int, Parameter(ge=1, le=LARGEST_ID), DIGITS_ALONE]],
    Parameter(max_length=10, description="Id of a picture of the gallery to search by; may be repeated."),
]
SortBy = Annotated[
    Sort | None,
    Parameter(description="Order of the matches; by default `score`, where nothing is asked for `newest`."),
]
MinScore = Annotated[
    float | None, Parameter(ge=0, le=1, description="Lowest score of a match, 0 to 1; default: the model's threshold.")
]
Offset = Annotated[int, Parameter(ge=0, lt=MAXIMUM_HITS, description="Hits on the pages before."), DIGITS_ALONE]
Every = Annotated[bool, Parameter(alias="all", description="Every copy and every shot of a burst, not only the best.")]
AsItIs = Annotated[bool, Parameter(description="The text as it is: no unwanted things, dates or corrections.")]
Nearest = Annotated[bool, Parameter(description="Also the nearest pictures that do not match.")]


AnswerFormat = Annotated[
    Literal["json", "csv", "parquet", "run", "qrels"],
    Parameter(alias="format", description="json, or a file of the hits; run and qrels are those of TREC."),
]


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
    answer_format: AnswerFormat = "json",
) -> dict[str, Any]:
    """The fields of a query besides its parts and filters, and the format of the answer."""
    return {**extent, **page, "min_score": min_score, "sort": sort, "format": answer_format}


OptionsAsked = Annotated[dict[str, Any], Depends(read_options)]


@router.get("/search", responses=ANSWERS, response_model=Answer, dependencies=[Depends(only_parameters)])
def search(
    request: Request,
    asked: Annotated[Asked, Depends(read_asked)],
    options: OptionsAsked,
    q: Texts = [],  # noqa: B006 (FastAPI copies it)
    like: Like = [],  # noqa: B006
    literal: AsItIs = False,
) -> Answer | Response:
    """Find pictures that show what texts say and look like pictures of the gallery, or browse.

    A query for minors gets the disclaimer and no hits. Hits are empty where pictures pass the filters and none
    matches; where none passes them, or the picture to search by is not there, the answer is 404.
    """
    return _find(request, lambda: Written(q, like=like, literal=literal), asked, options)


IN_ADDRESS = "; texts, filters and the rest stand in the address, as in /api/search/image?q=snow&limit=5"


@router.post(
    "/search/image",
    responses=ANSWERS,
    response_model=Answer,
    dependencies=[Depends(only_parameters), Depends(only_fields("picture", several=("picture",), remedy=IN_ADDRESS))],
)
def search_by_image(
    request: Request,
    picture: Annotated[list[UploadFile], File(description="Of any format that loads read; may be repeated.")],
    asked: Annotated[Asked, Depends(read_asked)],
    options: OptionsAsked,
    q: Texts = [],  # noqa: B006
    like: Like = [],  # noqa: B006
) -> Answer | Response:
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


def _find(request: Request, write: Callable[[], Written], asked: Asked, options: dict[str, Any]) -> Answer | Response:
    count_search(request)
    finder = site_of(request).finder
    kind = options.pop("format")
    try:
        found = finder.find(finder.make(write(), asked.filters(), **options))
        return as_answer(found) if kind == "json" else as_file(found, kind)
    except MissingExtra as exc:
        raise HTTPException(400, f"this page writes no {kind}; choose another format") from exc
    except (NoSuchPicture, EmptyIndex) as exc:
        raise HTTPException(404, str(exc)) from exc
    except (UnreadableImage, BadInput) as exc:
        raise HTTPException(400, str(exc)) from exc
