"""Where queries find their pictures, in a gallery of four of which one is flagged."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pytest

from imgsearch.evaluation import queries
from imgsearch.evaluation.queries import RankedQuery


class Picture(NamedTuple):
    image_id: int
    embedding: tuple[float, float]
    is_hidden: bool
    sha256: bytes


class Query(NamedTuple):
    query_key: str
    text: str
    image_id: int


PICTURES = [
    Picture(11, (1.0, 0.0), False, b"a" * 32),
    Picture(12, (0.9, 0.1), True, b"b" * 32),
    Picture(13, (0.8, 0.2), False, b"c" * 32),
    Picture(14, (0.0, 1.0), False, b"d" * 32),
]
QUERIES = [
    Query("k1", "a car", 13),  # behind 11 and the flagged 12
    Query("k2", "a boy", 14),  # asks for a minor
    Query("k3", "a man", 12),  # its picture is flagged
    Query("k4", "a bus", 99),  # its picture has no vector
    Query("k5", "a cat", 14),
]


class Encoder:
    def encode_texts(self, texts: list[str]) -> np.ndarray:
        known = {"a car": (1, 0), "a boy": (0, 1), "a man": (1, 0), "a cat": (0.6, 0.8)}
        return np.array([known[text] for text in texts], dtype=np.float32)


class Card:
    def __init__(self, *hashes: bytes) -> None:
        self.card = {"data": {"picture_hashes": [start.hex()[:12] for start in hashes]}}

    def score(self, pairs: Any) -> np.ndarray:  # noqa: ANN401
        """The other way round."""
        return np.asarray(-(pairs.image @ pairs.query[0]), dtype=np.float32)


class Models(NamedTuple):
    encoder: Encoder
    regressor: Card | None
    readers: dict[str, Any] = {}  # noqa: RUF012 (nothing is added)
    words: None = None


@pytest.fixture(autouse=True)
def vectors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "vectors_from_bytes", lambda rows: np.array(list(rows), dtype=np.float32))


def rank(regressor: Card | None = None) -> dict[tuple[str, str, str, str], int]:
    models: Any = Models(Encoder(), regressor)
    rows: list[RankedQuery] = list(queries._rank("set", QUERIES, PICTURES, models))  # type: ignore[arg-type]
    return {(row.scope, row.direction, row.ranking, row.query_key): row.rank for row in rows}


def test_searches_rank_what_may_be_shown_for_what_may_be_asked() -> None:
    found = rank()
    allowed = {key[3]: place for key, place in found.items() if key[:2] == ("allowed", "text to image")}
    assert allowed == {"k1": 2, "k5": 1}
    everything = {key[3]: place for key, place in found.items() if key[:2] == ("all", "text to image")}
    assert everything == {"k1": 3, "k2": 1, "k3": 2, "k5": 1}


def test_pictures_find_the_best_of_their_texts() -> None:
    found = rank()
    allowed = {key[3]: place for key, place in found.items() if key[:2] == ("allowed", "image to text")}
    assert allowed == {"13": 1, "14": 1}
    # "a man" is as near to 13 as "a car", and near 12; texts that tie stand before.
    everything = {key[3]: place for key, place in found.items() if key[:2] == ("all", "image to text")}
    assert everything == {"12": 2, "13": 2, "14": 1}


def test_the_regressor_ranks_only_galleries_of_which_it_saw_nothing() -> None:
    found = rank(Card(b"z" * 32))
    assert found["all", "text to image", "score", "k1"] == 2  # of the reverse order
    assert found["allowed", "text to image", "score", "k1"] == 2
    assert found["all", "text to image", "score", "k5"] == 4
    assert found["all", "text to image", "cosine", "k5"] == 1
    for seen in (Card(), Card(b"z" * 32, b"c" * 32), Card(*(picture.sha256 for picture in PICTURES))):
        assert {key[2] for key in rank(seen)} == {"cosine"}
