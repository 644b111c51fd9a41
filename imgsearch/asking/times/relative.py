"""Times that a text counts from today: "last summer", "yesterday", "two years ago", «на прошлой неделе»."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, timedelta
from functools import lru_cache
from itertools import islice
from typing import TypeVar

from imgsearch.asking.meaning import Period
from imgsearch.asking.requests import PICTURES, PICTURES_RU
from imgsearch.asking.times.beside import is_other
from imgsearch.asking.times.counts import COUNT, HOURS, count_of
from imgsearch.asking.times.parts import DAY_OF_MONTH, day_number
from imgsearch.asking.times.recurring import (
    DAY,
    DECADE,
    MONTH,
    WEEK,
    WEEKEND,
    YEAR,
    Recurring,
    day_of,
    in_year,
    month_of_year,
    name_day,
    name_moment,
    season_from,
    until_now,
    weekday,
    when,
)
from imgsearch.asking.times.since import SINCE_ONE, latest
from imgsearch.asking.times.words import (
    AFTER,
    MONTHS,
    MOST_TIMES,
    OPENS,
    SEASONS,
    SINCE,
    TAKEN,
    THROUGH,
    WEEKDAYS,
    WINTER,
    as_period,
    is_open,
    month_number,
    season_start,
)
from imgsearch.moment import Moment

Value = TypeVar("Value")

#: One of these is in every such time: a quick look before the thorough one.
_MARK = re.compile(
    r"(?<!\w)(?:since|со?\s+[пвсчяфмаиондлз]|за\s+[\dнмгсдтчпшв]|than|старше|новее|today|tonight|yesterday|this|last|past|ago|сегодня|вчера|позавчера|эт|прошл|позапрошл|минувш|последн|назад|полгода)",
    re.IGNORECASE,
)
#: How many days ago; of a part of a day it is the whole.
_PART = r"(?:\s+(?:утром|дн[её]м|вечером|ночью))?"
_DAYS = {
    # Morning glories are flowers, and USA Today is a newspaper.
    r"(?<!usa )today(?!\s+(?:is|was|show)\b)|tonight|this\s+(?:morning(?!\s+glor)|afternoon|evening)|"
    rf"сегодня(?:шн(?:ий|яя|ее|ие|их)|{_PART})": 0,
    r"yesterday(?:\s+(?:morning|afternoon|evening|night))?|last\s+night|"
    rf"вчера(?:шн(?:ий|яя|ее|ие|их|его(?:\s+дня)?)|{_PART})": 1,
    r"(?:the\s+)?day\s+before\s+yesterday|позавчера": 2,
}
#: What comes again, one of them.
_ONE = {
    r"week|недел[яюеи]": WEEK,
    r"weekend|выходны(?:е|х)": WEEKEND,
    r"month|месяц(?:а|е)?": MONTH,
    r"year|год(?:а|у|ом)?": YEAR,
    **{form: weekday(number) for number, form in enumerate(WEEKDAYS)},
}
#: The same, counted.
_SOME = {
    r"days?|день|дн(?:я|ей)|сут(?:ки|ок)": DAY,
    HOURS: DAY,
    r"weeks?|недел[яюиь]": WEEK,
    r"months?|месяц(?:а|ев)?": MONTH,
    r"years?|год(?:а|у)?|лет": YEAR,
    r"decades?|десятилети(?:е|я|й)": DECADE,
}
_ENDINGS = "ый|ое|ая|ые|ом|ого|ым|ой|ую|ых|ыми|ий|ее|яя|ие|ем|его|им|ей|юю|их|ими"
_THIS = r"(?:this|эт(?:от|ого|ом|им|у|ой|о(?=\s+лето)|а|их|и))"
_PAST = rf"(?:прошл|минувш)(?:{_ENDINGS})"
_LAST = rf"(?:the\s+)?last|{_PAST}"
_BEFORE_LAST = rf"позапрошл(?:{_ENDINGS})"
_WHICH = f"{_THIS}|{_LAST}|{_BEFORE_LAST}"
#: What has a last month or week of its own: «последний месяц лета».
_WHOLE = r"(?:лета|осени|зимы|весны|войны|жизни|уч[её]бы|школы|каникул|отпуска|беременности|месяца|года|работы)(?!\w)"
#: How far back "a few years ago" is, at least and at most.
_FEW, _FEW_AGO = r"(?:a\s+)?few|several|some|несколько", (2, 5)
_PHOTOS = re.compile(
    rf"(?<!\w)(?:{PICTURES}|{PICTURES_RU})(?:\s+(?:taken|that\s+are|which\s+are))?,?\s+$", re.IGNORECASE
)
#: "Over five years ago" is any time before.
_OVER = r"(?:over|(?:more|longer)\s+than|at\s+least|больше|более|свыше|не\s+(?:менее|меньше))"
#: And "less than five years ago" any since.
_UNDER = r"(?:(?:less|(?:not|no)\s+more|not\s+longer)\s+than|меньше|менее|не\s+(?:более|больше))"
_YEARS, _GROWN = r"years?|год(?:а|у)?|лет", 18
_LEAD = r"(?:(?:for|in|on|during|from|of|over|within|в|во|за|на|от)\s+)??"


def find_relative(text: str, today: date) -> Iterator[Period]:
    """The times that a text counts from today, but those that have not come yet.

    Args:
        text: tidy.
        today: what is counted from.
    """
    if not _MARK.search(text):
        return
    for match in islice(_expression().finditer(text), MOST_TIMES):
        with suppress(ValueError, OverflowError):
            moment = _read(match, today)
            if (match["unit_age"] or match["one_age"]) and not _is_age_of_photos(text, match):
                continue
            if match["since_one"] and not re.fullmatch(SINCE, match["opens"], re.IGNORECASE):
                continue
            if moment.start.date() <= today and not is_open(text, match) and not is_other(text, match):
                period = as_period(match, moment, _say(match, moment))
                if match["over"]:
                    period = period._replace(start=None)
                elif match["under"]:
                    period = period._replace(end=None)
                yield period


def _is_age_of_photos(text: str, match: re.Match[str]) -> bool:
    """Whether "older than five years" is said of photos, or of nothing, and nothing else is as old."""
    if not re.search("(?:than|старше|новее|чем)$", match["opens"] or "", re.IGNORECASE):
        return False
    before = text[: match.start("opens")]
    if _PHOTOS.search(before):
        return True
    # Who is older than 18 or 60 years is somebody.
    is_of_people = re.fullmatch(_YEARS, match["unit_age"] or "", re.IGNORECASE) and count_of(match["age"]) >= _GROWN
    return not is_of_people and not (before + text[match.end() :]).strip()


def _read(match: re.Match[str], today: date) -> Moment:
    """When it was.

    Raises:
        ValueError: it has not begun, or it was before the first year that there is.
        OverflowError: the same.
    """
    if match["day"]:
        return when(DAY, _look_up(match["day"], _DAYS), today)
    if match["since_one"]:
        return latest(match["since_one"], today)
    if match["few"]:
        least, most = (when(_look_up(match["unit_few"], _SOME), back, today) for back in _FEW_AGO)
        return Moment(most.start, least.end)
    if match["over"] or match["under"]:
        start = until_now(_look_up(match["unit_ago"], _SOME), count_of(match["ago"], match["unit_ago"]), today).start
        return Moment(start, start)
    if unit := match["unit_ago"] or match["one_ago"]:
        return when(_look_up(unit, _SOME), count_of(match["ago"], unit, is_ago=True), today)
    if match["around"]:
        return when(_look_up(match["unit_around"], _SOME), count_of(match["around"]), today)
    if unit := match["unit_until"] or match["one_until"] or match["within"] or match["within_unit"]:
        return until_now(_look_up(unit, _SOME), count_of(match["until"] or match["within_count"], unit), today)
    if unit := match["unit_age"] or match["one_age"]:
        start = until_now(_look_up(unit, _SOME), count_of(match["age"]), today).start
        return Moment(start, start)
    if match["half"]:
        return when(MONTH, 6, today)
    if match["before_last"]:
        return when(_recurring(match["before_last"]), 2, today)
    if match["of"]:
        found = in_year(_recurring(match["of"]), _back(match["which_year"]), today)
        return found if not match["of_day"] else day_of(found, day_number(match["of_day"]))
    return when(_recurring(match["each"]), _back(match["which"]), today)


def _recurring(name: str) -> Recurring:
    for form, each in _ONE.items():
        if re.fullmatch(form, name, re.IGNORECASE):
            return each
    if re.fullmatch("|".join(MONTHS), name, re.IGNORECASE):
        return month_of_year(month_number(name))
    return season_from(season_start(name))


def _look_up(name: str, table: dict[str, Value]) -> Value:
    return next(value for form, value in table.items() if re.fullmatch(form, name, re.IGNORECASE))


def _back(which: str) -> int:
    """0: this one, 1: the last, 2: the one before."""
    said = which.lower()
    return 0 if said.startswith(("this", "эт")) else 2 if said.startswith("поза") else 1


def _say(match: re.Match[str], moment: Moment) -> str:
    """The dates, in the language of the text."""
    is_russian = re.search("[а-я]", match["said"], re.IGNORECASE) is not None
    opens = (match["opens"] or "").lower()
    if match["over"] or match["under"]:
        words = ("до", "before") if match["over"] else ("с", "since")
        return f"{words[not is_russian]} {name_day(moment.start, is_russian=is_russian)}"
    if not opens:
        return name_moment(moment, is_russian=is_russian)
    day = moment.end - timedelta(days=1) if re.fullmatch(f"{AFTER}|{THROUGH}", opens) else moment.start
    return f"{opens} {name_day(day, is_russian=is_russian)}"


@lru_cache(maxsize=1)
def _expression() -> re.Pattern[str]:
    """Every way to say such a time; made when a text may have one."""
    month, mild, some = "|".join(MONTHS), "|".join(SEASONS), "|".join(_SOME)
    each = f"{'|'.join(_ONE)}|{mild}|{WINTER}|{month}"
    day = rf"(?P<day>{'|'.join(reversed(_DAYS))})"
    half = r"(?P<half>half\s+a\s+year\s+ago|полгода\s+назад)"
    ago = (
        rf"(?<!half\s)(?:(?:(?P<over>{_OVER})\s+|(?P<under>{_UNDER})\s+)?(?P<ago>{COUNT})\s+(?P<unit_ago>{some})\s+(?:ago|назад)|"
        r"(?P<one_ago>день|неделю|месяц|год)\s+назад|"
        rf"(?P<unit_around>лет|года|месяцев|месяца|недели|дней|дня)\s+(?P<around>{COUNT})\s+назад)"
    )
    few = rf"(?P<few>{_FEW})\s+(?P<unit_few>{some})\s+(?:ago|назад)"
    since_one = rf"(?(opens)(?P<since_one>{SINCE_ONE})(?=$|,)|(?!))"
    age = rf"(?:(?P<age>{COUNT})\s+(?P<unit_age>{some})|(?P<one_age>года|месяца|недели))"
    # "Last year" is one of the calendar, "the last year" and "the last two years" end today.
    ending = rf"(?:(?:the\s+)?(?:last|past)(?!\s+an?\s)|последн(?:{_ENDINGS}))"
    several = rf"{ending}\s+(?P<until>{COUNT})\s+(?P<unit_until>{some})"
    one_until = r"hour|week|month|year|decade|час|сутки|недел[яюи]|месяца?|года?|десятилетие"
    until = rf"{several}|(?:the\s+last|(?:the\s+)?past|последн(?:ий|его|яя|юю|ей|ее|ие))\s+(?P<one_until>{one_until})"
    within = rf"(?<=за )(?:(?P<within>сутки|неделю|месяц|год)|(?P<within_count>{COUNT})\s+(?P<within_unit>{some}))$"
    before_last = rf"(?:the\s+)?(?P<before_last>{each})\s+before\s+last"
    of_day = rf"(?:(?P<of_day>{DAY_OF_MONTH})\s+(?:of\s+)?(?={month}))?"
    of = rf"(?:the\s+)?{of_day}(?P<of>{mild}|{month})\s+(?:(?:of|in|в)\s+)?(?P<which_year>{_WHICH})\s+(?:year|год[ау])"
    # "This may be a dog", "this march".
    which = rf"(?!this\s+ma[ry])(?P<which>{_WHICH})\s+(?P<each>{each})"
    ways = "|".join((day, half, few, ago, since_one, until, within, before_last, of, which, age))
    return re.compile(
        rf"(?<![\w.\-/:]){TAKEN}(?:{_LEAD}|{OPENS})(?P<said>{ways})(?:['’]s)?(?![\w\-/:'’]|\s+(?:of\b|\d{{4}}|{_WHOLE}))",
        re.IGNORECASE,
    )
