"""Dates and times as people and cameras write them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

TIME = r"(?:[T ]+(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d+)?)?\s*(?:Z|[+-]\d{2}:?\d{2})?)?"
#: 2024, 2024-05, 2024-05-31, 2024-05-31 12:30:00+03:00, and as EXIF writes it, 2024:05:31 12:30:00.
YEAR_FIRST = re.compile(rf"(?P<year>\d{{4}})(?:[-:/.](?P<month>\d{{1,2}})(?:[-:/.](?P<day>\d{{1,2}}){TIME})?)?")
#: 31.05.2024, 31.05.2024 12:30
DAY_FIRST = re.compile(rf"(?P<day>\d{{1,2}})\.(?P<month>\d{{1,2}})\.(?P<year>\d{{4}}){TIME}")
FORMATS = "write it as 2024, 2024-05, 2024-05-31, 31.05.2024 or 2024-05-31 12:30"


class Moment(NamedTuple):
    """A stretch of time as long as what was written: a year, a month, a day, a minute or a second."""

    start: datetime
    end: datetime
    """The first moment after it; the last that there is where none follows."""


def parse_moment(text: str) -> Moment:
    """Read a date or time.

    An offset from UTC is left out: what counts is the clock where the picture was taken, so that a day is a day.

    Raises:
        ValueError: it is no date, or not one of these formats; the message says which are.
    """
    match = YEAR_FIRST.fullmatch(text.strip()) or DAY_FIRST.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"{text!r} is not a date; {FORMATS}")
    found = {name: int(value) for name, value in match.groupdict().items() if value is not None}
    try:
        start = datetime(**{"month": 1, "day": 1, **found})  # type: ignore[arg-type]
    except (ValueError, OverflowError):
        raise ValueError(f"{text!r} is not a date that exists; {FORMATS}") from None
    return Moment(start, _end(start, found))


def is_year_alone(moment: datetime) -> bool:
    """Whether no more than the year is likely to be known: it is kept as its first moment."""
    return moment == datetime(moment.year, 1, 1)


def _end(start: datetime, found: dict[str, int]) -> datetime:
    try:
        if "month" not in found:
            return start.replace(year=start.year + 1)
        if "day" not in found:
            return (start.replace(day=28) + timedelta(days=4)).replace(day=1)
        if "hour" not in found:
            return start + timedelta(days=1)
        return start + (timedelta(seconds=1) if "second" in found else timedelta(minutes=1))
    except (ValueError, OverflowError):
        return datetime.max  # it ends with the last year that there is


def merged(times: Iterable[Moment]) -> list[Moment]:
    """The same times in their order, those that touch or overlap as one."""
    found = list[Moment]()
    for time in sorted(times):
        if found and time.start <= found[-1].end:
            found[-1] = Moment(found[-1].start, max(found[-1].end, time.end))
        else:
            found.append(time)
    return found
