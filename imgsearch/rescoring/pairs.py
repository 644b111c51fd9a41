"""Pairs of a query and a picture, and what their cosines are compared with."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from imgsearch.encoders.protocol import FloatArray


class Background(NamedTuple):
    """A sample of what searches usually see, against which a cosine is large or small (hubness)."""

    images: FloatArray
    """(B, D) vectors of pictures, unit length."""
    texts: FloatArray
    """(C, D) vectors of queries, unit length."""
    captions: dict[str, FloatArray]
    """caption encoder -> (C, E) vectors of the same queries, unit length."""


class Pairs(NamedTuple):
    """N pairs of a query and a picture; a search has one query, training has one for each pair."""

    query: FloatArray
    """(N, D) or (1, D) joint vectors of the queries, unit length."""
    image: FloatArray
    """(N, D) joint vectors of the pictures, unit length."""
    caption_query: dict[str, FloatArray]
    """caption encoder -> (N, E) or (1, E) vectors of the queries; encoders that are not asked are left out."""
    similarity: dict[str, FloatArray]
    """caption encoder -> (N, C) cosine of the query and each own caption; NaN where there are fewer than C."""
    is_latin: bool
    """Whether the English encoders can read the queries."""
    words: FloatArray | None = None
    """(N, W) from ``word_overlap``; None where the queries are not English."""
    near: FloatArray | None = None
    """(N, D) or (1, D), unit length: the queries moved towards what their words look like; None: as they are."""

    def select(self, rows: npt.NDArray[np.int64]) -> Pairs:
        """Some of the pairs; each has a query of its own."""
        return self._replace(
            query=self.query[rows],
            image=self.image[rows],
            caption_query={name: vectors[rows] for name, vectors in self.caption_query.items()},
            similarity={name: values[rows] for name, values in self.similarity.items()},
            words=None if self.words is None else self.words[rows],
            near=None if self.near is None else self.near[rows],
        )
