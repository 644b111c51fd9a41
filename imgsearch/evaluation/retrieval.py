"""Recall and rank in a gallery."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from imgsearch.encoders import FloatArray


class Recall(NamedTuple):
    """Shares of queries whose item is among the first k, in percent, and the median rank (1 is the best)."""

    at_1: float
    at_5: float
    at_10: float
    median_rank: float


def rank_of_relevant(score: FloatArray, relevant: npt.NDArray[np.integer]) -> npt.NDArray[np.int64]:
    """Rank of each query's item; items that tie with it stand before it, so that a constant score earns nothing.

    Args:
        score: (Q, G), high is near.
        relevant: (Q,) column of the item.

    Returns:
        (Q,) from 1.
    """
    own = score[np.arange(len(relevant)), relevant]
    ranks: npt.NDArray[np.int64] = (score >= own[:, None]).sum(axis=1)
    return ranks


def recall(ranks: npt.NDArray[np.int64]) -> Recall:
    """Recall at 1, 5 and 10 from ranks."""
    at_1, at_5, at_10 = (100 * float((ranks <= k).mean()) for k in (1, 5, 10))
    return Recall(at_1, at_5, at_10, float(np.median(ranks)))
