"""Words that are spelt like another one, by the groups of three letters that they share."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from imgsearch.asking.denial.denying import TRIGGERS
from imgsearch.compounds import write_usual
from imgsearch.rescoring.russian_names import is_like_surname
from imgsearch.rescoring.words import is_counted, stem_word
from imgsearch.spelling import fold

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
    """Words of a text that no caption has and Russian does not know, but "minus" and parts of others, "sun glasses".

    None in a text of many.
    """
    if len(text.split()) > MOST_WORDS:
        return []
    whole = frozenset(WORD.findall(write_usual(text.lower())))
    words = [word for word in WORD.findall(text) if word.lower() not in TRIGGERS and word.lower() in whole]
    return [word for word in words if not is_counted(stem_word(word.lower())) and not _is_russian(word.lower())]


def _is_russian(word: str) -> bool:
    """Whether it is a word as it stands, and no name that looks like one: «белый» is no «Белова»."""
    from imgsearch.asking.mistakes.russian import is_known  # which takes a while

    return not word.isascii() and is_known(word.replace("ё", "е")) and not is_like_surname(word)


class OwnWords:
    """Words of a gallery's own names, of which those that are like another one are found quickly.

    Args:
        values: names, tags and places.
    """

    def __init__(self, values: Iterable[str]) -> None:
        found = {word.lower(): (word, value) for value in values for word in ANY_WORD.findall(value)}
        self.said = {word: value for word, value in found.values()}
        """A word as it is written -> one of the values that have it."""
        self.every = {lower: word for lower, (word, _) in found.items()}
        """In lower case -> as it is written."""
        other = ((lower, word) for lower, word in self.every.items() if not lower.isascii())
        self.marked = {plain: word for lower, word in other if (plain := fold(lower)) != lower}
        """Without its marks -> as it is written."""
        self._long = [word for lower, word in self.every.items() if WORD.fullmatch(lower)]
        padded = [f"{_padded(word)}\n" for word in self._long]
        # All in one array, since looking for three letters there takes a thousandth of the time of looking in each.
        self._codes = _encode("".join(padded))
        self._starts = np.cumsum([0, *map(len, padded)])

    def near(self, word: str) -> Iterator[tuple[float, str]]:
        """Words of four letters or more that share enough with one, and how much."""
        own = trigrams(word)
        # That of the first letter is left out, which thousands of words have; alone it would never be enough.
        telling = own - {_padded(word)[:3]}
        places = (np.flatnonzero(self._codes == _encode(group)[0]) for group in telling)
        holding = [np.unique(np.searchsorted(self._starts, place, side="right")) - 1 for place in places]
        shared = np.bincount(np.concatenate(holding), minlength=1)
        # Nearly all share too little, which is seen sooner than their groups are made; own has four groups at least.
        for number in np.flatnonzero(shared + 1 >= ALIKE * len(own)):
            share = alike(own, trigrams(self._long[number]))
            if share >= ALIKE:
                yield share, self._long[number]


def _encode(text: str) -> npt.NDArray[np.uint32]:
    """(N - 2,) a number for each three letters in a row, hardly ever the same for others."""
    letters = np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32)
    return letters[:-2] * np.uint32(0x9E3779B1) + letters[1:-1] * np.uint32(0x85EBCA6B) + letters[2:]


class Offer(NamedTuple):
    """A text that may have been meant."""

    text: str
    values: tuple[str, ...]
    """The gallery's, whose words it has."""


def likely_texts(text: str, own: OwnWords) -> list[Offer]:
    """The text with its unknown words put right by the words of a gallery, the likeliest first.

    Args:
        text: as it was typed.
        own: of the gallery.
    """
    marked, values = _with_marks(text, own)
    found = [(-1.0, Offer(marked, values))] if marked != text else []
    found += [
        (-share, Offer(text.replace(word, right, 1), (own.said[right],)))
        for word in unknown_words(text)
        if not (word.lower() in own.every and WORD.fullmatch(word.lower())) and word.lower() not in own.marked
        for share, right in own.near(word)
        # Another form of a word finds the same.
        if stem_word(right.lower()) != stem_word(word.lower())
    ]
    offers: dict[str, Offer] = {}
    for _, offer in sorted(found):
        offers.setdefault(offer.text, offer)
    return list(offers.values())[:MOST_OFFERED]


def _with_marks(text: str, own: OwnWords) -> tuple[str, tuple[str, ...]]:
    """The text whose words have the marks that the gallery's have, "Sao Paulo" for São Paulo, and whose those are."""
    values = []

    def mark(match: re.Match[str]) -> str:
        word = match.group()
        right = word if word.lower() in own.every else own.marked.get(word.lower(), word)
        if right != word:
            values.append(own.said[right])
        return right

    return ANY_WORD.sub(mark, text), tuple(values)
