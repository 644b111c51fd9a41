"""Searches as most tests want them: from the texts and options of a query."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PIL.Image import Image
from sqlalchemy.orm import Session

from imgsearch.models.loaded import SearchModels
from imgsearch.search import Part, Query, SearchResult
from imgsearch.search import search as run


def search(
    session: Session,
    models: SearchModels,
    text: str,
    *,
    explain: bool = False,
    **options: Any,  # noqa: ANN401
) -> SearchResult:
    return run(session, models, Query.of(text, **options), explain=explain)


def search_by_image(session: Session, models: SearchModels, image: Image, **options: Any) -> SearchResult:  # noqa: ANN401
    return run(session, models, Query.of(image, **options))


def search_parts(session: Session, models: SearchModels, parts: Sequence[Part], **options: Any) -> SearchResult:  # noqa: ANN401
    return run(session, models, Query(parts, **options))
