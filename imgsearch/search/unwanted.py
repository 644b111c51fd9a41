"""Queries that only say what should not be there: all pictures by date but those that show it."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy.orm import Session

from imgsearch.models.loaded import SearchModels
from imgsearch.search.browse import LeftOut, browse
from imgsearch.search.encode import encode_query
from imgsearch.search.find import read_liked
from imgsearch.search.query import Query
from imgsearch.search.result import SearchResult
from imgsearch.search.scan import find_matches
from imgsearch.search.threads import one_thread
from imgsearch.search.timer import Timer


def browse_without(session: Session, models: SearchModels, query: Query) -> SearchResult:
    """The page of a query that has unwanted parts alone.

    What shows a part is what a search for it finds, matches and what may match, what captions name, and all other
    pictures of a series of which it finds one.

    Raises:
        EmptyIndex: no picture with a vector passes the filters.
        NoSuchPicture: a picture of the gallery that is named is not there, or may not be shown.
        UnsupportedInput: the active encoder has no text side and there is a text.
    """
    timer = Timer()
    image_ids: set[int] = set()
    series: set[int] = set()
    for asked in searches_for_unwanted(query):
        liked = read_liked(session, models, asked)
        with timer("encode"), one_thread():
            encoded = encode_query(models, asked, liked)
        found, rows = find_matches(session, models, encoded, timer)
        image_ids.update(liked, (row.image_id for row in rows))
        series.update(row.series for row in rows if row.series is not None)
    result = browse(session, query, LeftOut(sorted(image_ids), sorted(series)))
    return replace(
        result,
        text=str(query),
        candidate_count=len(found.rows),
        encoder_id=models.encoder_id,
        regressor_id=models.regressor_id,
        timings_ms={**timer.spent_ms, **result.timings_ms},
        scan=found.scan,
        passing=found.passing,
        active=found.active,
        understood=query.understood,
    )


def searches_for_unwanted(query: Query) -> list[Query]:
    """For each part of a query a query that wants it and nothing else."""
    return [Query([replace(part, weight=1.0)], filters=query.filters, every=True) for part in query.parts]
