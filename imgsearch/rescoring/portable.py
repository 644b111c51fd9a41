"""What a regressor can see of a pair whatever the encoder: how unusual a cosine is among those of a background.

The background is a sample of the gallery's pictures and a list of short texts of scenes that ships with imgsearch.
Cosines of two encoders cannot be compared; in spreads above what is usual they can. And what a picture says to the
scenes tells what its caption would be like, which encoders of captions can then compare with the query.
"""

from __future__ import annotations

from functools import lru_cache
from hashlib import sha256
from importlib.resources import files
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from imgsearch.encoders.protocol import FloatArray, normalize
from imgsearch.encoders.text import is_english
from imgsearch.rescoring.features import CAPTION_FEATURES, caption_columns
from imgsearch.rescoring.likeness import LIKENESS_COLUMNS, Likeness, compare, likeness_columns, look
from imgsearch.rescoring.memory import RowMemory
from imgsearch.rescoring.pairs import Background, Cosines, Pairs
from imgsearch.rescoring.proxies import SMALLEST
from imgsearch.rescoring.words import QUERY_FEATURES

SCENES_FILE = "scenes.txt"
JOINT_COLUMNS = (
    "z_of_query",
    "z_of_image",
    "share_of_queries_nearer",
    "query_bias_z",
    "query_spread_z",
    "centred_z",
    "whitened_z",
)
PIXEL_COLUMNS = (*JOINT_COLUMNS, *LIKENESS_COLUMNS)
COLUMNS = (*PIXEL_COLUMNS, *CAPTION_FEATURES, *QUERY_FEATURES)
#: Share of the mean variance that is added in each direction of the joint space.
SHRINKAGE = 1.0


@lru_cache(maxsize=1)
def read_scenes() -> list[str]:
    """Short texts of scenes in English and Russian, the background of a query."""
    return (files("imgsearch.rescoring") / SCENES_FILE).read_text(encoding="utf-8").splitlines()


@lru_cache(maxsize=1)
def scenes_hash() -> str:
    """Of the scenes, in a card: a background of other ones means something else."""
    return sha256("\n".join(read_scenes()).encode()).hexdigest()[:12]


@lru_cache(maxsize=2)
def scene_rows(*, is_latin_query: bool) -> npt.NDArray[np.int64]:
    """The scenes in letters like a query's: an encoder that reads one language ill moves its texts aside together."""
    return np.flatnonzero([is_english(scene) == is_latin_query for scene in read_scenes()])


class Surroundings(NamedTuple):
    """A background for queries in one kind of letters, with everything that no query changes."""

    likeness: Likeness
    image_centre: FloatArray
    metric: FloatArray
    """(D, D)"""
    usual: dict[str, tuple[float, float]]
    """column -> its mean and spread among texts, or among pairs of the background."""


def survey(background: Background, *, is_latin_query: bool, rows: npt.NDArray[np.int64] | None = None) -> Surroundings:
    """Everything about a background that no query changes.

    Args:
        background: pictures of the gallery; ``read_scenes`` by the joint encoder and by those of captions.
        is_latin_query: of which queries.
        rows: scenes to take; None takes those in letters like the queries'.
    """
    rows = scene_rows(is_latin_query=is_latin_query) if rows is None else rows
    likeness = look(background, is_latin_query=is_latin_query, rows=rows)
    images, texts = likeness.images.rows, likeness.texts.rows
    image_centre = images.mean(axis=0)
    seen, said = images - image_centre, texts - likeness.text_centre
    spread = seen.T @ seen / len(seen) + said.T @ said / len(said)
    scale = max(float(np.trace(spread)) / len(spread), SMALLEST)
    metric = np.linalg.inv(spread / scale + SHRINKAGE * np.eye(len(spread))).astype(np.float32)
    cosines = texts @ images.T
    return Surroundings(
        likeness,
        image_centre,
        metric,
        usual={
            "query_bias_z": _moments(cosines.mean(axis=1)),
            "query_spread_z": _moments(cosines.std(axis=1)),
            "centred_z": _moments(normalize(said) @ normalize(seen).T),
            "whitened_z": _moments(_by_metric(said, metric) @ _by_metric(seen, metric, half=True).T),
        },
    )


def portable_features(pairs: Pairs, around: Surroundings, memory: RowMemory | None = None) -> FloatArray:
    """Describe pairs to a portable regressor.

    Args:
        pairs: vectors of any joint encoder, the one that made the background.
        around: by ``survey``, for queries in such letters.
        memory: of describe_pictures() beside the same background; None remembers nothing.

    Returns:
        (N, F) float32 in the order of COLUMNS; NaN where a picture has no captions or an encoder cannot read the query.
    """
    compared = compare(pairs, around.likeness, memory)
    return np.concatenate(
        [
            _joint_columns(pairs, around, compared.cosines),
            likeness_columns(pairs, around.likeness, compared),
            caption_columns(pairs, compared.cosines.query_to_texts),
        ],
        axis=1,
        dtype=np.float32,
    )


def _joint_columns(pairs: Pairs, around: Surroundings, cosines: Cosines) -> FloatArray:
    cosine, to_images, to_texts, (usual_cosine, spread_of_image), _ = cosines
    bias, spread = to_images.mean(axis=1), np.maximum(to_images.std(axis=1), SMALLEST)
    said, seen = pairs.query - around.likeness.text_centre, pairs.image - around.image_centre
    columns = {
        "z_of_query": (cosine - bias) / spread,
        "z_of_image": (cosine - usual_cosine) / np.maximum(spread_of_image, SMALLEST),
        "share_of_queries_nearer": (to_texts > cosine[:, None]).mean(axis=1),
        "query_bias_z": bias,
        "query_spread_z": spread,
        "centred_z": (normalize(said) * normalize(seen)).sum(axis=1),
        "whitened_z": (_by_metric(said, around.metric) * _by_metric(seen, around.metric, half=True)).sum(axis=1),
    }
    for name, (usual, deviation) in around.usual.items():
        columns[name] = (columns[name] - usual) / deviation
    return np.stack([np.broadcast_to(columns[name], cosine.shape) for name in JOINT_COLUMNS], axis=1)


def _by_metric(rows: FloatArray, metric: FloatArray, *, half: bool = False) -> FloatArray:
    """Rows of unit length by a metric, times the metric unless that is left to the other side."""
    turned = rows @ metric
    length = np.sqrt(np.maximum((turned * rows).sum(axis=1, keepdims=True), SMALLEST))
    scaled: FloatArray = (rows if half else turned) / length
    return scaled


def _moments(values: FloatArray) -> tuple[float, float]:
    return float(values.mean()), max(float(values.std()), SMALLEST)
