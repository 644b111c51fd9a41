"""Heads as their file holds them."""

from __future__ import annotations

from typing import Any

import numpy as np

from imgsearch.encoders.heads import SCALE_SUFFIX
from imgsearch.encoders.hubs import Hubs
from imgsearch.encoders.protocol import FloatArray
from imgsearch.encoders.small import HUBS

BYTE = 127


def make_bank(images: FloatArray, usual: FloatArray) -> dict[str, FloatArray]:
    """What sets hubs back, from vectors of pictures and of what is usually asked for, unit length."""
    level = Hubs(usual, np.zeros(1, np.float32)).nearness(images).mean(keepdims=True)
    return {HUBS[field]: array for field, array in Hubs(usual, level)._asdict().items()}


def to_bytes(arrays: dict[str, FloatArray]) -> dict[str, Any]:
    """Matrices as signed bytes with a scale for each column, in half precision; vectors in half precision.

    Bytes in place of half precision keep the file small, at no loss that can be measured.
    """
    stored: dict[str, Any] = {}
    for name, array in arrays.items():
        if array.ndim == 1:
            stored[name] = array.astype(np.float16)
            continue
        scale = np.maximum(np.abs(array).max(axis=0) / BYTE, 1e-7).astype(np.float16)
        stored[name] = np.clip(np.rint(array / scale.astype(np.float32)), -BYTE, BYTE).astype(np.int8)
        stored[f"{name}{SCALE_SUFFIX}"] = scale
    return stored
