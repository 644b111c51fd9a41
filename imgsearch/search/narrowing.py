"""What a text says of time and photographer beside filters of these: both must hold, as far as any picture may pass."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from imgsearch.asking.meaning import ANY_OF, Period
from imgsearch.asking.times.any_year import MONTH
from imgsearch.moment import Moment, merged
from imgsearch.queries.filters import Filters
from imgsearch.queries.stretches import read_stretches
from imgsearch.spelling import fold


def add_time(period: Period, filters: Filters) -> Filters | None:
    """Filters and a time that a text names; None where no time is both.

    Args:
        period: "dogs since 2018".
        filters: may have a time of their own, as a click on the year 2020 beside that text adds.
    """
    values = dict(filters.values)
    denied = period.between
    if period.is_denied and period.start and period.end:
        denied = (Moment(period.start, period.end),)
    start = _best(max, values.pop("taken_from", None), None if period.is_denied else period.start)
    end = _best(min, values.pop("taken_to", None), None if period.is_denied else period.end)
    if start is not None and end is not None and start >= end:
        return None
    # What lies beyond what is asked for need not be left out.
    given = read_stretches(values.pop("not_taken", None))
    apart = merged(each for each in (*denied, *given) if _touches(each, start, end))
    if any(_covers(each, start, end) for each in apart):
        return None
    return Filters(**values, taken_from=start, taken_to=end, not_taken=apart)


def add_month(said: str, filters: Filters) -> Filters | None:
    """Filters and the month of any year that a text names; None where another one is asked for."""
    return Filters(**{**filters.values, MONTH: said}) if filters.values.get(MONTH) in (None, said) else None


def add_photographer(said: str, filters: Filters) -> Filters | None:
    """Filters and the photographer, or any of several, whom a text names; None where other ones are asked for."""
    given: str | None = filters.values.get("photographer")
    if given is None:
        return Filters(**filters.values, photographer=said)
    asked = {fold(name) for name in (given, *given.split(ANY_OF))}
    both = [name for name in said.split(ANY_OF) if fold(name) in asked]
    return Filters(**{**filters.values, "photographer": ANY_OF.join(both)}) if both else None


def _best(choose: Any, *moments: datetime | None) -> datetime | None:  # noqa: ANN401 (max or min)
    there = [moment for moment in moments if moment is not None]
    return choose(there) if there else None


def _touches(stretch: Moment, start: datetime | None, end: datetime | None) -> bool:
    return (end is None or stretch.start < end) and (start is None or start < stretch.end)


def _covers(stretch: Moment, start: datetime | None, end: datetime | None) -> bool:
    return start is not None and end is not None and stretch.start <= start and end <= stretch.end
