"""Searches as the page makes them: the same library calls as `imgsearch query`, with the models kept warm."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from io import BytesIO

from PIL.Image import Image as Picture
from PIL.Image import new as new_picture
from sqlalchemy import select

from imgsearch.db.roles import SEARCHER_ROLE
from imgsearch.models.loaded import read_active_ids
from imgsearch.pictures.decode import read_picture_file
from imgsearch.search import (
    Filters,
    Hit,
    SearchModels,
    SearchResult,
    read_models,
    record_search,
    search,
    search_by_image,
)
from imgsearch.tables import Thumbnail
from imgsearch.web.database import Database

PAGE_HITS = 30
EVERYTHING = Filters()
#: How long a newly trained model may go unnoticed.
RECHECK_SECONDS = 5.0


@dataclass(frozen=True)
class Page:
    """Hits of one page of a search."""

    result: SearchResult
    hits: list[Hit]
    number: int
    """1 is the first."""
    has_next: bool
    search_id: int | None


class Finder:
    """Holds the models and runs searches."""

    def __init__(self, database: Database, models: SearchModels | None = None) -> None:
        self._database = database
        self._given = models is not None
        self._models = models
        self._checked_at = 0.0
        self._lock = threading.Lock()

    def models(self) -> SearchModels:
        """The models that the database names, reread when it names others.

        Raises:
            EmptyIndex: nothing was loaded.
        """
        with self._lock:
            now = time.monotonic()
            if self._models is not None and (self._given or now - self._checked_at < RECHECK_SECONDS):
                return self._models
            with self._database.acting_as(SEARCHER_ROLE) as session:
                if self._models is None or read_active_ids(session) != _ids(self._models):
                    self._models = read_models(session)
            self._checked_at = now
            return self._models

    def warm_up(self) -> None:
        """Load everything before the first visitor has to wait for it.

        Raises:
            EmptyIndex: nothing was loaded.
        """
        models = self.models()
        with self._database.searching() as session:
            search(session, models, "warm up", limit=PAGE_HITS)
            search_by_image(session, models, new_picture("RGB", (64, 64)), limit=PAGE_HITS)

    def by_text(
        self,
        text: str,
        *,
        page: int = 1,
        page_hits: int = PAGE_HITS,
        offset: int | None = None,
        min_score: float | None = None,
        filters: Filters = EVERYTHING,
        nearest: bool = False,
    ) -> Page:
        """One page of the pictures that show what the text says.

        Raises:
            BadInput: the text is empty or too long.
            EmptyIndex: there is nothing to search.
        """
        models = self.models()
        with self._database.searching() as session:
            result = search(
                session,
                models,
                text,
                limit=page_hits,
                offset=(page - 1) * page_hits if offset is None else offset,
                min_score=min_score,
                filters=filters,
            )
            search_id = record_search(session, result) if page == 1 else None
        return _page(result, page, nearest, search_id)

    def ranked(self, text: str, count: int) -> list[Hit]:
        """The best pictures for a text, matching or not; nothing for texts that ask for minors. Not recorded."""
        with self._database.searching() as session:
            result = search(session, self.models(), text, limit=count)
        return [*result.hits, *result.nearest]

    def by_picture(
        self,
        picture: Picture,
        *,
        page: int = 1,
        page_hits: int = PAGE_HITS,
        offset: int | None = None,
        filters: Filters = EVERYTHING,
    ) -> Page:
        """One page of the pictures that look like a picture.

        Raises:
            EmptyIndex: there is nothing to search.
        """
        models = self.models()
        with self._database.searching() as session:
            result = search_by_image(
                session,
                models,
                picture,
                limit=page_hits,
                offset=(page - 1) * page_hits if offset is None else offset,
                filters=filters,
            )
            search_id = record_search(session, result) if page == 1 else None
        return _page(result, page, False, search_id)

    def like(self, image_id: int, *, page: int = 1, filters: Filters = EVERYTHING) -> Page | None:
        """One page of the pictures that look like one of the gallery; None when the searcher cannot see that one."""
        with self._database.acting_as(SEARCHER_ROLE) as session:
            webp = session.scalar(select(Thumbnail.webp).where(Thumbnail.image_id == image_id))
        if webp is None:
            return None
        found = self.by_picture(read_picture_file(BytesIO(webp)), page=page, filters=filters)
        others = [hit for hit in found.hits if hit.image_id != image_id]
        return Page(found.result, others, found.number, found.has_next, found.search_id)


def _page(result: SearchResult, number: int, nearest: bool, search_id: int | None) -> Page:
    shown = [*result.hits, *result.nearest] if nearest else result.hits
    # Matches come first, so a page that also holds others is the last one with any.
    has_next = result.next_offset is not None and (nearest or not result.nearest)
    return Page(result, shown, number, has_next, search_id)


def _ids(models: SearchModels) -> tuple[int | None, int | None]:
    return models.encoder_id, models.regressor_id
