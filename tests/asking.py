"""Searches as most tests want them: from the texts and options of a query."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pytest
from PIL.Image import Image
from sqlalchemy.orm import Session

from imgsearch.models.loaded import SearchModels
from imgsearch.queries import session as settings
from imgsearch.search import Part, Query, SearchResult
from imgsearch.search import find as finding
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


@contextmanager
def by_index(above: int = 0, *, scanned: int = settings.MAXIMUM_SCANNED) -> Iterator[None]:
    """As if the index were the quicker way wherever more pictures than so many pass."""
    with pytest.MonkeyPatch.context() as patched:
        for module in (settings, finding):
            patched.setattr(module, "EXACT_UP_TO", above)
        patched.setattr(settings, "MAXIMUM_SCANNED", scanned)
        settings.select_search_settings.cache_clear()
        try:
            yield
        finally:
            settings.select_search_settings.cache_clear()
