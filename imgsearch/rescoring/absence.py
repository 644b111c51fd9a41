"""Whether any of the best candidates shows what a query asks for.

A score alone cannot tell: one-word and Russian queries score lower than sentences do, and the best of many pictures
scores high by chance. What can: how unusual the best cosine is against other queries that the same pictures could
answer, how familiar the query's words are, and how many it has. docs/matching.md has the figures.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from imgsearch.encoders.arrays import WideArrays, pack_arrays, read_stored
from imgsearch.encoders.protocol import FloatArray
from imgsearch.rescoring.evidence import Seen, column_names, extend, situation_of
from imgsearch.rescoring.familiar import word_rarities
from imgsearch.rescoring.looks import look_columns
from imgsearch.rescoring.memory import RowMemory
from imgsearch.rescoring.table import Tables

FORMAT = "imgsearch-absence-1"
FILE = "absence.safetensors"
#: Candidates by their vectors that are looked at closely.
LOOKED_AT = 5
#: Other queries that a picture answers best, whose mean is what it answers anyway.
RIVALS = 10
#: Other queries that are nearer to the query than this are the query: in Latin letters, and in others. What vectors of
#: texts have in common (encoders/hubs.py) differs.
SAME, SAME_OTHER = 0.73, 0.66
#: How fast familiarity falls with the distance.
SOFTNESS = 0.06
MARGIN = 1e-4
#: Standard deviations from the mean beyond which a column tells no more: products of what was never seen would make the
#: nearest of two pictures that have nothing to do with a frequent word its match.
FARTHEST = 3.0
#: Pictures that were among the nearest, whose cosines are kept: some seven megabytes.
REMEMBERED_BEST = 1_024


class Bounds(NamedTuple):
    """Evidence from which on something is shown."""

    maybe: float
    sure: float


class Fitted(NamedTuple):
    """A logistic regression on F columns."""

    mean: npt.NDArray[np.float64]
    scale: npt.NDArray[np.float64]
    weight: npt.NDArray[np.float64]
    """(F + P + 1,) of the scaled columns, of their products, and what is added."""


@dataclass(frozen=True)
class Absence:
    """What tells queries that nothing shows from others, for one encoder.

    Attributes:
        card: encoder, encoder_revision, bounds, pictures.
        arrays: ``names.latin`` and ``names.other``, vectors of other queries; ``words`` and ``counts``, frequent words
            of captions; ``images`` and ``texts``, a sample of what searches usually see; and a regression's arrays for
            each situation.
    """

    card: dict[str, Any]
    arrays: Mapping[str, npt.NDArray[Any]]

    def fits(self, encoder: str, revision: str) -> bool:
        """Whether it was made for an encoder's vectors."""
        return bool((self.card["encoder"], self.card["encoder_revision"]) == (encoder, revision))

    def evidence(self, seen: Seen) -> float:
        """The logarithm of the odds that one of the candidates shows it, as odds were where it was fitted.

        What is not known yet, as while a load encodes captions by one encoder after the other, counts as usual.
        """
        fitted = self._fitted[situation_of(seen)]
        columns = column_names(seen)
        values = dict(zip(columns, fitted.mean.tolist(), strict=True)) | self.columns(seen)
        scaled = (np.array([values[name] for name in columns]) - fitted.mean) / fitted.scale
        scaled = scaled.clip(-FARTHEST, FARTHEST)
        return float(extend(scaled[None], columns)[0] @ fitted.weight)

    def bounds(self, seen: Seen) -> Bounds:
        """From which evidence on something may be shown, and surely is."""
        return Bounds(**self.card["bounds"][situation_of(seen)])

    @property
    def pictures(self) -> Bounds:
        """Cosines of two pictures from which on they may look alike, and surely do."""
        return Bounds(**self.card["pictures"])

    def columns(self, seen: Seen) -> dict[str, float]:
        """What the regressions see."""
        tables, counts = self._tables, self.arrays["counts"]
        of_all = seen.images @ seen.query
        nearest = np.argsort(-of_all, kind="stable")[:LOOKED_AT]
        images, cosine = seen.images[nearest], of_all[nearest]
        names = tables[_names(is_latin=seen.is_latin)]
        beside = (self._memory_latin if seen.is_latin else self._memory_other)(images)
        of_names, of_background = np.split(beside, [len(names.rows)], axis=1)
        rivals = of_names[:, names.of(seen.query) < (SAME if seen.is_latin else SAME_OTHER)]
        usual = _mean_of_best(rivals) if rivals.shape[1] > RIVALS else np.zeros(len(images))
        background = tables["images"].of(seen.query)
        near = seen.query if seen.near is None else seen.near
        rarities = word_rarities(seen.text)
        best = float(np.clip(seen.score.max(), MARGIN, 1 - MARGIN))
        found = {
            "cosine": cosine[0],
            "over_others": (cosine[0] - of_all.mean()) / max(of_all.std(), MARGIN),
            "over_rivals": cosine[0] - usual[0],
            "over_rivals_best": (cosine - usual).max(),
            "over_names": (cosine[0] - of_names[0].mean()) / max(of_names[0].std(), MARGIN),
            "score": np.log(best / (1 - best)),
            "cosine_of_background": background.mean(),
            "best_of_background": background.max(),
            "words": np.log1p(len(rarities)),
            "familiar_words": _familiarity(tables["words"].of(seen.query), counts),
            "familiar_texts": _familiarity(tables["texts"].of(seen.query), np.ones(len(tables["texts"].rows))),
            "familiar_pictures": _mean_of_best(of_background).mean(),
            "rarest": max(rarities, default=0.0),
            "rarity": sum(rarities) / max(len(rarities), 1),
            **look_columns(near, seen.looks, seen.images, tables["images"].of(near)),
            **seen.similarity,
        }
        if seen.words is not None:
            found |= {"words_best": np.nanmax(seen.words[:, 0]), "words_any": np.nanmax(seen.words[:, 2])}
        return {name: float(value) for name, value in found.items()}

    def look_ahead(self, query: FloatArray, near: FloatArray, *, is_latin: bool) -> None:
        """Work out what the regressions see of a query whatever the candidates: it is kept.

        Args:
            query: (D,) unit length.
            near: (D,) unit length: nearer than the query to what its words look like, or the query.
            is_latin: in which letters it is.
        """
        for name in (_names(is_latin=is_latin), "images", "words", "texts"):
            self._tables[name].of(query)
        self._tables["images"].of(near)

    @cached_property
    def _tables(self) -> Tables:
        return Tables(self.arrays)

    @cached_property
    def _fitted(self) -> dict[str, Fitted]:
        return {
            situation: Fitted(*(self.arrays[f"{situation}.{name}"] for name in Fitted._fields))
            for situation in self.card["bounds"]
        }

    @cached_property
    def _memory_latin(self) -> RowMemory:
        return self._remember(_names(is_latin=True))

    @cached_property
    def _memory_other(self) -> RowMemory:
        return self._remember(_names(is_latin=False))

    def _remember(self, names: str) -> RowMemory:
        """Of pictures: (N, ...) cosines with other queries, then with other pictures."""
        beside = np.concatenate([self.arrays[names], self.arrays["images"]]).T
        return RowMemory(lambda images: images @ beside, REMEMBERED_BEST)

    def to_bytes(self) -> bytes:
        """Serialise as safetensors with the card in its header; vectors in half precision."""
        stored = {
            name: array.astype(np.float16 if array.ndim == 2 else np.float64) for name, array in self.arrays.items()
        }
        return pack_arrays(stored, {"format": FORMAT, "card": json.dumps(self.card, sort_keys=True)})

    @classmethod
    def read(cls, path: Path) -> Absence:
        """Read a file with what ``to_bytes`` wrote; an array is read when a search needs it.

        Raises:
            ModelUnavailable: the file is something else.
        """
        return read_stored(path, FORMAT, lambda arrays, card: cls(card, arrays), WideArrays)


@lru_cache(maxsize=1)
def shipped_absence() -> Absence:
    """The one that comes with imgsearch.

    Raises:
        ModelUnavailable: its file is missing or damaged.
    """
    return Absence.read(Path(str(files("imgsearch.rescoring") / FILE)))


def _names(*, is_latin: bool) -> str:
    """Other queries in such letters."""
    return "names.latin" if is_latin else "names.other"


def _mean_of_best(values: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """(N,) mean of the RIVALS largest of each row."""
    count = min(RIVALS, values.shape[1])
    mean: npt.NDArray[Any] = np.partition(values, -count, axis=1)[:, -count:].mean(axis=1)
    return mean


def _familiarity(cosines: npt.NDArray[Any], counts: npt.NDArray[Any]) -> float:
    """How near a query is to what is often said: a soft maximum of cosines, by how often."""
    best = cosines.max()
    return float(best + SOFTNESS * np.log((counts * np.exp((cosines - best) / SOFTNESS)).sum()))
