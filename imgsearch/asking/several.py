"""Several photographers in one text, "dogs by Anna Petrova or Lev Orlov": no picture is by both."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import NamedTuple

from imgsearch.asking.authors import BY
from imgsearch.asking.by_whom import LONGEST
from imgsearch.asking.read import ANY_PICTURE
from imgsearch.rescoring.asked import read_query

_JOINT = re.compile(r"\s+(?:and|&|or|и|или|либо)\s+|\s*,\s+", re.IGNORECASE)
#: Neither of them is wanted.
_DENYING = frozenset("but not no except excluding without minus neither не кроме без исключая помимо".split())
#: What may stand beside names of whose pictures all are asked for.
_SAYING_NOTHING = ANY_PICTURE.union(
    "by from of photographer photographers author фотограф фотографы автор авторы от".split()
)


class Several(NamedTuple):
    """Two photographers of a text."""

    texts: tuple[str, ...]
    """The text with each of them alone; none where they are not wanted."""
    names: tuple[str, str] | None
    """As they are typed, where it says nothing else."""


def find_several(text: str, photographers: Collection[str], persons: Collection[str]) -> Several | None:
    """Two photographers who are named beside each other; None where it is one, or people in pictures may be meant.

    Args:
        text: tidy.
        photographers: names that have a word of it.
        persons: names of people in pictures that do.
    """
    for joint in _JOINT.finditer(text):
        by = BY.match(text, joint.end())
        before, behind = text[: joint.start()], text[by.end() if by else joint.end() :]
        one, ones = _longest(before.split(), photographers, is_last=True)
        other, others = _longest(behind.split(), photographers, is_last=False)
        if not ones or not others or ones & others:
            continue
        if any(read_query(said).is_person(name) for said in (one, other) for name in persons):
            continue
        if not _DENYING.isdisjoint(before.lower().split()):
            return Several((), None)
        first, second = before[: len(before) - len(one)], behind[len(other) :]
        rest = {word.strip(",:").lower() for word in f"{first} {second}".split()}
        texts = (f"{first}{one}{second}", f"{first}{other}{second}")
        return Several(texts, (one, other) if rest <= _SAYING_NOTHING else None)
    return None


def _longest(words: list[str], photographers: Collection[str], *, is_last: bool) -> tuple[str, set[str]]:
    """The most words at an end of a text that are a name, and whose it may be."""
    for count in range(min(LONGEST, len(words)), 0, -1):
        said = " ".join(words[-count:] if is_last else words[:count])
        if not BY.match(f"{said} ") and (whose := {name for name in photographers if read_query(said).is_person(name)}):
            return said, whose
    return "", set()
