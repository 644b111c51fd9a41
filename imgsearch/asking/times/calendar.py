"""Months, seasons and winters as stretches of time, and two of them together."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise
from typing import NamedTuple

from imgsearch.asking.times.parts import day_number
from imgsearch.asking.times.words import (
    MONTH_ADJECTIVES,
    MONTHS,
    SEASON_ADJECTIVES,
    WINTER_START,
    month_number,
    season_start,
)
from imgsearch.moment import Moment, merged, parse_moment

#: Between the names of a list.
LISTED = re.compile(r"(?:\s*[,/]\s*|\s+(?:and|&|or|и|или)\s+|\s+)(?:(?:in|в)\s+)?", re.IGNORECASE)
_LIST = re.compile(r"\s(?:and|&|or|и|или)\s", re.IGNORECASE)
_BEGINS = re.compile(r"(?:from|between|с|между)\s", re.IGNORECASE)


class Apart(NamedTuple):
    """Times between which others lie: "2019 or 2021"."""

    start: datetime
    end: datetime
    between: tuple[Moment, ...]


def both(match: re.Match[str], first: Moment, last: Moment) -> Moment | Apart:
    """From one time to the end of another; of two that are listed, "2015 and 2018", not what lies between.

    Raises:
        ValueError: the other comes before it.
    """
    if last.start < first.start:
        raise ValueError
    is_list = _LIST.search(match["said"]) and not _BEGINS.match(match["said"])
    return _without_between(first, last) if is_list else Moment(first.start, last.end)


def _without_between(first: Moment, last: Moment) -> Moment | Apart:
    if first.end < last.start:
        return Apart(first.start, last.end, (Moment(first.end, last.start),))
    return Moment(first.start, last.end)


def any_of_times(times: Sequence[Moment]) -> Moment | Apart:
    """Any of some times."""
    start, end, gaps = united(times)
    return Apart(start, end, tuple(gaps)) if gaps else Moment(start, end)


def united(times: Sequence[Moment]) -> tuple[datetime, datetime, list[Moment]]:
    """When the first of some times begins and the last ends, and what between them is none of them."""
    apart = merged(times)
    return apart[0].start, apart[-1].end, [Moment(one.end, other.start) for one, other in pairwise(apart)]


def between(first: str, last: str) -> Moment:
    """From one year to the end of another.

    Raises:
        ValueError: the other is not later.
    """
    if last <= first:
        raise ValueError
    return Moment(parse_moment(first).start, parse_moment(last).end)


def of_winter(year: int, end: str) -> Moment:
    """The winter between two years, of which the second may have two figures.

    Raises:
        ValueError: the years do not follow each other.
    """
    if int(end) % 100 != (year + 1) % 100:
        raise ValueError
    return _three_months(WINTER_START, year)


def of_season(name: str, year: int) -> Moment:
    """A season of a year, in which it begins."""
    return _three_months(season_start(name), year)


def _three_months(first: int, year: int) -> Moment:
    years, month = divmod(first + 2, 12)
    return Moment(datetime(year, first, 1), datetime(year + years, month + 1, 1))


def of_pictures(when: str, year: str) -> Moment:
    """The season or month that photographs are called by: «летние», "June"."""
    if (month := MONTH_ADJECTIVES.get(when.lower())) is not None:
        return parse_moment(f"{year}-{month:02d}")
    if (month := SEASON_ADJECTIVES.get(when.lower())) is not None:
        return _three_months(month, int(year))
    if re.fullmatch("|".join(MONTHS), when, re.IGNORECASE):
        return of_month(when, None, year)
    return of_season(when, int(year))


def of_seasons(first: str, last: str, year: int) -> tuple[Moment, Moment]:
    """Two seasons of a year. A winter that comes first is the one that ends in it, else the one that begins in it."""
    begins_before = season_start(first) == WINTER_START
    return of_season(first, year - 1 if begins_before else year), of_season(last, year)


def of_month(name: str, day: str | None, year: str) -> Moment:
    """A month, or a day of it.

    Raises:
        ValueError: there is no such day.
    """
    return parse_moment(f"{year}-{month_number(name)}" + (f"-{day_number(day)}" if day else ""))
