"""Parts of a year, a season or a month, days in words, and dates between slashes."""

from __future__ import annotations

import re
from datetime import datetime

from imgsearch.asking.times.words import MONTHS, YEAR, year_number
from imgsearch.moment import Moment

#: How a part is said -> which one it is, of how many. An "end" is one only "of" something.
PARTS = {
    r"early[\s-]|(?:beginning|start)\s+of|начал(?:о|е|а|у)": (0, 3),
    r"mid(?:[\s-]|dle\s+of)|середин(?:а|е|у|ы)": (1, 3),
    r"late\s|end\s+of|кон(?:ец|це|ца|цу)": (2, 3),
    r"(?:first|1st)\s+half\s+of|перв(?:ая|ой|ую)\s+половин(?:а|е|у|ы)": (0, 2),
    r"(?:перво(?:е|м|го)|1(?:-?[ем])?|i)\s+полугоди[еияю]": (0, 2),
    r"(?:second|2nd|last)\s+half\s+of|втор(?:ая|ой|ую)\s+половин(?:а|е|у|ы)": (1, 2),
    r"(?:второ(?:е|м|го)|2(?:-?[ем])?|ii)\s+полугоди[еияю]": (1, 2),
    r"q1\s|(?:first|1st)\s+quarter\s+of|(?:перв(?:ый|ом|ого)|1(?:-?[йм])?|i)\s+квартал(?:е|а)?": (0, 4),
    r"q2\s|(?:second|2nd)\s+quarter\s+of|(?:втор(?:ой|ом|ого)|2(?:-?[йм])?|ii)\s+квартал(?:е|а)?": (1, 4),
    r"q3\s|(?:third|3rd)\s+quarter\s+of|(?:трет(?:ий|ьем|ьего)|3(?:-?[йм])?|iii)\s+квартал(?:е|а)?": (2, 4),
    r"q4\s|(?:fourth|4th|last)\s+quarter\s+of|(?:четв[её]рт(?:ый|ом|ого)|4(?:-?[йм])?|iv)\s+квартал(?:е|а)?": (3, 4),
}
PART = rf"(?:(?:at\s+)?(?:the\s+)?(?P<part>{'|'.join(PARTS)})\s*)?"
_ONES = "первого|второго|третьего|четв[её]ртого|пятого|шестого|седьмого|восьмого|девятого"
_TEENS = (
    "десятого|одиннадцатого|двенадцатого|тринадцатого|четырнадцатого|пятнадцатого|шестнадцатого|семнадцатого|"
    "восемнадцатого|девятнадцатого"
)
_DAYS = (
    *_ONES.split("|"), *_TEENS.split("|"), "двадцатого", *(rf"двадцать\s+{one}" for one in _ONES.split("|")),
    "тридцатого", r"тридцать\s+первого",
)  # fmt: skip
#: «Первое сентября», «девятое мая».
_DAYS = tuple(day.replace("третьего", "третье(?:го)?").replace("ого", "о(?:го|е)") for day in _DAYS)
#: A day of a month.
DAY_OF_MONTH = rf"\d{{1,2}}(?:st|nd|rd|th|-?го|-?е)?|{'|'.join(reversed(_DAYS))}"
#: 31/05/2018, 5/31/2018, 31.05.18
OTHER_DATE = rf"\d{{1,2}}/\d{{1,2}}/{YEAR}|\d\d\.\d\d\.\d\d"
_MONTH, _DAY = "|".join(MONTHS), rf"(?:{DAY_OF_MONTH})"
#: A day, or a month in figures; in words it may be without its year.
FULL_DATE = (
    rf"{_DAY}\s+(?:of\s+)?(?:{_MONTH})(?:,?\s+{YEAR})?|(?:{_MONTH})\s+\d{{1,2}}(?:st|nd|rd|th)?(?!\d)(?:,?\s+{YEAR})?|"
    rf"\d{{1,2}}\.\d{{1,2}}\.{YEAR}|{YEAR}-\d\d(?:-\d\d)?(?!\d)"
)


def part_of(moment: Moment, said: str) -> Moment:
    """A part of a month, a season, a year or a decade.

    Args:
        moment: of which it is a part.
        said: as PART reads it.

    Raises:
        ValueError: the other is not of these, or has no such parts.
    """
    which, count = next(part for form, part in PARTS.items() if re.fullmatch(form, said, re.IGNORECASE))
    start, end = moment
    months = 12 * (end.year - start.year) + end.month - start.month
    if (start.day, end.day) != (1, 1) or months not in (1, 3, 12, 120) or (months != 12 and count == 4):
        raise ValueError
    if months == 1:
        first_days = (1, 11, 21) if count == 3 else (1, 16)
        ends = [start.replace(day=day) for day in first_days] + [end]
        return Moment(ends[which], ends[which + 1])
    if months % count:
        raise ValueError
    first = 12 * start.year + start.month - 1 + which * months // count
    return Moment(*(datetime(at // 12, at % 12 + 1, 1) for at in (first, first + months // count)))


def with_years(first: str, last: str) -> tuple[str, str]:
    """Two dates, of which one may have the year of the other.

    Raises:
        ValueError: neither has one.
    """
    years = [re.search(YEAR, said) for said in (first, last)]
    if years[0] is None and years[1] is None:
        raise ValueError
    first = first if years[0] or not years[1] else f"{first} {years[1][0]}"
    return first, last if years[1] or not years[0] else f"{last} {years[0][0]}"


def day_number(said: str) -> int:
    """The number of a day as DAY_OF_MONTH reads it."""
    if said[0].isdigit():
        return int(re.sub(r"\D", "", said))
    return next(number for number, form in enumerate(_DAYS, 1) if re.fullmatch(form, said, re.IGNORECASE))


def written_date(said: str) -> str:
    """A date as OTHER_DATE reads it, for parse_moment.

    Raises:
        ValueError: which of two numbers is the month cannot be told.
    """
    if "/" not in said:
        day, month, year = said.split(".")
        return f"{day}.{month}.{year_number(year)}"
    one, other, year = said.split("/")
    if int(one) <= 12 and int(other) <= 12 and one != other:
        raise ValueError
    day, month = (one, other) if int(other) <= 12 else (other, one)
    return f"{day}.{month}.{year}"
