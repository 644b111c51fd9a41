"""Looking through a gallery without a query: all pictures that pass the filters, by date."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from imgsearch.db.roles import SEARCHER_ROLE, transaction_as
from imgsearch.errors import EmptyIndex
from imgsearch.queries.browsing import Browsing, select_browsed, select_browsed_count, select_first_captions
from imgsearch.queries.session import EXACT_UP_TO
from imgsearch.search.facets import count_facets
from imgsearch.search.find import count_series, nothing_passes
from imgsearch.search.pages import MAXIMUM_HITS
from imgsearch.search.query import Query
from imgsearch.search.result import Hit, SearchResult
from imgsearch.search.timer import Timer
from imgsearch.search.written import write_places

#: Pictures that facets are counted among, the first ones.
FACETED = 5_000
#: Up to so many pictures that pass filters are found and then put in order, for a page and for facets; of more, all
#: pictures are gone through by date until there are enough.
FEW, FEW_FACETED = EXACT_UP_TO, 10_000
#: Counting ends here.
MOST_COUNTED = 100_000


class LeftOut(NamedTuple):
    """Pictures that are not browsed, since they show what is unwanted."""

    image_ids: list[int]
    series: list[int]
    """Of which the others show it too."""


def browse(session: Session, query: Query, left_out: LeftOut | None = None) -> SearchResult:
    """The page of a query that wants nothing; reads as the role imgsearch_searcher, to which no flagged picture exists.

    Every picture is a hit with a score of 0, for there is nothing to compare it with.

    Args:
        session: outside a transaction.
        query: which page, and what pictures must be.
        left_out: what is not shown; None: nothing is left out.

    Raises:
        EmptyIndex: no picture passes the filters; not where all that pass are left out.
    """
    timer, filters, browsing = Timer(), query.filters, _browsing(query, left_out)
    parameters = _parameters(query, left_out)
    with timer("browse"), transaction_as(session, SEARCHER_ROLE):
        total = count_browsed(session, query, MOST_COUNTED, left_out)
        few, few_faceted = (bool(filters.names) and total <= most for most in (FEW, FEW_FACETED))
        page = select_browsed(browsing, query.limit + 1, query.offset, few=few)
        rows = session.execute(page, parameters).all()
        faceted = session.execute(select_browsed(browsing, FACETED, 0, few=few_faceted), parameters).all()
        said = session.execute(select_first_captions([row.id for row in rows])).all()
    if not total and left_out is None:
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
        facets=write_places(session, count_facets(faceted, every=query.every), faceted),
        total=min(total, MOST_COUNTED),
        total_is_exact=total <= MOST_COUNTED,
        is_browsing=True,
        order=query.order,
    )


def count_browsed(session: Session, query: Query, most: int, left_out: LeftOut | None = None) -> int:
    """How many pictures there are, counted to ``most`` + 1; sets the transaction up for going through many by date."""
    statement = select_browsed_count(_browsing(query, left_out), most + 1)
    total = session.scalar(statement, _parameters(query, left_out)) or 0
    if query.filters.names and total > FEW:
        session.execute(select(func.set_config("enable_sort", "off", True)))
    return total


def read_newest(session: Session, count: int) -> list[Hit]:
    """The newest pictures that may be shown, each copy by itself, in a transaction of the role imgsearch_searcher."""
    query = Query((), limit=count, every=True)
    rows = session.execute(select_browsed(Browsing(every=True), count, 0)).all()
    said = session.execute(select_first_captions([row.id for row in rows])).all()
    return _hits(query, rows, {image_id: text for image_id, text in said})


def _browsing(query: Query, left_out: LeftOut | None) -> Browsing:
    return Browsing(query.filters.names, query.order == "newest", query.every, left_out is not None)


def _parameters(query: Query, left_out: LeftOut | None) -> dict[str, Any]:
    unseen = {} if left_out is None else {"left_out": left_out.image_ids, "left_out_series": left_out.series}
    return {**query.filters.parameters, **unseen}


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
