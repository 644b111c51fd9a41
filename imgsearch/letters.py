"""Russian in Latin letters and back: names are spelt in either."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

#: Longest first.
_TO_CYRILLIC = (
    "shch щ|sch щ|yo ё|jo ё|yu ю|ju ю|ya я|ja я|zh ж|kh х|ts ц|ch ч|sh ш|yi ый|iy ий|a а|b б|v в|w в|g г|d д|e е|z з|"
    "i и|j й|k к|l л|m м|n н|o о|p п|r р|s с|t т|u у|f ф|h х|c ц|q к|x кс|' ь|y ы"
)
_COMMON = dict(zip("абвгдеёзиклмнопрстуф", "abvgdeeziklmnoprstuf", strict=True)) | {"ъ": "", "ь": ""}
#: How names are written: as in passports, by libraries but for their marks, in maps, and as people hear them.
_SCHEMES: tuple[Mapping[str, str], ...] = tuple(
    dict(zip("жйхцчшщыэюя", scheme.split(), strict=True))
    for scheme in (
        "zh i kh ts ch sh shch y e iu ia",
        "z j h c c s sc y e ju ja",
        "zh y kh ts ch sh shch y e yu ya",
        "zh i h ts ch sh sch i e yu ya",
    )
)
_TABLES = tuple(str.maketrans({**_COMMON, **scheme}) for scheme in _SCHEMES)
_HARD_C = re.compile(r"c(?=[^eiyvh]|$)")
#: Letters that spellings confuse -> one of them.
_LOOSE = str.maketrans({"ё": "е", "э": "е", "ы": "и", "й": "и", "щ": "ш", "ц": "с", "ь": "", "ъ": ""})
#: How "ye" is read at the beginning; and the same once letters are loose.
_YE, _LOOSE_YE = re.compile("^ые"), re.compile("^ие")


def to_cyrillic(text: str) -> str:
    """Russian written in Latin letters, in Cyrillic ones."""
    parts: list[str] = []
    rest = text
    while rest:
        latin, cyrillic = next((pair for pair in _pairs() if rest.startswith(pair[0])), (rest[0], rest[0]))
        if latin == "y" and parts:
            cyrillic = _read_y(parts[-1], rest[1:])
        parts.append(cyrillic)
        rest = rest[len(latin) :]
    return "".join(parts)


def to_latin(word: str) -> tuple[str, ...]:
    """How a Russian word may be written in Latin letters, each spelling once; also with c for k, as abroad.

    Args:
        word: in lower case.
    """
    spellings = [word.translate(table) for table in _TABLES]
    if word.startswith("е"):
        spellings.append(f"y{spellings[0]}")
    return tuple(
        dict.fromkeys([*spellings, *(spelling.replace("k", "c") for spelling in spellings if "kh" not in spelling)])
    )


def to_cyrillic_name(word: str) -> str:
    """The same of a name, which may be one from abroad: c is к but in front of e, i, y, v and h."""
    return to_cyrillic(_HARD_C.sub("k", word))


def to_cyrillic_names(word: str) -> tuple[str, ...]:
    """All that a name in Latin letters may be in Cyrillic ones: Yelena is Елена, Tatiana Татьяна."""
    name = to_cyrillic_name(word)
    return tuple(dict.fromkeys([name, _YE.sub("е", name), name.replace("иа", "ья")]))


def loosen(word: str) -> str:
    """A Russian word without what spellings of one name differ in."""
    return _LOOSE_YE.sub("е", word.translate(_LOOSE).replace("иа", "я"))


def _read_y(before: str, after: str) -> str:
    if before[-1] in "аеёиоуыюя":
        return "й"
    return "ы" if after[:1].isalpha() else "ый" if before[-1] in "нртмлвд" else "ы"


@lru_cache(maxsize=1)
def _pairs() -> list[tuple[str, str]]:
    return [(latin, cyrillic) for latin, cyrillic in (pair.split() for pair in _TO_CYRILLIC.split("|"))]
