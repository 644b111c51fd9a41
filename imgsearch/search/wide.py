"""What decides a narrowed search that finds nothing: the candidates of the same search in the whole gallery.

A picture is judged beside the others: where none of a few shows a text for sure, none is shown. Who has seen a picture
among the matches, and narrows them to it, must find it.
"""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy.orm import Session

from imgsearch.models.loaded import SearchModels
from imgsearch.queries.filters import EVERYTHING
from imgsearch.search.encoded import EncodedQuery
from imgsearch.search.find import Candidates, find_candidates
from imgsearch.search.query import Query
from imgsearch.search.score import CHUNK
from imgsearch.search.timer import Timer


def has_wider(models: SearchModels, query: Query) -> bool:
    """Whether others than the pictures that pass its filters may decide what matches a query."""
    return bool(query.filters.names) and query.min_score is None and models.absence is not None


def find_deciding(session: Session, models: SearchModels, encoded: EncodedQuery, timer: Timer) -> Candidates:
    """The candidates that decide what matches in the whole gallery, and as many more as make a chunk.

    So the scores of those behind them, which are remembered by chunks, are still known.
    """
    wide = replace(encoded, query=replace(encoded.query, filters=EVERYTHING))
    return find_candidates(session, models, wide, CHUNK, timer)


def put_in_front(some: Candidates, others: Candidates) -> Candidates:
    """Candidates of one query, and others behind them."""
    similarity = {key: [*values, *others.similarity[key]] for key, values in some.similarity.items()}
    return others._replace(rows=[*some.rows, *others.rows], similarity=similarity)
