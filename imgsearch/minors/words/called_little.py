"""Who is called little by a first name: little Emma, le petit Paul, der kleine Max, küçük Ali."""

from __future__ import annotations

from imgsearch.minors.words.aged_people import NAMES_OF
from imgsearch.minors.words.forms import first_names
from imgsearch.minors.words.normal import normalize
from imgsearch.minors.words.patterns import make_pattern

#: Names that are words, or whose bearer is grown, after "маленький".
_NOT_LITTLE = frozenset("лев слава вера веры мила милы мире миле поле люба слав льву вере".split())


def _names(kind: str) -> str:
    return "|".join(normalize(name) for name in first_names(kind))


_RUSSIAN = "|".join(
    sorted({*NAMES_OF.split("|"), *_names("ru").split("|"), *_names("before").split("|")} - _NOT_LITTLE)
)

_CALLED = (
    ("little one", "en", "little wee lil", rf"(?:little|wee|lil'?) (?:{_names('little')})(?! (?:street|road|lane))"),
    ("petit", "fr", "petit petite", rf"petite? (?:{_names('petit')})"),
    ("Kleiner", "de", "kleine kleiner kleinen kleinem",
     rf"(?<!die\sjungen\s)kleine[nrm]? (?:{_names('klein')})"),
    ("pequeño", "es", "pequeno pequena", rf"pequen[oa] (?:{_names('pequeño')})"),
    ("piccolo", "it", "piccolo piccola", rf"piccol[oa] (?:{_names('piccolo')})"),
    ("mały", "pl", "maly mala", rf"mal[ya] (?:{_names('mały')})"),
    ("küçük", "tr", "kucuk", rf"kucuk (?:{_names('küçük')})"),
    ("маленький", "ru", "маленький маленькая", rf"маленьк(?:ий|ая|ого|ой|ую|ому|им) (?:{_RUSSIAN})"),
)  # fmt: skip
CALLED_LITTLE = tuple(make_pattern(*called) for called in _CALLED)
