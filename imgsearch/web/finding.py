"""Searches as the page and the API make them: the library calls of `imgsearch query`, with the models kept warm."""

from __future__ import annotations

from dataclasses import dataclass, replace
from io import BytesIO
from typing import Any

from PIL.Image import new as new_picture
from sqlalchemy import select

from imgsearch.db.roles import SEARCHER_ROLE
from imgsearch.models.loaded import SearchModels
from imgsearch.pictures.decode import read_picture_file
from imgsearch.queries.dates import read_has_dates
from imgsearch.queries.filters import Filters
from imgsearch.search import Hit, Query, SearchResult, WarmSearcher, ask, record_search
from imgsearch.tables import Thumbnail
from imgsearch.web.database import Database

PAGE_HITS = 30


@dataclass(frozen=True)
class Found:
    """Hits of one page of a search."""

    result: SearchResult
    hits: list[Hit]
    number: int
    """Of the page; 1 is the first."""
    has_next: bool
    search_id: int | None
    """Of the search that was recorded; None when it was not."""


class Finder:
    """Runs searches with the searcher's rights and records them."""

    def __init__(self, database: Database, models: SearchModels | None = None) -> None:
        self._database = database
        self._searcher = WarmSearcher(database.searching, models)

    def warm_up(self) -> None:
        """Load everything before the first visitor has to wait for it.

        Raises:
            EmptyIndex: nothing was loaded.
        """
        for asked in ("warm up", new_picture("RGB", (64, 64))):
            self._searcher.search(Query.of(asked, limit=PAGE_HITS))

    def find(self, query: Query, *, number: int = 1) -> Found:
        """One page of the pictures that a query asks for; the first page is recorded.

        Args:
            query: what is asked for.
            number: of the page that the query's offset stands for.

        Raises:
            BadInput: the unwanted parts of the query cancel the wanted ones.
            EmptyIndex: there is nothing to search.
        """
        result = self._searcher.search(query)
        search_id = None
        if number == 1:
            with self._database.searching() as session:
                search_id = record_search(session, result)
        # Matches come first, so a page that also holds others is the last one with any.
        has_next = result.next_offset is not None and (query.nearest or not result.nearest)
        return Found(result, result.shown, number, has_next, search_id)

    def ask(self, text: str, **options: Any) -> Query:  # noqa: ANN401 (what ask() of imgsearch.search takes)
        """The query that somebody typed.

        Raises:
            BadInput: it cannot be searched for.
        """
        return ask(text, has_dates=self._has_dates, **options)

    def _has_dates(self, filters: Filters) -> bool:
        with self._database.acting_as(SEARCHER_ROLE) as session:
            return read_has_dates(session, filters)

    def ranked(self, text: str, count: int) -> list[Hit]:
        """The best pictures for a text, matching or not; nothing for texts that ask for minors. Not recorded."""
        return self._searcher.search(Query.of(text, limit=count, nearest=True)).shown

    def like(self, image_id: int, filters: Filters, *, number: int = 1, every: bool = False) -> Found | None:
        """One page of the pictures that look like one of the gallery; None when the searcher cannot see that one."""
        with self._database.acting_as(SEARCHER_ROLE) as session:
            webp = session.scalar(select(Thumbnail.webp).where(Thumbnail.image_id == image_id))
        if webp is None:
            return None
        query = Query.of(read_picture_file(BytesIO(webp)), **page_fields(filters, number), every=every, nearest=True)
        found = self.find(query, number=number)
        return replace(found, hits=[hit for hit in found.hits if hit.image_id != image_id])


def page_fields(filters: Filters, number: int) -> dict[str, Any]:
    """The fields of a query for one page of the site."""
    return {"limit": PAGE_HITS, "offset": (number - 1) * PAGE_HITS, "filters": filters}
