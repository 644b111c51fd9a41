"""What is known of a pair, which decides the model that scores it."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt

from imgsearch.rescoring.features import (
    CAPTION_ENCODERS,
    CAPTION_FEATURES,
    ENGLISH_ENCODERS,
    ENGLISH_FEATURES,
    FloatArray,
    feature_names,
)

#: A model for each: one model for all would have to be unsure of what it sees best. docs/models.md has the figures.
SITUATIONS = ("pixels", "captions", "pixels_multilingual", "captions_multilingual")
#: Which model takes over where no rated picture had captions to train another on.
FALLBACK = {"captions": "pixels", "captions_multilingual": "pixels_multilingual"}


def situation_columns(situation: str, dimension: int) -> npt.NDArray[np.int64]:
    """Columns of the features that a situation knows."""
    sees_captions, is_english = situation.startswith("captions"), not situation.endswith("multilingual")
    known = [
        index
        for index, name in enumerate(feature_names(dimension))
        if (sees_captions or name not in CAPTION_FEATURES) and (is_english or name not in ENGLISH_FEATURES)
    ]
    return np.array(known)


def find_situations(features: FloatArray, *, is_english: bool) -> npt.NDArray[np.int64]:
    """The situation of each row, as an index of SITUATIONS.

    Args:
        features: (N, F) from ``pair_features``.
        is_english: whether the English encoders can read the queries.
    """
    has_captions = ~np.isnan(features[:, _best_similarities(features.shape[1], is_english)]).any(axis=1)
    suffix = "" if is_english else "_multilingual"
    return np.where(has_captions, SITUATIONS.index(f"captions{suffix}"), SITUATIONS.index(f"pixels{suffix}"))


@lru_cache
def _best_similarities(width: int, is_english: bool) -> list[int]:
    """Columns with the similarity of the best caption, of the encoders that can read the query."""
    names = feature_names(width - len(feature_names(0)))
    needed = CAPTION_ENCODERS if is_english else [name for name in CAPTION_ENCODERS if name not in ENGLISH_ENCODERS]
    return [names.index(f"{encoder}_similarity_1") for encoder in needed]
