"""Russian texts word by word in English, by a list of words and the names of kinds of things.

The encoders know far more English than Russian: a vector of both finds more than either's. docs/matching.md has the
figures.
"""

from __future__ import annotations

import json
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

from imgsearch.rescoring.words import CYRILLIC, WORD, stem_word
from imgsearch.spelling import spell

FILE = "russian.json"
#: Words in one name.
LONGEST = 5


class English(NamedTuple):
    """What a Russian text says in English."""

    text: str
    """Word by word, without those that are not listed."""
    share: float
    """Of its words that are listed, 0..1."""

    @property
    def is_whole(self) -> bool:
        """Whether no word is missing."""
        return self.share == 1


class Lexicon(NamedTuple):
    """English by what is said in Russian."""

    words: dict[str, str]
    """By a word as it is written; of several the one that captions have most."""
    stems: dict[str, str]
    """By the stem of a word."""
    names: dict[tuple[str, ...], str]
    """By the stems of the words of a name."""
    counted: dict[str, str]
    """Stem of a Russian word -> of the most frequent English one that captions have."""


def read_russian(text: str) -> English:
    """Put a text into English, word by word: words in other than Russian letters stay as they are."""
    lexicon = russian_lexicon()
    words = WORD.findall(spell(text))
    stems = tuple(map(stem_word, words))
    said: list[str] = []
    first = known = 0
    while first < len(words):
        count, english = _read_one(lexicon, words, stems, first)
        if english is not None:
            said.append(english)
            known += count
        first += count
    return English(" ".join(said), known / max(len(words), 1))


def _read_one(lexicon: Lexicon, words: list[str], stems: tuple[str, ...], first: int) -> tuple[int, str | None]:
    """How many words are read, and what they say; None where they are not listed."""
    for count in range(min(LONGEST, len(words) - first), 1, -1):
        if (english := lexicon.names.get(stems[first : first + count])) is not None:
            return count, english
    word = words[first]
    if not CYRILLIC.search(word):
        return 1, word
    return 1, lexicon.words.get(word, lexicon.stems.get(stems[first]))


@lru_cache(maxsize=1)
def russian_lexicon() -> Lexicon:
    """The one that comes with imgsearch, which scripts/compile_russian.py made: words first, then names of kinds."""
    compiled = json.loads((files("imgsearch.rescoring") / FILE).read_text(encoding="utf-8"))
    names = {tuple(stems.split()): english for stems, english in compiled["names"].items()}
    return Lexicon(compiled["words"], compiled["stems"], names, compiled["counted"])
