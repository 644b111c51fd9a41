"""What models learn from: the experts' pairs, and people's behind them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from imgsearch.rescoring.features import FloatArray, Pairs
from imgsearch.training.feedback import Feedback
from imgsearch.training.pairs import RatedPairs


class Learning(NamedTuple):
    """Experts' pairs, and people's behind them."""

    pairs: RatedPairs
    """P + F pairs."""
    weight: FloatArray
    """(P + F,) 1 for the experts'."""
    is_english: npt.NDArray[np.bool_]
    """(P + F,) whether a pair teaches the models for texts that the English encoders can read."""


def join(rated: RatedPairs, feedback: Feedback | None) -> Learning:
    """Put people's pairs behind the experts'."""
    count = len(rated.rating)
    if feedback is None:
        return Learning(rated, np.ones(count, dtype=np.float32), np.ones(count, dtype=np.bool_))
    more = feedback.pairs
    # Views share most of their arrays, which are large, and go on doing so.
    joined: dict[tuple[int, int], FloatArray] = {}

    def stack(first: FloatArray, second: FloatArray) -> FloatArray:
        if (key := (id(first), id(second))) not in joined:
            joined[key] = np.concatenate([first, second])
        return joined[key]

    pairs = replace(
        rated,
        image_id=np.concatenate([rated.image_id, more.image_id]),
        caption_id=np.concatenate([rated.caption_id, more.caption_id]),
        text=[*rated.text, *more.text],
        picture_hash=[*rated.picture_hash, *more.picture_hash],
        rating=np.concatenate([rated.rating, more.rating]),
        is_own=np.concatenate([rated.is_own, more.is_own]),
        views={name: _join_pairs(view, more.views[name], stack) for name, view in rated.views.items()},
    )
    return Learning(
        pairs,
        np.concatenate([np.ones(count, dtype=np.float32), feedback.weight]),
        np.concatenate([np.ones(count, dtype=np.bool_), feedback.is_english]),
    )


def _join_pairs(first: Pairs, second: Pairs, stack: Callable[[FloatArray, FloatArray], FloatArray]) -> Pairs:
    return first._replace(
        query=stack(first.query, second.query),
        image=stack(first.image, second.image),
        caption_query={
            name: stack(vectors, second.caption_query[name]) for name, vectors in first.caption_query.items()
        },
        similarity={name: _stack_ragged(values, second.similarity[name]) for name, values in first.similarity.items()},
        words=None if first.words is None or second.words is None else stack(first.words, second.words),
    )


def _stack_ragged(first: FloatArray, second: FloatArray) -> FloatArray:
    """Rows of differing widths, NaN where there is nothing."""
    width = max(first.shape[1], second.shape[1])
    padded = [
        np.pad(values, ((0, 0), (0, width - values.shape[1])), constant_values=np.nan) for values in (first, second)
    ]
    return np.concatenate(padded)
