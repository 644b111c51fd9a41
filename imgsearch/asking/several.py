"""Several photographers in one text, "dogs by Anna Petrova or Lev Orlov": no picture is by both."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import NamedTuple

from imgsearch.asking.any_picture import ANY_PICTURE
from imgsearch.asking.authors import BY, by_before, is_called_after, is_of_others, is_surname
from imgsearch.asking.by_whom import LONGEST
from imgsearch.asking.meaning import ANY_OF, Place
from imgsearch.rescoring.asked import FUNCTION_WORDS, read_query
from imgsearch.rescoring.russian_names import is_given_name
from imgsearch.spelling import fold

_JOINT = re.compile(r"\s+(?:and|&|\+|or|и|или|либо)\s+|\s*,\s+", re.IGNORECASE)
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
    place: Place | None = None
    """Where it says so beside something else, as find_photographer() gives it; None where another may be called so."""


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
        front = before[: len(before) - len(one)]
        start = by_before(front, one)
        if start is None and not _may_be_by(front, one, other):
            continue
        if any(read_query(said).is_person(name) for said in (one, other) for name in persons):
            continue
        if _is_denied(before, start):
            return Several((), None)
        second = behind[len(other) :]
        rest = {word.strip(",:").lower() for word in f"{front} {second}".split()}
        texts = (f"{front}{one}{second}", f"{front}{other}{second}")
        if rest <= _SAYING_NOTHING:
            return Several(texts, (one, other))
        if len(ones) > 1 or len(others) > 1:
            return Several(texts, None)
        end = len(text) - len(second)
        return Several(texts, None, Place(len(front) if start is None else start, end, ANY_OF.join((*ones, *others))))
    return None


def _is_denied(before: str, by: int | None) -> bool:
    """Whether they are not wanted: "not by", "no photos by"; in "dogs without snow by" it is the snow."""
    if by is None:
        return not _DENYING.isdisjoint(before.lower().split())
    words = before[:by].lower().split()
    while words and words[-1] in ANY_PICTURE:
        words.pop()
    return bool(words) and words[-1] in _DENYING


def _may_be_by(front: str, one: str, other: str) -> bool:
    """Whether photographers may be meant where nothing says so."""
    is_else = is_of_others(front) or is_called_after(front)
    return not is_else and _is_surname(one) and _is_surname(other)


def _is_surname(said: str) -> bool:
    """Whether a name is more than a given one, "Anna and Peter" being who is in the picture."""
    return len(said.split()) > 1 or is_surname(fold(said)) or not is_given_name(fold(said))


def _longest(words: list[str], photographers: Collection[str], *, is_last: bool) -> tuple[str, set[str]]:
    """The most words at an end of a text that are a name, and whose it may be."""
    for count in range(min(LONGEST, len(words)), 0, -1):
        said = " ".join(words[-count:] if is_last else words[:count])
        ends = {said.split()[0].lower(), said.split()[-1].lower()}
        if not ends.isdisjoint(FUNCTION_WORDS) or BY.match(f"{said} "):
            continue
        if whose := {name for name in photographers if read_query(said).is_person(name)}:
            return said, whose
    return "", set()
