"""Running the one SELECT."""

from __future__ import annotations

from operator import itemgetter
from typing import Any, NamedTuple

from pgvector import HalfVector
from sqlalchemy import Row
from sqlalchemy.orm import Session

from imgsearch.errors import EmptyIndex
from imgsearch.models.loaded import SearchModels
from imgsearch.queries.candidates import Scan, select_candidates
from imgsearch.queries.captions import CaptionQuery, words_query
from imgsearch.queries.explain import ExplainAnalyze
from imgsearch.queries.filters import Filters
from imgsearch.queries.session import EXACT_UP_TO, select_search_settings
from imgsearch.search.question import Question
from imgsearch.search.timer import Timer

#: By the first two columns of select_candidates, image_id and turn; to go by their names would take ten times as long.
IN_TURN = itemgetter(1, 0)


class Candidates(NamedTuple):
    """What the database found."""

    rows: list[Row[Any]]
    """In an order that a larger count only adds to."""
    scan: Scan
    """How it was found."""
    passing: int
    """Pictures that pass the filters, counted to EXACT_UP_TO + 1."""
    plan: list[str]


def find_candidates(
    session: Session,
    models: SearchModels,
    question: Question,
    count: int,
    filters: Filters,
    timer: Timer,
    *,
    explain: bool = False,
) -> Candidates:
    """Run the one SELECT in a transaction of its own, as the searcher role.

    Few pictures are compared one by one, many through the index; where the index gives up before it has found
    enough, those that it has not seen are compared too. The choice depends on the data alone, never on the page.

    Args:
        session: outside a transaction.
        models: from read_models.
        question: what to look for.
        count: number of candidates.
        filters: what pictures must be.
        timer: gets "set up" and "candidates".
        explain: run EXPLAIN ANALYZE too.

    Raises:
        EmptyIndex: no picture with a vector passes the filters.
    """
    captions = tuple(
        CaptionQuery(index, name, encoder_id, encoder.dimension)
        for index, text in enumerate(question.texts)
        for name, (encoder_id, encoder) in models.caption_encoders.items()
        if name in text.captions
    )
    # One encoder is enough to find captions by: the first that can read the text.
    meanings = tuple(
        next(caption for caption in captions if caption.text_index == index)
        for index, text in enumerate(question.texts)
        if text.weight > 0 and text.captions
    )
    wanted = question.wanted_texts
    parameters: dict[str, Any] = {"query_vector": HalfVector(question.direction[0]), **filters.parameters}
    for caption in captions:
        vector = question.texts[caption.text_index].captions[caption.encoder]
        parameters[f"query_{caption.name}"] = HalfVector(vector[0])
    with session.begin():
        with timer("set up"):
            settings = select_search_settings(filters.names, len(wanted))
            texts = {f"text_{index}": text for index, text in enumerate(wanted)}
            found = session.execute(settings, {**filters.parameters, **texts}).one()
        queries = [words_query(getattr(found, f"words_{index}")) for index in range(len(wanted))]
        words = [query for query in queries if query]

        def run(scan: Scan) -> tuple[Any, list[Row[Any]]]:
            statement = select_candidates(
                models.encoder_id,
                models.encoder.dimension,
                count,
                scan=scan,
                captions=captions,
                filters=filters.names,
                by_words=len(words),
                by_meaning=meanings,
            )
            return statement, list(session.execute(statement, parameters).all())

        if words:
            parameters["words"] = words
        with timer("candidates"):
            scan: Scan = "exact" if found.passing <= EXACT_UP_TO else "index"
            statement, rows = run(scan)
            if scan == "index" and len(rows) < count:
                scan = "index, then exact"
                statement, rows = run(scan)
        if not rows:
            raise EmptyIndex(_nothing_passes(filters) if filters.names else None)
        plan = list(session.scalars(ExplainAnalyze(statement), parameters)) if explain else []
    rows.sort(key=IN_TURN)
    return Candidates(rows, scan, found.passing, plan)


def _nothing_passes(filters: Filters) -> str:
    return f"no picture with a vector passes the filters: {filters.describe()}; `imgsearch status` lists the galleries"
