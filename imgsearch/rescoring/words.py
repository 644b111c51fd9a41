"""Which words of a query a picture's own captions hold, rare words counting for more.

Vectors of sentences blur what a single word changes, "a red ball" and "a blue ball"; this is what tells them apart.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from importlib.resources import files
from math import log
from threading import Lock
from typing import NamedTuple

import numpy as np

from imgsearch.encoders.protocol import FloatArray

WORD = re.compile(r"[^\W\d_]+|\d+")
RARITY_FILE = "rarity.json"
WORD_FEATURES = (
    "words_best",
    "words_mean",
    "words_of_any",
    "words_best_of_both",
    "words_rarest_missing",
    "words_missing",
)
#: Of the query alone, so they are known of pictures without captions too.
QUERY_FEATURES = ("words_of_query", "words_rarity_of_query")
#: Captions whose words are kept in memory.
REMEMBERED_CAPTIONS = 20_000
#: The stemmer holds the word that it works on.
_STEMMING = Lock()


class Words(NamedTuple):
    """The different words of a text, by their stems."""

    rarity: dict[str, float]
    """stem -> how much it says."""
    total: float


def word_overlap(query: str, captions: Sequence[Sequence[str] | None]) -> FloatArray:
    """Compare a query with the own captions of each of N pictures.

    Shares are of the sum of rarity: of the query's words that the best caption holds, all captions on average, any of
    them; of the words of both texts together; then the rarest word that no caption holds, and the sum of such words.
    The last two columns are the number of the query's words and their mean rarity.

    Args:
        query: an English text; words of other languages are compared as they are written.
        captions: N pictures' own captions; none, or None, where there are none.

    Returns:
        (N, W) float32 in the order of WORD_FEATURES and QUERY_FEATURES; the former NaN where a picture has no captions.
    """
    asked = read_words(query)
    found = np.full((len(captions), len(WORD_FEATURES) + len(QUERY_FEATURES)), np.nan, dtype=np.float32)
    total = asked.total or 1.0
    found[:, len(WORD_FEATURES) :] = len(asked.rarity), asked.total / max(len(asked.rarity), 1)
    for row, texts in enumerate(captions):
        if not texts:
            continue
        held: set[str] = set()
        shared = []
        of_both = 0.0
        for text in texts:
            words = read_words(text)
            both = [stem for stem in asked.rarity if stem in words.rarity]
            held.update(both)
            weight = sum([asked.rarity[stem] for stem in both])
            shared.append(weight)
            of_both = max(of_both, weight / ((asked.total + words.total - weight) or 1.0))
        missing = [rarity for stem, rarity in asked.rarity.items() if stem not in held]
        found[row, : len(WORD_FEATURES)] = (
            max(shared) / total,
            sum(shared) / len(shared) / total,
            sum(asked.rarity[stem] for stem in held) / total,
            of_both,
            max(missing, default=0.0),
            sum(missing),
        )
    return found


@lru_cache(maxsize=REMEMBERED_CAPTIONS)
def read_words(text: str) -> Words:
    """The words of a text."""
    # Sorted, since the last bits of a sum depend on its order.
    rarity = {stem: _rarity(stem) for stem in sorted({stem_word(word) for word in WORD.findall(text.lower())})}
    return Words(rarity, sum(rarity.values()))


@lru_cache(maxsize=REMEMBERED_CAPTIONS)
def stem_word(word: str) -> str:
    """What forms of an English word have in common (Porter 2)."""
    with _STEMMING:
        return _stemmer()(word)


def _rarity(stem: str) -> float:
    pictures, counts = _counts()
    return log((pictures + 1) / (counts.get(stem, 0) + 0.5))


@lru_cache(maxsize=1)
def _stemmer() -> Callable[[str], str]:
    from snowballstemmer.english_stemmer import EnglishStemmer

    found: Callable[[str], str] = EnglishStemmer().stemWord
    return found


@lru_cache(maxsize=1)
def _counts() -> tuple[int, dict[str, int]]:
    """Number of pictures, and stem -> of how many the captions hold it; scripts/count_words.py made it."""
    card = json.loads((files("imgsearch.rescoring") / RARITY_FILE).read_text(encoding="utf-8"))
    return card["pictures"], card["stems"]
