"""Whether the ten best by score are the same ones, whatever found the candidates."""

from __future__ import annotations

import numpy as np

from benchmarks.scaling.exact import IntArray
from imgsearch.encoders.protocol import FloatArray
from imgsearch.rescoring.pairs import Pairs
from imgsearch.rescoring.regressor import Regressor

TOP = 10


def best(regressor: Regressor, query: FloatArray, vectors: FloatArray, positions: IntArray) -> frozenset[int]:
    """Positions of the ten best by score, ties by position.

    Args:
        regressor: predicts from pixels alone, since the pictures have no captions.
        query: (D,).
        vectors: (N, D) of all pictures.
        positions: (C,) of the candidates.
    """
    ordered = np.sort(positions)
    halves = vectors[ordered].astype(np.float16).astype(np.float32)
    scores, _ = regressor.predict(
        Pairs(query=query[None], image=halves, caption_query={}, similarity={}, is_latin=True)
    )
    return frozenset(ordered[np.argsort(-scores, kind="stable")[:TOP]].tolist())


def sameness(
    regressor: Regressor, queries: FloatArray, vectors: FloatArray, found: list[IntArray], true: list[frozenset[int]]
) -> float:
    """Mean share of the true ten best that are among the ten best of the candidates found."""
    shares = [
        len(best(regressor, query, vectors, got) & wanted) / TOP
        for query, got, wanted in zip(queries, found, true, strict=True)
    ]
    return float(np.mean(shares))
