"""Which English words are words at all, however seldom captions have them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files

from imgsearch.rescoring import bilingual
from imgsearch.rescoring.words import is_counted, stem_word

#: Shorter ones are as often Russian words in Latin letters, or mistyped ones.
SHORTEST = 4
#: What words end with behind what the stemmer leaves of them, with or without their last letter twice.
_ENDING = re.compile(
    "e|e?(?:s|es|ings?|e?d|e?ers?|ors?|e?ly|fully|ably|ively|ally|y|ies|ied|iest|ier|est|ists?|als?|ic|ians?|ity|ness|"
    "ments?|ables?|ibles?|ful|less|ish|ions?|ations?|en|ened|ening|wards?|like)"
)


def is_english(word: str, shortest: int = SHORTEST) -> bool:
    """Whether captions had a word, Russian has one for it, or the English encoder has it whole in its vocabulary.

    Args:
        word: in any case.
        shortest: letters of the shortest word of which the vocabulary is asked.
    """
    stem = stem_word(word)
    if len(word) >= shortest and is_listed(word):
        return True
    if not is_counted(stem) and not (word.isascii() and bilingual.is_listed(stem)):
        return False
    # "Elephent" has the stem of an elephant.
    return _ends_as_a_word(word.lower(), stem) or stem not in _stems_of_things()


def _ends_as_a_word(word: str, stem: str) -> bool:
    """Whether what follows a stem is a usual ending, or the stem is no beginning of the word; "bridg" lacks its own."""
    if not word.startswith(stem) or word == stem:
        return word != stem or len(word) <= SHORTEST or f"{word}e" not in _vocabulary()
    return _ENDING.fullmatch(word.removeprefix(stem).removeprefix(stem[-1:])) is not None


def is_listed(word: str) -> bool:
    """Whether the English encoder has a word whole, or what it is the plural of."""
    return not _vocabulary().isdisjoint(_singular(word.lower()))


@lru_cache(maxsize=1)
def things() -> dict[str, list[str]]:
    """By their first letter, the words that the English encoder has whole and Russian has a word for."""
    found = defaultdict[str, list[str]](list)
    for word in _vocabulary():
        if len(word) >= SHORTEST and word.isascii() and word.isalpha() and bilingual.is_listed(stem_word(word)):
            found[word[0]].append(word)
    return found


@lru_cache(maxsize=1)
def _stems_of_things() -> frozenset[str]:
    return frozenset(stem_word(word) for words in things().values() for word in words)


def _singular(word: str) -> Iterator[str]:
    yield word
    for ending, other in (("ies", "y"), ("es", ""), ("s", "")):
        if word.endswith(ending) and len(word) - len(ending) + len(other) >= SHORTEST:
            yield word.removesuffix(ending) + other


@lru_cache(maxsize=1)
def _vocabulary() -> frozenset[str]:
    """MiniLM's; parts of words begin with signs there, and are never asked for."""
    file = files("imgsearch.encoders") / "minilm_l6" / "vocab.txt"
    return frozenset(file.read_text(encoding="utf-8").split("\n"))
