"""How likely a picture shows a minor, from its pixels: whether a person is there, and how young that person looks.

Two logistic regressions on the numbers of EfficientNet-Lite2, of the whole picture and of its ninths. The second has
learned from pictures of people alone, so what it says counts only as far as the first sees somebody. Where the two
leave a doubt, and another one expects that a face can be seen, a third one hears what the faces say.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
import numpy.typing as npt

from imgsearch.encoders import Features, FloatArray, load_tower
from imgsearch.errors import ModelMismatch, ModelUnavailable
from imgsearch.minors.detectors.closer import SUMMARY, is_plain, judge, summarize, youngest
from imgsearch.minors.detectors.faces import Face, load_finder
from imgsearch.minors.detectors.protocol import Spot
from imgsearch.minors.detectors.stage import Stage, Stages, attend, pool, views

if TYPE_CHECKING:
    from PIL.Image import Image

Rows = npt.NDArray[np.intp]
Find = Callable[[Rows], Sequence[Sequence[Face]]]

CLASSIFIER_FILE = "classifier.safetensors"
CARD_FILE = "classifier.json"
#: At the end of the revision where the networks for faces are missing.
WITHOUT_FACES = "-without-faces"
STAGES = ("person", "minor", "visible", "face", "closer")
#: Probability from which a picture is hidden whatever is said of it.
CERTAIN = 0.9
#: How near to its threshold a picture comes that does not pass the gate.
BELOW = 0.99
#: Where nothing is in doubt, faces that can be expected to be so clear are looked at for the age that they tell.
TELLING = 0.8
#: Probabilities from which on words say so.
_WORDS = (
    (CERTAIN, ("a person, almost certainly a child", "человек, почти наверняка ребёнок")),
    (0.5, ("a person, probably a child", "человек, вероятно ребёнок")),
    (0.1, ("a person, perhaps a child", "человек, возможно ребёнок")),
    (0.0, ("no person, or an adult", "людей нет, или взрослый")),
)


@dataclass(frozen=True)
class Classifier:
    """Three stages on the features of one tower, and two on faces.

    Attributes:
        stages: ``person`` and ``minor``; ``visible``, how clear a face can be expected; ``face``, how young a face
            looks by its descriptor; ``closer``, on the log-odds of ``minor`` and what faces say.
        card: tower, tower_revision, revision, gate, threshold, closer, visible, data, settings, metrics, versions.
    """

    stages: Mapping[str, Stage]
    card: Mapping[str, Any]
    source: ClassVar[str] = "classifier"

    @property
    def revision(self) -> str:
        """Changes whenever the probabilities would."""
        return f"{self.card['revision']}{'' if load_finder() else WITHOUT_FACES}"

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
    def closer(self) -> tuple[float, float]:
        """From which probability of the first two stages on, and below which, faces are looked at."""
        low, high = map(float, self.card["closer"])
        return low, high

    @property
    def visible(self) -> float:
        """How clear a face must be expected to be, in 0..1, for faces to be looked at."""
        return float(self.card["visible"])

    @property
    def prior(self) -> float:
        """Share of pictures with a minor for which the probabilities hold."""
        return float(self.card["prior"])

    def look(self, pictures: Sequence[Image]) -> FloatArray:
        """(N,) float32 in [0, 1]: how likely each picture shows a minor."""
        finder = load_finder()
        find = None if finder is None else lambda rows: finder.find([pictures[row] for row in rows])
        return self.predict(load_tower().extract(pictures), find)

    def locate(self, pictures: Sequence[Image]) -> list[Spot]:
        """Where somebody who looks young is seen best: the youngest clear face, else the most telling ninth.

        Right after look() no network runs again but on clear faces of those that look() had no doubt of.
        """
        features = load_tower().extract(pictures)
        seen = views(features)[:, 1:]
        person, minor = self.stages["person"], self.stages["minor"]
        young = seen @ minor.weight[len(person.weight) :]
        spots = [Spot(int(cell)) for cell in (person.logit(seen) + young).argmax(axis=1)]
        stages, finder = self.predict_stages(features), load_finder()
        if finder is None:
            return spots
        for rows in (self.doubtful(stages), self._plain(stages)):
            for row, faces in zip(rows, finder.find([pictures[row] for row in rows]), strict=True):
                face = youngest(faces)
                if face is not None:
                    spots[row] = Spot(face.cell, round(face.age), face.thousandths)
        return spots

    def predict(self, features: Features, find: Find | None) -> FloatArray:
        """How likely each picture shows a minor.

        Args:
            features: of N pictures, by the tower that the card names.
            find: gives the faces of some of them; None where nothing can find any.

        Returns:
            (N,) float32 in [0, 1].

        Raises:
            ModelMismatch: the features have another width.
        """
        stages = self.predict_stages(features)
        person, found = stages.person, stages.person * stages.minor
        passes, rows = person >= self.gate, self.doubtful(stages)
        if find is not None and len(rows):
            faces, closer = find(rows), self.stages["closer"]
            said = summarize(faces, self.stages["face"])
            judged = person[rows] * closer.probability(closer.logit(beside(stages.young[rows], said)))
            found[rows] = judge(found[rows], judged, faces)
            passes[rows] |= np.array([is_plain(each) for each in faces], dtype=np.bool_)
        # Who is hardly there does not hide a picture, however young that one would be.
        return np.where(passes, found, np.minimum(found, BELOW * self.threshold)).astype(np.float32)

    def doubtful(self, stages: Stages) -> Rows:
        """Which pictures need a closer look, and have faces that it can find."""
        low, high = self.closer
        found = stages.person * stages.minor
        return np.flatnonzero((found >= low) & (found < high) & (stages.visible >= self.visible))

    def _plain(self, stages: Stages) -> Rows:
        """Which pictures hide without a closer look, and have a face that can be told how old it looks."""
        found = stages.person * stages.minor
        return np.flatnonzero((found >= self.closer[1]) & (stages.person >= self.gate) & (stages.visible >= TELLING))

    def predict_stages(self, features: Features) -> Stages:
        """What is said without a closer look.

        Raises:
            ModelMismatch: the features have another width.
        """
        width = len(self.stages["person"].weight)
        if features.pooled.ndim != 2 or features.pooled.shape[1] != width:
            raise ModelMismatch(
                f"the classifier of minors takes features of width {width}, got {features.pooled.shape}"
            )
        seen = views(features)
        person, minor, visible = (self.stages[name] for name in STAGES[:3])
        found = person.logit(seen)
        attended = attend(features, seen, found)
        young = minor.logit(attended)
        expected = visible.probability(visible.logit(attended))
        return Stages(person.probability(pool(found)), minor.probability(young), young, expected)


def beside(young: FloatArray, said: FloatArray) -> FloatArray:
    """(N, 1 + SUMMARY): log-odds of a minor by the whole picture, and what faces say."""
    return np.concatenate([young[:, None], said], axis=1)


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
            for name in STAGES
        }
        read: dict[str, Any] = json.loads(card)
        classifier = Classifier(stages, read)
        low, high = classifier.closer
        if (
            {stage.weight.ndim for stage in stages.values()} != {1}
            or stages["closer"].weight.shape != (1 + SUMMARY,)
            or not (0 < classifier.threshold < 1 and 0 <= classifier.gate < 1 and 0 <= low <= high <= 1)
            or not 0 <= classifier.visible <= 1
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
