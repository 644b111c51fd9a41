"""Times as filters compare them."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import date, datetime, time, timedelta

from imgsearch.moment import Moment, parse_moment


def first_moment(given: date | str) -> datetime:
    """The first moment of a year, a month, a day or a minute; of a datetime itself."""
    return given.replace(tzinfo=None) if isinstance(given, datetime) else parse_moment(str(given)).start


def first_too_late(given: date | str) -> datetime:
    """The first moment after it; a datetime is one."""
    return given.replace(tzinfo=None) if isinstance(given, datetime) else parse_moment(str(given)).end


def stretches(given: date | str | Moment | Sequence[Moment]) -> str:
    """Times from their first moments to the first ones after them, as PostgreSQL writes them; what is so stays."""
    moments = _moments(given) or [parse_moment(str(given))]
    return ",".join(f"[{moment.start},{moment.end})" for moment in moments)


def say_stretches(written: str) -> str:
    """What stretches() has written, in words."""
    return " and ".join(f"from {start} to before {end}" for start, end in read_stretches(written))


def say_moment(moment: datetime, before: timedelta = timedelta()) -> str:
    """The day that begins then, or one before it; the moment itself where no day begins, or none is before it."""
    is_day = moment == datetime.combine(moment.date(), time.min) and moment > datetime.min
    return str((moment - before).date() if is_day else moment)


def read_stretches(written: str | None) -> list[Moment]:
    """The times that stretches() has written; none where it is anything else."""
    if not (isinstance(written, str) and written.startswith("[") and written.endswith(")")):
        return []
    with suppress(ValueError, TypeError):
        pairs = [map(datetime.fromisoformat, each.split(",")) for each in written[1:-1].split("),[")]
        found = [Moment(*pair) for pair in pairs]
        if all(start < end and not start.tzinfo and not end.tzinfo for start, end in found):
            return found
    return []


def _moments(given: object) -> list[Moment]:
    """Times as they are, or as stretches() has written them; none where it is anything else."""
    if isinstance(given, Moment):
        return [given]
    if isinstance(given, (tuple, list)):
        return list(given) if all(isinstance(each, Moment) for each in given) else []
    return read_stretches(given) if isinstance(given, str) else []
