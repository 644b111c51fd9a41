"""What the regressor sees of a query and a picture, as plain arrays."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float32]

#: Encoders whose caption vectors are compared with the query, in the order of the features.
CAPTION_ENCODERS = ("minilm", "use-multilingual")
#: Own captions that count, most similar first; further ones only enter the mean.
TOP_CAPTIONS = 3
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
CAPTION_FEATURES = tuple(
    f"{encoder}_{statistic}"
    for encoder in CAPTION_ENCODERS
    for statistic in (*(f"similarity_{rank + 1}" for rank in range(TOP_CAPTIONS)), "mean")
)


def feature_names(dimension: int) -> list[str]:
    """Names of the columns of ``pair_features`` for vectors of a width."""
    return [*PIXEL_FEATURES, *(f"product_{axis}" for axis in range(dimension)), *CAPTION_FEATURES]


class Background(NamedTuple):
    """A sample of what searches usually see, against which a cosine is large or small (hubness)."""

    images: FloatArray
    """(B, D) vectors of pictures, unit length."""
    texts: FloatArray
    """(C, D) vectors of queries, unit length."""


class Pairs(NamedTuple):
    """N pairs of a query and a picture; a search has one query, training has one for each pair."""

    query: FloatArray
    """(N, D) or (1, D) joint vectors of the queries, unit length."""
    image: FloatArray
    """(N, D) joint vectors of the pictures, unit length."""
    similarity: dict[str, FloatArray]
    """encoder name -> (N, C) cosine of the query and each own caption; NaN where there are fewer than C."""


def pair_features(pairs: Pairs, background: Background) -> FloatArray:
    """Describe pairs to the regressor.

    The bias corrections follow distribution normalisation (Zhou et al. 2023) and the local scaling used
    against hubness: a cosine counts for more when the query and the picture are usually far from anything.

    Returns:
        (N, F) float32 in the order of ``feature_names``; NaN where a picture has no captions of its own.
    """
    cosine = np.einsum("nd,nd->n", np.broadcast_to(pairs.query, pairs.image.shape), pairs.image)
    query_to_images = pairs.query @ background.images.T
    image_to_texts = pairs.image @ background.texts.T
    query_bias, query_spread = _moments(query_to_images, len(cosine))
    image_bias, image_spread = _moments(image_to_texts, len(cosine))
    columns = [
        cosine,
        (cosine - query_bias) / query_spread,
        (cosine - image_bias) / image_spread,
        query_bias,
        query_spread,
        image_bias,
        image_spread,
        (query_to_images > cosine[:, None]).mean(axis=1),
        (image_to_texts > cosine[:, None]).mean(axis=1),
    ]
    captions = [
        column
        for encoder in CAPTION_ENCODERS
        for column in _caption_columns(pairs.similarity.get(encoder), len(cosine))
    ]
    return np.concatenate(
        [np.stack(columns, axis=1), pairs.query * pairs.image, np.stack(captions, axis=1)], axis=1, dtype=np.float32
    )


def _moments(values: FloatArray, count: int) -> tuple[FloatArray, FloatArray]:
    """Mean and standard deviation of each row, repeated for each pair."""
    mean, spread = values.mean(axis=1), np.maximum(values.std(axis=1), 1e-6)
    return np.broadcast_to(mean, count), np.broadcast_to(spread, count)


def _caption_columns(similarity: FloatArray | None, count: int) -> list[FloatArray]:
    """The most similar captions in descending order and the mean, NaN where there are none."""
    if similarity is None or similarity.shape[1] == 0:
        return [np.full(count, np.nan, dtype=np.float32)] * (TOP_CAPTIONS + 1)
    # NaN sorts last, so the negated order puts the most similar first and the missing at the end.
    ordered = -np.sort(-similarity, axis=1)[:, :TOP_CAPTIONS]
    present = ~np.isnan(similarity)
    total = np.where(present, similarity, 0.0).sum(axis=1)
    counted = present.sum(axis=1)
    mean = np.divide(total, counted, out=np.full(count, np.nan, dtype=np.float32), where=counted > 0)
    columns = [ordered[:, rank] for rank in range(ordered.shape[1])]
    columns += [np.full(count, np.nan, dtype=np.float32)] * (TOP_CAPTIONS - len(columns))
    return [*columns, mean.astype(np.float32)]


def without_captions(features: FloatArray) -> FloatArray:
    """The same pairs as if their pictures had no captions of their own."""
    masked = features.copy()
    masked[:, -len(CAPTION_FEATURES) :] = np.nan
    return masked
