"""Either of some things: "dog or cat", «кошка, собака или лошадь». Each is looked for, since no picture shows "or"."""

from __future__ import annotations

import re

from imgsearch.asking.colours import is_colour
from imgsearch.asking.numbers import ENGLISH, GENITIVE, RUSSIAN
from imgsearch.rescoring.asked import FUNCTION_WORDS
from imgsearch.spelling import fold

#: Things that are looked for.
MOST = 4
_WORDS = r"[^\W\d_]+(?:\s[^\W\d_]+)?"
_EITHER = re.compile(
    rf"(?:either\s+|либо\s+|или\s+)?(?P<first>{_WORDS}(?:\s?,\s{_WORDS})*),?\s+(?P<or>or|или|либо)\s+(?P<last>{_WORDS})",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"(?:an?|the)\s+", re.IGNORECASE)
#: What stands in front of a thing that both share, or belongs to a saying.
_NOT_THINGS = frozenset(
    "more less fewer now never sooner later so not all nothing rain dead trick treat do whether hit make win lose "
    "big small large little young old new male female tall short left right black white wet dry happy sad "
    "более менее рано поздно тот другой все ничего пан быть сейчас никогда".split()
)
_ADJECTIVE_RU = re.compile(r".+(?:ый|ий|ая|яя|ое|ее|ые|ие|ого|его|ую|юю|ых|их)")


def find_either(text: str) -> list[str]:
    """The things of which a text asks for any; none where it asks for one, or where it is not sure what they share.

    Args:
        text: what is wanted; it says nothing else, as in "black or white dog" and "a cat or a dog on a sofa" it does.
    """
    found = _EITHER.fullmatch(" ".join(text.split()).strip(" ?!."))
    if found is None:
        return []
    things = [_ARTICLE.sub("", each.strip(), count=1) for each in (*found["first"].split(","), found["last"])]
    words = [fold(thing).split() for thing in things]
    if len(things) > MOST or len({len(each) for each in words}) > 1 or not all(map(_is_thing, words)):
        return []
    return things


def _is_thing(words: list[str]) -> bool:
    last = words[-1]
    is_other = last in _NOT_THINGS or is_colour(last) or last in (*ENGLISH, *RUSSIAN, *GENITIVE)
    return not is_other and not _ADJECTIVE_RU.fullmatch(last) and FUNCTION_WORDS.isdisjoint(words)
