"""What the regressor sees of a query and a picture, as plain arrays."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from imgsearch.encoders.protocol import FloatArray
from imgsearch.encoders.table import ENCODERS
from imgsearch.rescoring.pairs import Background, Cosines, Pairs
from imgsearch.rescoring.proxies import moments
from imgsearch.rescoring.words import QUERY_FEATURES, WORD_FEATURES

#: Encoders whose caption vectors are compared with the query, in the order of the features.
CAPTION_ENCODERS = ("minilm", "use-multilingual")
#: Of those, the ones that read Latin letters only; a query in another script has no vector by them.
LATIN_ENCODERS = tuple(name for name in CAPTION_ENCODERS if ENCODERS[name].scripts == "Latin")
#: Own captions that count, most similar first; further ones only enter the other statistics.
TOP_CAPTIONS = 4
PIXEL_FEATURES = (
    "cosine",
    "cosine_z_of_query",
    "cosine_z_of_image",
    "query_bias",
    "query_spread",
    "image_bias",
    "image_spread",
    "share_of_pictures_nearer",
    "share_of_queries_nearer",
)
SIMILARITIES = (*(f"similarity_{rank + 1}" for rank in range(TOP_CAPTIONS)), "mean")
CAPTION_FEATURES = tuple(
    f"{encoder}_{statistic}"
    for encoder in CAPTION_ENCODERS
    for statistic in (
        *SIMILARITIES, "lowest", "deviation", *(f"{name}_z" for name in SIMILARITIES), "query_bias", "query_spread",
    )
) + WORD_FEATURES  # fmt: skip
#: The cosine with what the query's words look like, beside others.
NEAR_FEATURES = ("near", "near_z", "share_of_pictures_nearer_to_words")
#: Columns that need a query in English.
LATIN_FEATURES = (
    *NEAR_FEATURES,
    *(name for name in CAPTION_FEATURES if name.startswith(tuple(f"{encoder}_" for encoder in LATIN_ENCODERS))),
    *WORD_FEATURES,
    *QUERY_FEATURES,
)


def readers(*, is_latin: bool) -> tuple[str, ...]:
    """The caption encoders that can read a text, by its letters; in the order of the features."""
    return CAPTION_ENCODERS if is_latin else tuple(name for name in CAPTION_ENCODERS if name not in LATIN_ENCODERS)


def feature_names(dimension: int) -> list[str]:
    """Names of the columns of ``pair_features`` for vectors of a width."""
    return [*PIXEL_FEATURES, *(f"product_{axis}" for axis in range(dimension)), *CAPTION_FEATURES, *QUERY_FEATURES]


def pair_features(pairs: Pairs, background: Background, cosines: Cosines | None = None) -> FloatArray:
    """Describe pairs to the regressor.

    The bias corrections follow distribution normalisation (Zhou et al. 2023) and the local scaling used
    against hubness: a cosine counts for more when the query and the picture are usually far from anything.

    Args:
        pairs: N pairs.
        background: of the same encoder.
        cosines: of the pairs with the background, where they are known.

    Returns:
        (N, F) float32 in the order of ``feature_names``; NaN where a picture has no captions of its own or the
        caption encoder cannot read the query.
    """
    cosines = cosines or pairs.compare(background)
    pair, to_images, to_texts, usual, _ = cosines
    query, image = stand_out(pair, to_images), stand_out(pair, to_texts, usual)
    columns = [
        pair,
        query.unusual,
        image.unusual,
        query.bias,
        query.spread,
        image.bias,
        image.spread,
        query.share_nearer,
        image.share_nearer,
    ]
    return np.concatenate(
        [np.stack(columns, axis=1), pairs.query * pairs.image, caption_columns(pairs, cosines.query_to_texts)],
        axis=1,
        dtype=np.float32,
    )


class Standing(NamedTuple):
    """How N cosines stand among others."""

    bias: FloatArray
    """(N,) mean of the others."""
    spread: FloatArray
    """(N,) their standard deviation."""
    unusual: FloatArray
    """(N,) spreads above the mean."""
    share_nearer: FloatArray
    """(N,) of the others."""


def stand_out(cosine: FloatArray, others: FloatArray, usual: tuple[FloatArray, FloatArray] | None = None) -> Standing:
    """Compare (N,) cosines with (N, B) or (1, B) others, whose mean and standard deviation may be known."""
    bias, spread = _moments(moments(others) if usual is None else usual, len(cosine))
    return Standing(bias, spread, (cosine - bias) / spread, (others > cosine[:, None]).mean(axis=1))


def caption_columns(pairs: Pairs, to_texts: Mapping[str, FloatArray]) -> FloatArray:
    """(N, F) the columns of own captions and of the query's words, CAPTION_FEATURES and QUERY_FEATURES.

    Args:
        pairs: N pairs.
        to_texts: caption encoder -> (N, C) or (1, C) cosines of the queries with the texts of a background.
    """
    count = len(pairs.image)
    captions = [
        _caption_features(pairs.similarity.get(encoder), to_texts.get(encoder), count) for encoder in CAPTION_ENCODERS
    ]
    words = pairs.words
    if words is None:
        words = np.full((count, len(WORD_FEATURES) + len(QUERY_FEATURES)), np.nan, dtype=np.float32)
    return np.concatenate([*captions, words], axis=1, dtype=np.float32)


def _moments(usual: tuple[FloatArray, FloatArray], count: int) -> tuple[FloatArray, FloatArray]:
    """Mean and standard deviation of each row, repeated for each pair."""
    mean, spread = usual
    return np.broadcast_to(mean, count), np.broadcast_to(np.maximum(spread, 1e-6), count)


def _caption_features(similarity: FloatArray | None, to_texts: FloatArray | None, count: int) -> FloatArray:
    """The columns of one caption encoder."""
    similarities = np.full((count, len(SIMILARITIES)), np.nan, dtype=np.float32)
    rest = np.full((count, 2), np.nan, dtype=np.float32)
    if similarity is not None and similarity.shape[1] > 0:
        # NaN sorts last, so the negated order puts the most similar first and the missing at the end.
        ordered = -np.sort(-similarity, axis=1)[:, :TOP_CAPTIONS]
        similarities[:, : ordered.shape[1]] = ordered
        # numpy's own functions that pass over NaN take several times as long.
        known = ~np.isnan(similarity)
        number = known.sum(axis=1)
        with np.errstate(invalid="ignore"):
            mean = similarity.sum(axis=1, where=known) / number
            deviation = np.sqrt(np.square(similarity - mean[:, None]).sum(axis=1, where=known) / number)
        lowest = similarity.min(axis=1, where=known, initial=np.inf)
        similarities[:, -1] = mean
        rest[:] = np.stack([np.where(number > 0, lowest, np.nan), deviation], axis=1)
    if to_texts is None:
        bias = spread = np.full(count, np.nan, dtype=np.float32)
    else:
        bias, spread = _moments(moments(to_texts), count)
    normalised = (similarities - bias[:, None]) / spread[:, None]
    return np.concatenate([similarities, rest, normalised, bias[:, None], spread[:, None]], axis=1)
