"""Times in a text: "June 2019", "в июне 2019", "лето 2021", "2019"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import date, datetime
from functools import lru_cache

from imgsearch.asking.meaning import Period
from imgsearch.asking.relative import find_relative
from imgsearch.asking.time_words import (
    MONTHS,
    OPENS,
    SEASONS,
    TAKEN,
    WINTER,
    as_period,
    is_open,
    month_number,
    season_start,
)
from imgsearch.moment import Moment, parse_moment

YEAR = r"(?:19|20)\d\d"
LEAD = r"(?:(?:in|on|during|from|of|в|во|за|от)\s+(?:the\s+)?)?"
OF_YEAR = r"(?:\s*(?:гг?\.|год(?:а|у|ы)?|году)(?!\w))?"


def find_period(text: str, quoted: Sequence[tuple[int, int]] = (), today: date | None = None) -> Period | None:
    """The one time that a text names; None where it names none, several, or one that has not come yet.

    Args:
        text: tidy.
        quoted: places in it that are left alone.
        today: what "last summer" is counted from; None: what the clock of this machine says.
    """
    today = date.today() if today is None else today
    found = [
        period
        for period in (*_find(text, today), *find_relative(text, today))
        if not any(start < period.place.end and period.place.start < end for start, end in quoted)
    ]
    return found[0] if len(found) == 1 else None


def _find(text: str, today: date) -> Iterator[Period]:
    if not any(letter.isdigit() for letter in text):
        return
    for match in _expression().finditer(text):
        with suppress(ValueError):
            moment = _read(match)
            if moment.start.date() <= today and not is_open(text, match):
                yield as_period(match, moment, f"{(match['opens'] or '').lower()} {match['said']}".strip())


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
        month, year = season_start(match["season"]), int(match["season_year"])
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
    return parse_moment(f"{year}-{month_number(name)}" + (f"-{day}" if day else ""))


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
    numeric = rf"(?P<date>\d{{1,2}}\.\d{{1,2}}\.{YEAR}|{YEAR}[-.]\d\d(?:[-.]\d\d?)?|{YEAR})"
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
    ways = "|".join((span, winter, months, days, seasonal, named, number, numeric))
    return re.compile(
        rf"(?<![\w.\-/:]){TAKEN}(?:{LEAD}|{OPENS})(?P<said>(?:{ways}){OF_YEAR})(?![\w\-/:]|\.\d)", re.IGNORECASE
    )
