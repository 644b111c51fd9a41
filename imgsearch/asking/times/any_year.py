"""Months without a year: "dogs in June", «фото за июнь», "June photos"."""

from __future__ import annotations

import re
from functools import lru_cache

from imgsearch.asking.meaning import Place
from imgsearch.asking.only import Only
from imgsearch.asking.requests import PICTURES, PICTURES_RU
from imgsearch.asking.times.period import say_time
from imgsearch.months import MONTHS

#: The filter.
MONTH = "month"
#: What Russian months begin with, in their order.
_STEMS = ("январ", "феврал", "март", "апрел", "ма", "июн", "июл", "август", "сентябр", "октябр", "ноябр", "декабр")
_ENGLISH = "|".join(MONTHS)
_IN_RU = "|".join(f"{stem}е" for stem in _STEMS)
#: Марта is a name.
_BARE_RU = "|".join({"ма": "ма[йя]", "март": "март", "август": "августа?"}.get(stem, f"{stem}[ья]") for stem in _STEMS)
_ADJECTIVE_RU = "|".join(rf"{stem}(?:ь|й|ов)?ск(?:ие|их)" for stem in _STEMS)
#: It is a day, in a year, one end of a stretch, or no month: "in March of the penguins", "in May's hat".
_NO_MORE = (
    r"(?!\w|['’]\w|\s*[-–—/]|,?\s*(?:the\s+)?['’]?\d|"
    r",?\s+(?:of|to|and|or|till|until|through|и|или|по|до|год\w*|числ\w+)\b)"
)
#: What is a part of it, or comes again otherwise: "the first week in June", "early in May", "last June".
_PART = re.compile(
    r"(?:\d|(?<!\w)(?:days?|weeks?|weekends?|early|late|mid|end|beginning|middle|недел\w+|д(?:ень|ня|ней|ни)|выходн\w+|"
    r"начал\w+|конц\w+|середин\w+))[\s,]*$"
)
#: What is no part of its name.
_BEFORE = re.compile(
    r"^(?:(?:taken|shot|photographed|снят\w*|сделан\w*|сфотографирован\w*)\s+)?(?:in|during|from|of|every|each|в|за)\s+"
    r"|\s+месяце$",
    re.IGNORECASE,
)
#: One of these is in every such text: a quick look.
_MARK = re.compile(rf"(?<!\w)(?:{_ENGLISH}|{'|'.join(_STEMS)})")


def find_month(text: str) -> Only | None:
    """The month that pictures were taken in whatever the year; None where a text names none, or the year as well.

    Args:
        text: as tidy() gives it; what is to be left alone may be blank.
    """
    plain = text.lower()
    if not _MARK.search(plain):
        return None
    for expression in _expressions():
        found = expression.search(plain)
        if found is not None and not _PART.search(plain[: found.start("said")]):
            start, end = found.span("said")
            return Only({MONTH: _name(found["month"])}, Place(start, end, say_time(_BEFORE.sub("", text[start:end]))))
    return None


@lru_cache(maxsize=1)
def _expressions() -> list[re.Pattern[str]]:
    taken = r"(?:(?:taken|shot|photographed)\s+)?"
    taken_ru = r"(?:(?:снят|сделан|сфотографирован)\w*\s+)?"
    said = (
        rf"(?P<said>{taken}(?:in|during|every|each)\s+(?P<month>{_ENGLISH}))",
        rf"(?P<said>{taken_ru}в\s+(?P<month>{_IN_RU})(?:\s+месяце)?)",
        rf"{PICTURES}\s+(?:.*\s)?(?P<said>from\s+(?P<month>{_ENGLISH}))",
        rf"{PICTURES_RU}\s+(?:.*\s)?(?P<said>за\s+(?P<month>{_BARE_RU}))",
        rf"{PICTURES}\s+(?P<said>of\s+(?P<month>{_ENGLISH}))",
        rf"{PICTURES_RU}\s+(?P<said>(?P<month>{_BARE_RU}))",
        rf"(?P<said>(?P<month>{_ENGLISH}))(?=\s+{PICTURES}(?!\w))",
        rf"(?P<said>(?P<month>{_ADJECTIVE_RU}))(?=\s+{PICTURES_RU}(?!\w))",
    )
    return [re.compile(rf"(?<!\w){each}{_NO_MORE}") for each in said]


def _name(said: str) -> str:
    """Its name in MONTHS."""
    russian = (month for stem, month in zip(_STEMS, MONTHS, strict=True) if said.startswith(stem))
    return next(russian, said)
