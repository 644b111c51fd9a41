"""Single words in a language of Latin letters other than English: "perro", "hund", "coche rojo"."""

from __future__ import annotations

import re

from imgsearch.rescoring import bilingual
from imgsearch.rescoring.words import is_counted, stem_word

MOST_WORDS = 3
#: Letters of the longest word; what is shorter is mostly a sign or a slip of the fingers.
SHORTEST = 3
_LATIN_WORD = re.compile("[A-Za-z\u00c0-\u024f]+")


def may_be_foreign(text: str) -> bool:
    """Whether a text may be in a language other than English that has Latin letters: few words, none of them known.

    Which language it is cannot be told from a word or two, nor whether it is one at all: names and brands look the
    same. Only what is then found can tell.
    """
    words = text.lower().split()
    if not 0 < len(words) <= MOST_WORDS or max(map(len, words)) < SHORTEST:
        return False
    return all(_LATIN_WORD.fullmatch(word) and not _is_known(word) for word in words)


def _is_known(word: str) -> bool:
    stem = stem_word(word)
    return is_counted(stem) or (word.isascii() and bilingual.is_listed(stem))
