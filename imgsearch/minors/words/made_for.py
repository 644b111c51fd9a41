"""Things that are made for children and seen without them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from imgsearch.minors.words.neighbours import GAP, MAXIMUM_ADJECTIVES, words_before
from imgsearch.minors.words.normal import Word
from imgsearch.minors.words.things import (
    ADJECTIVES,
    CARRIERS,
    CHILDRENS_THINGS,
    MADE_BY,
    PEOPLE,
    RIDES,
    VERBS_TOO,
    WORN,
)

_POSSESSIVE = re.compile(r"\s?'s?|\s's")
_ALL_THINGS = CHILDRENS_THINGS | CARRIERS | WORN | MADE_BY
_BEFORE_NOUN = frozenset({"a", "an", "one", "this", "that", "empty", "no"})


def is_made_for(found: Sequence[Word], index: int, normalized: str) -> bool:
    """Child seat, children's book, an empty baby carriage."""
    word = found[index]
    possessive = _POSSESSIVE.match(normalized, word.end)
    end, place = word.end, index + 1
    if possessive is not None:
        end = possessive.end()
        place += place < len(found) and found[place].end <= end  # the s of 's
    for number, other in enumerate(found[place : place + MAXIMUM_ADJECTIVES + 1]):
        if GAP.fullmatch(normalized, end, other.start) is None:
            return False
        if other.form in _ALL_THINGS:
            after = found[place + number + 1].form if place + number + 1 < len(found) else ""
            return after not in RIDES and _has_no_child(found, index, other.form, normalized, possessive is not None)
        if other.form not in ADJECTIVES:
            return False
        end = other.end
    return False


def _has_no_child(found: Sequence[Word], index: int, thing: str, normalized: str, possessive: bool) -> bool:
    """Whether the thing is seen without whom it is made for."""
    many = _is_plural(found[index].form)
    if thing in CARRIERS:
        return PEOPLE.isdisjoint(word.form for word in found)
    if thing in WORN:
        return possessive and many
    if thing in MADE_BY:
        return possessive
    if possessive or thing not in VERBS_TOO:
        return thing != "food" or possessive or found[index].form in ("baby", "kids", "toddler")
    return not thing.endswith("s") and (not many or _is_noun(found, index, normalized))


def _is_noun(found: Sequence[Word], index: int, normalized: str) -> bool:
    """Whether "kids bike" names a bike: "a kids bike" does, "two kids bike home" does not."""
    if index == 0 and (len(found) == 2 or (len(found) > 2 and found[2].form in ("against", "for"))):
        return True
    return any(form in _BEFORE_NOUN for form in words_before(found, index, normalized, 2))


def _is_plural(form: str) -> bool:
    return form.endswith(("s", "children", "childern"))
