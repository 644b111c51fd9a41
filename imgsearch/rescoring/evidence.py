"""What the regressions see that tell queries which nothing shows: of which candidates, and which numbers."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from imgsearch.encoders.protocol import FloatArray
from imgsearch.rescoring.learned import Looks
from imgsearch.rescoring.looks import LOOK_COLUMNS

PIXELS, CAPTIONS = "pixels", "captions"
#: Of those that follow, products of two are columns too.
COLUMNS = (
    "cosine", "over_others", "over_rivals", "over_rivals_best", "over_names", "score", "cosine_of_background",
    "best_of_background", "words", "familiar_words", "familiar_texts", "familiar_pictures", "rarest", "rarity",
)  # fmt: skip
CAPTION_COLUMNS = ("minilm", "use-multilingual", "words_best", "words_any")
PRODUCTS = (
    ("familiar_words", "familiar_pictures"), ("familiar_words", "over_rivals"), ("words", "over_rivals"),
    ("words", "familiar_words"), ("familiar_pictures", "over_rivals"), ("rarest", "familiar_pictures"),
    ("rarest", "over_rivals"), ("words", "rarest"), ("words", "score"), ("words", "use-multilingual"),
    ("look", "is_known"), ("near", "words"), ("look_of_all", "words"), ("near", "unknown"), ("look", "rarest"),
)  # fmt: skip


class Seen(NamedTuple):
    """The first N candidates of a query, all with captions of their own or all without."""

    text: str
    """As spell() gives it."""
    is_latin: bool
    query: FloatArray
    """(D,) unit length."""
    images: FloatArray
    """(N, D) unit length, N > 0."""
    score: FloatArray
    """(N,) 0..1."""
    similarity: dict[str, float]
    """caption encoder -> cosine of the query and the nearest of their captions; empty without captions."""
    words: FloatArray | None = None
    """(N, W) from word_overlap; None without captions or where the query is not English."""
    near: FloatArray | None = None
    """(D,) unit length: nearer than the query to what its words look like; None where none of them was learned."""
    looks: Looks | None = None
    """The same word by word."""


def situation_of(seen: Seen) -> str:
    """Whose regression it is."""
    return f"{CAPTIONS if seen.similarity else PIXELS}{'' if seen.is_latin else '_multilingual'}"


def column_names(seen: Seen) -> tuple[str, ...]:
    """The columns of its situation, in order.

    Without captions the score is none: what words look like tells more, and holds for whatever regressor is in use.
    """
    if not seen.similarity and seen.is_latin:
        return (*(name for name in COLUMNS if name != "score"), *LOOK_COLUMNS)
    if not seen.similarity:
        return COLUMNS
    return (*COLUMNS, *(CAPTION_COLUMNS if seen.is_latin else CAPTION_COLUMNS[1:2]))


def extend(scaled: npt.NDArray[np.float64], columns: tuple[str, ...]) -> npt.NDArray[np.float64]:
    """(N, F) columns with their products and a one."""
    products = [
        scaled[:, columns.index(one)] * scaled[:, columns.index(other)]
        for one, other in PRODUCTS
        if one in columns and other in columns
    ]
    return np.concatenate([scaled, np.stack([*products, np.ones(len(scaled))], axis=1)], axis=1)
