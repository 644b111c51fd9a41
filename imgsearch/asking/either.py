"""Either of some things: "dog or cat", «кошка или собака на диване». Each is looked for: no picture shows "or"."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from imgsearch.asking.colours import is_colour
from imgsearch.asking.denial.denying import DETERMINERS, PREPOSITIONS
from imgsearch.asking.numbers import ENGLISH, GENITIVE, RUSSIAN
from imgsearch.rescoring.asked import FUNCTION_WORDS
from imgsearch.spelling import fold

#: Things that are looked for.
MOST = 4
#: Words of a text of which a part is shared; in longer ones it is hard to tell what belongs to which.
LONGEST = 8
_WORD = r"[^\W\d_]+(?:['’-][^\W\d_]+)*"
_WORDS = rf"{_WORD}(?:\s{_WORD})?"
_OR = r"(?:or|или|либо)"
_EITHER = rf"(?:either\s+|либо\s+|или\s+)?(?P<first>{_WORDS}(?:\s?,\s{_WORDS})*),?\s+{_OR}\s+(?P<last>{_WORDS})"
_SLASH = re.compile(r"(?<!\S)([^\W\d_]{3,})/([^\W\d_]{3,})(?!\S)|(?<=\s)(?:and|и)/(?=(?:or|или)\s)", re.IGNORECASE)
_ARTICLE = re.compile(r"^(?:an?|the)\s+", re.IGNORECASE)
#: What begins what both share, or the second of two. By whom something is may be somebody's name.
_PREPOSITION = rf"(?:{'|'.join(sorted(PREPOSITIONS - {'by'}))})"
_PLAIN = r"""(?:[^"'’«»“”„,;:.!?/()]|(?<=\w)['’](?=\w))+"""
_JOINT = re.compile(rf"(?<!\S){_OR}(?!\S)", re.IGNORECASE)
#: What stands in front of a thing that both share, or belongs to a saying.
_NOT_THINGS = frozenset(
    "more less fewer now never sooner later so not all nothing rain dead trick treat do whether hit make win lose "
    "big small large little young old new male female tall short left right black white wet dry happy sad "
    "более менее рано поздно тот другой все ничего пан быть сейчас никогда".split()
)
_ADJECTIVE_RU = re.compile(r".+(?:ый|ий|ая|яя|ое|ее|ые|ие|ого|его|ую|юю|ых|их)")


def find_either(text: str) -> list[str]:
    """The texts of which a text asks for any; none where it asks for one, or where it is not sure what they share.

    Args:
        text: what is wanted.
    """
    said = _SLASH.sub(_say_or, " ".join(text.split()).strip(" ?!."))
    if not _JOINT.search(said):
        return []
    forms = _forms()
    if (found := forms.whole.fullmatch(said)) and (things := _things(found)):
        return things
    if len(said.split()) > LONGEST or len(_JOINT.findall(said)) != 1:
        return []
    if found := forms.coloured.fullmatch(said):
        colours = found["first"], found["last"]
        if all(is_colour(fold(colour)) for colour in colours) and _is_shared(found["behind"]):
            return [f"{found['before']}{colour}{found['behind']}" for colour in colours]
    if found := forms.before.fullmatch(said):
        return [f"{thing}{found['rest']}" for thing in _things(found)]
    if (found := forms.behind.fullmatch(said)) and _things(found):
        how, other = found["how"], found["other"]
        if not other and how.strip().lower() == "of" and _has_article(found["last"]) > _has_article(found["first"]):
            # "A cup of coffee or an astronaut": what has an article is beside the cup, not in it.
            return [f"{found['rest']}{how}{found['first']}", found["last"]]
        return [f"{found['rest']}{how}{found['first']}", f"{found['rest']}{other or how}{found['last']}"]
    return []


class _Forms(NamedTuple):
    """In which either of some things is asked for."""

    whole: re.Pattern[str]
    before: re.Pattern[str]
    """"Cat or dog on a sofa"."""
    behind: re.Pattern[str]
    """"Dog with a ball or a stick", "dog in the snow or on the beach"."""
    coloured: re.Pattern[str]


@lru_cache(maxsize=1)
def _forms() -> _Forms:
    """Made where a text has an "or"."""
    some = rf"(?:(?:an?|the)\s)?{_WORDS}"
    sources = (
        _EITHER,
        rf"{_EITHER}(?P<rest>\s+{_PREPOSITION}\s{_PLAIN})",
        rf"(?P<rest>{_PLAIN}?\s)(?P<how>{_PREPOSITION}\s)(?P<first>{some})\s{_OR}\s"
        rf"(?P<other>{_PREPOSITION}\s)?(?P<last>{some})",
        rf"(?P<before>(?:{_PLAIN}\s)?)(?P<first>[\w-]+)\s{_OR}\s(?P<last>[\w-]+)(?P<behind>\s{_PLAIN})",
    )
    return _Forms(*(re.compile(source, re.IGNORECASE) for source in sources))


def _has_article(thing: str) -> bool:
    return _ARTICLE.match(thing) is not None


def _say_or(match: re.Match[str]) -> str:
    return f"{match[1]} or {match[2]}" if match[1] else ""


def _is_shared(behind: str) -> bool:
    """Whether a thing follows two colours of it."""
    return behind.split()[0].lower() not in PREPOSITIONS


def _things(found: re.Match[str]) -> list[str]:
    """The things that are named, without articles; none where they are none, or not alike."""
    things = [_ARTICLE.sub("", each.strip()) for each in (*found["first"].split(","), found["last"])]
    words = [fold(thing).split() for thing in things]
    is_alike = len(things) <= MOST and len({len(each) for each in words}) == 1
    return things if is_alike and all(map(_is_thing, words)) else []


def _is_thing(words: list[str]) -> bool:
    last = words[-1]
    is_other = last in _NOT_THINGS or is_colour(last) or last in (*ENGLISH, *RUSSIAN, *GENITIVE, *DETERMINERS)
    return not is_other and not _ADJECTIVE_RU.fullmatch(last) and FUNCTION_WORDS.isdisjoint(words)
