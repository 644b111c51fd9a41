"""Any number of vectors that lie as those of real pictures do.

A vector stands near a real one, moved some way towards the real one's neighbours, as the next photograph of the same
kind of scene would be, and then shaken in all directions. How far and how much is chosen so that the figures of
``describe`` agree with those of the real pictures.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from benchmarks.scaling.exact import nearest
from imgsearch.encoders.protocol import FloatArray, normalize

#: Real neighbours that a vector is moved towards.
NEIGHBOURS = 8
#: How evenly the real vector and its neighbours are mixed.
CONCENTRATION = 0.5
#: Standard deviation of each coordinate of what is added; unit vectors have coordinates of some 1 / sqrt(D).
SHAKE = 0.018
CHUNK = 10_000


def make_vectors(real: FloatArray, count: int, *, seed: int = 0) -> Iterator[FloatArray]:
    """Vectors in chunks; the same first ones for every count.

    Args:
        real: (N, D) float32, unit length.
        count: how many.
        seed: which ones.

    Yields:
        (up to CHUNK, D) float32, unit length.
    """
    near, _ = nearest(real, real, NEIGHBOURS + 1)  # each is its own nearest
    generator = np.random.default_rng(seed)
    for start in range(0, count, CHUNK):
        chosen = near[generator.integers(0, len(real), CHUNK)]
        weights = generator.dirichlet([CONCENTRATION] * chosen.shape[1], CHUNK).astype(np.float32)
        vectors = np.einsum("nk,nkd->nd", weights, real[chosen])
        vectors += generator.normal(scale=SHAKE, size=vectors.shape).astype(np.float32)
        yield normalize(vectors)[: count - start]


def describe(vectors: FloatArray, queries: FloatArray) -> dict[str, float]:
    """What makes a set easy or hard to search.

    Returns:
        Quartiles of the cosine of each vector to its nearest other, cosine of a query to its first and hundredth
        picture (medians), and the intrinsic dimension by Levina and Bickel over 20 neighbours.
    """
    _, cosines = nearest(vectors, vectors, 21)
    distances = np.sqrt(np.maximum(2 - 2 * cosines[:, 1:], 1e-9))
    spread = np.log(distances[:, -1:] / distances[:, :-1]).mean(axis=1)
    _, asked = nearest(vectors, queries, 100)
    lower, middle, upper = np.percentile(cosines[:, 1], [25, 50, 75])
    return {
        "nearest, lower quartile": float(lower),
        "nearest, median": float(middle),
        "nearest, upper quartile": float(upper),
        "query to first": float(np.median(asked[:, 0])),
        "query to hundredth": float(np.median(asked[:, -1])),
        "intrinsic dimension": float(1 / spread.mean()),
    }
