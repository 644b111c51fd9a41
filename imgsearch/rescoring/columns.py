"""Every column that a regressor of an encoder's own sees of a pair.

Besides what features.py describes: how near the picture is to what the query's words look like, and some of what a
portable regressor sees, by a background of the encoder's own. Directions in which texts and pictures differ anyway
count for less; who looks like the same pictures and the same texts is alike; and what a picture says to texts tells
what its caption would be like. docs/models.md has what each brought.
"""

from __future__ import annotations

import numpy as np

from imgsearch.encoders.protocol import FloatArray
from imgsearch.rescoring.features import NEAR_FEATURES, cosine_columns, feature_names, pair_features
from imgsearch.rescoring.pairs import Background, Pairs
from imgsearch.rescoring.portable import PIXEL_COLUMNS, PROXY_COLUMNS, Surroundings, pixel_columns, survey

#: The others of a portable regressor's stand among the features already.
AROUND_COLUMNS = ("centred_z", "whitened_z", "like_pictures", "like_texts", *PROXY_COLUMNS)
_TAKEN = [PIXEL_COLUMNS.index(name) for name in AROUND_COLUMNS]


def column_names(dimension: int) -> list[str]:
    """Names of the columns of ``pair_columns`` for vectors of a width; those of an earlier version come first."""
    return [*feature_names(dimension), *NEAR_FEATURES, *AROUND_COLUMNS]


def surround(background: Background, *, is_latin_query: bool) -> Surroundings:
    """What no query changes about a background whose texts and captions are of the same queries."""
    return survey(background, is_latin_query=is_latin_query, rows=np.arange(len(background.texts)))


def pair_columns(pairs: Pairs, background: Background, around: Surroundings) -> FloatArray:
    """Describe pairs to a regressor.

    Args:
        pairs: of the encoder that made the background.
        background: of a regressor.
        around: from ``surround``, for queries in such letters.

    Returns:
        (N, F) float32 in the order of ``column_names``; NaN where nothing is known.
    """
    near = pairs.query if pairs.near is None else pairs.near
    return np.concatenate(
        [
            pair_features(pairs, background),
            np.stack(cosine_columns(near, pairs.image, background.images), axis=1),
            pixel_columns(pairs, around)[:, _TAKEN],
        ],
        axis=1,
        dtype=np.float32,
    )
