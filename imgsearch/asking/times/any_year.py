"""Months without a year: "dogs in June", «фото за июнь», "June photos"."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from imgsearch.asking.meaning import Place
from imgsearch.asking.only import ONE, Only
from imgsearch.asking.requests import GOOD, PICTURES, PICTURES_RU, VERB
from imgsearch.asking.times.period import say_time
from imgsearch.months import MONTHS, SHORT

#: The filter.
MONTH = "month"
#: What Russian months begin with, in their order.
_STEMS = ("январ", "феврал", "март", "апрел", "ма", "июн", "июл", "август", "сентябр", "октябр", "ноябр", "декабр")
_ENGLISH = "|".join(MONTHS)
#: May is no short name, and "in Mar" is hardly ever said.
_SHORT = "|".join(sorted(SHORT.keys() - {"mar", "may"}, key=len, reverse=True))
_IN_RU = "|".join(f"{stem}е" for stem in _STEMS)
#: Марта is a name.
_BARE_RU = "|".join({"ма": "ма[йя]", "март": "март", "август": "августа?"}.get(stem, f"{stem}[ья]") for stem in _STEMS)
_ADJECTIVE_RU = "|".join(rf"{stem}(?:ь|й|ов)?ск(?:ие|их)" for stem in _STEMS)
#: It is a day, in a year, one end of a stretch, or no month: "in March of the penguins", "in May's hat".
_NO_MORE = (
    r"(?!\w|['’]\w|\s*[-–—/]|,?\s*(?:the\s+)?['’]?\d|"
    r",?\s+(?:of\s+(?:the|this|that|last|next|year)|to|and|or|till|until|through|и|или|по|до|год\w*|числ\w+)\b)"
)
_NO_STEP = r"(?!(?<=march)\s+(?:formation|madness|order|past|step|music)\b)"
_NOT_OF = r"(?!\s+of\b)"
#: "Photos of May flowers", "of April Smith" are none of a month; what may follow one there.
_ENDS = (
    r"(?=\s*(?:$|[.,;:!?()]|\s(?:in|on|at|by|with|without|from|near|of|where|that|showing|taken|sorted|ordered|please|pls|"
    r"thanks)\b))"
)
#: What is never somebody's name: "Brian May photos", "protest march photos".
_NO_NAMES = "|".join(month for month in MONTHS if month not in ("march", "april", "may", "june"))
#: What may stand in front of one that may be.
_ASKED = (
    rf"[\s,]*(?:{VERB}\s+)?(?:(?:all|any|some|more|the|few|your|my|our|newest|latest|oldest|earliest|recent|last|first|"
    rf"\d{{1,3}}|{GOOD}|{ONE})\s+)*"
)
#: What is a part of it, or comes again otherwise: "the first week in June", "early in May", "last June".
_PART = (
    # A "rainy day in June" is what a picture shows.
    r"(?:\d|(?<!\w)(?:not|never|except|but|не|кроме|early|late|mid|end|beginning|middle|начал\w+|конц\w+|середин\w+)|"
    r"(?:^|(?<!\w)(?:the|a|one|some|first|second|third|fourth|last|перв\w+|втор\w+|трет\w+|последн\w+|од(?:ин|на))\s)"
    r"(?:days?|weeks?|weekends?|недел\w+|д(?:ень|ня|ней|ни)|выходн\w+))[\s,]*$"
)
#: Another month beside it: there is no filter for two, and of half of what is asked for nobody is told.
_OTHER = rf"(?:{_ENGLISH}|(?:{'|'.join(stem for stem in _STEMS if stem != 'ма')})\w*|ма[йяе]|майск\w+)(?!\w)"
_BETWEEN = r"\s*(?:,|[-–—/&]|\b(?:and|or|и|или|to|по)\b)\s*(?:(?:in|from|during|of|в|за)\s+)?"
_OTHER_APART = rf"(?<!\w)(?:in|during|from|every|each|в|за)\s+{_OTHER}"
#: What is no part of its name.
_BEFORE = re.compile(
    r"^(?:(?:taken|shot|photographed|снят\w*|сделан\w*|сфотографирован\w*)\s+)?(?:in|during|from|of|every|each|в|за|из)\s+"
    r"|\s+месяце$",
    re.IGNORECASE,
)
#: One of these is in every such text: a quick look, since the others take a while to compile.
_MARK = re.compile(rf"(?<!\w)(?:{_ENGLISH}|(?:{_SHORT})(?!\w)|{'|'.join(_STEMS)})")


class _Forms(NamedTuple):
    """How a month is said, and what may stand beside it."""

    said: list[re.Pattern[str]]
    asked: re.Pattern[str]
    part: re.Pattern[str]
    other_apart: re.Pattern[str]
    other_before: re.Pattern[str]
    other_behind: re.Pattern[str]


def find_month(text: str) -> Only | None:
    """The month that pictures were taken in whatever the year; None where a text names none, or the year as well.

    Args:
        text: as tidy() gives it; what is to be left alone may be blank.
    """
    plain = text.lower()
    if not _MARK.search(plain):
        return None
    forms = _forms()
    every = (found for expression in forms.said for found in expression.finditer(plain))
    said = [found for found in every if _is_month(forms, plain, found)]
    if len({_name(found["month"]) for found in said}) != 1:
        return None
    start, end = said[0].span("said")
    apart = forms.other_apart.search(plain, 0, start) or forms.other_apart.search(plain, end)
    if apart or forms.other_before.search(plain[:start]) or forms.other_behind.match(plain, end):
        return None
    return Only({MONTH: _name(said[0]["month"])}, Place(start, end, say_time(_BEFORE.sub("", text[start:end]))))


def _is_month(forms: _Forms, plain: str, found: re.Match[str]) -> bool:
    """Whether it is no part of one, and nobody is called so."""
    before = plain[: found.start("said")]
    may_be_name = found.start("said") == found.start("month") and found["month"] in MONTHS
    may_be_name = may_be_name and not re.fullmatch(_NO_NAMES, found["month"])
    return not forms.part.search(before) and not (may_be_name and not forms.asked.fullmatch(before))


@lru_cache(maxsize=1)
def _forms() -> _Forms:
    """Made where a text has a month."""
    taken = r"(?:(?:taken|shot|photographed)\s+)?"
    taken_ru = r"(?:(?:снят|сделан|сфотографирован)\w*\s+)?"
    said = (
        rf"(?P<said>{taken}(?:in|during|every|each)\s+(?P<month>{_ENGLISH})){_NOT_OF}{_NO_STEP}",
        rf"(?P<said>{taken}(?:in|during)\s+(?P<month>{_SHORT})\.?)(?=\s*(?:$|[,;:!?()]))",
        rf"(?P<said>{taken_ru}в\s+(?P<month>{_IN_RU})(?:\s+месяце)?)",
        rf"{PICTURES}\s+(?:.*\s)?(?P<said>from\s+(?P<month>{_ENGLISH}|{_SHORT})){_ENDS}",
        rf"{PICTURES_RU}\s+(?:.*\s)?(?P<said>(?:за|из)\s+(?P<month>{_BARE_RU}|(?<=из\s)марта))",
        rf"{PICTURES}\s+(?P<said>of\s+(?P<month>{_ENGLISH})){_ENDS}",
        rf"{PICTURES_RU}\s+(?P<said>(?P<month>{_BARE_RU}))",
        rf"(?<!\bof\s)(?P<said>(?P<month>{_ENGLISH}))(?=\s+{PICTURES}(?!\w))",
        rf"(?P<said>(?P<month>{_ADJECTIVE_RU}))(?=\s+{PICTURES_RU}(?!\w))",
    )
    beside = (_ASKED, _PART, _OTHER_APART, rf"(?<!\w){_OTHER}{_BETWEEN}$", rf"{_BETWEEN}{_OTHER}")
    return _Forms([re.compile(rf"(?<!\w){each}{_NO_MORE}") for each in said], *map(re.compile, beside))


def _name(said: str) -> str:
    """Its name in MONTHS."""
    russian = (month for stem, month in zip(_STEMS, MONTHS, strict=True) if said.startswith(stem))
    return next(russian, SHORT.get(said, said))
