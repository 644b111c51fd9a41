"""What a photograph must be, whatever it shows: "black and white photos of trains", "vertical picture of a tree"."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from imgsearch.asking.meaning import Place
from imgsearch.asking.requests import (
    JOINED_RU,
    PART_OF_SCENE,
    PICTURES,
    PICTURES_RU,
    SEEN_RU,
    SHOWING,
    SOME,
    SOME_RU,
    VERB,
    VERB_RU,
)
from imgsearch.pictures.palette import BLACK_AND_WHITE

#: What is never said of a thing.
SHORT = r"b\s?[&/]\s?w|bw|gr[ae]y[-\s]?scale|ч\s?/\s?б|чб|monochrome"
_ENDING = r"(?:ый|ое|ые|ая|ого|ых|ую|ой|ом)"
_ENDING_OF_SHAPE = r"(?:ый|ое?|ые|ая|ого|ых|ую|ой|ом)"
#: What is monochrome or black and white and no photograph.
_THINGS = (
    r"outfits?|clothes|clothing|dress(?:es)?|suits?|fashion|makeup|nails?|interiors?|rooms?|kitchens?|bathrooms?|walls?|"
    r"monitors?|displays?|screens?|printers?|films?|cameras?|palettes?|motors?|cars?|paint(?:ings?)?|designs?"
)
PALE = rf"black[-\s]+(?:and|&|n)[-\s]+white|черно[-\s]?бел{_ENDING}|monochromatic|монохромн{_ENDING}|{SHORT}"
#: A water colour is a painting, and "of one colour" is no photograph.
IN_COLOUR = (
    rf"(?:full[-\s])?(?<!water\s)(?<!water-)(?<!multi\s)(?<!multi-)(?<!one\s)colou?r(?:ed)?|цветн{_ENDING}|цвете"
)
_ORIENTED_RU = r"(?:ая|ой)\s+ориентаци[яи]"
_PORTRAIT_RU, _LANDSCAPE_RU = rf"(?:портретн|книжн){_ORIENTED_RU}", rf"(?:ландшафтн|альбомн){_ORIENTED_RU}"
#: (Filter, value) -> how it is said of a photograph.
_SAID = {
    ("colours", BLACK_AND_WHITE): PALE,
    ("not_colours", BLACK_AND_WHITE): IN_COLOUR,
    ("orientation", "portrait"): (
        rf"vertical|upright|portrait[-\s](?:format|orient\w+)|вертикальн{_ENDING_OF_SHAPE}|{_PORTRAIT_RU}"
    ),
    ("orientation", "landscape"): (
        rf"horizontal|landscape[-\s](?:format|orient\w+)|горизонтальн{_ENDING_OF_SHAPE}|{_LANDSCAPE_RU}"
    ),
    ("orientation", "square"): rf"square|квадратн{_ENDING}",
}
ONE = "|".join(_SAID.values())
_SHAPES = "|".join(said for (name, _), said in _SAID.items() if name == "orientation")
#: Said of photographs alone.
_ORIENTED = rf"(?:в\s+)?(?:{_PORTRAIT_RU}|{_LANDSCAPE_RU}|(?:вертикальн|горизонтальн|квадратн){_ORIENTED_RU})"
_FORMAT = rf"(?:(?:in\s+)?(?:portrait|landscape|vertical|horizontal|square)\s+(?:orientation|format)|{_ORIENTED}(?!\w))"
#: What nothing but photographs are asked for by, where nothing else is said.
_SHAPE = rf"{_FORMAT}|vertical|horizontal|вертикальны[ей]|горизонтальны[ей]|вертикально|горизонтально"
_ALL = rf"(?P<what>(?:{ONE})(?:,?\s+(?:{ONE})){{0,3}})"
#: What follows a portrait that hangs somewhere, or is no photograph.
_SEEN = (
    r"(?!\s+(?:on|in\s+(?:a|the)\s+frame|and|hanging|hung|framed|exhibitions?|paintings?|drawings?|tattoos?|sketch(?:es)?|"
    r"prints?|album|orient\w+|format)\b)"
)
_MADE_RU = r"(?:фото)?(?:портрет|пейзаж)\w*"
#: What photographs are made of or for, which may stand between.
_GENRE = (
    r"(?:street|wedding|family|fashion|sports?|documentary|travel|city|urban|nature|wildlife|architectur(?:e|al)|landscape|portrait|studio|"
    r"concert|film|art|fine\s+art|night|macro|"
    rf"(?:уличн|свадебн|семейн|модн|спортивн|документальн|репортажн|городск|архитектурн|пейзажн|портретн|студийн|концертн|"
    rf"художественн|ночн|природн)(?:{_ENDING[3:-1]}|ий|яя|ее|ие))"
)
#: Photographs that are called by what they show.
_MADE = (
    rf"(?:(?:portraits?|landscapes?|photography)\b{_SEEN}|{_GENRE}\s+(?:photography|{PICTURES}|{PICTURES_RU})\b{_SEEN}|"
    rf"{_MADE_RU}(?!\w)(?!\s+(?:на|в)\s+(?:стен|рам)))"
)
_END = r"(?:\s+|$)"
_SHOWING_RU = rf",?\s+{SEEN_RU}(?:{JOINED_RU.pattern})?"
#: One of these is in every such text: a quick look, since the thorough ones take a while to compile.
_MARK = re.compile(
    r"(?<!\w)(?:black|b\s?[&/]|bw|mono|gr[ae]y|colou?r|full|vertical|upright|portrait|horizontal|landscape|square|"
    r"черно|чб|ч\s?/|моно|цвет|вертикальн|горизонтальн|квадратн|портретн|книжн|ландшафтн|альбомн)"
)
#: Whose, or what somebody holds.
_OF_WHAT = re.compile(r"(?:ых|ого|ой|ую)\s")
#: What photographs are, and hardly any thing but lines: "lake at sunrise, vertical".
_UPRIGHT = re.compile(r"vertical|horizontal|вертикальн|горизонтальн")
_LINES = re.compile(r"(?:(?<!\w)[а-я]+[еи]тс?я?|lines?|stripes?|blinds|bars?|beams?|полос\w*|лини\w+|жалюзи)$")
#: "Kitchen vertical"; with an article it is part of a thing.
_LAST_UPRIGHT = (
    r"(?<!\ba\s)(?<!\bthe\s)(?<!\band\s)(?<!\bor\s)(?<!\bis\s)(?<!\bare\s)(?:vertical|horizontal)|"
    r"вертикально|горизонтально"
)
_UPRIGHT_ALONE = r"(?:vertical|horizontal|(?:вертикальн|горизонтальн)(?:ый|ое?|ая))"
#: What is worn or painted in black and white.
_WORN = re.compile(r"(?:dress\w*|cloth\w*|clad|outfits?|suits?|wear\w*|paint\w*|draw\w*|одет\w*|плать\w+|костюм\w*)$")

_ONLY = re.compile(r"\s*(?:only|just|только)(?=\s)")
_ONLY_BEHIND = re.compile(r"(?<=\s)(?:only|только)\s*$")


class Only(NamedTuple):
    """What photographs are asked for, and where a text says so."""

    filters: dict[str, str]
    """Filter -> value."""
    place: Place
    """With "photos of" around it, which says no more; its text is what was said."""


def find_only(text: str) -> Only | None:
    """What kind of photographs a text asks for; None where it says so of none, or of what they show.

    Args:
        text: as tidy() gives it; what is to be left alone may be blank.
    """
    plain = text.lower().replace("ё", "е")
    if not _MARK.search(plain):
        return None
    if only := _ONLY.match(plain) or _ONLY_BEHIND.search(plain):
        return _with_only(text, only)
    begin = len(plain) - len(plain.lstrip())
    first = _first().match(plain, begin)
    if first is None and (behind := _find_behind(text, plain)) is not None:
        return behind
    found = first or _last().search(plain)
    if found is None:
        return None
    before = plain[: found.start()].rstrip(" ,")
    if before and (PART_OF_SCENE.search(before) or _is_of_scene(plain, found)):
        return None
    return _told(text, found)


def _with_only(text: str, only: re.Match[str]) -> Only | None:
    """The same of "only vertical photos" and "trains, bw only", of which "only" says no more."""
    start, end = only.span()
    found = find_only(text[:start] + " " * (end - start) + text[end:])
    if found is None:
        return None
    place = found.place
    if not text[end : place.start].strip() and start < place.start:
        return found._replace(place=place._replace(start=start))
    is_behind = start >= place.end and not text[place.end : start].strip()
    return found._replace(place=place._replace(end=end)) if is_behind else found


def _told(text: str, found: re.Match[str], start: int | None = None) -> Only:
    """What was found, from a place in front of it on, if one is given."""
    name = next(name for name, said in found.groupdict().items() if said)
    begin = found.start()
    if start is None:
        start = begin + len(found[0]) - len(found[0].lstrip(" ,"))
    place = Place(start, begin + len(found[0].rstrip(" ,")), text[found.start(name) : found.end(name)])
    return Only(_read(found[name]), place)


@lru_cache(maxsize=1)
def _first() -> re.Pattern[str]:
    """It said in front of what photographs show."""
    return re.compile(
        # A "square picture frame" is a thing.
        rf"(?:{VERB}\s+)?{SOME}{_ALL}\s+{PICTURES}(?:\s+{SHOWING}\s+|[,:]\s*|\s*$)"
        rf"|(?:{VERB_RU}\s+)?{SOME_RU}{_ALL.replace('what', 'what_ru')}\s+{PICTURES_RU}(?:{_SHOWING_RU}|$)"
        rf"|(?:{PICTURES_RU}\s+)?(?P<short>{SHORT}){_END}(?!(?:{_THINGS})\b)"
        rf"|{_ALL.replace('what', 'made')}\s+(?={_MADE})"
        rf"|(?P<lone>{_SHAPE}|{PALE})[\s,]*$|(?P<format>{_FORMAT})\s+(?=\w)"
    )


@lru_cache(maxsize=1)
def _last() -> re.Pattern[str]:
    """It said at the end."""
    return re.compile(
        rf"(?<![^\s,])(?:{_ALL}\s+(?:{PICTURES}|{PICTURES_RU})|{PICTURES_RU}\s+{_ALL.replace('what', 'after')}"
        rf"|(?P<short>(?:{_UPRIGHT_ALONE},?\s+)?(?:{SHORT})(?:,?\s+{_UPRIGHT_ALONE})?))\s*$"
    )


def _find_behind(text: str, plain: str) -> Only | None:
    """It said behind photographs: "photos of trains in black and white", "train photos, vertical"."""
    found = _behind().search(plain)
    if found is None:
        return None
    before = plain[: found.start()].rstrip(" ,")
    begin = len(before) - len(before.lstrip())
    asked = _asked().match(before, begin)
    last = _pictures_last().search(before)
    if _WORN.search(before):
        return None
    if not (asked or last or _portrait().match(before, begin)):
        is_upright = _UPRIGHT.match(found["behind"] or found["upright"] or "") and not _LINES.search(before)
        return _told(text, found) if is_upright or found["shape"] or found["oriented"] else None
    if asked:
        # "Photos of" is left out by itself, where something follows.
        return _told(text, found, begin if asked.end() == len(before) else None)
    if last and PART_OF_SCENE.search(before[: last.start()].rstrip()):
        return None
    return _told(text, found, last.start() if last else None)


@lru_cache(maxsize=1)
def _behind() -> re.Pattern[str]:
    return re.compile(
        rf"(?:,\s*|\s+)(?:in|в)\s+(?:a\s+)?(?:(?P<pale>{PALE}|{IN_COLOUR})(?:\s+(?:tones?|colou?rs?|style|format|цвете|виде|варианте|тонах))?"
        rf"|(?P<shape>(?:{_SHAPES})(?:\s+(?:format|orientation|формате|виде))|(?:portrait|landscape)\s+(?:format|orientation)))\s*$"
        rf"|(?:,\s*|\s+)(?:(?P<oriented>{_ORIENTED})|(?P<upright>{_LAST_UPRIGHT}))\s*$"
        rf"|,\s*{_ALL.replace('what', 'behind')}\s*$"
    )


@lru_cache(maxsize=1)
def _asked() -> re.Pattern[str]:
    """Photographs that are asked for, at the beginning."""
    return re.compile(rf"(?:(?:{VERB}|{VERB_RU})\s+)?(?:{SOME}{PICTURES}|{SOME_RU}{PICTURES_RU})(?!\w)")


@lru_cache(maxsize=1)
def _pictures_last() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{PICTURES}|{PICTURES_RU})$")


@lru_cache(maxsize=1)
def _portrait() -> re.Pattern[str]:
    return re.compile(rf"{SOME}(?:portraits?|landscapes?)\b|{_MADE_RU}")


def _is_of_scene(plain: str, found: re.Match[str]) -> bool:
    """Whether a text ends with a place, Times Square, or with what something consists of: альбом чёрно-белых фото."""
    said = found[0]
    if said.startswith("square"):
        return not plain[: found.start()].rstrip().endswith(",")
    return _OF_WHAT.search(said) is not None


def _read(said: str) -> dict[str, str]:
    """The filters; of two values for one the first counts."""
    read: dict[str, str] = {}
    for (name, value), expression in _SAID.items():
        if re.search(rf"(?<!\w)(?:{expression})(?!\w)", said):
            read.setdefault(name, value)
    return read
