"""Simple joint encoders in closed form, from which a portable regressor learns what is the same for all encoders.

No large CLIP can be had on every machine, and one encoder would teach its own ways. These differ in what they know of a
text, in how they were fitted, in width, in how good they are and in whether pictures and texts lie apart.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from imgsearch.encoders.protocol import FloatArray, normalize

Words = dict[str, FloatArray]
"""caption encoder -> (N, E) vectors of texts."""
Classifier = tuple[FloatArray, FloatArray]
"""(D, K) weights and (K,) bias of the image tower's last layer."""

READS_ALL = "use-multilingual"
#: Of the mean variance, added to each direction of pictures' features before they are mapped.
RIDGE = 2.0
#: Units of the hidden layer that is drawn at random.
HIDDEN = 2048
#: How far apart pictures and texts lie where they do.
GAP = 1.0


class StandIn(NamedTuple):
    """A joint encoder of pictures' features and texts' vectors."""

    name: str
    image: Callable[[FloatArray], FloatArray]
    """(N, D) features, unit length -> (N, W), unit length."""
    text: Callable[[Words], FloatArray]
    """Vectors of N texts -> (N, W), unit length."""
    reads_all: bool
    """Whether it reads a text in any letters, by what `use-multilingual` says of it."""


class Captioned(NamedTuple):
    """What stand-ins are fitted on: N pictures with the mean of their captions' vectors."""

    image: FloatArray
    """(N, D) features, unit length."""
    words: Words


def fit_stand_ins(data: Captioned, kinds: Words, classifier: Classifier, *, seed: int) -> list[StandIn]:
    """Fit all stand-ins.

    Args:
        data: pictures and captions.
        kinds: names of the K kinds that the image tower tells apart, as texts.
        classifier: of the image tower.
        seed: of random directions.
    """
    few = Captioned(data.image[: len(data.image) // 5], {n: v[: len(data.image) // 5] for n, v in data.words.items()})
    generator = np.random.default_rng(seed)
    both = "minilm", READS_ALL
    return [
        _ridge("ridge, minilm", data, both[:1]),
        _ridge("ridge, use", data, both[1:]),
        _ridge("ridge, both, apart", data, both, generator=generator),
        _ridge("ridge, hidden layer, minilm", data, both[:1], hidden=_hidden(data, generator)),
        _ridge("ridge, few pictures, both", few, both),
        _correlate("correlated, minilm, 128", data, both[:1], 128),
        _correlate("correlated, use, 64, apart", data, both[1:], 64, generator),
        _correlate("correlated, both, 256", data, both, 256),
        _kinds("kinds, minilm", both[0], kinds, classifier),
        _kinds("kinds, use", both[1], kinds, classifier),
    ]


def _hidden(data: Captioned, generator: np.random.Generator) -> Callable[[FloatArray], FloatArray]:
    mean = data.image.mean(axis=0)
    weight = generator.normal(size=(data.image.shape[1], HIDDEN)) / np.std(data.image - mean) / np.sqrt(len(mean))

    def map_features(features: FloatArray) -> FloatArray:
        return np.asarray(np.maximum((features - mean) @ weight, 0), dtype=np.float32)

    return map_features


def _ridge(
    name: str,
    data: Captioned,
    readers: tuple[str, ...],
    hidden: Callable[[FloatArray], FloatArray] | None = None,
    generator: np.random.Generator | None = None,
) -> StandIn:
    """Pictures are mapped to where their captions lie; with a generator, both are moved apart in random directions."""
    see = hidden or (lambda features: features)
    seen, said = see(data.image), _read(data.words, readers)
    mean, centre = seen.mean(axis=0), said.mean(axis=0)
    spread = (seen - mean).T @ (seen - mean)
    spread[np.diag_indices(len(spread))] += RIDGE * np.trace(spread) / len(spread)
    matrix = np.linalg.solve(spread.astype(np.float64), ((seen - mean).T @ (said - centre)).astype(np.float64))
    gaps = _gaps(generator, said.shape[1])
    return StandIn(
        name,
        lambda features: normalize(normalize((see(features) - mean) @ matrix + 0.5 * centre) + gaps[0]),
        lambda words: normalize(_read(words, readers) + gaps[1]),
        READS_ALL in readers,
    )


def _correlate(
    name: str, data: Captioned, readers: tuple[str, ...], width: int, generator: np.random.Generator | None = None
) -> StandIn:
    """Canonical correlations: directions of pictures and of captions that vary together."""
    said = _read(data.words, readers)
    mean, centre = data.image.mean(axis=0), said.mean(axis=0)
    seen, said = data.image - mean, said - centre
    left, right = _whiten(seen, 1.0), _whiten(said, 0.1)
    first, strength, second = np.linalg.svd(left @ (seen.T @ said / len(seen)) @ right)
    width = min(width, len(strength))
    image, text = (left @ first[:, :width] * strength[:width]), (right @ second[:width].T * strength[:width])
    gaps = _gaps(generator, width)
    return StandIn(
        name,
        lambda features: normalize(normalize((features - mean) @ image) + gaps[0]),
        lambda words: normalize(normalize((_read(words, readers) - centre) @ text) + gaps[1]),
        READS_ALL in readers,
    )


def _kinds(name: str, reader: str, kinds: Words, classifier: Classifier) -> StandIn:
    """A picture is the mean of the names of what the tower takes it for (Norouzi et al. 2014)."""
    weight, bias = classifier
    centre = kinds[reader].mean(axis=0)

    def place(features: FloatArray) -> FloatArray:
        logits = features @ weight + bias
        odds = np.exp(logits - logits.max(axis=1, keepdims=True))
        return normalize(np.sqrt(odds / odds.sum(axis=1, keepdims=True)) @ (kinds[reader] - centre))

    return StandIn(name, place, lambda words: normalize(words[reader] - centre), reader == READS_ALL)


def _gaps(generator: np.random.Generator | None, width: int) -> npt.NDArray[np.float64]:
    """(2, W) where pictures and texts are moved to."""
    if generator is None:
        return np.zeros((2, width))
    return GAP * normalize(generator.normal(size=(2, width))).astype(np.float64)


def _read(words: Words, readers: tuple[str, ...]) -> FloatArray:
    return normalize(np.concatenate([words[name] for name in readers], axis=1))


def _whiten(rows: FloatArray, shrinkage: float) -> npt.NDArray[np.float64]:
    values, vectors = np.linalg.eigh(np.cov(rows.T.astype(np.float64)))
    return np.asarray((vectors / np.sqrt(values + shrinkage * values.mean())) @ vectors.T)
