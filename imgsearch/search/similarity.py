"""How near a text is to the own captions of candidates, as arrays."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from imgsearch.encoders.protocol import FloatArray

Similarities = Sequence[list[float | None] | None]
"""Of each candidate: the cosine of a text and each own caption; None where it has no caption."""


def padded(lists: Similarities) -> FloatArray:
    """Lists of differing lengths as (N, C), NaN where there is nothing."""
    width = max((len(values) for values in lists if values), default=0)
    nothing = [None] * width
    rows = [values if values and len(values) == width else [*(values or ()), *nothing][:width] for values in lists]
    return np.array(rows, dtype=np.float32).reshape(len(lists), width)


def nearest_of(similarity: FloatArray) -> FloatArray:
    """(N,) the largest of each row; NaN where it has none."""
    known = ~np.isnan(similarity)
    best = similarity.max(axis=1, where=known, initial=-np.inf)
    return np.where(known.any(axis=1), best, np.nan).astype(np.float32)
