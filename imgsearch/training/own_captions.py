"""Queries of pairs against the captions that their pictures have anyway."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from sqlalchemy import Row

from imgsearch.encoders.protocol import FloatArray
from imgsearch.queries.vectors import vectors_from_bytes


class OwnCaptions(NamedTuple):
    """What the captions of the pictures say to P queries; a query itself never counts among them."""

    similarity: dict[str, FloatArray]
    """caption encoder -> (P, C) cosine of the query and each other own caption; NaN where there are fewer than C."""
    query: dict[str, FloatArray]
    """caption encoder -> (P, E) vectors of the queries."""
    is_own: npt.NDArray[np.bool_]
    """(P,) whether the query is a caption of the picture."""
    others: list[list[str]]
    """Of each pair the picture's captions but the query."""


class Compared(NamedTuple):
    """What one encoder says of P pairs."""

    similarity: FloatArray
    """(P, C)"""
    is_own: npt.NDArray[np.bool_]
    """(P,)"""
    others: list[list[str]]


def compare_own_captions(
    image_ids: Sequence[int],
    queries: FloatArray,
    captions: Sequence[Row[Any]],
    is_query: Callable[[int, Row[Any]], bool],
    can_read: Sequence[bool] | None = None,
) -> Compared:
    """Compare queries with the captions of their pictures by one encoder.

    Args:
        image_ids: P pictures.
        queries: (P, E) vectors, unit length.
        captions: rows of image_id, text and embedding, those of other pictures too.
        is_query: whether a caption is the query of the pair with this number.
        can_read: of each pair whether the encoder can read its query; where not, there is no similarity.
    """
    vectors = vectors_from_bytes(row.embedding for row in captions) if captions else queries[:0]
    rows_of: dict[int, list[int]] = {}
    wanted = set(image_ids)
    for index, row in enumerate(captions):
        if row.image_id in wanted:
            rows_of.setdefault(row.image_id, []).append(index)
    similarity = np.full((len(image_ids), max(map(len, rows_of.values()), default=0)), np.nan, dtype=np.float32)
    is_own = np.zeros(len(image_ids), dtype=np.bool_)
    texts: list[list[str]] = []
    for pair, image_id in enumerate(image_ids):
        own = rows_of.get(image_id, [])
        others = [index for index in own if not is_query(pair, captions[index])]
        is_own[pair] = len(others) < len(own)
        texts.append([captions[index].text for index in others])
        if can_read is None or can_read[pair]:
            similarity[pair, : len(others)] = vectors[others] @ queries[pair]
    return Compared(similarity, is_own, texts)


def join_encoders(compared: dict[str, Compared], queries: dict[str, FloatArray]) -> OwnCaptions:
    """What all encoders of captions say; which captions a picture has is the same for all."""
    last = list(compared.values())[-1]
    is_own = np.any([each.is_own for each in compared.values()], axis=0)
    return OwnCaptions({name: each.similarity for name, each in compared.items()}, queries, is_own, last.others)
