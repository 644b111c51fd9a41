"""Dates, times and offsets as EXIF, IPTC and XMP write them."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

_MOMENT = re.compile(
    r"(\d{4})[:/-]?(\d\d)[:/-]?(\d\d)"
    r"(?:[T ]+(\d\d|\d(?=:)):?(\d\d)(?::?(\d\d)(?:[.,](\d{1,9}))?)?)?\s*(Z|[+-]\d\d:?\d\d)?\s*",
    re.ASCII,
)
#: A year, or a month of it; what is not known is left out or zero. A time says nothing without its day.
_PERIOD = re.compile(r"(\d{4})(?:[:/-]?(\d\d)(?:[:/-]?00(?:[T ].*)?)?)?", re.ASCII)
_OFFSET = re.compile(r"\s*([+-])(\d\d):?(\d\d)\s*", re.ASCII)


class Moment(NamedTuple):
    """A time by the clock on the wall, and how far that clock is ahead of UTC where it is known."""

    at: datetime
    utc_offset: timedelta | None


def parse_moment(text: str | None, subsecond: str | None = None, offset: str | None = None) -> Moment | None:
    """A date, with or without a time; None for what is no date, as 0000:00:00 of a camera whose clock was never set.

    Args:
        text: as 2026:01:31 14:30:00, 2026-01-31T14:30:00.5+03:00, 20260131.
        subsecond: digits after the point, where they stand in a field of their own.
        offset: as +03:00, where it stands in a field of its own.
    """
    match = _MOMENT.fullmatch(_known_part(text)) if text is not None and len(text) <= 50 else None
    if match is None:
        return None
    year, month, day, hour, minute, second = (int(group or 0) for group in match.groups()[:6])
    digits = match[7] or (subsecond if subsecond is not None and re.fullmatch(r"[0-9]{1,9}", subsecond) else "")
    try:
        at = datetime(year, month, day)
        if hour < 24 and minute < 60:  # of a time that no clock shows, the day may still be right
            at = at.replace(hour=hour, minute=minute, second=min(second, 59), microsecond=int(digits.ljust(6, "0")[:6]))
    except ValueError:
        return None
    return Moment(at, parse_offset(match[8] or offset))


def parse_period(text: str | None, *_: str | None) -> Moment | None:
    """The first moment of a year or a month, as 1985, 1985-06, 19850000; None for anything else."""
    match = _PERIOD.fullmatch(_known_part(text)) if text is not None and len(text) <= 50 else None
    try:
        return Moment(datetime(int(match[1]), int(match[2] or 0) or 1, 1), None) if match is not None else None
    except ValueError:
        return None


def _known_part(text: str) -> str:
    """Without the blanks that EXIF has between its colons for what is not known."""
    return text.rstrip(" :")


def parse_offset(text: str | None) -> timedelta | None:
    """+03:00, +0300 or Z as a time; None for anything else."""
    if text is None:
        return None
    if text.strip() == "Z":
        return timedelta(0)
    match = _OFFSET.fullmatch(text) if len(text) <= 20 else None
    if match is None or int(match[2]) > 15 or int(match[3]) > 59:
        return None
    offset = timedelta(hours=int(match[2]), minutes=int(match[3]))
    return -offset if match[1] == "-" else offset


def from_timestamp(seconds: int) -> Moment | None:
    """Seconds since 1970 as a time in UTC."""
    try:
        return Moment(datetime.fromtimestamp(seconds, UTC).replace(tzinfo=None), timedelta(0))
    except (ValueError, OverflowError, OSError):
        return None
