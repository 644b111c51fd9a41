"""How likely a picture shows a minor, from its pixels: whether a person is there, and how young that person looks.

Two logistic regressions on the numbers of EfficientNet-Lite2, of the whole picture and of its ninths. The second has
learned from pictures of people alone, so what it says counts only as far as the first sees somebody.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

import numpy as np

from imgsearch.encoders import Features, FloatArray, load_tower, normalize
from imgsearch.errors import ModelMismatch, ModelUnavailable

if TYPE_CHECKING:
    from PIL.Image import Image

CLASSIFIER_FILE = "classifier.safetensors"
CARD_FILE = "classifier.json"
#: Probability from which a picture is hidden whatever is said of it.
CERTAIN = 0.9
#: How near to its threshold a picture comes that does not pass the gate.
BELOW = 0.99
#: Probabilities from which on words say so.
_WORDS = (
    (CERTAIN, ("a person, almost certainly a child", "человек, почти наверняка ребёнок")),
    (0.5, ("a person, probably a child", "человек, вероятно ребёнок")),
    (0.1, ("a person, perhaps a child", "человек, возможно ребёнок")),
    (0.0, ("no person, or an adult", "людей нет, или взрослый")),
)


class Stage(NamedTuple):
    """A logistic regression on features of unit length, and what makes probabilities of its log-odds."""

    weight: FloatArray
    """(D,) float32."""
    bias: float
    scale: float = 1.0
    shift: float = 0.0

    def logit(self, features: FloatArray) -> FloatArray:
        """(..., D) of unit length -> (...), within what can be a float32 probability."""
        found: FloatArray = np.clip(features @ self.weight + self.bias, -30, 30).astype(np.float32)
        return found

    def probability(self, logit: FloatArray) -> FloatArray:
        """Log-odds -> calibrated probabilities, float32."""
        found: FloatArray = (1 / (1 + np.exp(-np.clip(logit * self.scale + self.shift, -30, 30)))).astype(np.float32)
        return found


@dataclass(frozen=True)
class Classifier:
    """Two stages on the features of one tower.

    Attributes:
        stages: ``person`` and ``minor``.
        card: tower, tower_revision, revision, gate, threshold, data, settings, metrics, versions.
    """

    stages: Mapping[str, Stage]
    card: Mapping[str, Any]
    source: ClassVar[str] = "classifier"

    @property
    def revision(self) -> str:
        """Changes whenever the probabilities would."""
        return str(self.card["revision"])

    @property
    def gate(self) -> float:
        """Probability of a person from which on somebody counts as seen."""
        return float(self.card["gate"])

    @property
    def threshold(self) -> float:
        """Probability from which a picture is hidden unless a caption vouches for it."""
        return float(self.card["threshold"])

    @property
    def certain(self) -> float:
        """Probability from which a picture is hidden whatever is said of it."""
        return max(CERTAIN, self.threshold)

    @property
    def prior(self) -> float:
        """Share of pictures with a minor for which the probabilities hold."""
        return float(self.card["prior"])

    def look(self, pictures: Sequence[Image]) -> FloatArray:
        """(N,) float32 in [0, 1]: how likely each picture shows a minor."""
        return self.predict(load_tower().extract(pictures))

    def locate(self, pictures: Sequence[Image]) -> list[int | None]:
        """The ninth of each picture, row by row from 0, in which somebody who looks young is seen best.

        Right after look() the network does not run again.
        """
        seen = views(load_tower().extract(pictures))[:, 1:]
        person, minor = self.stages["person"], self.stages["minor"]
        young = seen @ minor.weight[len(person.weight) :]
        return [int(cell) for cell in (person.logit(seen) + young).argmax(axis=1)]

    def predict(self, features: Features) -> FloatArray:
        """How likely each picture shows a minor.

        Args:
            features: of N pictures, by the tower that the card names.

        Returns:
            (N,) float32 in [0, 1].

        Raises:
            ModelMismatch: the features have another width.
        """
        person, minor = self.predict_stages(features)
        found = person * minor
        # Who is hardly there does not hide a picture, however young that one would be.
        return np.where(person >= self.gate, found, np.minimum(found, BELOW * self.threshold)).astype(np.float32)

    def predict_stages(self, features: Features) -> tuple[FloatArray, FloatArray]:
        """(N,) how likely somebody is there, and (N,) how likely a minor is among them if so."""
        width = len(self.stages["person"].weight)
        if features.pooled.ndim != 2 or features.pooled.shape[1] != width:
            raise ModelMismatch(
                f"the classifier of minors takes features of width {width}, got {features.pooled.shape}"
            )
        seen = views(features)
        person, minor = self.stages["person"], self.stages["minor"]
        found = person.logit(seen)
        young = minor.logit(attend(features, seen, found))
        return person.probability(pool(found)), minor.probability(young)


def views(features: Features) -> FloatArray:
    """(N, 10, D), unit length: the whole picture, and its ninths."""
    return normalize(np.concatenate([features.pooled[:, None], features.cells], axis=1))


def pool(person: FloatArray) -> FloatArray:
    """(N, 10) log-odds of the views -> (N,): what the whole picture and its most telling ninth say together."""
    together: FloatArray = (person[:, 0] + person.max(axis=1)) / 2
    return together


def attend(features: Features, seen: FloatArray, person: FloatArray) -> FloatArray:
    """(N, 2D), halves of unit length: the whole picture, and its ninths, each as far as somebody is there."""
    odds = np.exp(person[:, 1:] - person[:, 1:].max(axis=1, keepdims=True, initial=-np.inf))
    share = odds / odds.sum(axis=1, keepdims=True)
    people = normalize(np.einsum("nc,ncd->nd", share, features.cells))
    return np.concatenate([seen[:, 0], people], axis=1)


def describe(probability: float) -> tuple[str, str]:
    """What a probability means, in words of English and Russian."""
    return next(words for least, words in _WORDS if probability >= least)


def read_classifier(arrays: bytes, card: bytes | str) -> Classifier:
    """Read the two files of a classifier.

    Raises:
        ModelUnavailable: they are not a classifier.
    """
    from safetensors import SafetensorError
    from safetensors.numpy import load

    try:
        loaded = load(arrays)
        stages = {
            name: Stage(loaded[f"{name}.weight"].astype(np.float32), *map(float, loaded[f"{name}.line"]))
            for name in ("person", "minor")
        }
        read: dict[str, Any] = json.loads(card)
        classifier = Classifier(stages, read)
        if {stage.weight.ndim for stage in stages.values()} != {1} or not (
            0 < classifier.threshold < 1 and 0 <= classifier.gate < 1
        ):
            raise ModelUnavailable("the classifier of minors has an impossible weight or threshold; train it again")
        for key in ("revision", "tower", "tower_revision"):
            str(read[key])
        if not 0 < classifier.prior < 1:
            raise ModelUnavailable("the classifier of minors has an impossible prior; train it again")
    except (SafetensorError, KeyError, ValueError, TypeError) as exc:
        raise ModelUnavailable("the classifier of minors cannot be read; run `imgsearch train minors`") from exc
    return classifier


@lru_cache(maxsize=1)
def load_classifier() -> Classifier | None:
    """The classifier that ships with imgsearch; None where there is none.

    Raises:
        ModelUnavailable: its files are damaged.
    """
    folder = files("imgsearch.minors.detectors")
    arrays, card = folder / CLASSIFIER_FILE, folder / CARD_FILE
    if not arrays.is_file() or not card.is_file():
        return None
    return read_classifier(arrays.read_bytes(), card.read_bytes())
