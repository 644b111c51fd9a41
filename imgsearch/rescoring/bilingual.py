"""What words of a title or a tag say in the other language: «осень» is found by "autumn", "autumn" by «осень».

Encoders read sentences in both languages. Titles and tags are looked up by their words alone.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

from imgsearch.rescoring.words import CYRILLIC

#: Written by scripts/compile_russian.py: the stems of a word or a name, and those of what says the same.
TO_RUSSIAN, TO_ENGLISH = "to_russian.json", "to_english.json"
#: Words in one name.
LONGEST = 5
Stems = tuple[str, ...]


class Group(NamedTuple):
    """A word of a query, or several that are one name, by their stems."""

    stems: Stems
    others: tuple[Stems, ...]
    """What says the same in the other language: each is a word, or all words of a name."""


def in_other_language(stems: Sequence[str]) -> list[Group]:
    """The words and names of a query that can be said in the other language; words may be in several of them.

    Args:
        stems: of the query's words in their order.
    """
    groups: list[Group] = []
    for first in range(len(stems)):
        said = _said_like(stems[first])
        for last in range(first + 1, min(first + LONGEST, len(stems)) + 1):
            if others := said.get(" ".join(stems[first:last])):
                alike = tuple(tuple(other.split()) for other in others.split("|"))
                groups.append(Group(tuple(stems[first:last]), alike))
    return groups


def is_listed(stem: str) -> bool:
    """Whether a word means a thing that the other language has a word for; else it may be a name."""
    return stem in _said_like(stem)


def _said_like(stem: str) -> dict[str, str]:
    return _said(TO_ENGLISH if CYRILLIC.search(stem) else TO_RUSSIAN)


@lru_cache(maxsize=2)
def _said(file: str) -> dict[str, str]:
    """Stems of one language -> those of the other, with bars between what says the same."""
    said: dict[str, str] = json.loads((files("imgsearch.rescoring") / file).read_text(encoding="utf-8"))
    return said
