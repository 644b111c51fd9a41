"""Words that are spelt like another one, by the groups of three letters that they share."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator

from imgsearch.rescoring.words import is_counted, stem_word

WORD = re.compile(r"[^\W\d_]{4,}")
#: Share of the groups of three letters of two words that both have, from which on one may be the other, misspelt.
ALIKE = 0.3
#: Texts that are offered.
MOST_OFFERED = 3
#: In a longer text one word says little.
MOST_WORDS = 12


def trigrams(word: str) -> frozenset[str]:
    """Groups of three letters of a word, with two spaces before it and one behind, as PostgreSQL's pg_trgm has them."""
    padded = _padded(word)
    return frozenset(padded[place : place + 3] for place in range(len(padded) - 2))


def _padded(word: str) -> str:
    return f"  {word.lower()} "


def alike(one: frozenset[str], other: frozenset[str]) -> float:
    """Share of the groups of either that both have."""
    return len(one & other) / len(one | other)


def unknown_words(text: str) -> list[str]:
    """Words of a text that no caption has; none in a text of many."""
    if len(text.split()) > MOST_WORDS:
        return []
    return [word for word in WORD.findall(text) if not is_counted(stem_word(word.lower()))]


def likely_texts(text: str, own: Iterable[str]) -> list[str]:
    """The text with its unknown words put right by the words of a gallery, the likeliest first.

    Args:
        text: as it was typed.
        own: names, tags and places of the gallery.
    """
    unknown = unknown_words(text)
    words = {word.lower(): word for value in own for word in WORD.findall(value)} if unknown else {}
    found = [
        (-share, text.replace(word, right, 1))
        for word in unknown
        if word.lower() not in words
        for share, right in _near(word, words.values())
    ]
    return list(dict.fromkeys(other for _, other in sorted(found)))[:MOST_OFFERED]


def _near(word: str, words: Collection[str]) -> Iterator[tuple[float, str]]:
    own = trigrams(word)
    least = ALIKE * len(own)
    for other in words:
        padded = _padded(other)
        # Nearly all words share too little with any other one, which is seen sooner than their groups are made.
        if len([group for group in own if group in padded]) < least:
            continue
        share = alike(own, trigrams(other))
        if share >= ALIKE:
            yield share, other
