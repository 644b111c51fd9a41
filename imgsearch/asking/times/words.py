"""Words of times, in dates and beside today: months, seasons, and what stands in front."""

from __future__ import annotations

import re
from datetime import datetime

from imgsearch.asking.meaning import Period, Place
from imgsearch.moment import Moment

YEAR = r"(?:19|20)\d\d"
#: The same behind a month or a season, where two figures may do: "May '19", «май 19 года».
SHORT_YEAR = rf"{YEAR}|['’]\d\d|\d\d(?=(?:-?го)?\s*(?:г(?:\.|(?!\w))|год))"
#: A text with more times names none.
MOST_TIMES = 30
#: Years of two figures from here on are of the last century.
_LAST_CENTURY = 50
#: Marches of people, and people called May.
_MARCHED = "".join(
    rf"(?<!{word}\s)" for word in "women's women’s womens protest peace pride climate freedom victory".split()
)
_CALLED = "".join(rf"(?<!{name}\s)" for name in ("brian", "theresa", "james", "elaine", "imelda"))
MONTHS = (
    r"jan(?:uary)?\.?|январ(?:[ьяе]|[её]м)|янв\.?", r"feb(?:ruary)?\.?|феврал(?:[ьяе]|[её]м)|февр?\.?",
    rf"{_MARCHED}mar(?:ch)?\.?|март(?:ом|[ае])?|мар\.?", r"apr(?:il)?\.?|апрел(?:[ьяе]|[её]м)|апр\.?",
    rf"{_CALLED}may|ма(?:ем|[йяе])", r"june?\.?|июн(?:[ьяе]|[её]м)|июн\.?", r"july?\.?|июл(?:[ьяе]|[её]м)|июл\.?",
    r"aug(?:ust)?\.?|август(?:ом|[ае])?|авг\.?", r"sept?(?:ember)?\.?|сентябр(?:[ьяе]|[её]м)|сент?\.?",
    r"oct(?:ober)?\.?|октябр(?:[ьяе]|[её]м)|окт\.?", r"nov(?:ember)?\.?|ноябр(?:[ьяе]|[её]м)|нояб?\.?",
    r"dec(?:ember)?\.?|декабр(?:[ьяе]|[её]м)|дек\.?",
)  # fmt: skip
#: The first month of a season. Winter is in two years: beside one of them it stays a word.
SEASONS = {r"spring|весн(?:а|ы|ой|у)": 3, r"summer|лет(?:о|а|ом)": 6, r"autumn|fall|осен(?:ь|и|ью)": 9}
WINTER, WINTER_START = r"winter|зим(?:а|ы|ой|у)", 12
#: What photographs are called by when they were taken -> the first month.
SEASON_ADJECTIVES = {"весенн": 3, "летн": 6, "осенн": 9}
MONTH_ADJECTIVES = {
    "январск": 1, "февральск": 2, "мартовск": 3, "апрельск": 4, "майск": 5, "июньск": 6, "июльск": 7, "августовск": 8,
    "сентябрьск": 9, "октябрьск": 10, "ноябрьск": 11, "декабрьск": 12,
}  # fmt: skip
#: From Monday on.
WEEKDAYS = (
    r"monday|понедельник(?:а|е|ом)?", r"tuesday|вторник(?:а|е|ом)?", r"wednesday|сред(?:а|у|ы|е|ой)",
    r"thursday|четверг(?:а|е|ом)?", r"friday|пятниц(?:а|у|ы|е|ей)", r"saturday|суббот(?:а|у|ы|е|ой)",
    r"sunday|воскресень(?:е|я|ем)",
)  # fmt: skip
#: Before a time: what begins with it, what begins behind it, what ends before it, and what ends with it.
_THAN = r"(?:,?\s+чем(?:\s+в)?)?"
SINCE = (
    r"since|с|со|starting\s+(?:in|from|with)|начиная\s+со?|(?:no|not)\s+(?:earlier|older)\s+than|not\s+before|"
    rf"не\s+(?:раньше|ранее|старше){_THAN}"
)
AFTER = rf"after|после|(?:later|newer|more\s+recent)\s+than|(?:позже|позднее|новее){_THAN}"
BEFORE = rf"before|until|till|до|prior\s+to|(?:earlier|older)\s+than|(?:раньше|ранее|старше){_THAN}"
THROUGH = rf"up\s+(?:to|until)|(?:no|not)\s+(?:later|newer)\s+than|not\s+after|не\s+(?:позже|позднее|новее){_THAN}"
#: Behind a time from which on all is meant.
UNTIL_NOW = (
    r"\s*(?:[-–—]\s*|\s(?:to|till|until|up\s+to)\s+)(?:(?:the\s+)?present(?:\s+(?:day|time))?|now|today)|"
    r"\s*(?:[-–—]\s*|\s(?:по|до)\s+)(?:сегодня(?:шн\w+\s+д(?:ень|ня))?|сейчас|сих\s+пор|нын(?:е|че)(?:шн\w+)?|"
    r"настоящ(?:ее|его|ий)\s+(?:время|времени|момент\w?)|наш(?:и|их)\s+дн(?:и|ей))"
)
#: Characters in front of a time that are looked at for one of OPEN.
LONGEST_OPEN = 20
#: The same of which it is not said whether it is meant with the time or without.
OPEN = frozenset("by to between по к между".split())
#: "Since 2015 until 2018" has an end.
_ENDS_TOO = re.compile(r"\s(?:to|till|until|through|thru|по|до)\s", re.IGNORECASE)
TAKEN = (
    r"(?:(?<!new\s)(?<!новый\s)(?:date|year|month|дата(?:\s+съ[её]мки)?|год|месяц)\s*[:=]\s*)?"
    r"(?:(?:taken|shot|photographed|captured|снят(?:о|а|ы|ый|ая|ое|ые|ых)?|(?:сфотографирован|сделан)(?:о|а|ы|н(?:ый|ая|ое|ые|ых))?|"
    r"фото)\s+)?"
)
OPENS = rf"(?P<opens>{THROUGH}|{SINCE}|{AFTER}|{BEFORE})\s+"


def year_number(said: str) -> int:
    """A year as SHORT_YEAR reads it."""
    year = int(said[-2:]) if len(said) < 4 else int(said)
    return year if year > 99 else year + (1900 if year >= _LAST_CENTURY else 2000)


def month_number(name: str) -> int:
    """1..12 of a month's name."""
    return next(number for number, form in enumerate(MONTHS, 1) if re.fullmatch(form, name, re.IGNORECASE))


def season_start(name: str) -> int:
    """The first month of a season, by its name."""
    forms = {**SEASONS, WINTER: WINTER_START}
    return next(month for form, month in forms.items() if re.fullmatch(form, name, re.IGNORECASE))


def is_open(text: str, match: re.Match[str]) -> bool:
    """Whether a word stands before a time that leaves open when it is."""
    before = text[max(match.start() - LONGEST_OPEN, 0) : match.start()]
    return not OPEN.isdisjoint(before.lower().split()[-1:])


def as_period(match: re.Match[str], moment: Moment, said: str) -> Period:
    """A time itself, or all of it since, after or before it.

    Args:
        match: what was read, of an expression that begins with TAKEN and OPENS.
        moment: when it is.
        said: how it is called.
    """
    start: datetime | None = moment.start
    end: datetime | None = moment.end
    opens = (match["opens"] or "").lower()
    if re.fullmatch(BEFORE, opens):
        start, end = None, start
    elif re.fullmatch(THROUGH, opens):
        start = None
    elif re.fullmatch(AFTER, opens):
        start, end = end, None
    elif opens and not _ENDS_TOO.search(match["said"]):
        end = None
    return Period(Place(match.start(), match.end(), said), start, end)
