"""Every column that a regressor of an encoder's own sees of a pair.

Besides what features.py describes: how near the picture is to what the query's words look like, and some of what a
portable regressor sees, by a background of the encoder's own: who looks like the same pictures and the same texts is
alike, and what a picture says to texts tells what its caption would be like. docs/regressor.md has what each brought.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from imgsearch.encoders.protocol import FloatArray
from imgsearch.encoders.text import is_english
from imgsearch.rescoring.features import NEAR_FEATURES, feature_names, pair_features, readers, stand_out
from imgsearch.rescoring.likeness import LIKENESS_COLUMNS, Likeness, compare, likeness_columns, look_ahead
from imgsearch.rescoring.memory import RowMemory
from imgsearch.rescoring.pairs import Background, Pairs, compare_rows
from imgsearch.rescoring.words import word_overlap


def column_names(dimension: int) -> list[str]:
    """Names of the columns of ``pair_columns`` for vectors of a width; those of an earlier version come first."""
    return [*feature_names(dimension), *NEAR_FEATURES, *LIKENESS_COLUMNS]


def pixel_pairs(
    text: str, query: FloatArray, images: FloatArray, readings: Mapping[str, FloatArray], near: FloatArray | None
) -> Pairs:
    """Pairs of a text and N pictures of which nothing but the pixels is known.

    Args:
        text: the query.
        query: (1, D) of it.
        images: (N, D).
        readings: encoder of captions -> (1, E) of the query, also by those that cannot read its letters.
        near: (1, D) of it, moved towards what its words look like; None where that was not learned.
    """
    latin = is_english(text)
    return Pairs(
        query=query,
        image=images,
        caption_query={name: readings[name] for name in readers(is_latin=latin) if name in readings},
        similarity={},
        is_latin=latin,
        words=word_overlap(text, [None] * len(images)) if latin else None,
        near=near,
    )


def pair_columns(
    pairs: Pairs, background: Background, likeness: Likeness, memory: RowMemory | None = None
) -> FloatArray:
    """Describe pairs to a regressor.

    Args:
        pairs: of the encoder that made the background.
        background: of a regressor.
        likeness: of the same background, for queries in such letters.
        memory: of describe_pictures() beside it; None remembers nothing.

    Returns:
        (N, F) float32 in the order of ``column_names``; NaN where nothing is known.
    """
    compared = compare(pairs, likeness, memory)
    near = _near(pairs)
    pair = compare_rows(near, pairs.image)
    standing = stand_out(pair, likeness.images(near))
    return np.concatenate(
        [
            pair_features(pairs, background, compared.cosines),
            np.stack([pair, standing.unusual, standing.share_nearer], axis=1),
            likeness_columns(pairs, likeness, compared),
        ],
        axis=1,
        dtype=np.float32,
    )


def columns_ahead(pairs: Pairs, likeness: Likeness) -> None:
    """Work out what ``pair_columns`` will ask of one query, whatever the pictures: it is kept."""
    look_ahead(pairs, likeness)
    likeness.images(_near(pairs))


def _near(pairs: Pairs) -> FloatArray:
    return pairs.query if pairs.near is None else pairs.near
