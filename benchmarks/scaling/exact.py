"""Exact search, the truth that every index is measured by."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from imgsearch.encoders.protocol import FloatArray

IntArray = npt.NDArray[np.int64]
#: Rows of vectors, and of queries, that are multiplied at once.
BLOCK = 50_000
QUERY_BLOCK = 500


def nearest(vectors: FloatArray, queries: FloatArray, count: int) -> tuple[IntArray, FloatArray]:
    """The vectors of the highest cosine.

    Args:
        vectors: (N, D) float32, unit length.
        queries: (Q, D) float32, unit length.
        count: how many for each query.

    Returns:
        (Q, count) positions in ``vectors``, nearest first, and their cosines.
    """
    found = [
        _nearest(vectors, queries[start : start + QUERY_BLOCK], count) for start in range(0, len(queries), QUERY_BLOCK)
    ]
    return np.concatenate([positions for positions, _ in found]), np.concatenate([cosines for _, cosines in found])


def _nearest(vectors: FloatArray, queries: FloatArray, count: int) -> tuple[IntArray, FloatArray]:
    best = np.empty((len(queries), 0), dtype=np.int64)
    cosines = np.empty((len(queries), 0), dtype=np.float32)
    for start in range(0, len(vectors), BLOCK):
        block = queries @ vectors[start : start + BLOCK].T
        top = np.argpartition(block, -min(count, block.shape[1]), axis=1)[:, -count:]
        best = np.concatenate([best, top + start], axis=1)
        cosines = np.concatenate([cosines, np.take_along_axis(block, top, axis=1)], axis=1)
        order = np.argsort(-cosines, axis=1, kind="stable")[:, :count]
        best, cosines = np.take_along_axis(best, order, axis=1), np.take_along_axis(cosines, order, axis=1)
    return best, cosines


def recall(found: list[IntArray], truth: IntArray) -> float:
    """Mean share of the true nearest that were found."""
    shares = [np.isin(true, got).mean() for got, true in zip(found, truth, strict=True)]
    return float(np.mean(shares))
