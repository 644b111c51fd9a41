"""Russian texts word by word in English, by a list of words and the names of kinds of things.

The encoders know far more English than Russian: a vector of both finds more than either's. docs/search.md has the
figures.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import NamedTuple

from imgsearch.rescoring.words import CYRILLIC, WORD, rarity, stem_word
from imgsearch.spelling import spell

#: English, a tab, Russian words; a name of several words is written with underscores.
WORDS_FILE = "russian_words.tsv"
#: English and Russian names of the kinds that the image tower tells apart.
KINDS_FILE = "training/data/kinds.tsv"
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
    """The one that comes with imgsearch: words first, then names of kinds."""
    lexicon = Lexicon({}, {}, {})
    root = files("imgsearch")
    listed = [line.split("\t") for line in _lines(root / "rescoring" / WORDS_FILE)]
    kinds = [line.split("\t") for line in _lines(root / KINDS_FILE)[1:]]
    # Of several the one that captions have most: sorting keeps the order of the file among equals.
    for english, russian in sorted(listed, key=lambda line: rarity(stem_word(line[0]))):
        for name in russian.split():
            _add(lexicon, english.replace("_", " "), name.replace("_", " "))
    for _, english, russian in kinds:
        for name in russian.split("|"):
            _add(lexicon, english.split("|")[0].lower(), name)
    return lexicon


def _lines(file: Traversable) -> list[str]:
    return file.read_text(encoding="utf-8").splitlines()


def _add(lexicon: Lexicon, english: str, russian: str) -> None:
    words = WORD.findall(spell(russian))
    stems = tuple(map(stem_word, words))
    if len(words) == 1:
        lexicon.words.setdefault(words[0], english)
        lexicon.stems.setdefault(stems[0], english)
    elif words:
        lexicon.names.setdefault(stems, english)
