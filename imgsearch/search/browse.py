"""Looking through a gallery without a query: all pictures that pass the filters, by date."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row
from sqlalchemy.orm import Session

from imgsearch.db.roles import SEARCHER_ROLE, transaction_as
from imgsearch.errors import EmptyIndex
from imgsearch.queries.browsing import select_browsed, select_browsed_count, select_first_captions
from imgsearch.search.facets import count_facets
from imgsearch.search.find import count_series, nothing_passes
from imgsearch.search.pages import MAXIMUM_HITS
from imgsearch.search.query import Query
from imgsearch.search.result import Hit, SearchResult
from imgsearch.search.timer import Timer

#: Pictures that facets are counted among, the first ones.
FACETED = 5_000
#: Counting ends here.
MOST_COUNTED = 100_000


def browse(session: Session, query: Query) -> SearchResult:
    """The page of a query without parts; reads as the role imgsearch_searcher, to which flagged pictures do not exist.

    Every picture is a hit with a score of 0, for there is nothing to compare it with.

    Raises:
        EmptyIndex: no picture passes the filters.
    """
    timer, filters = Timer(), query.filters
    newest = query.order == "newest"
    with timer("browse"), transaction_as(session, SEARCHER_ROLE):
        shape = (filters.names, newest, query.every)
        rows = session.execute(select_browsed(*shape, query.limit + 1, query.offset), filters.parameters).all()
        total = session.scalar(select_browsed_count(*shape, MOST_COUNTED + 1), filters.parameters) or 0
        faceted = session.execute(select_browsed(*shape, FACETED, 0), filters.parameters).all()
        said = session.execute(select_first_captions([row.id for row in rows])).all()
    if not total:
        raise EmptyIndex(nothing_passes(filters) if filters.names else None)
    (hits,) = count_series(
        session, query, _hits(query, rows[: query.limit], {image_id: text for image_id, text in said})
    )
    return SearchResult(
        text=None,
        language=None,
        hits=hits,
        nearest=[],
        timings_ms=timer.spent_ms,
        offset=query.offset,
        next_offset=query.end if len(rows) > query.limit and query.end < MAXIMUM_HITS else None,
        facets=count_facets(faceted),
        total=min(total, MOST_COUNTED),
        total_is_exact=total <= MOST_COUNTED,
        is_browsing=True,
    )


def read_newest(session: Session, count: int) -> list[Hit]:
    """The newest pictures that may be shown, each copy by itself, in a transaction of the role imgsearch_searcher."""
    query = Query((), limit=count, every=True)
    rows = session.execute(select_browsed((), True, True, count, 0)).all()
    said = session.execute(select_first_captions([row.id for row in rows])).all()
    return _hits(query, rows, {image_id: text for image_id, text in said})


def _hits(query: Query, rows: Sequence[Row[Any]], captions: dict[int, str]) -> list[Hit]:
    return [
        Hit(
            rank=rank,
            score=0.0,
            matches=True,
            image_id=row.id,
            name=row.name,
            path=row.path,
            caption=captions.get(row.id),
            distance=0.0,
            width=row.width,
            height=row.height,
            series=row.series,
            taken_at=row.taken_at,
            sha256=row.sha256,
        )
        for rank, row in enumerate(rows, start=query.offset + 1)
    ]
