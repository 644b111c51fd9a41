"""Searches as the page and the API make them: the library calls of `imgsearch query`, with the models kept warm."""

from __future__ import annotations

from dataclasses import dataclass
from threading import Lock
from time import monotonic, perf_counter
from typing import TYPE_CHECKING, Any

import structlog
from PIL.Image import new as new_picture
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from imgsearch.db.roles import SEARCHER_ROLE
from imgsearch.errors import BadInput
from imgsearch.models.loaded import SearchModels
from imgsearch.queries.filters import EVERYTHING, Filters
from imgsearch.search import (
    Hit,
    PictureVector,
    Query,
    SearchResult,
    Slow,
    WarmSearcher,
    Written,
    keep_slow,
    record_search,
)
from imgsearch.search.browse import read_newest
from imgsearch.search.own import Gallery
from imgsearch.undated import search_or_none_such
from imgsearch.web.database import Database
from imgsearch.web.metrics import Metrics

if TYPE_CHECKING:
    from PIL.Image import Image

PAGE_HITS = 30
#: A slow search has its plan made unless another one had a moment ago.
PLAN_EVERY_SECONDS = 5
#: SQLSTATE of a statement that took longer than one may.
TIMED_OUT = "57014"
log = structlog.get_logger("imgsearch.web")


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
    """Runs searches with the searcher's rights, records and counts them.

    Args:
        database: to search in.
        models: to search with; None takes what the database names.
        metrics: counts searches; by default for nobody to see.
        slow_ms: from which on a search is kept with its plan; 0: none is.
    """

    def __init__(
        self,
        database: Database,
        models: SearchModels | None = None,
        metrics: Metrics | None = None,
        *,
        slow_ms: float = 0,
    ) -> None:
        self._database = database
        self._searcher = WarmSearcher(database.searching, models)
        self._gallery = Gallery(lambda: database.acting_as(SEARCHER_ROLE))
        self._metrics = metrics or Metrics()
        self._slow_ms = slow_ms
        self._planning, self._next_plan = Lock(), 0.0

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
        started = perf_counter()
        try:
            result = search_or_none_such(query, lambda: self._searcher.search(query))
        except OperationalError as exc:
            if getattr(exc.orig, "sqlstate", None) == TIMED_OUT:
                self._keep_if_slow(query, None, None, started)
            raise
        self._metrics.count_search(result)
        search_id = None
        if number == 1:
            with self._database.searching() as session:
                search_id = record_search(session, result)
        self._keep_if_slow(query, result, search_id, started)
        return Found(result, result.shown, number, result.next_offset is not None, search_id)

    def _keep_if_slow(self, query: Query, result: SearchResult | None, search_id: int | None, started: float) -> None:
        """Whatever goes wrong with this is said in the log: the visitor has an answer."""
        took_ms = (perf_counter() - started) * 1000
        if not self._slow_ms or took_ms < self._slow_ms:
            return
        self._metrics.slow.inc()
        phases = {} if result is None else result.timings_ms
        plan = self._explain(query)
        try:
            with self._database.searching() as session:
                keep_slow(session, Slow(search_id, took_ms, phases, result is not None, plan))
        except SQLAlchemyError as exc:
            log.warning("slow search not kept", error=str(exc).splitlines()[0])

    def _explain(self, query: Query) -> str | None:
        """The plan; None where another one was made a moment ago: where all searches are slow it must not slow them."""
        if not self._planning.acquire(blocking=False):
            return None
        try:
            if monotonic() < self._next_plan:
                return None
            self._next_plan = monotonic() + PLAN_EVERY_SECONDS
            return self._searcher.explain(query)
        except (BadInput, SQLAlchemyError) as exc:
            log.warning("slow search without a plan", error=str(exc).splitlines()[0])
            return None
        finally:
            self._planning.release()

    def make(self, written: Written, filters: Filters, **options: Any) -> Query:  # noqa: ANN401 (fields of a query)
        """The query that somebody wrote.

        Raises:
            BadInput: it cannot be searched for.
        """
        return written.query(filters=filters, own=self._gallery, **options)

    def wanted(self, text: str) -> list[str]:
        """What a search looks for, without a time, a photographer, an order, what is unwanted; each of "dog or cat"."""
        try:
            parts = self.make(Written((text,)), EVERYTHING).parts
        except BadInput:
            return []
        return [part.text for part in parts if part.text is not None and part.weight > 0]

    def encode(self, image: Image) -> PictureVector:
        """What is kept of a picture that somebody searches by."""
        return self._searcher.encode(image)

    def newest(self, count: int) -> list[Hit]:
        """The newest pictures, as the first page shows them; none where there are none."""
        with self._database.acting_as(SEARCHER_ROLE) as session:
            return read_newest(session, count)

    def ranked(self, text: str, count: int) -> list[Hit]:
        """The best pictures for a text, matching or not; nothing for texts that ask for minors. Not recorded."""
        return self._searcher.search(Query.of(text, limit=count, nearest=True)).shown


def page_fields(number: int) -> dict[str, int]:
    """The fields of a query for one page of the site."""
    return {"limit": PAGE_HITS, "offset": (number - 1) * PAGE_HITS}
