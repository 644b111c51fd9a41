"""Words that are spelt like another one, by the groups of three letters that they share."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping

from imgsearch.rescoring.words import is_counted, stem_word

WORD, ANY_WORD = re.compile(r"[^\W\d_]{4,}"), re.compile(r"[^\W\d_]+")
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
    every = {word.lower(): word for value in own for word in ANY_WORD.findall(value)} if unknown else {}
    words = {word: right for word, right in every.items() if WORD.fullmatch(word)}
    marked = _with_marks(text, every)
    found = [(-1.0, marked)] if marked != text else []
    found += [
        (-share, text.replace(word, right, 1))
        for word in unknown
        if word.lower() not in words
        for share, right in _near(word, words.values())
    ]
    return list(dict.fromkeys(other for _, other in sorted(found)))[:MOST_OFFERED]


def _with_marks(text: str, words: Mapping[str, str]) -> str:
    """The text whose words have the marks that the gallery's have: "Sao Paulo" for São Paulo."""
    marked = {_fold(word): right for word, right in words.items() if not word.isascii()}
    return ANY_WORD.sub(lambda match: _mark(match.group(), words, marked), text)


def _mark(word: str, words: Mapping[str, str], marked: Mapping[str, str]) -> str:
    return word if word.lower() in words else marked.get(word.lower(), word)


def _fold(word: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFD", word) if not unicodedata.combining(letter))


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
