"""What is known of a pair, which decides the model that scores it."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt

from imgsearch.rescoring.features import (
    CAPTION_ENCODERS,
    CAPTION_FEATURES,
    LATIN_ENCODERS,
    LATIN_FEATURES,
    FloatArray,
    feature_names,
)

#: A model for each: one model for all would have to be unsure of what it sees best. docs/models.md has the figures.
#: How many own captions each needs.
LEAST_CAPTIONS = {
    "pixels": 0,
    "few_captions": 1,
    "captions": 4,
    "pixels_multilingual": 0,
    "few_captions_multilingual": 1,
    "captions_multilingual": 4,
}
SITUATIONS = tuple(LEAST_CAPTIONS)
#: Which models take over where no rated picture had so many captions to train another on; regressors of before there
#: was a model for few captions have the other one.
FALLBACK = {
    "pixels": (),
    "few_captions": ("captions", "pixels"),
    "captions": ("few_captions", "pixels"),
    "pixels_multilingual": (),
    "few_captions_multilingual": ("captions_multilingual", "pixels_multilingual"),
    "captions_multilingual": ("few_captions_multilingual", "pixels_multilingual"),
}


def situation_columns(situation: str, dimension: int) -> npt.NDArray[np.int64]:
    """Columns of the features that a situation knows."""
    sees_captions, is_latin = LEAST_CAPTIONS[situation] > 0, not situation.endswith("multilingual")
    known = [
        index
        for index, name in enumerate(feature_names(dimension))
        if (sees_captions or name not in CAPTION_FEATURES) and (is_latin or name not in LATIN_FEATURES)
    ]
    return np.array(known)


def find_situations(features: FloatArray, *, is_latin: bool) -> npt.NDArray[np.int64]:
    """The situation of each row, as an index of SITUATIONS.

    Args:
        features: (N, F) from ``pair_features``.
        is_latin: whether the English encoders can read the queries.
    """
    suffix = "" if is_latin else "_multilingual"
    found = np.full(len(features), SITUATIONS.index(f"pixels{suffix}"))
    for situation in (f"few_captions{suffix}", f"captions{suffix}"):
        needed = _similarities(features.shape[1], LEAST_CAPTIONS[situation], is_latin)
        found[~np.isnan(features[:, needed]).any(axis=1)] = SITUATIONS.index(situation)
    return found


def take_over(situation: str) -> tuple[str, ...]:
    """The situation, and those whose models take over where its own does not exist, in order."""
    return (situation, *FALLBACK[situation])


@lru_cache
def _similarities(width: int, rank: int, is_latin: bool) -> list[int]:
    """Columns with the similarity of the caption at a rank, of the encoders that can read the query."""
    names = feature_names(width - len(feature_names(0)))
    needed = CAPTION_ENCODERS if is_latin else [name for name in CAPTION_ENCODERS if name not in LATIN_ENCODERS]
    return [names.index(f"{encoder}_similarity_{rank}") for encoder in needed]
