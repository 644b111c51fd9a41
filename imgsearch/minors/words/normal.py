"""Texts as the lexicon compares them."""

from __future__ import annotations

import re
import unicodedata
from itertools import product
from typing import NamedTuple

#: Letters of a word; digits and underscores bound it, as in boy_1.
WORD = re.compile(r"[^\W\d_]+")
#: Letters that look alike in two scripts, in lower case; a word that mixes scripts is read in each of them.
LOOKALIKES = "асеіјорѕухԁԛһкмтнвгпαεικνορτυχɑɡıℓ"
LATIN_LOOKALIKES = "aceijopsyxdqhkmthbrnaeiknoptuxagil"
TO_LATIN = str.maketrans(LOOKALIKES, LATIN_LOOKALIKES)
TO_CYRILLIC = str.maketrans("aceopxykmthbuαεκορχ", "асеорхукмтнвиаекорх")
#: Digits and signs that stand for letters between the letters of a word, as in ch1ld.
SIGNS = {"0": "o", "1": "il", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s", "!": "i"}
DISGUISED = re.compile(r"[^\W\d_](?:[^\W\d_]|[013457@$!])*[^\W\d_]")
#: No word has more of them, and each 1 doubles the readings.
MOST_SIGNS = 6
#: What is written so and is no disguise: a game.
UNDISGUISED = frozenset({"l4d"})
#: Letters, by their category, that are drawn as nothing.
_FILLERS = "\u115f\u1160\u3164\uffa0"
_SHORT_I = ("и\u0306", "й")


class Word(NamedTuple):
    """A word of a text, normalised."""

    form: str
    spellings: tuple[str, ...]
    """The form, and how it reads if letters of the other script stand in it."""
    start: int
    end: int


def normalize(text: str) -> str:
    """Lower case, one spelling for each letter (ё is е), no accents, nothing invisible inside words."""
    spelled = unicodedata.normalize("NFKC", "".join(map(_bound, text)))
    visible = "".join(character for character in spelled if _is_visible(character))
    decomposed = unicodedata.normalize("NFD", visible.casefold()).replace(*_SHORT_I)
    bare = "".join(character for character in decomposed if unicodedata.category(character) != "Mn")
    return unicodedata.normalize("NFC", bare).replace("’", "'")


def _bound(character: str) -> str:
    """A space for signs such as № and ™, whose letters would run into the word beside them."""
    if character.isascii() or character.isalpha():
        return character
    spelled = unicodedata.normalize("NFKC", character)
    return " " if len(spelled) > 1 and any(map(str.isalpha, spelled)) else character


def _is_visible(character: str) -> bool:
    category = unicodedata.category(character)
    hidden = category == "Cf" or character in _FILLERS or (category == "Cc" and not character.isspace())
    return not hidden


def words(normalized: str) -> list[Word]:
    """Words of a normalised text with their places in it."""
    return [Word(match.group(), _spellings(match.group()), *match.span()) for match in WORD.finditer(normalized)]


def disguised_words(normalized: str) -> list[Word]:
    """Words between whose letters digits or signs stand for others; the first and the last letter are letters.

    Their form is as it stands in the text, the spellings are what it can be read as.
    """
    return [
        Word(form, spellings, *match.span())
        for match in DISGUISED.finditer(normalized)
        if (form := match.group()) not in UNDISGUISED and (spellings := _readings(form))
    ]


def is_cyrillic(letter: str) -> bool:
    """Whether a letter belongs to the Cyrillic blocks."""
    return "\u0400" <= letter <= "\u052f"


def _spellings(word: str) -> tuple[str, ...]:
    if word.isascii() or all(map(is_cyrillic, word)):
        return (word,)
    return (word, word.translate(TO_LATIN), word.translate(TO_CYRILLIC))


def _readings(form: str) -> tuple[str, ...]:
    if not 0 < sum(character in SIGNS for character in form) <= MOST_SIGNS:
        return ()
    readings = map("".join, product(*(SIGNS.get(character, character) for character in form)))
    return tuple(spelling for reading in readings for spelling in _spellings(reading))
