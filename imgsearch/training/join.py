"""Two pairs of heads that err differently, joined into one encoder.

Their vectors side by side find more than either's, and lie close to a plane of 512 dimensions: projecting them onto it
loses nothing that can be measured. Bytes in place of half precision keep the file small, at no loss either.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from imgsearch.encoders.heads import SCALE_SUFFIX, Pair
from imgsearch.encoders.hubs import DIMENSIONS, Hubs
from imgsearch.encoders.protocol import FloatArray, normalize
from imgsearch.encoders.small import HUBS, JOIN

#: How much the first pair's vectors, those that learned no kinds, count beside the second's.
FIRST_WEIGHT = 0.7
BYTE = 127


def join_pairs(
    first: Pair, second: Pair, image: FloatArray, text: FloatArray, usual: FloatArray | None = None
) -> dict[str, Any]:
    """Arrays of an encoder that uses both pairs.

    Args:
        first: heads that learned captions alone.
        second: heads that learned kinds too.
        image: (N, 1280) features of pictures, times IMAGE_SCALE, and
        text: (M, 896) of texts: the projection keeps what varies among them.
        usual: (K, 896) of what is usually asked for, by which hubs are known; None sets none back.
    """
    weights = np.repeat((FIRST_WEIGHT, 1.0), first.image.output_bias.shape[0])
    both = (first, second)

    def beside(side: str, rows: FloatArray) -> FloatArray:
        return np.concatenate([pair.map(side, rows) for pair in both], axis=1)

    seen = [beside("image", image), beside("text", text)]
    spread = sum((rows * weights).T @ (rows * weights) for rows in seen)
    _, directions = np.linalg.eigh(spread)
    full = first.image.output_bias.shape[0]
    width = full if usual is None else full - DIMENSIONS
    # The regressor learns from single dimensions, so none may matter more than others: turned at random, cosines stay.
    turn, _ = np.linalg.qr(np.random.default_rng(0).normal(size=(width, width)))
    join = weights[:, None] * directions[:, ::-1][:, :width] @ turn
    arrays = {JOIN: np.ascontiguousarray(join, dtype=np.float32)}
    if usual is not None:
        arrays |= _make_bank(normalize(seen[0] @ join), normalize(beside("text", usual) @ join))
    for number, pair in enumerate(both):
        arrays |= {f"{number}.{name}": array for name, array in pair.arrays().items()}
    return arrays


def _make_bank(images: FloatArray, usual: FloatArray) -> dict[str, FloatArray]:
    """What sets hubs back, from pictures and texts, unit length."""
    level = Hubs(usual, np.zeros(1, np.float32)).nearness(images).mean(keepdims=True)
    return {HUBS[field]: array for field, array in Hubs(usual, level)._asdict().items()}


def to_bytes(arrays: dict[str, FloatArray]) -> dict[str, Any]:
    """Matrices as signed bytes with a scale for each column, in half precision; vectors in half precision."""
    stored: dict[str, Any] = {}
    for name, array in arrays.items():
        if array.ndim == 1:
            stored[name] = array.astype(np.float16)
            continue
        scale = np.maximum(np.abs(array).max(axis=0) / BYTE, 1e-7).astype(np.float16)
        stored[name] = np.clip(np.rint(array / scale.astype(np.float32)), -BYTE, BYTE).astype(np.int8)
        stored[f"{name}{SCALE_SUFFIX}"] = scale
    return stored
