"""Every column that a regressor of an encoder's own sees of a pair.

Besides what features.py describes: how near the picture is to what the query's words look like, and some of what a
portable regressor sees, by a background of the encoder's own: who looks like the same pictures and the same texts is
alike, and what a picture says to texts tells what its caption would be like. docs/models.md has what each brought.
"""

from __future__ import annotations

import numpy as np

from imgsearch.encoders.protocol import FloatArray
from imgsearch.rescoring.features import NEAR_FEATURES, cosine_columns, feature_names, pair_features
from imgsearch.rescoring.likeness import LIKENESS_COLUMNS, Likeness, likeness_columns
from imgsearch.rescoring.pairs import Background, Pairs


def column_names(dimension: int) -> list[str]:
    """Names of the columns of ``pair_columns`` for vectors of a width; those of an earlier version come first."""
    return [*feature_names(dimension), *NEAR_FEATURES, *LIKENESS_COLUMNS]


def pair_columns(pairs: Pairs, background: Background, likeness: Likeness) -> FloatArray:
    """Describe pairs to a regressor.

    Args:
        pairs: of the encoder that made the background.
        background: of a regressor.
        likeness: of the same background, for queries in such letters.

    Returns:
        (N, F) float32 in the order of ``column_names``; NaN where nothing is known.
    """
    near = pairs.query if pairs.near is None else pairs.near
    return np.concatenate(
        [
            pair_features(pairs, background),
            np.stack(cosine_columns(near, pairs.image, background.images), axis=1),
            likeness_columns(pairs, likeness),
        ],
        axis=1,
        dtype=np.float32,
    )
