"""What is known of a pair, which decides the model that scores it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from imgsearch.encoders.protocol import FloatArray
from imgsearch.rescoring.columns import column_names
from imgsearch.rescoring.features import (
    CAPTION_FEATURES,
    LATIN_ENCODERS,
    LATIN_FEATURES,
    readers,
)


@dataclass(frozen=True)
class Situation:
    """What is known of a pair; a model is trained for each."""

    name: str
    least_captions: int
    """Own captions that it needs; 0 where only the pixels are known."""
    is_multilingual: bool
    """Whether the query is in letters that not all encoders can read."""
    fallback: tuple[str, ...]
    """Whose models take over, in order, where no rated picture had so many captions to train one on."""
    description: str
    """For people."""

    @property
    def sees_captions(self) -> bool:
        """Whether own captions are known."""
        return self.least_captions > 0


_FEW, _MANY = 1, 4
#: A model for each: one model for all would have to be unsure of what it sees best. docs/regressor.md has the figures.
SITUATIONS: dict[str, Situation] = {
    situation.name: situation
    for suffix, is_multilingual, said in (("", False, ""), ("_multilingual", True, ", query not in Latin letters"))
    for situation in (
        Situation(f"pixels{suffix}", 0, is_multilingual, (), f"pixels only{said}"),
        Situation(
            f"few_captions{suffix}", _FEW, is_multilingual, (f"captions{suffix}", f"pixels{suffix}"),
            f"with one to three of the own captions{said}",
        ),
        Situation(
            f"captions{suffix}", _MANY, is_multilingual, (f"few_captions{suffix}", f"pixels{suffix}"),
            f"with own captions{said}",
        ),
    )
}  # fmt: skip
NAMES = tuple(SITUATIONS)


def situation_columns(situation: str, dimension: int) -> npt.NDArray[np.int64]:
    """Columns of the features that a situation knows."""
    return known_columns(situation, column_names(dimension))


def known_columns(situation: str, names: Sequence[str]) -> npt.NDArray[np.int64]:
    """Which of the columns of these names a situation knows."""
    kind = SITUATIONS[situation]
    known = [
        index
        for index, name in enumerate(names)
        if (kind.sees_captions or name not in CAPTION_FEATURES)
        and (not kind.is_multilingual or not (name in LATIN_FEATURES or name.startswith(LATIN_ENCODERS)))
    ]
    return np.array(known)


def find_situations(features: FloatArray, *, is_latin: bool, names: tuple[str, ...]) -> npt.NDArray[np.int64]:
    """The situation of each row, as an index of NAMES.

    Args:
        features: (N, F) from ``pair_columns`` or ``portable_features``.
        is_latin: whether the English encoders can read the queries.
        names: of the F columns.
    """
    found = np.zeros(len(features), dtype=np.int64)
    # Those that need more captions come last and win.
    for index, situation in enumerate(SITUATIONS.values()):
        if situation.is_multilingual == is_latin:
            continue
        if situation.sees_captions:
            needed = _similarities(names, situation.least_captions, is_latin)
            found[~np.isnan(features[:, needed]).any(axis=1)] = index
        else:
            found[:] = index
    return found


def take_over(situation: str) -> tuple[str, ...]:
    """The situation, and those whose models take over where its own does not exist, in order."""
    return (situation, *SITUATIONS[situation].fallback)


@lru_cache
def _similarities(names: tuple[str, ...], rank: int, is_latin: bool) -> list[int]:
    """Columns with the similarity of the caption at a rank, of the encoders that can read the query."""
    return [names.index(f"{encoder}_similarity_{rank}") for encoder in readers(is_latin=is_latin)]
