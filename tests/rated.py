"""Rated and judged pairs as arrays, for tests that need no database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from imgsearch.encoders.protocol import FloatArray
from imgsearch.evaluation.judged import JudgedPairs
from imgsearch.rescoring.features import CAPTION_ENCODERS
from imgsearch.rescoring.pairs import Pairs
from imgsearch.rescoring.words import QUERY_FEATURES, WORD_FEATURES
from imgsearch.training.pairs import RatedPairs
from imgsearch.training.views import FewCaptions

NAN = float("nan")


def numbers(*values: float) -> FloatArray:
    return np.array(values, dtype=np.float32)


def unit_vectors(count: int, seed: int = 0) -> FloatArray:
    """(N, 3) float32, all different."""
    vectors = np.random.default_rng(seed).normal(size=(count, 3))
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)


def rated_pairs(
    image_id: Sequence[int],
    rating: Sequence[float],
    *,
    caption_id: Sequence[int] | None = None,
    text: Sequence[str] | None = None,
    own_captions: Sequence[int] | None = None,
    is_own: Sequence[bool] | None = None,
) -> RatedPairs:
    """P pairs; each has a caption of its own and as many own captions as its picture is told to have, none at first."""
    count = len(image_id)
    captions = list(range(count)) if caption_id is None else list(caption_id)
    similarity = np.full((count, 5), np.nan, dtype=np.float32)
    for row, number in enumerate(own_captions or []):
        similarity[row, :number] = np.linspace(0.9, 0.1, 5)[:number]
    query, image = unit_vectors(count, 1), unit_vectors(count, 2)
    words = np.zeros((count, len(WORD_FEATURES) + len(QUERY_FEATURES)), dtype=np.float32)
    similarities = {name: similarity for name in CAPTION_ENCODERS}
    return RatedPairs(
        image_id=np.array(image_id),
        caption_id=np.array(captions),
        text=list(text) if text is not None else [f"text {caption}" for caption in captions],
        picture_hash=[f"{image:012x}" for image in image_id],
        rating=np.array(rating, dtype=np.float32),
        is_own=np.zeros(count, dtype=np.bool_) if is_own is None else np.array(is_own),
        pairs=Pairs(query, image, dict.fromkeys(CAPTION_ENCODERS, query), similarities, is_latin=True, words=words),
        few=FewCaptions(similarities, words),
        multilingual_query=query,
        gallery=image[:1],
    )


def judged_pairs(
    rated: RatedPairs,
    *,
    experts: Sequence[Sequence[float]] | None = None,
    crowd: Sequence[float] | None = None,
    caption_key: Sequence[str] | None = None,
) -> JudgedPairs:
    """The pairs as judges saw them; without experts' ratings all three agree with the mean."""
    count = len(rated.rating)
    voices: NDArray[np.floating] = (
        np.repeat(rated.rating[:, None] * 3 + 1, 3, axis=1) if experts is None else np.array(experts)
    )
    return JudgedPairs(
        rated=rated,
        caption_key=list(caption_key) if caption_key is not None else [f"{key}.jpg#0" for key in rated.caption_id],
        experts=voices.astype(np.float32),
        crowd_share=np.array([NAN] * count if crowd is None else crowd, dtype=np.float32),
        is_hidden=np.zeros(count, dtype=np.bool_),
        targets={"mean": rated.rating, "majority": replace(rated).rating},
    )
