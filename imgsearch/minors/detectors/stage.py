"""Logistic regressions, and the views of a picture that they look at."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from imgsearch.encoders import Features, FloatArray, normalize


class Stage(NamedTuple):
    """A logistic regression, and what makes probabilities of its log-odds."""

    weight: FloatArray
    """(D,) float32."""
    bias: float
    scale: float = 1.0
    shift: float = 0.0

    def logit(self, features: FloatArray) -> FloatArray:
        """(..., D) -> (...), within what can be a float32 probability."""
        found: FloatArray = np.clip(features @ self.weight + self.bias, -30, 30).astype(np.float32)
        return found

    def probability(self, logit: FloatArray) -> FloatArray:
        """Log-odds -> calibrated probabilities, float32."""
        found: FloatArray = (1 / (1 + np.exp(-np.clip(logit * self.scale + self.shift, -30, 30)))).astype(np.float32)
        return found


class Stages(NamedTuple):
    """What the stages say of N pictures that look at no face."""

    person: FloatArray
    """(N,) how likely somebody is there."""
    minor: FloatArray
    """(N,) how likely a minor is among them if so."""
    young: FloatArray
    """(N,) log-odds of that, not calibrated."""
    visible: FloatArray
    """(N,) how clear a face can be expected, in 0..1."""


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
