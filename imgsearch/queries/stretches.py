"""Times as filters compare them."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime, time, timedelta

from imgsearch.moment import Moment, parse_moment


def first_moment(given: date | str) -> datetime:
    """The first moment of a year, a month, a day or a minute; of a datetime itself."""
    return given.replace(tzinfo=None) if isinstance(given, datetime) else parse_moment(str(given)).start


def first_too_late(given: date | str) -> datetime:
    """The first moment after it; a datetime is one."""
    return given.replace(tzinfo=None) if isinstance(given, datetime) else parse_moment(str(given)).end


def stretch(given: date | str | Moment) -> str:
    """A time from its first moment to the first one after it, as PostgreSQL writes it; what is written so stays."""
    moment = given if isinstance(given, Moment) else _written(given) or parse_moment(str(given))
    return f"[{moment.start},{moment.end})"


def say_stretch(written: str) -> str:
    """What stretch() has written, in words."""
    start, end = written[1:-1].split(",")
    return f"from {start} to before {end}"


def say_moment(moment: datetime, before: timedelta = timedelta()) -> str:
    """The day that begins then, or one before it; the moment itself where no day begins, or none is before it."""
    is_day = moment == datetime.combine(moment.date(), time.min) and moment > datetime.min
    return str((moment - before).date() if is_day else moment)


def read_stretch(written: str | None) -> Moment | None:
    """The time that stretch() has written."""
    return _written(written)


def _written(given: object) -> Moment | None:
    """What stretch() has written; None where it is anything else."""
    if not (isinstance(given, str) and given.startswith("[") and given.endswith(")")):
        return None
    with suppress(ValueError, TypeError):
        start, end = map(datetime.fromisoformat, given[1:-1].split(","))
        if start < end and not start.tzinfo and not end.tzinfo:
            return Moment(start, end)
    return None
