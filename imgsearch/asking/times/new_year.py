"""The night in front of a year that is celebrated: «Новый год 2021» begins on 31 December 2020."""

from __future__ import annotations

import re
from datetime import timedelta

from imgsearch.asking.meaning import Period
from imgsearch.asking.times.recurring import name_moment
from imgsearch.moment import Moment

#: What begins in the night before a year.
_CELEBRATED = (
    r"(?<!chinese )(?<!lunar )(?<!китайский )(?<!старый )"
    r"(?:new\s+year(?:['’]?s)?(?:\s+(?:party|night|celebrations?|fireworks))?|"
    r"нов(?:ый|ого|ому|ым)\s+год(?:а|у|ом)?|новогодн\w+(?:\s+(?:ночь|праздник\w?|вечеринк\w|[её]лк\w|стол|салют\w?))?)"
)
#: Characters in front of a year that are looked at.
_LONGEST = 60
_NEW_YEAR = re.compile(rf"(?<!\w){_CELEBRATED},?\s+$", re.IGNORECASE)
_NEW_YEAR_BEHIND = re.compile(rf",?\s+{_CELEBRATED}(?!\w|\s+eve)", re.IGNORECASE)


def with_its_night(text: str, period: Period) -> Period:
    """A year, with 31 December before it where its beginning is what is looked for: «Новый год 2021»."""
    place, start, end, *_ = period
    if start is None or end != start.replace(year=start.year + 1) or not place.text.strip()[:4].isdigit():
        return period
    if not (
        _NEW_YEAR.search(text[max(place.start - _LONGEST, 0) : place.start]) or _NEW_YEAR_BEHIND.match(text, place.end)
    ):
        return period
    whole = Moment(start - timedelta(days=1), end)
    is_russian = re.search("[а-я]", text, re.IGNORECASE) is not None
    said = name_moment(whole, is_russian=is_russian)
    return period._replace(start=whole.start, place=place._replace(text=said))
