"""Texts as the lexicon compares them."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

#: Letters of a word; digits and underscores bound it, as in boy_1.
WORD = re.compile(r"[^\W\d_]+")
#: Letters that look alike in the two scripts, in lower case; a word that mixes scripts is read in each of them.
CYRILLIC_LOOKALIKES = "асеіјорѕухԁԛһкмтнвгп"
LATIN_LOOKALIKES = "aceijopsyxdqhkmthbrn"
TO_LATIN = str.maketrans(CYRILLIC_LOOKALIKES, LATIN_LOOKALIKES)
TO_CYRILLIC = str.maketrans("aceopxykmthbu", "асеорхукмтнви")
_ACUTE_AND_GRAVE = dict.fromkeys((0x0300, 0x0301))


class Word(NamedTuple):
    """A word of a text, normalised."""

    form: str
    spellings: tuple[str, ...]
    """The form, and how it reads if letters of the other script stand in it."""
    start: int
    end: int


def normalize(text: str) -> str:
    """Lower case, one spelling for each letter (ё is е), no stress marks, nothing invisible inside words."""
    visible = "".join(
        character for character in unicodedata.normalize("NFKC", text) if unicodedata.category(character) != "Cf"
    )
    folded = unicodedata.normalize("NFC", visible).casefold().translate(_ACUTE_AND_GRAVE)
    return folded.replace("ё", "е").replace("’", "'")


def words(normalized: str) -> list[Word]:
    """Words of a normalised text with their places in it."""
    return [Word(match.group(), _spellings(match.group()), *match.span()) for match in WORD.finditer(normalized)]


def is_cyrillic(letter: str) -> bool:
    """Whether a letter belongs to the Cyrillic blocks."""
    return "\u0400" <= letter <= "\u052f"


def _spellings(word: str) -> tuple[str, ...]:
    if word.isascii() or all(map(is_cyrillic, word)):
        return (word,)
    return (word, word.translate(TO_LATIN), word.translate(TO_CYRILLIC))
