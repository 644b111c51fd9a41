"""The flow of a query: encode, one SELECT, rescore, sort, cut."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter
from typing import TYPE_CHECKING, Any

import numpy as np
from pgvector import HalfVector
from sqlalchemy import Row
from sqlalchemy.orm import Session

from imgsearch.encoders import check_vectors, is_latin
from imgsearch.errors import BadInput, EmptyIndex, UnsupportedInput
from imgsearch.minors import detect_language, disclaimer, mentions_minors
from imgsearch.queries.candidates import select_candidates, sql_name
from imgsearch.queries.explain import ExplainAnalyze
from imgsearch.queries.session import MAXIMUM_EF_SEARCH, select_exact_scan, select_search_settings
from imgsearch.queries.vectors import vectors_from_bytes
from imgsearch.rescoring.features import ENGLISH_ENCODERS, FloatArray, Pairs
from imgsearch.search.models import SearchModels
from imgsearch.search.result import Hit, SearchResult

if TYPE_CHECKING:
    from PIL import Image

#: Candidates for each hit that is asked for: docs/benchmarks.md shows what fewer lose.
OVERSAMPLE = 10
MAXIMUM_LIMIT = MAXIMUM_EF_SEARCH
MAXIMUM_QUERY_CHARACTERS = 2000


class _Timer:
    """Milliseconds spent in each step."""

    def __init__(self) -> None:
        self.spent_ms: dict[str, float] = {}

    @contextmanager
    def __call__(self, step: str) -> Iterator[None]:
        start = perf_counter()
        try:
            yield
        finally:
            self.spent_ms[step] = self.spent_ms.get(step, 0.0) + (perf_counter() - start) * 1000


def search(
    session: Session,
    models: SearchModels,
    text: str,
    *,
    limit: int = 10,
    min_score: float | None = None,
    gallery: str | None = None,
    explain: bool = False,
) -> SearchResult:
    """Find pictures that show what the text says.

    Args:
        session: outside a transaction; the search begins and ends its own, as the role imgsearch_searcher.
        models: from read_models.
        text: a scene, in English or Russian.
        limit: number of hits, 1..1000.
        min_score: score from which a picture counts as a match; None takes the regressor's threshold.
        gallery: only pictures loaded from the folder of this name.
        explain: run EXPLAIN ANALYZE too.

    Returns:
        Hits in order of (-score, image id); the disclaimer and no hits when the text asks for minors.

    Raises:
        BadInput: the text is empty or too long, or the limit is out of range.
        UnsupportedInput: the active encoder has no text side.
    """
    timer = _Timer()
    # What PostgreSQL cannot store, NUL and lone surrogates, says nothing of a scene either.
    text = text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8").strip()
    if not text:
        raise BadInput('the query is empty; describe a scene, for example "two dogs running in the snow"')
    if len(text) > MAXIMUM_QUERY_CHARACTERS:
        raise BadInput(f"the query has {len(text)} characters; {MAXIMUM_QUERY_CHARACTERS} are the most")
    _check_limit(limit)
    language = detect_language(text)
    if mentions_minors(text):
        return SearchResult(
            text, language, [], [], disclaimer=disclaimer(language), encoder_id=models.encoder_id,
            regressor_id=models.regressor_id, timings_ms=timer.spent_ms,
        )  # fmt: skip
    if not models.encoder.encodes_texts:
        raise UnsupportedInput(f"the active encoder {models.encoder.name} has no text side; search with --image")
    with timer("encode"):
        vectors = {"query_vector": models.encoder.encode_texts([text])}
        check_vectors(vectors["query_vector"], models.encoder.dimension)
        is_english = is_latin(text)
        for name, (_id, encoder) in models.caption_encoders.items():
            if is_english or name not in ENGLISH_ENCODERS:
                vectors[f"query_{sql_name(name)}"] = encoder.encode_texts([text])
    rows, plan = _candidates(session, models, vectors, limit, gallery, explain, timer)
    with timer("rescore"):
        scores, matches = _rescore(models, vectors, rows, is_english, min_score)
        closest_by = sql_name("minilm" if is_english else "use-multilingual")
        ranked = _rank(rows, scores, matches, f"similarity_{closest_by}", limit)
    return _result(models, ranked, len(rows), timer, plan, text=text, language=language)


def search_by_image(
    session: Session,
    models: SearchModels,
    image: Image.Image,
    *,
    limit: int = 10,
    min_score: float | None = None,
    gallery: str | None = None,
    explain: bool = False,
) -> SearchResult:
    """Find pictures that look like a picture; the score is the cosine of the two, from ``min_score`` (or 0) on.

    Raises:
        BadInput: the limit is out of range.
    """
    timer = _Timer()
    _check_limit(limit)
    with timer("encode"):
        vector = models.encoder.encode_images([image])
        check_vectors(vector, models.encoder.dimension)
    vectors = {"query_vector": vector}
    rows, plan = _candidates(session, models, vectors, limit, gallery, explain, timer)
    with timer("rescore"):
        scores = np.clip(1 - np.array([row.distance for row in rows]), 0, 1).astype(np.float32)
        ranked = _rank(rows, scores, scores >= (min_score or 0.0), None, limit)
    return _result(models, ranked, len(rows), timer, plan, text=None, language=None)


def _check_limit(limit: int) -> None:
    if not 1 <= limit <= MAXIMUM_LIMIT:
        raise BadInput(f"the limit is {limit}; it must be between 1 and {MAXIMUM_LIMIT}")


def _candidates(
    session: Session,
    models: SearchModels,
    vectors: dict[str, FloatArray],
    limit: int,
    gallery: str | None,
    explain: bool,
    timer: _Timer,
) -> tuple[list[Row[Any]], list[str]]:
    """Run the one SELECT in a transaction of its own, as the searcher role."""
    count = min(limit * OVERSAMPLE, MAXIMUM_EF_SEARCH)
    by_text = len(vectors) > 1 or models.encoder.encodes_texts
    statement = select_candidates(
        models.encoder_id,
        models.encoder.dimension,
        count,
        caption_encoders=tuple(
            (name, encoder_id, encoder.dimension)
            for name, (encoder_id, encoder) in models.caption_encoders.items()
            if by_text and f"query_{sql_name(name)}" in vectors
        ),
        gallery=gallery,
    )
    parameters = {name: HalfVector(vector[0]) for name, vector in vectors.items()}
    with session.begin():
        with timer("set up"):
            session.execute(select_search_settings(count))
        with timer("candidates"):
            rows = list(session.execute(statement, parameters).all())
            if len(rows) < count:
                # Either the gallery is that small or the index gave up early; only comparing all can tell.
                session.execute(select_exact_scan())
                rows = list(session.execute(statement, parameters).all())
        if not rows:
            raise EmptyIndex(
                f"no picture of the gallery {gallery!r} has an embedding; `imgsearch status` lists the galleries"
                if gallery is not None
                else None
            )
        plan = list(session.scalars(ExplainAnalyze(statement), parameters)) if explain else []
    return rows, plan


def _rescore(
    models: SearchModels,
    vectors: dict[str, FloatArray],
    rows: list[Row[Any]],
    is_english: bool,
    min_score: float | None,
) -> tuple[FloatArray, Any]:
    """Scores of the candidates and which of them count as matches."""
    if models.regressor is None:
        scores = np.clip(1 - np.array([row.distance for row in rows]), 0, 1).astype(np.float32)
        return scores, scores >= (2.0 if min_score is None else min_score)
    asked = [name for name in models.caption_encoders if f"query_{sql_name(name)}" in vectors]
    pairs = Pairs(
        query=vectors["query_vector"],
        image=vectors_from_bytes(row.embedding for row in rows),
        caption_query={name: vectors[f"query_{sql_name(name)}"] for name in asked},
        similarity={name: _padded([getattr(row, f"similarity_{sql_name(name)}") for row in rows]) for name in asked},
        is_english=is_english,
    )
    scores, thresholds = models.regressor.predict(pairs)
    return scores, scores >= (thresholds if min_score is None else min_score)


def _padded(lists: list[list[float | None] | None]) -> FloatArray:
    """Lists of differing lengths as (N, C), NaN where there is nothing."""
    width = max((len(values) for values in lists if values), default=0)
    array = np.full((len(lists), width), np.nan, dtype=np.float32)
    for row, values in enumerate(lists):
        if values:
            array[row, : len(values)] = values
    return array


def _rank(
    rows: list[Row[Any]],
    scores: FloatArray,
    matches: Any,  # noqa: ANN401
    similarity: str | None,
    limit: int,
) -> tuple[list[Hit], list[Hit]]:
    """Sort by (-score, image id), since being near in the index breaks no tie; cut into hits and the nearest others."""
    order = sorted(range(len(rows)), key=lambda index: (-float(scores[index]), rows[index].image_id))
    shown = [index for index in order if matches[index]][:limit]
    rest = [index for index in order if not matches[index]][: limit - len(shown)]
    hits = [
        Hit(
            rank=rank,
            score=float(scores[index]),
            matches=bool(matches[index]),
            image_id=rows[index].image_id,
            name=rows[index].name,
            path=rows[index].path,
            caption=_closest_caption(rows[index], similarity),
            distance=float(rows[index].distance),
            width=rows[index].width,
            height=rows[index].height,
        )
        for rank, index in enumerate([*shown, *rest], start=1)
    ]
    return hits[: len(shown)], hits[len(shown) :]


def _closest_caption(row: Row[Any], similarity: str | None) -> str | None:
    captions: list[str] | None = row.captions
    if not captions:
        return None
    closeness = getattr(row, similarity, None) if similarity is not None else None
    if not closeness:
        return captions[0]
    return captions[max(range(len(captions)), key=lambda index: closeness[index] or -1.0)]


def _result(
    models: SearchModels,
    ranked: tuple[list[Hit], list[Hit]],
    candidate_count: int,
    timer: _Timer,
    plan: list[str],
    *,
    text: str | None,
    language: str | None,
) -> SearchResult:
    hits, nearest = ranked
    return SearchResult(
        text=text,
        language=language,
        hits=hits,
        nearest=nearest,
        candidate_count=candidate_count,
        encoder_id=models.encoder_id,
        regressor_id=models.regressor_id,
        timings_ms=timer.spent_ms,
        plan=plan,
    )
