"""What photographs must not be: "trains, no black and white photos", «не чёрно-белые фото поездов», "no b&w"."""

from __future__ import annotations

import re
from functools import lru_cache

from imgsearch.asking.meaning import Place
from imgsearch.asking.only import IN_COLOUR, PALE, SHORT, Only
from imgsearch.asking.requests import PICTURES, PICTURES_RU, SEEN_RU, SHOWING, SOME, SOME_RU
from imgsearch.pictures.palette import BLACK_AND_WHITE

#: What is denied -> the filter that is meant. Every other photograph has colours.
_MEANT = {PALE: "not_colours", IN_COLOUR: "colours"}
_WORDS = r"no|non|not|without|except(?:\s+for)?|excluding|не|без|кроме|исключая"
_NO = rf"(?P<no>{_WORDS})[-\s]+(?:(?:any|an?|the|in|в)\s+)*"
#: One of these is in every such text.
_MARK = re.compile(rf"(?<!\w)(?:(?:{_WORDS})(?!\w)|[-−–]\w)", re.IGNORECASE)


def find_denied_kind(text: str) -> Only | None:
    """The kind of photographs that a text leaves out; None where it leaves none out.

    "Without black and white stripes" says something of what they show: the kind is meant beside photographs, and
    where it is said as it is of photographs alone.

    Args:
        text: as tidy() gives it; what is to be left alone may be blank.
    """
    if not _MARK.search(text):
        return None
    plain = text.lower().replace("ё", "е")
    for kind, name in _MEANT.items():
        for expression in _expressions(kind):
            if found := expression.search(plain):
                begin = found.start() + len(found[0]) - len(found[0].lstrip(" ,"))
                said = text[found.start("no") : found.end("kind")]
                return Only({name: BLACK_AND_WHITE}, Place(begin, found.start() + len(found[0].rstrip(" ,")), said))
    return None


@lru_cache(maxsize=2)
def _expressions(kind: str) -> tuple[re.Pattern[str], ...]:
    """Ways to leave a kind out."""
    said, end = rf"{_NO}(?P<kind>{kind})(?!\w)", r"(?=\s*(?:[,;.]|$))"
    of = rf"(?:\s+{SHOWING}\s+|,?\s+{SEEN_RU}(?=\w)|{end})"
    pictures = rf"(?:{SOME}{PICTURES}|{SOME_RU}{PICTURES_RU})"
    ways = [
        # No black and white photos of trains.
        rf"(?<![^\s,]){said}\s+(?:{PICTURES}|{PICTURES_RU}|ones){of}",
        # Photos that are not black and white.
        rf"(?<![^\s,]){pictures}\s+(?:(?:that|which)\s+are\s+|but\s+|но\s+)?{said}{end}",
        # Trains, not in black and white.
        rf"(?:^|,)\s*(?:but\s+|но\s+|а\s+)?{said}{end}",
        # Trains not in black and white.
        rf"(?<![^\s,])(?:but\s+|но\s+|а\s+)?(?P<no>(?:not\s+in|не\s+в)\s+)(?P<kind>{kind})(?!\w){end}",
    ]
    if kind is PALE:
        # What is never said of a thing.
        ways.append(rf"(?<![^\s,])(?P<no>(?:{_WORDS})\s+|[-−–])(?P<kind>{SHORT})(?!\w)")
    return tuple(map(re.compile, ways))
