"""Trained heads over frozen features, and how their arrays are stored."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from imgsearch.encoders.protocol import FloatArray, normalize

#: Of the name of an array that holds signed bytes: the array with what each column of them is multiplied by.
SCALE_SUFFIX = ":scale"


class Head(NamedTuple):
    """A linear map plus one hidden layer."""

    linear_weight: FloatArray
    """(in, 512)"""
    hidden_weight: FloatArray
    """(in, H)"""
    hidden_bias: FloatArray
    output_weight: FloatArray
    """(H, 512)"""
    output_bias: FloatArray

    def __call__(self, features: FloatArray, further: FloatArray | float = 0.0) -> FloatArray:
        """(N, in) -> (N, 512), unit length; `further` is added before that."""
        hidden = np.maximum(features @ self.hidden_weight + self.hidden_bias, 0)
        return normalize(features @ self.linear_weight + hidden @ self.output_weight + self.output_bias + further)


class Guess(NamedTuple):
    """What the image tower takes a picture for, among ImageNet's kinds: a name's way into the joint space."""

    weight: FloatArray
    """(in, 1000) of the tower's last layer."""
    bias: FloatArray
    output_weight: FloatArray
    """(1000, 512)"""

    def __call__(self, features: FloatArray) -> FloatArray:
        """(N, in) -> (N, 512). Square roots of probabilities have unit length together, and small ones still count."""
        logits = features @ self.weight + self.bias
        odds = np.exp(logits - logits.max(axis=1, keepdims=True))
        mapped: FloatArray = np.sqrt(odds / odds.sum(axis=1, keepdims=True)) @ self.output_weight
        return mapped


class Pair(NamedTuple):
    """Heads that were trained together."""

    image: Head
    text: Head
    guess: Guess | None
    """None where the heads were trained without kinds."""

    def map(self, side: str, features: FloatArray) -> FloatArray:
        """(N, in) features of pictures (`image`, times IMAGE_SCALE) or texts (`text`) -> (N, 512), unit length."""
        if side == "text":
            return self.text(features)
        return self.image(features, 0.0 if self.guess is None else self.guess(features))

    def arrays(self) -> dict[str, FloatArray]:
        """Every array by its name in the file."""
        parts = {part: getattr(self, part) for part in self._fields if getattr(self, part) is not None}
        return {f"{part}.{name}": array for part, head in parts.items() for name, array in head._asdict().items()}


def make_pair(arrays: Mapping[str, FloatArray]) -> Pair:
    """A pair out of arrays by their names in a file.

    Raises:
        KeyError: one is missing.
    """
    guess = Guess(*_read(arrays, "guess.", Guess._fields)) if "guess.bias" in arrays else None
    return Pair(make_head(arrays, "image."), make_head(arrays, "text."), guess)


def make_head(arrays: Mapping[str, FloatArray], prefix: str) -> Head:
    """A head out of arrays by their names in a file, which begin with `prefix`.

    Raises:
        KeyError: one is missing.
    """
    return Head(*_read(arrays, prefix, Head._fields))


def _read(arrays: Mapping[str, FloatArray], prefix: str, fields: tuple[str, ...]) -> list[FloatArray]:
    return [arrays[f"{prefix}{field}"] for field in fields]


class Arrays(Mapping[str, FloatArray]):
    """Arrays of a file, made floating-point numbers when they are first read: a query needs those of texts alone."""

    def __init__(self, stored: dict[str, npt.NDArray[Any]]) -> None:
        self._stored = stored
        self._read: dict[str, FloatArray] = {}

    def __getitem__(self, name: str) -> FloatArray:
        if name not in self._read:
            array = self._stored[name].astype(np.float32)
            scale = self._stored.get(f"{name}{SCALE_SUFFIX}")
            self._read[name] = array if scale is None else array * scale.astype(np.float32)
        return self._read[name]

    def __iter__(self) -> Iterator[str]:
        return (name for name in self._stored if not name.endswith(SCALE_SUFFIX))

    def __len__(self) -> int:
        return sum(1 for _ in self)
