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
from imgsearch.rescoring.features import CAPTION_ENCODERS, CAPTION_FEATURES, LATIN_ENCODERS, caption_columns
from imgsearch.rescoring.pairs import Background, Pairs
from imgsearch.rescoring.proxies import SMALLEST, Proxy, Told, correlation, invert_map, make_proxy, proxy_columns
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
    "like_pictures",
    "like_texts",
)
#: Of each encoder of captions: is what it says of the query and the scenes what the picture says of them; and is the
#: query near the caption that the picture would have, by the scenes nearest to it, and by a map learned on the scenes.
PROXY_COLUMNS = tuple(
    f"{encoder}_{column}" for encoder in CAPTION_ENCODERS for column in ("like_texts", "near_scenes", "mapped")
)
PIXEL_COLUMNS = (*JOINT_COLUMNS, *PROXY_COLUMNS)
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

    images: FloatArray
    """(B, D)"""
    texts: FloatArray
    """(C, D)"""
    image_centre: FloatArray
    text_centre: FloatArray
    metric: FloatArray
    """(D, D)"""
    usual: dict[str, tuple[float, float]]
    """column -> its mean and spread among texts, or among pairs of the background."""
    picture_similarity: FloatArray
    """(B,) of each picture to all."""
    text_similarity: FloatArray
    """(C,) of each text to all."""
    seen: FloatArray
    """(B,) mean cosine of each picture with the texts."""
    said: tuple[FloatArray, FloatArray]
    """(C,) mean and spread of each text's cosines with the pictures."""
    centre_to_texts: FloatArray
    """(C,) products of the pictures' centre and each text less the texts'."""
    stretch: float
    """What pictures' distances from their centre are multiplied by, to be as large as those of texts."""
    inverse: FloatArray
    """(C, C) of the map from what a picture says of scenes to its caption."""
    proxies: dict[str, Proxy]

    @property
    def background(self) -> Background:
        """What similarities with own captions are compared with: the scenes in a query's letters."""
        return Background(self.images, self.texts, {name: proxy.scenes for name, proxy in self.proxies.items()})


def survey(background: Background, *, is_latin_query: bool, rows: npt.NDArray[np.int64] | None = None) -> Surroundings:
    """Everything about a background that no query changes.

    Args:
        background: pictures of the gallery; ``read_scenes`` by the joint encoder and by those of captions.
        is_latin_query: of which queries.
        rows: scenes to take; None takes those in letters like the queries'.
    """
    rows = scene_rows(is_latin_query=is_latin_query) if rows is None else rows
    images, texts = background.images, background.texts[rows]
    image_centre, text_centre = images.mean(axis=0), texts.mean(axis=0)
    seen, said = images - image_centre, texts - text_centre
    spread = seen.T @ seen / len(seen) + said.T @ said / len(said)
    scale = max(float(np.trace(spread)) / len(spread), SMALLEST)
    metric = np.linalg.inv(spread / scale + SHRINKAGE * np.eye(len(spread))).astype(np.float32)
    cosines = texts @ images.T
    bias, deviation = cosines.mean(axis=1), cosines.std(axis=1)
    proxies = {
        name: make_proxy(vectors[rows])
        for name, vectors in background.captions.items()
        if is_latin_query or name not in LATIN_ENCODERS
    }
    lengths = [np.square(part).sum() / len(part) for part in (said, seen)]
    return Surroundings(
        images=images,
        texts=texts,
        image_centre=image_centre,
        text_centre=text_centre,
        metric=metric,
        usual={
            "query_bias_z": _moments(bias),
            "query_spread_z": _moments(deviation),
            "centred_z": _moments(normalize(said) @ normalize(seen).T),
            "whitened_z": _moments(_by_metric(said, metric) @ _by_metric(seen, metric, half=True).T),
        },
        picture_similarity=images @ image_centre,
        text_similarity=texts @ text_centre,
        seen=cosines.mean(axis=0),
        said=(bias, np.maximum(deviation, SMALLEST)),
        centre_to_texts=said @ image_centre,
        stretch=float(np.sqrt(lengths[0] / max(lengths[1], SMALLEST))),
        inverse=invert_map(said),
        proxies=proxies,
    )


def portable_features(pairs: Pairs, around: Surroundings) -> FloatArray:
    """Describe pairs to a portable regressor.

    Args:
        pairs: vectors of any joint encoder, the one that made the background.
        around: by ``survey``, for queries in such letters.

    Returns:
        (N, F) float32 in the order of COLUMNS; NaN where a picture has no captions or an encoder cannot read the query.
    """
    return np.concatenate(
        [pixel_columns(pairs, around), caption_columns(pairs, around.background)], axis=1, dtype=np.float32
    )


def pixel_columns(pairs: Pairs, around: Surroundings) -> FloatArray:
    """(N, F) float32 in the order of PIXEL_COLUMNS; NaN where an encoder of captions cannot read the query."""
    count = len(pairs.image)
    to_texts = pairs.image @ around.texts.T
    joint = _joint_columns(pairs, around, to_texts)
    told = _tell(pairs.image, around, to_texts)
    proxies = []
    for name in CAPTION_ENCODERS:
        query = pairs.caption_query.get(name)
        if query is None or name not in around.proxies:
            proxies.append(np.full((count, 3), np.nan, dtype=np.float32))
        else:
            proxies.append(proxy_columns(query, around.proxies[name], told))
    return np.concatenate([joint, *proxies], axis=1, dtype=np.float32)


def _joint_columns(pairs: Pairs, around: Surroundings, to_texts: FloatArray) -> FloatArray:
    cosine = np.einsum("nd,nd->n", np.broadcast_to(pairs.query, pairs.image.shape), pairs.image)
    to_images = pairs.query @ around.images.T
    bias, spread = to_images.mean(axis=1), np.maximum(to_images.std(axis=1), SMALLEST)
    said, seen = pairs.query - around.text_centre, pairs.image - around.image_centre
    columns = {
        "z_of_query": (cosine - bias) / spread,
        "z_of_image": (cosine - to_texts.mean(axis=1)) / np.maximum(to_texts.std(axis=1), SMALLEST),
        "share_of_queries_nearer": (to_texts > cosine[:, None]).mean(axis=1),
        "query_bias_z": bias,
        "query_spread_z": spread,
        "centred_z": (normalize(said) * normalize(seen)).sum(axis=1),
        "whitened_z": (_by_metric(said, around.metric) * _by_metric(seen, around.metric, half=True)).sum(axis=1),
        "like_pictures": correlation(
            to_images - around.seen, pairs.image @ around.images.T - around.picture_similarity
        ),
        "like_texts": correlation(
            pairs.query @ around.texts.T - around.text_similarity, to_texts - around.said[0]
        ),
    }  # fmt: skip
    for name, (usual, deviation) in around.usual.items():
        columns[name] = (columns[name] - usual) / deviation
    return np.stack([np.broadcast_to(columns[name], cosine.shape) for name in JOINT_COLUMNS], axis=1)


def _tell(images: FloatArray, around: Surroundings, to_texts: FloatArray) -> Told:
    bias, spread = around.said
    above = to_texts - bias
    unusual = above / spread
    weight = np.exp(unusual - unusual.max(axis=1, keepdims=True))
    kernel = to_texts - (images @ around.text_centre)[:, None] - around.centre_to_texts
    mapped = np.asarray(kernel * np.float32(around.stretch) @ around.inverse, dtype=np.float32)
    return Told(above, weight, mapped)


def _by_metric(rows: FloatArray, metric: FloatArray, *, half: bool = False) -> FloatArray:
    """Rows of unit length by a metric, times the metric unless that is left to the other side."""
    turned = rows @ metric
    length = np.sqrt(np.maximum((turned * rows).sum(axis=1, keepdims=True), SMALLEST))
    scaled: FloatArray = (rows if half else turned) / length
    return scaled


def _moments(values: FloatArray) -> tuple[float, float]:
    return float(values.mean()), max(float(values.std()), SMALLEST)
