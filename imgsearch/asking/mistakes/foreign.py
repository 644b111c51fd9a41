"""Single words in a language of Latin letters other than English: "perro", "hund", "coche rojo"."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import files

from imgsearch.rescoring import bilingual
from imgsearch.rescoring.words import is_counted, stem_word
from imgsearch.spelling import fold

MOST_WORDS = 3
#: Letters of the longest word; what is shorter is mostly a sign or a slip of the fingers.
SHORTEST = 3
#: What photographs mostly show, in eight languages; a word that means two things in them is the earlier column's.
FILE = "foreign_words.tsv"
_LATIN_WORD = re.compile("[A-Za-z\u00c0-\u024f]+")
_WITHOUT_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


def may_be_foreign(text: str) -> bool:
    """Whether a text may be in a language other than English that has Latin letters: few words, none of them known.

    Which language it is cannot be told from a word or two, nor whether it is one at all: names and brands look the
    same. Only what is then found can tell.
    """
    words = text.lower().split()
    if not 0 < len(words) <= MOST_WORDS or max(map(len, words)) < SHORTEST:
        return False
    return all(not _is_known(word) and (_LATIN_WORD.fullmatch(word) or listed_meaning(word)) for word in words)


def listed_meaning(text: str) -> str | None:
    """What a word, or all of a text, is in English by the list of words; also where its marks are left out."""
    typed = " ".join(text.lower().split())
    exact, plain = _listed()
    return exact.get(typed) or plain.get(fold(typed))


def is_spelt_as_listed(word: str) -> bool:
    """Whether a word is listed with the marks that it has."""
    return word.lower() in _listed()[0]


def is_all_listed(text: str) -> bool:
    """Whether a text is listed, or each of its words."""
    return listed_meaning(text) is not None or all(listed_meaning(word) is not None for word in text.split())


@lru_cache(maxsize=1)
def _listed() -> tuple[dict[str, str], dict[str, str]]:
    """Words as they are spelt, and without marks."""
    exact, plain = dict[str, str](), dict[str, str]()
    _, *lines = (files("imgsearch.asking.mistakes") / FILE).read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines]
    for column in range(1, len(rows[0])):
        for row in rows:
            for word in row[column].split(","):
                exact.setdefault(word, row[0])
                for other in (fold(word), word.translate(_WITHOUT_UMLAUTS)):
                    plain.setdefault(other, row[0])
    return exact, plain


def _is_known(word: str) -> bool:
    stem = stem_word(word)
    return is_counted(stem) or (word.isascii() and bilingual.is_listed(stem))
