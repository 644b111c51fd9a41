"""Trained heads over frozen features, and how their arrays are stored."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from imgsearch.encoders.arrays import StoredArrays
from imgsearch.encoders.protocol import FloatArray, normalize

#: Of the name of an array that holds signed bytes: the array with what each column of them is multiplied by.
SCALE_SUFFIX = ":scale"
#: A whole picture and its ninths; behind them stands the whole as tuned blocks see it, where there are those.
PARTS = 10
#: What all parts of more are taken for would fill the memory.
PICTURES_AT_ONCE = 512


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
    """(2000, 512): what the whole picture is taken for, and what its ninths are, since what is small in a picture fills
    one of them; (1000, 512) where heads were trained on whole pictures alone."""

    def look(self, parts: FloatArray) -> FloatArray:
        """What (N, 11, in) parts of pictures are taken for, from ``small.join_parts``: (N, 2000), or (N, 1000)."""
        is_whole_alone = len(self.output_weight) == len(self.bias)
        return look(parts[:, : 1 if is_whole_alone else PARTS], self.weight, self.bias)

    def __call__(self, roots: FloatArray) -> FloatArray:
        """(N, 2000) from ``look`` -> (N, 512)."""
        mapped: FloatArray = roots @ self.output_weight
        return mapped


def whole_of(parts: FloatArray) -> FloatArray:
    """(N, 11, D) parts of pictures -> (N, 2 D) whole pictures as both see them; (N, 10, D) -> (N, D)."""
    return np.concatenate([parts[:, 0], *parts[:, PARTS:].transpose(1, 0, 2)], axis=1)


def look(parts: FloatArray, weight: FloatArray, bias: FloatArray) -> FloatArray:
    """What the image tower takes pictures for: square roots of probabilities.

    They have unit length together, and small ones still count.

    Args:
        parts: (N, 1 + P, in), whole pictures and P parts of each.
        weight: (in, 1000) of the tower's last layer.
        bias: (1000,)

    Returns:
        (N, 2000): of the whole picture, and the highest among its parts; (N, 1000) where there are none.
    """
    batches = range(0, max(len(parts), 1), PICTURES_AT_ONCE)
    return np.concatenate([_look(parts[first : first + PICTURES_AT_ONCE], weight, bias) for first in batches])


def _look(parts: FloatArray, weight: FloatArray, bias: FloatArray) -> FloatArray:
    # As one product: numpy would make N small ones, which takes twice as long.
    logits = (parts.reshape(-1, len(weight)) @ weight).reshape(*parts.shape[:2], len(bias)) + bias
    logits -= logits.max(axis=-1, keepdims=True)
    odds = np.exp(logits, out=logits)
    roots = np.sqrt(odds / odds.sum(axis=-1, keepdims=True))
    whole, others = roots[:, 0], roots[:, 1:]
    return np.concatenate([whole, others.max(axis=1)], axis=1) if others.shape[1] else whole


class Pair(NamedTuple):
    """Heads that were trained together."""

    image: Head
    text: Head
    guess: Guess | None = None
    """None where the heads were trained without kinds."""

    def map_images(self, parts: FloatArray, roots: FloatArray | None = None) -> FloatArray:
        """Map pictures.

        Args:
            parts: (N, 11, D) of pictures, from ``small.join_parts``.
            roots: (N, 2000) from ``Guess.look``, where they are known.

        Returns:
            (N, 512), unit length.
        """
        # Heads that were trained before there were tuned blocks take the whole picture alone, which comes first.
        whole = whole_of(parts)[:, : len(self.image.linear_weight)]
        if self.guess is None:
            return self.image(whole)
        return self.image(whole, self.guess(self.guess.look(parts) if roots is None else roots))

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


class Arrays(StoredArrays):
    """Arrays of a file as floating-point numbers: what is stored as signed bytes is multiplied by its scale."""

    parts = (SCALE_SUFFIX,)

    def _make(self, name: str) -> FloatArray:
        array, scale = super()._make(name), f"{name}{SCALE_SUFFIX}"
        if scale not in self._stored:
            return array.astype(np.float32)
        # In one pass: a second table of megabytes would take longer than the product.
        product: FloatArray = np.multiply(array, super()._make(scale), dtype=np.float32)
        return product
