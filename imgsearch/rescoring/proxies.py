"""What a picture's caption would be like, by what the picture says of scenes, and how near to it a query is."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from imgsearch.encoders.protocol import FloatArray
from imgsearch.rescoring.table import Table

#: Share of the mean variance that is added in each direction of the map from scenes to captions.
SHRINKAGE = 1.0
SMALLEST = 1e-6
#: Length of a row below which rounding decides where it points.
HARDLY = 1e-4


class Proxy(NamedTuple):
    """What one encoder of captions says of the C scenes."""

    scenes: Table
    """(C, E)"""
    centre: FloatArray
    """(E,)"""
    from_centre: Table
    """(C, E) the scenes less it."""
    mean_similarity: FloatArray
    """(C,) of each scene to all."""
    products: FloatArray
    """(C, C) of the scenes with each other."""
    centred_products: FloatArray
    """(C, C) of the scenes less their centre."""


class Told(NamedTuple):
    """What N pictures say of the C scenes."""

    above_usual: FloatArray
    """(N, C) where cosines less each scene's mean point to, from centred()."""
    weight: FloatArray
    """(N, C) large for the few scenes that are nearer than usual."""
    mapped: FloatArray
    """(N, C) how much of each scene is in the picture's caption, by ridge regression on the scenes."""
    usual: dict[str, FloatArray]
    """encoder of captions -> (N, 4) mean and spread of how near the captions by weight, and by map, are to scenes."""


def make_proxy(scenes: FloatArray) -> Proxy:
    """Everything about scenes that no picture changes."""
    centre = scenes.mean(axis=0)
    from_centre = scenes - centre
    return Proxy(
        Table(scenes), centre, Table(from_centre), scenes @ centre, scenes @ scenes.T, from_centre @ from_centre.T
    )


def invert_map(texts: FloatArray) -> FloatArray:
    """(C, C) of ridge regression on the products of texts, (C, D) less their centre."""
    products = texts @ texts.T
    ridge = SHRINKAGE * max(float(np.trace(products)) / len(products), SMALLEST)
    return np.asarray(np.linalg.inv(products + ridge * np.eye(len(products))), dtype=np.float32)


def usual_nearness(proxy: Proxy, weight: FloatArray, mapped: FloatArray) -> FloatArray:
    """(N, 4) mean and spread of how near to scenes the captions are, by their nearest scenes and by the map.

    Captions themselves are never made: the scenes' products with each other are all that counts.
    """
    near = (moments(weight @ proxy.products), moments(mapped @ proxy.centred_products))
    return np.stack([each for pair in near for each in pair], axis=1)


def proxy_columns(query: FloatArray, proxy: Proxy, told: Told, usual: FloatArray) -> FloatArray:
    """(N, 3): like the same scenes; near the caption by the nearest scenes; near the one by the map.

    Args:
        query: (N, E) or (1, E) vectors of the queries.
        proxy: by the same encoder of captions.
        told: by the pictures.
        usual: (N, 4) from usual_nearness().
    """
    to_scenes, to_centred = look_at(query, proxy)
    return np.stack(
        [
            correlation(centred(to_scenes - proxy.mean_similarity), told.above_usual),
            _nearness(told.weight, to_scenes, *usual[:, :2].T),
            _nearness(told.mapped, to_centred, *usual[:, 2:].T),
        ],
        axis=1,
    )


def look_at(query: FloatArray, proxy: Proxy) -> tuple[FloatArray, FloatArray]:
    """(N, C) each: products of (N, E) queries with the scenes, and of both less the scenes' centre."""
    return proxy.scenes(query), np.asarray(proxy.from_centre(query - proxy.centre), dtype=np.float32)


def correlation(first: FloatArray, second: FloatArray) -> FloatArray:
    """(N,) Pearson's of rows from centred(), row by row; the first may have one row."""
    found: FloatArray = (first * second).sum(axis=1)
    return found


def centred(rows: FloatArray) -> FloatArray:
    """Rows less their means, of unit length. Those that hardly vary are like nothing, and become 0."""
    return _direction(rows - rows.mean(axis=1, keepdims=True))


def moments(values: FloatArray) -> tuple[FloatArray, FloatArray]:
    """(N,) mean and standard deviation of each row, to the bit what numpy's are, which takes the mean twice."""
    mean = values.mean(axis=1, keepdims=True)
    apart = values - mean
    np.multiply(apart, apart, out=apart)
    return mean[:, 0], np.sqrt(apart.mean(axis=1))


def _nearness(parts: FloatArray, to_query: FloatArray, mean: FloatArray, spread: FloatArray) -> FloatArray:
    """(N,) how much nearer sums of scenes by these parts are to the query than to scenes, in spreads of the latter."""
    found: FloatArray = ((parts * to_query).sum(axis=1) - mean) / np.maximum(spread, SMALLEST)
    return found


def _direction(rows: FloatArray) -> FloatArray:
    length = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.where(length > HARDLY, rows / np.maximum(length, HARDLY), 0).astype(np.float32)
