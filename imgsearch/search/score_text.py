"""Scores of candidates by one text of a query."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from imgsearch.encoders.protocol import FloatArray
from imgsearch.models.loaded import SearchModels
from imgsearch.rescoring.regressor import Regressor
from imgsearch.rescoring.words import is_russian, word_overlap
from imgsearch.search.bands import UNREACHABLE, Scored
from imgsearch.search.encoded import EncodedText
from imgsearch.search.find import Candidates
from imgsearch.search.pairs import pairs_of
from imgsearch.search.similarity import nearest_of, padded

Remembered = dict[tuple[int, tuple[int, ...]], Scored]
"""(number of the text, ids of the candidates of one chunk) -> its scores."""


def join(chunks: list[Scored], cosines: FloatArray | None) -> Scored:
    """Scores of all chunks; without a regressor they are cosines, those of the database where these are given."""
    score = np.concatenate([each.score for each in chunks])
    threshold = np.concatenate([each.threshold for each in chunks])
    words = [each.words for each in chunks if each.words is not None]
    nearest = {name: np.concatenate([each.nearest[name] for each in chunks]) for name in chunks[0].nearest}
    in_english = np.concatenate([each.in_english for each in chunks])
    if cosines is not None and (threshold == UNREACHABLE).all():
        score = cosines
    return Scored(score, threshold, np.concatenate(words) if words else None, nearest, in_english)


def score_chunks(
    models: SearchModels,
    text: EncodedText,
    index: int,
    chunks: list[tuple[Candidates, FloatArray]],
    remembered: Remembered,
) -> list[Scored]:
    """Scores by one text of candidates and their vectors.

    Args:
        models: to score with.
        text: of the query.
        index: the text's number.
        chunks: candidates with (N, D) vectors, unit length.
        remembered: scores of the same query; new ones are added.
    """
    keys = [(index, tuple(row.image_id for row in found.rows)) for found, _ in chunks]
    for key, (found, images) in zip(keys, chunks, strict=True):
        if key not in remembered:
            remembered[key] = _score_text(models, text, index, found, images)
    return [remembered[key] for key in keys]


def _score_text(models: SearchModels, text: EncodedText, index: int, found: Candidates, images: FloatArray) -> Scored:
    """Scores by one text; by what it says in English where a picture has no Russian captions."""
    count = len(found.rows)
    if models.regressor is None:
        # Without a regressor nothing is called a match.
        unreachable = np.full(count, UNREACHABLE, dtype=np.float32)
        return Scored(clip(images @ text.vector[0]), unreachable, None, {}, np.full(count, text.is_latin))
    similarity = {name: padded(found.similarity[index, name]) for name in text.captions}
    nearest = {name: nearest_of(values) for name, values in similarity.items()}
    english, captions = text.in_english, [row.captions for row in found.rows]
    in_english = np.full(count, text.is_latin)
    if english is not None:
        in_english = np.array([not any(map(is_russian, own or ())) for own in captions], dtype=np.bool_)
    asked = [text.as_typed] if english is None or not in_english.all() else []
    asked += [english] if english is not None and in_english.any() else []
    scored = [_score_reading(models.regressor, each, similarity, captions, images) for each in asked]
    (other, other_threshold, _), (latin, latin_threshold, words) = scored[0], scored[-1]
    score = np.where(in_english, latin, other)
    return Scored(score, np.where(in_english, latin_threshold, other_threshold), words, nearest, in_english)


def _score_reading(
    regressor: Regressor,
    text: EncodedText,
    similarity: Mapping[str, FloatArray],
    captions: Sequence[list[str] | None],
    images: FloatArray,
) -> tuple[FloatArray, FloatArray, FloatArray | None]:
    """Scores of what is seen and said in sentences, thresholds from which they are matches, and the words' overlap."""
    words = word_overlap(text.text, captions) if text.is_latin else None
    return *regressor.predict(pairs_of(text, images, similarity, words)), words


def clip(cosines: npt.NDArray[np.floating[Any]]) -> FloatArray:
    """Cosines as scores in [0, 1]."""
    return np.asarray(np.clip(cosines, 0, 1), dtype=np.float32)
