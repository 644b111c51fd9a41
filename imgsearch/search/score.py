"""Scores of candidates, and which of them count as matches."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from sqlalchemy import Row

from imgsearch.encoders.protocol import FloatArray
from imgsearch.models.loaded import SearchModels
from imgsearch.queries.vectors import vectors_from_bytes
from imgsearch.rescoring.known import Known, add_known
from imgsearch.rescoring.pairs import Pairs
from imgsearch.rescoring.words import word_overlap
from imgsearch.search.encode import EncodedQuery, EncodedText
from imgsearch.search.find import Candidates, Similarities

#: No score reaches it: without a regressor nothing is called a match.
UNREACHABLE = 2.0
#: Candidates that are scored at once.
CHUNK = 100
#: Of a long text so many sentences count at least.
FEWEST_SENTENCES = 2


class Scores(NamedTuple):
    """Of N candidates."""

    score: FloatArray
    """(N,) in [0, 1]."""
    matches: npt.NDArray[np.bool_]
    """(N,)"""


def score_candidates(models: SearchModels, encoded: EncodedQuery, found: Candidates) -> Scores:
    """Score candidates by all parts of a query.

    A text's score is the regressor's, a picture's the cosine. The score of several is the mean of the wanted ones by
    their weights, times (1 - score) to the power of its weight for each unwanted one, so that a picture that shows
    what is unwanted for certain gets 0 and one that surely does not loses nothing.

    Of the sentences of one long text the quarter counts that a candidate shows best, two at least.

    Without a minimum score the texts decide what matches: the mean score of the wanted ones must reach the mean of
    their thresholds, and no unwanted one may reach its own. Pictures only move the order; where there is no wanted
    text everything matches that nothing unwanted does.
    """
    # The last bits of a product may depend on how many rows it has, and a page must score as the page before did.
    chunks = [
        _score_chunk(models, encoded, found.part(first, first + CHUNK)) for first in range(0, len(found.rows), CHUNK)
    ]
    return Scores(*(np.concatenate(arrays) for arrays in zip(*chunks, strict=True)))


def _score_chunk(models: SearchModels, encoded: EncodedQuery, found: Candidates) -> Scores:
    rows, min_score = found.rows, encoded.query.min_score
    images = vectors_from_bytes(row.embedding for row in rows)
    # The database's own distance, which a query of one part is ranked by, has seen the query in half precision.
    single = len(encoded.query.parts) == 1
    cosines = _clip(1 - np.array([row.distance for row in rows])) if single else None
    known = list(map(_known, rows)) if encoded.texts else []
    texts = [
        _Rated(text.weight, *add_known(*_score_text(models, text, index, found, images, cosines), text.text, known))
        for index, text in enumerate(encoded.texts)
    ]
    if encoded.query.in_sentences:
        texts = [
            _best_sentences([text for text in texts if text.weight > 0]),
            *(text for text in texts if text.weight < 0),
        ]
    no_threshold = np.zeros(len(rows), dtype=np.float32)
    pictures = [
        _Rated(picture.weight, cosines if cosines is not None else _clip(images @ picture.vector[0]), no_threshold)
        for picture in encoded.images
    ]
    rated = [*texts, *pictures]
    score = _mean([part.score for part in rated if part.weight > 0], rated)
    for part in rated:
        if part.weight < 0:
            score = score * (1 - part.score) ** -part.weight
    scores = np.asarray(score, dtype=np.float32)
    if min_score is not None:
        return Scores(scores, scores >= min_score)
    matches = np.ones(len(rows), dtype=np.bool_)
    if any(text.weight > 0 for text in texts):
        matches = _mean([text.score for text in texts if text.weight > 0], texts) >= _mean(
            [text.threshold for text in texts if text.weight > 0], texts
        )
    for text in texts:
        if text.weight < 0:
            matches &= text.score < text.threshold
    return Scores(scores, matches)


class _Rated(NamedTuple):
    weight: float
    score: FloatArray
    threshold: FloatArray
    """Scores from which on a candidate shows it; 0 for a picture, of which there is no such score."""


def _best_sentences(sentences: Sequence[_Rated]) -> _Rated:
    """Of each candidate the quarter of the sentences that it shows best, two at least.

    Much of a long text cannot be seen in any picture.
    """
    scores = np.stack([sentence.score for sentence in sentences])
    thresholds = np.stack([sentence.threshold for sentence in sentences])
    best = np.argsort(thresholds - scores, axis=0, kind="stable")[: max(FEWEST_SENTENCES, -(-len(sentences) // 4))]
    return _Rated(
        1.0,
        np.take_along_axis(scores, best, axis=0).mean(axis=0),
        np.take_along_axis(thresholds, best, axis=0).mean(axis=0),
    )


def _mean(values: Sequence[Any], parts: Sequence[_Rated]) -> npt.NDArray[np.float64]:
    """Mean of one array for each wanted part, by the parts' weights."""
    weights = [part.weight for part in parts if part.weight > 0]
    mean: npt.NDArray[np.float64] = np.average(np.stack(values), axis=0, weights=weights)
    return mean


def _score_text(
    models: SearchModels,
    text: EncodedText,
    index: int,
    found: Candidates,
    images: FloatArray,
    cosines: FloatArray | None,
) -> tuple[FloatArray, FloatArray]:
    """Scores by one text, of what is seen and said in sentences, and the thresholds from which they are matches."""
    if models.regressor is None:
        scores = cosines if cosines is not None else _clip(images @ text.vector[0])
        return scores, np.full(len(found.rows), UNREACHABLE, dtype=np.float32)
    pairs = Pairs(
        query=text.vector,
        image=images,
        caption_query=text.captions,
        similarity={name: _padded(found.similarity[index, name]) for name in text.captions},
        is_latin=text.is_latin,
        words=word_overlap(text.text, [row.captions for row in found.rows]) if text.is_latin else None,
    )
    return models.regressor.predict(pairs)


def _known(row: Row[Any]) -> Known:
    by = (row.photographer,) if row.photographer else ()
    return Known((*row.titles, *row.tags, *row.places, *by), row.source_path, bool(row.captions))


def _clip(cosines: npt.NDArray[np.floating[Any]]) -> FloatArray:
    return np.asarray(np.clip(cosines, 0, 1), dtype=np.float32)


def _padded(lists: Similarities) -> FloatArray:
    """Lists of differing lengths as (N, C), NaN where there is nothing."""
    width = max((len(values) for values in lists if values), default=0)
    array = np.full((len(lists), width), np.nan, dtype=np.float32)
    for row, values in enumerate(lists):
        if values:
            array[row, : len(values)] = values
    return array
