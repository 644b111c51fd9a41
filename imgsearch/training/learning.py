"""What models learn from: the experts' pairs, and people's behind them."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from imgsearch.encoders.protocol import FloatArray
from imgsearch.rescoring.pairs import Pairs
from imgsearch.training.feedback import Feedback
from imgsearch.training.pairs import RatedPairs
from imgsearch.training.views import FewCaptions


class Learning(NamedTuple):
    """Experts' pairs, and people's behind them."""

    pairs: RatedPairs
    """P + F pairs."""
    weight: FloatArray
    """(P + F,) 1 for the experts'."""
    is_latin: npt.NDArray[np.bool_]
    """(P + F,) whether a pair teaches the models for texts that the English encoders can read."""


def join(rated: RatedPairs, feedback: Feedback | None) -> Learning:
    """Put people's pairs behind the experts'."""
    count = len(rated.rating)
    if feedback is None:
        return Learning(rated, np.ones(count, dtype=np.float32), np.ones(count, dtype=np.bool_))
    more = feedback.pairs
    pairs = replace(
        rated,
        image_id=np.concatenate([rated.image_id, more.image_id]),
        caption_id=np.concatenate([rated.caption_id, more.caption_id]),
        text=[*rated.text, *more.text],
        picture_hash=[*rated.picture_hash, *more.picture_hash],
        rating=np.concatenate([rated.rating, more.rating]),
        is_own=np.concatenate([rated.is_own, more.is_own]),
        pairs=_join_pairs(rated.pairs, more.pairs),
        few=FewCaptions(
            _join_similarity(rated.few.similarity, more.few.similarity),
            np.concatenate([rated.few.words, more.few.words]),
        ),
        multilingual_query=np.concatenate([rated.multilingual_query, more.multilingual_query]),
    )
    return Learning(
        pairs,
        np.concatenate([np.ones(count, dtype=np.float32), feedback.weight]),
        np.concatenate([np.ones(count, dtype=np.bool_), feedback.is_latin]),
    )


def _join_pairs(first: Pairs, second: Pairs) -> Pairs:
    return first._replace(
        query=np.concatenate([first.query, second.query]),
        image=np.concatenate([first.image, second.image]),
        caption_query={
            name: np.concatenate([vectors, second.caption_query[name]]) for name, vectors in first.caption_query.items()
        },
        similarity=_join_similarity(first.similarity, second.similarity),
        words=_beside(first.words, second.words),
        near=_beside(first.near, second.near),
    )


def _beside(first: FloatArray | None, second: FloatArray | None) -> FloatArray | None:
    return None if first is None or second is None else np.concatenate([first, second])


def _join_similarity(first: dict[str, FloatArray], second: dict[str, FloatArray]) -> dict[str, FloatArray]:
    return {name: _stack_ragged(values, second[name]) for name, values in first.items()}


def _stack_ragged(first: FloatArray, second: FloatArray) -> FloatArray:
    """Rows of differing widths, NaN where there is nothing."""
    width = max(first.shape[1], second.shape[1])
    padded = [
        np.pad(values, ((0, 0), (0, width - values.shape[1])), constant_values=np.nan) for values in (first, second)
    ]
    return np.concatenate(padded)
