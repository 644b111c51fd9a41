"""Pairs of a query and a picture, and what their cosines are compared with."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from imgsearch.encoders.protocol import FloatArray
from imgsearch.rescoring.proxies import moments


class Background(NamedTuple):
    """A sample of what searches usually see, against which a cosine is large or small (hubness)."""

    images: FloatArray
    """(B, D) vectors of pictures, unit length."""
    texts: FloatArray
    """(C, D) vectors of queries, unit length."""
    captions: dict[str, FloatArray]
    """caption encoder -> (C, E) vectors of the same queries, unit length."""


class Cosines(NamedTuple):
    """Of N pairs, and of either side with the other side of a background."""

    pair: FloatArray
    """(N,)"""
    query_to_images: FloatArray
    """(N, B), or (1, B) of one query."""
    image_to_texts: FloatArray
    """(N, C)"""
    usual_of_image: tuple[FloatArray, FloatArray]
    """(N,) mean and standard deviation of the same."""
    query_to_texts: dict[str, FloatArray]
    """caption encoder -> (N, C), or (1, C) of one query; of those that can read it."""


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

    def compare(self, background: Background) -> Cosines:
        """Compare the pairs with a background."""
        to_texts = self.image @ background.texts.T
        by_captions = {
            name: query @ background.captions[name].T
            for name, query in self.caption_query.items()
            if name in background.captions
        }
        pair = compare_rows(self.query, self.image)
        return Cosines(pair, self.query @ background.images.T, to_texts, moments(to_texts), by_captions)


def compare_rows(query: FloatArray, images: FloatArray) -> FloatArray:
    """(N,) cosines of (N, D) or (1, D) queries and (N, D) pictures, unit length."""
    cosines: FloatArray = np.einsum("nd,nd->n", np.broadcast_to(query, images.shape), images)
    return cosines
