"""Words of times, in dates and beside today: months, seasons, and what stands in front."""

from __future__ import annotations

import re
from datetime import datetime

from imgsearch.asking.meaning import Period, Place
from imgsearch.moment import Moment

MONTHS = (
    r"jan(?:uary)?\.?|январ[ьяе]", r"feb(?:ruary)?\.?|феврал[ьяе]", r"mar(?:ch)?\.?|март[ае]?",
    r"apr(?:il)?\.?|апрел[ьяе]", r"may|ма[йяе]", r"june?\.?|июн[ьяе]", r"july?\.?|июл[ьяе]",
    r"aug(?:ust)?\.?|август[ае]?", r"sept?(?:ember)?\.?|сентябр[ьяе]", r"oct(?:ober)?\.?|октябр[ьяе]",
    r"nov(?:ember)?\.?|ноябр[ьяе]", r"dec(?:ember)?\.?|декабр[ьяе]",
)  # fmt: skip
#: The first month of a season. Winter is in two years: beside one of them it stays a word.
SEASONS = {r"spring|весн(?:а|ы|ой|у)": 3, r"summer|лет(?:о|а|ом)": 6, r"autumn|fall|осен(?:ь|и|ью)": 9}
WINTER, WINTER_START = r"winter|зим(?:а|ы|ой|у)", 12
#: Before a time: what begins with it, what begins behind it, and what ends before it.
SINCE, AFTER, BEFORE = "since|с|со", "after|после", "before|until|till|до"
#: The same of which it is not said whether it is meant with the time or without.
OPEN = frozenset("by to по к".split())
TAKEN = r"(?:(?:taken|shot|photographed|снят(?:о|а|ы|ый|ая|ое|ые)?|фото)\s+)?"
OPENS = rf"(?P<opens>{SINCE}|{AFTER}|{BEFORE})\s+"


def month_number(name: str) -> int:
    """1..12 of a month's name."""
    return next(number for number, form in enumerate(MONTHS, 1) if re.fullmatch(form, name, re.IGNORECASE))


def season_start(name: str) -> int:
    """The first month of a season, by its name."""
    forms = {**SEASONS, WINTER: WINTER_START}
    return next(month for form, month in forms.items() if re.fullmatch(form, name, re.IGNORECASE))


def is_open(text: str, match: re.Match[str]) -> bool:
    """Whether a word stands before a time that leaves open when it is."""
    return not OPEN.isdisjoint(text[: match.start()].lower().split()[-1:])


def as_period(match: re.Match[str], moment: Moment, said: str) -> Period:
    """A time itself, or all of it since, after or before it.

    Args:
        match: what was read, of an expression that begins with TAKEN and OPENS.
        moment: when it is.
        said: how it is called.
    """
    start: datetime | None = moment.start
    end: datetime | None = moment.end
    opens = (match["opens"] or "").lower()
    if re.fullmatch(BEFORE, opens):
        start, end = None, start
    elif re.fullmatch(AFTER, opens):
        start, end = end, None
    elif opens:
        end = None
    return Period(Place(match.start(), match.end(), said), start, end)
