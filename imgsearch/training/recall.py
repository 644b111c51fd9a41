"""Ranks in a gallery, and recall."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from imgsearch.encoders import FloatArray


def rank_of_relevant(score: FloatArray, relevant: npt.NDArray[np.integer]) -> npt.NDArray[np.int64]:
    """Rank of each query's item; items that tie with it rank before it, so a constant score earns nothing.

    Args:
        score: (Q, G), high is near.
        relevant: (Q,) column of the item.

    Returns:
        (Q,) from 1.
    """
    own = score[np.arange(len(relevant)), relevant]
    ranks: npt.NDArray[np.int64] = (score >= own[:, None]).sum(axis=1)
    return ranks


def rank_of_best(score: FloatArray, owner: npt.NDArray[np.integer]) -> Iterator[tuple[int, int]]:
    """Rank of the best of each picture's own texts among all texts; other texts that tie rank before it.

    Args:
        score: (G, Q), high is near.
        owner: (Q,) row of the picture that a text belongs to.

    Yields:
        (row, rank from 1) of each picture that owns a text.
    """
    for row in np.unique(owner).tolist():
        is_own = owner == row
        yield row, int((score[row, ~is_own] >= score[row, is_own].max()).sum()) + 1


class Recall(NamedTuple):
    """Shares of queries whose item is among the first k, in percent, and the median rank (1 is the best)."""

    at_1: float
    at_5: float
    at_10: float
    median_rank: float


def recall(ranks: npt.NDArray[np.int64]) -> Recall:
    """Recall at 1, 5 and 10 from ranks."""
    at_1, at_5, at_10 = (100 * float((ranks <= k).mean()) for k in (1, 5, 10))
    return Recall(at_1, at_5, at_10, float(np.median(ranks)))
