"""Times in a text: "June 2019", "в июне 2019", "лето 2021", "2019"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from functools import lru_cache

from imgsearch.asking.meaning import Period, Place
from imgsearch.moment import Moment, parse_moment

MONTHS = (
    r"jan(?:uary)?\.?|январ[ьяе]", r"feb(?:ruary)?\.?|феврал[ьяе]", r"mar(?:ch)?\.?|март[ае]?",
    r"apr(?:il)?\.?|апрел[ьяе]", r"may|ма[йяе]", r"june?\.?|июн[ьяе]", r"july?\.?|июл[ьяе]",
    r"aug(?:ust)?\.?|август[ае]?", r"sept?(?:ember)?\.?|сентябр[ьяе]", r"oct(?:ober)?\.?|октябр[ьяе]",
    r"nov(?:ember)?\.?|ноябр[ьяе]", r"dec(?:ember)?\.?|декабр[ьяе]",
)  # fmt: skip
#: The first month of a season. Winter is in two years: beside one of them it stays a word.
SEASONS = {r"spring|весн(?:а|ы|ой)": 3, r"summer|лет(?:о|а|ом)": 6, r"autumn|fall|осен(?:ь|и|ью)": 9}
WINTER = r"winter|зим(?:а|ы|ой)"
#: Before a time: what begins with it, what begins behind it, and what ends before it.
SINCE, AFTER, BEFORE = "since|с|со", "after|после", "before|until|till|до"
#: The same of which it is not said whether it is meant with the time or without.
OPEN = frozenset("by to по к".split())
YEAR = r"(?:19|20)\d\d"
TAKEN = r"(?:(?:taken|shot|photographed|снят(?:о|а|ы|ый|ая|ое|ые)?|фото)\s+)?"
LEAD = r"(?:(?:in|on|during|from|of|в|во|за|от)\s+(?:the\s+)?)?"
OF_YEAR = r"(?:\s*(?:гг?\.|год(?:а|у|ы)?|году)(?!\w))?"


def find_period(text: str, quoted: Sequence[tuple[int, int]] = ()) -> Period | None:
    """The one time that a text names; None where it names none, several, or one that has not come yet.

    Args:
        text: tidy.
        quoted: places in it that are left alone.
    """
    if not any(letter.isdigit() for letter in text):
        return None
    found = [
        period
        for period in _find(text)
        if not any(start < period.place.end and period.place.start < end for start, end in quoted)
    ]
    return found[0] if len(found) == 1 else None


def _find(text: str) -> Iterator[Period]:
    for match in _expression().finditer(text):
        with suppress(ValueError):
            moment = _read(match)
            before = text[: match.start()].lower().split()[-1:]
            if moment.start <= datetime.now() and OPEN.isdisjoint(before):
                yield _period(match, moment)


def _period(match: re.Match[str], moment: Moment) -> Period:
    """The time itself, or all of it since, after or before it."""
    start: datetime | None = moment.start
    end: datetime | None = moment.end
    opens = (match["opens"] or "").lower()
    said = f"{opens} {match['said']}".strip()
    if re.fullmatch(BEFORE, opens):
        start, end = None, start
    elif re.fullmatch(AFTER, opens):
        start, end = end, None
    elif opens:
        end = None
    return Period(Place(match.start(), match.end(), said), start, end)


def _read(match: re.Match[str]) -> Moment:
    """When it was.

    Raises:
        ValueError: there is no such day.
    """
    if match["first"]:
        first, last = sorted((int(match["first"]), int(match["last"])))
        return Moment(datetime(first, 1, 1), datetime(last + 1, 1, 1))
    if match["winter"]:
        return _of_winter(int(match["winter"]), match["winter_end"])
    if match["season"]:
        month, year = _season_start(match["season"]), int(match["season_year"])
        return Moment(datetime(year, month, 1), datetime(year, month + 3, 1))
    if match["from_month"]:
        begin = _of_month(match["from_month"], None, match["from_year"] or match["to_year"])
        return _through(begin, _of_month(match["to_month"], None, match["to_year"]))
    if match["from_day"]:
        days = (_of_month(match["of_month"], match[name], match["of_year"]) for name in ("from_day", "to_day"))
        return _through(*days)
    if match["month"]:
        return _of_month(match["month"], match["day"] or match["day_behind"], match["month_year"])
    if match["month_number"]:
        return parse_moment(f"{match['number_year']}-{int(match['month_number']):02d}")
    return parse_moment(match["date"])


def _through(first: Moment, last: Moment) -> Moment:
    """From one time to the end of another.

    Raises:
        ValueError: the other comes before it.
    """
    if last.start < first.start:
        raise ValueError
    return Moment(first.start, last.end)


def _of_winter(year: int, end: str) -> Moment:
    """The winter between two years, of which the second may have two figures.

    Raises:
        ValueError: the years do not follow each other.
    """
    if int(end) % 100 != (year + 1) % 100:
        raise ValueError
    return Moment(datetime(year, 12, 1), datetime(year + 1, 3, 1))


def _of_month(name: str, day: str | None, year: str) -> Moment:
    return parse_moment(f"{year}-{_month_number(name)}" + (f"-{day}" if day else ""))


def _month_number(name: str) -> int:
    return next(number for number, form in enumerate(MONTHS, 1) if re.fullmatch(form, name, re.IGNORECASE))


def _season_start(name: str) -> int:
    return next(month for form, month in SEASONS.items() if re.fullmatch(form, name, re.IGNORECASE))


@lru_cache(maxsize=1)
def _expression() -> re.Pattern[str]:
    """Every way to write a time; made when a text has a digit."""
    month, season = "|".join(MONTHS), "|".join(SEASONS)
    begins, joint = r"(?:(?:from|between|с|между)\s+)?", r"(?:\s*[-–—]\s*|\s+(?:to|till|until|and|по|до|и)\s+)"
    span = rf"{begins}(?P<first>{YEAR}){joint}(?P<last>{YEAR})"
    named = (
        rf"(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?)?(?P<month>{month})"
        rf"(?:\s+(?P<day_behind>\d{{1,2}})(?:st|nd|rd|th)?(?:\s+|,\s*)|\s+|,\s*|\s+of\s+)(?P<month_year>{YEAR})"
    )
    seasonal = rf"(?P<season>{season})(?:\s+|\s+of\s+)(?P<season_year>{YEAR})"
    date = rf"(?P<date>\d{{1,2}}\.\d{{1,2}}\.{YEAR}|{YEAR}[-.]\d\d(?:[-.]\d\d?)?|{YEAR})"
    winter = rf"(?:{WINTER})\s+(?:of\s+)?(?P<winter>{YEAR})\s*[-–—/]\s*(?P<winter_end>(?:20|19)?\d\d)"
    months = (
        rf"{begins}(?P<from_month>{month})(?:\s+(?P<from_year>{YEAR}))?"
        rf"{joint}(?P<to_month>{month})\s+(?P<to_year>{YEAR})"
    )
    days = (
        rf"{begins}(?P<from_day>\d{{1,2}}){joint}(?P<to_day>\d{{1,2}})\s+"
        rf"(?:of\s+)?(?P<of_month>{month})\s+(?P<of_year>{YEAR})"
    )
    number = rf"(?P<month_number>0[1-9]|1[0-2])\.(?P<number_year>{YEAR})"
    opens = rf"(?P<opens>{SINCE}|{AFTER}|{BEFORE})\s+"
    ways = "|".join((span, winter, months, days, seasonal, named, number, date))
    return re.compile(
        rf"(?<![\w.\-/:]){TAKEN}(?:{LEAD}|{opens})(?P<said>(?:{ways}){OF_YEAR})(?![\w\-/:]|\.\d)", re.IGNORECASE
    )
