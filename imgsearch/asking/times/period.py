"""The time that a text names: one, what lies between two, or either of some, "2019 or 2021"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from imgsearch.asking.meaning import Period, Place
from imgsearch.asking.times.beside import find_denial
from imgsearch.asking.times.calendar import united
from imgsearch.asking.times.dates import find_times
from imgsearch.moment import Moment
from imgsearch.months import RUSSIAN_MONTHS

_JOINT = re.compile(r",?\s*(?:(?:and|but|и|но)\s+)?", re.IGNORECASE)
_LISTED = re.compile(r"\s*(?:,|,?\s(?:and|&|or|и|или|либо))\s+", re.IGNORECASE)
#: As "in" is followed by them: «в мае».
_MONTHS = dict(
    zip(
        "январе феврале марте апреле мае июне июле августе сентябре октябре ноябре декабре".split(),
        RUSSIAN_MONTHS.values(),
        strict=True,
    )
)
_MONTH = re.compile(rf"\b(?:{'|'.join(_MONTHS)})\b", re.IGNORECASE)
#: "In 2018 or in 2019", «2018 или в 2019 году».
_IN = re.compile(r"(?<=\s)(?:in|во?)\s+|(?<=\d)\s+году\b", re.IGNORECASE)


def find_period(text: str, quoted: Sequence[tuple[int, int]] = (), today: date | None = None) -> Period | None:
    """The time that a text names; None where it names none, several that are apart, or one that has not come yet.

    Args:
        text: tidy.
        quoted: places in it that are left alone.
        today: what "last summer" is counted from; None: what the clock of this machine says.
    """
    found = [
        period
        for period in find_times(text, today)
        if not any(start < period.place.end and period.place.start < end for start, end in quoted)
    ]
    if len(found) != 1:
        return _between(text, found) or _any_of(text, found)
    period = found[0]._replace(place=found[0].place._replace(text=say_time(found[0].place.text)))
    denial = find_denial(text, period.place.start)
    if denial is None:
        return period
    if period.start is None or period.end is None or period.between:
        return None  # not since 2019
    place = Place(denial.start, period.place.end, f"{denial.text} {period.place.text}")
    return Period(place, period.start, period.end, is_denied=True)


def _between(text: str, found: Sequence[Period]) -> Period | None:
    """The time between two that are said together, "after 2015 and before 2018"; None where they are anything else."""
    if len(found) != 2:
        return None
    one, other = sorted(found, key=lambda period: period.place.start)
    sides = {(each.start is None, each.end is None) for each in found}
    start, end = one.start or other.start, one.end or other.end
    if sides != {(True, False), (False, True)} or start is None or end is None or start >= end:
        return None
    if not _JOINT.fullmatch(text[one.place.end : other.place.start]):
        return None
    if find_denial(text, one.place.start) or find_denial(text, other.place.start):
        return None
    said = f"{one.place.text} – {other.place.text}"
    return Period(Place(one.place.start, other.place.end, said), start, end)


def _any_of(text: str, found: Sequence[Period]) -> Period | None:
    """Any of some that are listed, "2018, 2019 and 2021"; None where they are anything else."""
    listed = sorted(found, key=lambda period: period.place.start)
    pairs = list(pairwise(listed))
    if not pairs or find_denial(text, listed[0].place.start):
        return None
    if not all(_LISTED.fullmatch(text[one.place.end : other.place.start]) for one, other in pairs):
        return None
    stretches = list[Moment]()
    for period in listed:
        if period.start is None or period.end is None:
            return None
        ends = [*(gap.start for gap in period.between), period.end]
        stretches += map(Moment, [period.start, *(gap.end for gap in period.between)], ends)
    start, end, gaps = united(stretches)
    place = Place(listed[0].place.start, listed[-1].place.end, "")
    said = say_time(text[place.start : place.end])
    return Period(place._replace(text=said), start, end, between=tuple(gaps))


def say_time(time: str) -> str:
    """A time as it is told beside "taken": «май или июнь 2019» of «мае или в июне 2019»."""
    return _MONTH.sub(lambda month: _MONTHS[month[0].lower()], _IN.sub("", time))
