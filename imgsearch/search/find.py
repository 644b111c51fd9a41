"""Running the one SELECT."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from operator import itemgetter
from typing import Any, NamedTuple

import numpy as np
from pgvector import HalfVector
from sqlalchemy import ColumnElement, LargeBinary, Row, func, select
from sqlalchemy.orm import Session

from imgsearch.db.kept import run_kept
from imgsearch.db.roles import SEARCHER_ROLE, transaction_as
from imgsearch.encoders.protocol import FloatArray
from imgsearch.errors import EmptyIndex, NoSuchPicture
from imgsearch.models.loaded import ActiveIds, SearchModels
from imgsearch.queries.arrays import is_any
from imgsearch.queries.by_words import known_queries, words_query
from imgsearch.queries.candidates import CandidateShape, Scan, select_candidates
from imgsearch.queries.captions import CaptionQuery
from imgsearch.queries.explain import Explain, ExplainAnalyze
from imgsearch.queries.filters import Filters
from imgsearch.queries.session import EXACT_UP_TO, select_search_settings
from imgsearch.queries.vectors import vectors_from_bytes
from imgsearch.search.candidate import Candidate
from imgsearch.search.elsewhere import nothing_found, read_candidates
from imgsearch.search.encoded import EncodedQuery
from imgsearch.search.meanwhile import reading_ahead
from imgsearch.search.query import Query
from imgsearch.search.result import Hit
from imgsearch.search.similarity import Similarities
from imgsearch.search.timer import Timer
from imgsearch.tables import Image, ImageEmbedding

#: By the first two columns of select_candidates, image_id and turn; to go by their names would take ten times as long.
IN_TURN = itemgetter(1, 0)
WIDTH = len(Candidate._fields)


class Candidates(NamedTuple):
    """What the database found."""

    rows: Sequence[Candidate]
    """In an order that a larger count only adds to."""
    similarity: Mapping[tuple[int, str], Similarities]
    """(number of the text, caption encoder) -> of each row."""
    scan: Scan
    """How it was found."""
    passing: int
    """Pictures that pass the filters, counted to EXACT_UP_TO + 1."""
    active: ActiveIds
    """The models that were active then."""
    plan: list[str]

    def part(self, first: int, end: int) -> Candidates:
        """Some of the rows."""
        similarity = {key: values[first:end] for key, values in self.similarity.items()}
        return self._replace(rows=self.rows[first:end], similarity=similarity)


def find_candidates(
    session: Session, models: SearchModels, encoded: EncodedQuery, count: int, timer: Timer, *, explain: bool = False
) -> Candidates:
    """Run the one SELECT in a transaction of its own, as the searcher role.

    Few pictures are compared one by one, many through the index; where the index gives up before it has found
    enough, those that it has not seen are compared too. The choice depends on the data alone, never on the page.

    Args:
        session: outside a transaction.
        models: from read_models.
        encoded: what to look for.
        count: number of candidates.
        timer: gets "set up" and "candidates".
        explain: run EXPLAIN ANALYZE too.

    Raises:
        EmptyIndex: no picture with a vector passes the filters.
    """
    filters = encoded.query.filters
    with session.begin():
        with timer("set up"):
            found, shape, parameters = _prepare(session, models, encoded, count)
        with timer("candidates"), reading_ahead(session.connection(), models, encoded):
            rows = read_candidates(session, shape, parameters)
            if shape.scan == "index" and len(rows) < count:
                shape = replace(shape, scan="index, then exact")
                rows = read_candidates(session, shape, parameters)
        if not rows:
            raise EmptyIndex(nothing_passes(filters) if filters.names else None)
        plan = list(session.scalars(ExplainAnalyze(select_candidates(shape)), parameters)) if explain else []
    rows = sorted(rows, key=IN_TURN)
    similarity = {
        (caption.text_index, caption.encoder): [row[place] for row in rows]
        for place, caption in enumerate(shape.captions, start=WIDTH)
    }
    active = ActiveIds(found.active_encoder_id, found.active_regressor_id)
    candidates = [Candidate._make(row[:WIDTH]) for row in rows]
    return Candidates(candidates, similarity, shape.scan, found.passing, active, plan)


def plan_candidates(
    session: Session, models: SearchModels, encoded: EncodedQuery, count: int, *settings: ColumnElement[str]
) -> Sequence[str]:
    """Lines of EXPLAIN of the one SELECT, as find_candidates() would run it first; it is not run.

    Args:
        session: outside a transaction.
        models: from read_models.
        encoded: what to look for.
        count: number of candidates.
        settings: columns that, selected, set something for the transaction.
    """
    with session.begin():
        session.execute(select(*settings))
        _found, shape, parameters = _prepare(session, models, encoded, count)
        return session.scalars(Explain(select_candidates(shape)), parameters | nothing_found(shape)).all()


def _prepare(
    session: Session, models: SearchModels, encoded: EncodedQuery, count: int
) -> tuple[Row[Any], CandidateShape, dict[str, Any]]:
    """Set the transaction up; what that found, and the statement's shape and parameters."""
    captions = _caption_queries(models, encoded)
    found, words = _set_up(session, encoded)
    shape = CandidateShape(
        models.encoder_id,
        models.encoder.dimension,
        count,
        scan="exact" if found.passing <= EXACT_UP_TO else "index",
        captions=captions,
        filters=encoded.query.filters.names,
        by_words=len(words.in_captions),
        by_whole=len(words.whole),
        by_known=len(words.in_known),
        by_meaning=_by_meaning(encoded, captions),
        is_given=found.is_spread,
    )
    return found, shape, _parameters(encoded, captions, words)


def read_liked(session: Session, models: SearchModels, query: Query) -> dict[int, FloatArray]:
    """The vectors of the pictures of the gallery that a query asks by: id -> (1, D), unit length.

    Raises:
        NoSuchPicture: one is not there, may not be shown, or has no vector yet.
    """
    asked = {part.like for part in query.parts if part.like is not None}
    if not asked:
        return {}
    sent = func.halfvec_send(ImageEmbedding.embedding, type_=LargeBinary)
    statement = select(ImageEmbedding.image_id, sent).where(
        is_any(ImageEmbedding.image_id, asked),
        ImageEmbedding.encoder_id == models.encoder_id,
        ~ImageEmbedding.is_hidden,
    )
    with transaction_as(session, SEARCHER_ROLE):
        found = {image_id: bytes(vector) for image_id, vector in session.execute(statement)}
    if missing := sorted(asked - found.keys()):
        raise NoSuchPicture(
            f"there is no picture {missing[0]} to search by; hits of a search tell their ids, as image_id, and "
            "what was only just loaded has no vector yet",
            ru=f"изображения {missing[0]}, по которому искать, нет; номера изображений есть в ответах поиска "
            "(image_id), а у только что загруженных ещё нет вектора",
        )
    vectors = {image_id: vectors_from_bytes([vector]) for image_id, vector in found.items()}
    return {image_id: vector / np.linalg.norm(vector) for image_id, vector in vectors.items()}


def count_series(session: Session, query: Query, *lists: list[Hit]) -> list[list[Hit]]:
    """The hits, with how many other pictures that may be shown each stands for."""
    asked = {hit.series for hits in lists for hit in hits if hit.series is not None}
    if query.every or not asked:
        return list(lists)
    counted = select(Image.series, func.count()).where(is_any(Image.series, asked), ~Image.is_hidden)
    with transaction_as(session, SEARCHER_ROLE):
        sizes = {series: count for series, count in session.execute(counted.group_by(Image.series))}
    return [[hit._replace(more=sizes.get(hit.series, 1) - 1) for hit in hits] for hits in lists]


class _Words(NamedTuple):
    """What to look for by words: tsqueries, as texts."""

    in_captions: list[str]
    """One for each wanted text with words."""
    whole: list[str]
    """From known_queries(), of the folded texts: of those of several words, of all words together."""
    in_known: list[str]
    """Of single words, and of those of other languages."""


def _set_up(session: Session, encoded: EncodedQuery) -> tuple[Row[Any], _Words]:
    """Set the transaction up; what that statement counts and names, and the words to look for."""
    filters = encoded.query.filters
    texts = {f"text_{index}": text for index, text in enumerate(encoded.wanted_texts)}
    settings = select_search_settings(filters.names, len(texts))
    found = run_kept(session.connection(), settings, {**filters.parameters, **texts}).one()
    words, names = ([getattr(found, f"{kind}_{index}") for index in range(len(texts))] for kind in ("words", "names"))
    in_captions = [query for query in map(words_query, words) if query]
    known = known_queries(encoded.wanted_texts, names)
    return found, _Words(in_captions, known.whole, known.apart)


def _caption_queries(models: SearchModels, encoded: EncodedQuery) -> tuple[CaptionQuery, ...]:
    """Every text by every caption encoder that can read it."""
    return tuple(
        CaptionQuery(index, name, *models.caption_row(name))
        for index, text in enumerate(encoded.judging)
        for name in text.captions
    )


def _by_meaning(encoded: EncodedQuery, captions: Sequence[CaptionQuery]) -> tuple[CaptionQuery, ...]:
    """Of each wanted text the one that finds captions; one encoder is enough for that."""
    wanted = {(index, text.caption_encoder) for index, text in enumerate(encoded.texts) if text.weight > 0}
    return tuple(caption for caption in captions if (caption.text_index, caption.encoder) in wanted)


def _parameters(encoded: EncodedQuery, captions: Sequence[CaptionQuery], words: _Words) -> dict[str, Any]:
    parameters: dict[str, Any] = {"query_vector": HalfVector(encoded.direction[0]), **encoded.query.filters.parameters}
    for caption in captions:
        vector = encoded.judging[caption.text_index].captions[caption.encoder]
        parameters[f"query_{caption.name}"] = HalfVector(vector[0])
    looked_for = {"find_captioned": words.in_captions, "find_whole": words.whole, "find_known": words.in_known}
    return parameters | {name: queries for name, queries in looked_for.items() if queries}


def nothing_passes(filters: Filters) -> str:
    """What an EmptyIndex says where there are filters."""
    remedy = "; `imgsearch status` lists the galleries" if "gallery" in filters.values else ""
    return f"no picture with a vector passes the filters: {filters.describe()}{remedy}"
