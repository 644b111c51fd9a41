"""Stretches of the calendar that come again and again, counted from today: this one, the last, the one before it."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime, timedelta
from typing import NamedTuple

from imgsearch.moment import Moment
from imgsearch.months import MONTHS, RUSSIAN_MONTHS

_ENGLISH_SEASONS = {3: "spring", 6: "summer", 9: "autumn", 12: "winter"}
_RUSSIAN_SEASONS = {3: "весна", 6: "лето", 9: "осень", 12: "зима"}


class Recurring(NamedTuple):
    """What begins again every so many days, or months."""

    every: int
    first: int = 0
    """Days from a Monday, or months from January, to where it begins."""
    length: int = 1
    in_days: bool = False


DAY = Recurring(1, in_days=True)
WEEK = Recurring(7, length=7, in_days=True)
WEEKEND = Recurring(7, first=5, length=2, in_days=True)
MONTH = Recurring(1)
YEAR = Recurring(12, length=12)
DECADE = Recurring(120, length=120)


def weekday(number: int) -> Recurring:
    """A day of the week, Monday being 0."""
    return Recurring(7, first=number, in_days=True)


def month_of_year(number: int) -> Recurring:
    """June, by its number 1..12."""
    return Recurring(12, number - 1)


def season_from(month: int) -> Recurring:
    """The season that begins with a month 1..12."""
    return Recurring(12, month - 1, 3)


def when(each: Recurring, back: int, today: date) -> Moment:
    """One of them.

    Args:
        each: what.
        back: 0: this one, which of what comes once in a week or year is that of this week or year, winter being of
            the year that it ends in. 1: the last that is over. 2: the one before that.
        today: what is counted from.

    Raises:
        ValueError: this one has not begun, or it was before the first year that there is.
    """
    # The first day that there is, of year 1, was a Monday.
    now = today.toordinal() - 1 if each.in_days else 12 * today.year + today.month - 1
    begun = (now - each.first) // each.every * each.every + each.first
    if back == 0 and (begun + each.length - 1) // each.every < now // each.every:
        raise ValueError
    is_over = begun + each.length <= now
    begun -= each.every * max(back - is_over, 0)
    return Moment(*(_first_moment(each, at) for at in (begun, begun + each.length)))


def in_year(each: Recurring, years_back: int, today: date) -> Moment:
    """The month or season of this year, the last year, the one before.

    Raises:
        ValueError: there is no such year.
    """
    start = 12 * (today.year - years_back) + each.first
    return Moment(*(_first_moment(each, at) for at in (start, start + each.length)))


def day_of(month: Moment, day: int) -> Moment:
    """A day of a month, by its number.

    Raises:
        ValueError: there is no such day.
    """
    start = month.start.replace(day=day)
    return Moment(start, start + timedelta(days=1))


def until_now(each: Recurring, count: int, today: date) -> Moment:
    """So many days, weeks, months or years up to the end of today.

    Raises:
        ValueError: they begin before the first year that there is.
        OverflowError: the same.
    """
    if each.in_days:
        begin = today - timedelta(days=count * each.every)
    else:
        year, month = divmod(12 * today.year + today.month - 1 - count * each.every, 12)
        begin = date(year, month + 1, min(today.day, monthrange(year, month + 1)[1]))
    return Moment(_midnight(begin), _midnight(today) + timedelta(days=1))


def _first_moment(each: Recurring, at: int) -> datetime:
    return datetime.fromordinal(at + 1) if each.in_days else datetime(at // 12, at % 12 + 1, 1)


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)


def name_moment(moment: Moment, *, is_russian: bool) -> str:
    """What a stretch of whole days is called: "2025", "summer 2025", "October 2026", "2026-11-27", or both ends."""
    start, end = moment
    if (start.day, end.day) == (1, 1):
        months = 12 * (end.year - start.year) + end.month - start.month
        seasons = _RUSSIAN_SEASONS if is_russian else _ENGLISH_SEASONS
        if (start.month, months) == (1, 12):
            return str(start.year)
        if months == 1:
            month = MONTHS[start.month - 1]
            return f"{RUSSIAN_MONTHS[month] if is_russian else month.capitalize()} {start.year}"
        if months == 3 and start.month in seasons:
            years = dict.fromkeys((start.year, end.year))
            return f"{seasons[start.month]} {'-'.join(map(str, years))}"
    ends = dict.fromkeys(name_day(day, is_russian=is_russian) for day in (start, end - timedelta(days=1)))
    return " – ".join(ends)


def name_day(day: datetime, *, is_russian: bool) -> str:
    """A day in figures."""
    return f"{day:%d.%m.%Y}" if is_russian else f"{day:%Y-%m-%d}"
