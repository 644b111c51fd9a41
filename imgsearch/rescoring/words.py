"""Which words of a query a picture's own captions hold, rare words counting for more.

Vectors of sentences blur what a single word changes, "a red ball" and "a blue ball"; this is what tells them apart.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from itertools import chain
from math import log
from threading import Lock
from typing import NamedTuple

import numpy as np

from imgsearch.british import same_words
from imgsearch.compounds import in_parts, is_usual, write_usual
from imgsearch.encoders.protocol import FloatArray

WORD = re.compile(r"[^\W\d_]+|\d+")
CYRILLIC = re.compile("[а-яё]")
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
#: The same, of all captions of one picture.
REMEMBERED_PICTURES = 4_096
#: In place of a sum of rarity over no words.
SMALLEST = 1e-9
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
    stems, weights = list(asked.rarity), np.array(list(asked.rarity.values()))
    found = np.full((len(captions), len(WORD_FEATURES) + len(QUERY_FEATURES)), np.nan, dtype=np.float32)
    found[:, len(WORD_FEATURES) :] = len(stems), asked.total / max(len(stems), 1)
    rows = [row for row, texts in enumerate(captions) if texts]
    if not rows:
        return found
    own = [_read_captions(tuple(captions[row] or ())) for row in rows]
    said, totals = (list(chain.from_iterable(each)) for each in zip(*own, strict=True))
    holds = np.array([[stem in each for each in said] for stem in stems], dtype=np.bool_)
    holds = np.ascontiguousarray(holds.reshape(len(stems), len(said)).T)
    shared = holds @ weights
    of_both = shared / np.maximum(asked.total + np.array(totals) - shared, SMALLEST)
    count = np.array([len(each[1]) for each in own])
    first = np.cumsum(count) - count
    held = np.logical_or.reduceat(holds, first, axis=0)
    missing = np.where(held, 0.0, weights)
    total = max(asked.total, SMALLEST)
    found[rows, : len(WORD_FEATURES)] = np.stack(
        [
            np.maximum.reduceat(shared, first) / total,
            np.add.reduceat(shared, first) / count / total,
            held @ weights / total,
            np.maximum.reduceat(of_both, first),
            missing.max(axis=1, initial=0.0),
            missing.sum(axis=1),
        ],
        axis=1,
    )
    return found


@lru_cache(maxsize=REMEMBERED_PICTURES)
def _read_captions(captions: tuple[str, ...]) -> tuple[list[dict[str, float]], list[float]]:
    """Words of each of one picture's captions, and how much they say together."""
    words = list(map(read_words, captions))
    return [each.rarity for each in words], [each.total for each in words]


@lru_cache(maxsize=REMEMBERED_CAPTIONS)
def read_words(text: str) -> Words:
    """The words of a text."""
    # Sorted, since the last bits of a sum depend on its order.
    weights = {stem: rarity(stem) for stem in sorted(set(map(stem_word, split_words(text))))}
    return Words(weights, sum(weights.values()))


def split_words(text: str) -> list[str]:
    """The words of a text in their order, in lower case, ё as е, compounds as captions mostly write them."""
    plain = text.lower().replace("ё", "е")
    words = WORD.findall(plain)
    return words if is_usual(words) else WORD.findall(write_usual(plain))


@lru_cache(maxsize=REMEMBERED_CAPTIONS)
def stem_word(word: str) -> str:
    """What forms of an English word have in common (Porter 2), or of a Russian one (Snowball).

    Of a British word it is what forms of the American one have in common.
    """
    return _american().get(stem := _stem(word), stem)


def stems_alike(stem: str) -> list[str]:
    """The stems, as a full-text index has them, that stem_word() takes for one with this one; itself among them."""
    american = _american()
    same = american.get(stem, stem)
    return [same, *sorted(british for british, other in american.items() if other == same)]


def stems_apart(stem: str) -> list[tuple[str, str]]:
    """The stems, as a full-text index has them, of pairs of words that some write in its place; of most none."""
    return _apart().get(stem, [])


def is_russian(text: str) -> bool:
    """Whether a text has Russian letters; most texts have none but ASCII, which is known of them without looking."""
    return not text.isascii() and CYRILLIC.search(text) is not None


def is_counted(stem: str) -> bool:
    """Whether the captions from which rarity was counted hold an English word, given its stem."""
    return stem in _counts()[1]


def stems() -> Mapping[str, int]:
    """Each counted word's stem and in how many pictures' captions it stands."""
    return _counts()[1]


def rarity(stem: str) -> float:
    """How much a word says, given its stem: the rarer in captions the more, one that they never had the most."""
    pictures, counts = _counts()
    return log((pictures + 1) / (counts.get(stem, 0) + 0.5))


def _stem(word: str) -> str:
    with _STEMMING:
        return _stemmer("russian" if CYRILLIC.search(word) else "english")(word)


@lru_cache(maxsize=1)
def _american() -> dict[str, str]:
    """Stem of a British word -> of the American one, where they differ."""
    stems = {_stem(british): _stem(american) for british, american in same_words().items()}
    return {british: american for british, american in stems.items() if british != american}


@lru_cache(maxsize=1)
def _apart() -> dict[str, list[tuple[str, str]]]:
    """Stem of a compound word -> of its two parts, of none whose part says the same, such as "smart phone"."""
    apart = dict[str, list[tuple[str, str]]]()
    for word, (first, second) in in_parts().items():
        stem, parts = stem_word(word), (_stem(first), _stem(second))
        if stem not in parts and parts not in (known := apart.setdefault(stem, [])):
            known.append(parts)
    return apart


@lru_cache(maxsize=2)
def _stemmer(language: str) -> Callable[[str], str]:
    from Stemmer import Stemmer

    found: Callable[[str], str] = Stemmer(language).stemWord
    return found


@lru_cache(maxsize=1)
def _counts() -> tuple[int, dict[str, int]]:
    """Number of pictures, and stem -> of how many the captions hold it; scripts/count_words.py made it."""
    card = json.loads((files("imgsearch.rescoring") / RARITY_FILE).read_text(encoding="utf-8"))
    return card["pictures"], card["stems"]
