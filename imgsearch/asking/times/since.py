"""The latest Monday, June or summer that something is "since": "since June", «с лета»."""

from __future__ import annotations

from datetime import date

from imgsearch.asking.times.recurring import Recurring, month_of_year, season_from, weekday, when
from imgsearch.moment import Moment

#: As they stand behind "since" and «с»: «с пятницей» is with her. "Since" a fall is no time.
_BEGINS: dict[str, Recurring] = {
    **{
        day: weekday(number)
        for days in (
            "monday tuesday wednesday thursday friday saturday sunday",
            "понедельника вторника среды четверга пятницы субботы воскресенья",
        )
        for number, day in enumerate(days.split())
    },
    **{
        month: month_of_year(number)
        for months in (
            "january february march april may june july august september october november december",
            "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
        )
        for number, month in enumerate(months.split(), 1)
    },
    **{
        season: season_from(3 * number)
        for seasons in ("spring summer autumn winter", "весны лета осени зимы")
        for number, season in enumerate(seasons.split(), 1)
    },
}
#: How one is said.
SINCE_ONE = "|".join(_BEGINS)


def latest(name: str, today: date) -> Moment:
    """The latest of what a name says, of those that have begun; of days the latest that is over.

    Args:
        name: as SINCE_ONE reads it.
        today: what is counted from.
    """
    each = _BEGINS[name.lower()]
    if each.in_days:
        return when(each, 1, today)
    try:
        return when(each, 0, today)
    except ValueError:
        return when(each, 1, today)
