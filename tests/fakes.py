"""Tiny encoders and a regressor whose answers can be told in advance."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pillow

from imgsearch.encoders import normalize
from imgsearch.encoders.protocol import Features
from imgsearch.rescoring.absence import Bounds
from imgsearch.rescoring.evidence import Seen
from imgsearch.rescoring.pairs import Pairs
from imgsearch.training.zoo.data import Problem

DIMENSION = 8
LATENT_DIMENSION = 6


def unit(*values: float) -> NDArray[np.float32]:
    """An 8-d unit vector that begins with these values."""
    vector = np.zeros(DIMENSION, dtype=np.float32)
    vector[: len(values)] = values
    return np.asarray(vector / np.linalg.norm(vector), dtype=np.float32)


class WordEncoder:
    """Each of eight words has an axis; pictures are encoded by their colour: red is a dog, blue is snow."""

    words = ("dog", "snow", "car", "beach", "bird", "tree", "boat", "cat")
    encodes_images = True
    encodes_texts = True
    dimension = DIMENSION
    revision = "1"

    def __init__(self, name: str) -> None:
        self.name = name

    def encode_texts(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return np.stack([unit(*(0.01 + word_text.count(word) for word in self.words)) for word_text in texts])

    def encode_images(self, images: Sequence[Pillow.Image]) -> NDArray[np.float32]:
        colours = [np.asarray(image.convert("RGB").resize((1, 1)))[0, 0].astype(float) for image in images]
        return np.stack([unit(colour[0] + 1, colour[2] + 1) for colour in colours])


class BilingualEncoder(WordEncoder):
    """Knows three of the words in Russian too, and takes English cats for birds, unlike the English encoder."""

    russian = (("соба", "dog"), ("снег", "snow"), ("лодк", "boat"), ("cat", "bird"))

    def encode_texts(self, texts: Sequence[str]) -> NDArray[np.float32]:
        for said, meant in self.russian:
            texts = [said_text.replace(said, meant) for said_text in texts]
        return super().encode_texts(texts)


class ScoreAlone:
    """Of regressors whose score alone is to decide the order of pictures."""

    def spread(self, text: Any) -> float:  # noqa: ANN401
        return np.inf  # of the cosine nothing counts


class CosineRegressor(ScoreAlone):
    """The score is the cosine of the query and the picture, and .6 is a match."""

    def predict(self, pairs: Pairs) -> tuple[Any, Any]:
        scores = np.clip(pairs.image @ pairs.query[0], 0, 1)
        return scores, np.full(len(scores), 0.6, dtype=np.float32)


class ToldAbsence:
    """Evidence as it was told; from 0 on something may be shown, from 1 on it is, and alike are pictures from .5 on."""

    pictures = Bounds(0.5, 0.75)

    def __init__(self, evidence: float) -> None:
        self.told = evidence

    def evidence(self, seen: Seen) -> float:
        return self.told

    def bounds(self, seen: Seen) -> Bounds:
        return Bounds(0.0, 1.0)


class ColourEncoder:
    """Texts and pictures of one colour; the vectors of two names lie in other places."""

    encodes_images = True
    encodes_texts = True
    colours = ("red", "green", "blue")

    def __init__(self, name: str = "first", revision: str = "1", dimension: int = 6) -> None:
        self.name = name
        self.revision = revision
        self.dimension = dimension

    def encode_texts(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self._place([[float(colour in text) for colour in self.colours] for text in texts])

    def encode_images(self, images: Sequence[Pillow.Image]) -> NDArray[np.float32]:
        return self._place([np.asarray(image.convert("RGB").resize((1, 1)))[0, 0] / 255 for image in images])

    def _place(self, rows: Sequence[Any]) -> NDArray[np.float32]:
        vectors = np.full((len(rows), self.dimension), 0.01, dtype=np.float32)
        vectors[:, -3:] += np.asarray(rows, dtype=np.float32)
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)


class FakeTerm(NamedTuple):
    lemma: str


class FakeEncoder:
    """Deterministic 8-d vectors: of a picture by its mean colour, of a text by its hash."""

    def __init__(self, name: str = "small", revision: str = "1") -> None:
        self.name = name
        self.revision = revision
        self.dimension = 8
        self.encodes_images = True
        self.encodes_texts = True
        self.encoded_texts: list[str] = []
        self.encoded_pictures = 0

    def encode_images(self, images: Sequence[Pillow.Image]) -> NDArray[np.float32]:
        self.encoded_pictures += len(images)
        rows = [np.resize(np.asarray(image.convert("RGB").resize((1, 1))).ravel(), 8) for image in images]
        return self._unit(rows)

    def encode_texts(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.encoded_texts += texts
        return self._unit([np.frombuffer(hashlib.sha256(text.encode()).digest()[:8], np.uint8) for text in texts])

    def _unit(self, rows: list[NDArray[np.uint8]]) -> NDArray[np.float32]:
        vectors = np.stack(rows).astype(np.float32) + 1
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)


class FourWords:
    """A word for each of four axes; texts are the sum of their words."""

    words = ("dog", "surfer", "animal", "two")
    encodes_images = False
    encodes_texts = True
    dimension = 4
    name = "fake"
    revision = "7"

    def encode_texts(self, texts: Sequence[str]) -> NDArray[np.float32]:
        rows = np.array([[0.01 + text.lower().count(word) for word in self.words] for text in texts], dtype=np.float32)
        return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=np.float32)

    def encode_images(self, images: object) -> NDArray[np.float32]:
        raise NotImplementedError


PICTURES = 40


def described(number: int) -> int:
    """The picture that a picture's first caption is really about: 2 n and 2 n + 1 were given the very same words."""
    return number // 2 * 2


class LatentEncoder:
    """A text is the number of a picture, whose vector it gets with some noise."""

    name = "small"
    revision = "1"
    dimension = LATENT_DIMENSION
    encodes_images = False
    encodes_texts = True

    def __init__(self) -> None:
        generator = np.random.default_rng(3)
        self.latent = np.stack([normalize(generator.normal(size=LATENT_DIMENSION)) for _ in range(PICTURES)])

    def encode_texts(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return np.stack([self.near(int(text.split()[-1]), 0.1) for text in texts])

    def encode_images(self, images: Sequence[Pillow.Image]) -> NDArray[np.float32]:
        raise NotImplementedError

    def near(self, number: int, spread: float, seed: int = 0) -> NDArray[np.float32]:
        noise = np.random.default_rng((number, seed)).normal(size=LATENT_DIMENSION)
        return normalize(self.latent[number] + spread * noise)


class LatentTexts:
    """Gives each text the vector that the problem knows for it."""

    name = "small"
    revision = "1"
    encodes_images = False
    encodes_texts = True

    def __init__(self, problem: Problem) -> None:
        self.known = dict(zip(problem.rated.text, problem.rated.pairs.query, strict=True))
        self.dimension = problem.rated.pairs.query.shape[1]

    def encode_images(self, images: Sequence[Pillow.Image]) -> NDArray[np.float32]:
        raise NotImplementedError

    def encode_texts(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return np.stack([self.known[text] for text in texts])


class RedBlueEncoder:
    """Texts that say red lie along one axis, blue along another; pictures by their colour."""

    name = "small"
    revision = "1"
    dimension = DIMENSION
    encodes_images = True
    encodes_texts = True

    def encode_texts(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return np.stack([red_blue(text.count("red") + text.count("красн"), text.count("blue")) for text in texts])

    def encode_images(self, images: Sequence[Pillow.Image]) -> NDArray[np.float32]:
        pixels = [np.asarray(image.convert("RGB").resize((1, 1)))[0, 0].astype(float) for image in images]
        return np.stack([red_blue(red, blue) for red, _green, blue in pixels])

    def extract(self, images: Sequence[Pillow.Image]) -> Features:
        vectors = self.encode_images(images)
        return Features(vectors, np.repeat(vectors[:, None], 9, axis=1))


def red_blue(red: float, blue: float) -> NDArray[np.float32]:
    vector = np.full(DIMENSION, 0.01, dtype=np.float32)
    vector[0] += red
    vector[1] += blue
    return np.asarray(vector / np.linalg.norm(vector), dtype=np.float32)


class Level:
    """A scorer that predicts the same for all, a score or none."""

    def __init__(self, level: float) -> None:
        self.level = level

    def predict(self, rows: NDArray[Any]) -> NDArray[np.float64]:
        return np.full(len(rows), self.level)
