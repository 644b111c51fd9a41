"""How likely a picture shows a minor, from its vector; for pictures that no text speaks of."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

import numpy as np

from imgsearch.encoders.protocol import FloatArray
from imgsearch.errors import ModelMismatch, ModelUnavailable

CLASSIFIER_FILE = "classifier.safetensors"
CARD_FILE = "classifier.json"
#: Where no classifier is shipped: what a calibrated one would say of a picture that is as likely as not.
DEFAULT_THRESHOLD = 0.5
#: Probability from which a picture is hidden whatever is said of it. On rated pictures it hid none of 112 whose
#: captions rightly kept them shown.
CERTAIN = 0.9


@dataclass(frozen=True)
class Classifier:
    """Logistic regression on the vectors of one encoder at one revision.

    Attributes:
        weight: (D,) float32.
        bias: a number.
        card: encoder, encoder_revision, revision, threshold, data, settings, metrics, versions.
    """

    weight: FloatArray
    bias: float
    card: dict[str, Any]

    @property
    def revision(self) -> str:
        """Changes whenever the probabilities would."""
        return str(self.card["revision"])

    @property
    def threshold(self) -> float:
        """Probability from which a picture is hidden unless a caption vouches for it."""
        return float(self.card["threshold"])

    @property
    def certain(self) -> float:
        """Probability from which a picture is hidden whatever is said of it."""
        return max(CERTAIN, self.threshold)

    def predict(self, vectors: FloatArray) -> FloatArray:
        """How likely each picture shows a minor.

        Args:
            vectors: (N, D) float32, unit length, by the encoder that the card names.

        Returns:
            (N,) float32 in [0, 1].

        Raises:
            ModelMismatch: the vectors have another width.
        """
        if vectors.ndim != 2 or vectors.shape[1] != len(self.weight):
            raise ModelMismatch(
                f"the classifier of minors takes vectors of width {len(self.weight)}, got {vectors.shape}"
            )
        logits = np.clip(vectors @ self.weight + self.bias, -30, 30)
        probabilities: FloatArray = (1 / (1 + np.exp(-logits))).astype(np.float32)
        return probabilities

    def fits(self, name: str, revision: str) -> bool:
        """Whether it was trained on vectors of this encoder."""
        return (self.card["encoder"], self.card["encoder_revision"]) == (name, revision)


def read_classifier(arrays: bytes, card: bytes | str) -> Classifier:
    """Read the two files of a classifier.

    Raises:
        ModelUnavailable: they are not a classifier.
    """
    from safetensors import SafetensorError
    from safetensors.numpy import load

    try:
        loaded = load(arrays)
        read: dict[str, Any] = json.loads(card)
        classifier = Classifier(loaded["weight"].astype(np.float32), float(loaded["bias"][0]), read)
        if loaded["weight"].ndim != 1 or not 0 < classifier.threshold < 1:
            raise ModelUnavailable("the classifier of minors has an impossible weight or threshold; train it again")
        for key in ("revision", "encoder", "encoder_revision"):
            str(read[key])
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
