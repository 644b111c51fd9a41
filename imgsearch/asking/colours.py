"""Colours that a text names: "red car", «красная куртка». They stay words; a search can be narrowed by them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from imgsearch.asking.meaning import Place
from imgsearch.pictures.palette import BLACK_AND_WHITE, SHADES

#: Name of the palette -> stems of Russian adjectives, in е for ё.
_STEMS = {
    "red": ("красн",), "orange": ("оранжев",), "yellow": ("желт",), "green": ("зелен",), "turquoise": ("бирюзов",),
    "blue": ("голуб", "син"), "purple": ("фиолетов", "лилов"), "pink": ("розов",), "brown": ("коричнев",),
    "beige": ("бежев",), "white": ("бел",), "grey": ("сер",), "black": ("черн",), BLACK_AND_WHITE: ("черно-бел",),
}  # fmt: skip
#: What else they are called in English.
_ALSO = {"grey": ("gray",), "purple": ("violet",), "turquoise": ("cyan",)}
_HARD = "ый|ого|ому|ым|ом|ая|ой|ую|ою|ое|ые|ых|ыми"
_SOFT = "ий|его|ему|им|ем|яя|ей|юю|ею|ее|ие|их|ими"
#: A dog may be black and white; a photograph that is has no colours.
_ENGLISH_PALE = r"black[- ]and[- ]white(?=\s+(?:photo|picture|image|shot|film|portrait))"


class Colour(NamedTuple):
    """A colour and where a text names it."""

    name: str
    """In COLOURS."""
    place: Place


def find_colours(text: str, apart: Sequence[tuple[int, int]] = ()) -> list[Colour]:
    """The colours that a text names, each once, from left to right.

    Args:
        text: tidy.
        apart: places in it that are left alone.
    """
    found: dict[str, Colour] = {}
    for colour in _find(text):
        start, end = colour.place.start, colour.place.end
        if not any(first < end and start < last for first, last in apart):
            found.setdefault(colour.name, colour)
    return list(found.values())


def is_colour(word: str) -> bool:
    """Whether a word, in lower case and with е for ё, names a colour."""
    return _expression().fullmatch(word) is not None


def _find(text: str) -> Iterator[Colour]:
    for match in _expression().finditer(text.lower().replace("ё", "е")):
        start, end = match.span()
        assert match.lastgroup is not None
        yield Colour(_names()[int(match.lastgroup[1:])], Place(start, end, text[start:end]))


def _names() -> list[str]:
    return [BLACK_AND_WHITE, *SHADES]


@lru_cache(maxsize=1)
def _expression() -> re.Pattern[str]:
    """Every name of every colour in a group of its own."""
    return re.compile("|".join(f"(?P<c{number}>{_of(name)})" for number, name in enumerate(_names())))


def _of(name: str) -> str:
    russian = "|".join(rf"{stem}(?:{_SOFT if stem == 'син' else _HARD})" for stem in _STEMS[name])
    english = _ENGLISH_PALE if name == BLACK_AND_WHITE else "|".join((name, *_ALSO.get(name, ())))
    return rf"(?<!\w)(?:{english}|{russian})(?!\w)"
