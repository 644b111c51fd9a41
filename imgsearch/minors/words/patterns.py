"""What patterns of the lexicon share: what may stand between words, a place in a text, and when to look at all."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

#: Between the words of a phrase.
GAP = r"[\s\-\u2010\u2013\u2014\ue000]"
#: A pattern is tried where a word of the text begins with these letters of one of its words.
TRIGGER_LETTERS = 3


class Phrase(NamedTuple):
    """A place in a normalised text."""

    lemma: str
    form: str
    start: int
    end: int
    language: str


@dataclass(frozen=True)
class Pattern:
    """A phrase to look for."""

    lemma: str
    language: str
    triggers: frozenset[str]
    expression: str

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        """Made when a text may hold it: all of them would take longer than a query does otherwise."""
        return re.compile(self.expression)


class Patterns:
    """Phrases by the words that tell of them: a text is compared with those alone that it may hold."""

    def __init__(self, patterns: Iterable[Pattern]) -> None:
        self.all = tuple(patterns)
        self._numbers: dict[str, list[int]] = defaultdict(list)
        for number, pattern in enumerate(self.all):
            for trigger in pattern.triggers:
                self._numbers[trigger].append(number)

    def tried(self, beginnings: Collection[str]) -> list[Pattern]:
        """Those that a text with words that begin so may hold, in their order."""
        known = self._numbers.keys() & beginnings
        return [self.all[number] for number in sorted({each for key in known for each in self._numbers[key]})]


def make_pattern(lemma: str, language: str, triggers: str, pattern: str) -> Pattern:
    """A phrase, bounded as words are.

    Args:
        lemma: that evidence names.
        language: of the phrase.
        triggers: words one of which every match holds, or their first three letters.
        pattern: a regular expression; a space in it is any gap, optional where a question mark follows.
    """
    spaced = pattern.replace(" ?", f"{GAP}?").replace(" *", f"{GAP}*").replace(" ", f"{GAP}+")
    first = frozenset(trigger[:TRIGGER_LETTERS] for trigger in triggers.split())
    return Pattern(lemma, language, first, rf"(?<!\w)(?:{spaced})(?!\w)")
