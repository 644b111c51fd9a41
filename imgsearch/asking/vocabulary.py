"""Which English words are words at all, however seldom captions have them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files

from imgsearch.rescoring.words import is_counted, stem_word

#: Shorter ones are as often Russian words in Latin letters, or mistyped ones.
SHORTEST = 4


def is_english(word: str, shortest: int = SHORTEST) -> bool:
    """Whether captions had a word, or the English encoder has it whole in its vocabulary.

    Args:
        word: in any case.
        shortest: letters of the shortest word of which the vocabulary is asked.
    """
    return is_counted(stem_word(word)) or (len(word) >= shortest and is_listed(word))


def is_listed(word: str) -> bool:
    """Whether the English encoder has a word whole, or what it is the plural of."""
    return not _vocabulary().isdisjoint(_singular(word.lower()))


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
