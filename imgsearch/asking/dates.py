"""Times in a text: "June 2019", "в июне 2019", "лето 2021", "2019"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from functools import lru_cache

from imgsearch.asking.meaning import Period, Place
from imgsearch.moment import Moment, parse_moment

MONTHS = (
    r"jan(?:uary)?\.?|январ[ьяе]", r"feb(?:ruary)?\.?|феврал[ьяе]", r"mar(?:ch)?\.?|март[ае]?",
    r"apr(?:il)?\.?|апрел[ьяе]", r"may|ма[йяе]", r"june?\.?|июн[ьяе]", r"july?\.?|июл[ьяе]",
    r"aug(?:ust)?\.?|август[ае]?", r"sept?(?:ember)?\.?|сентябр[ьяе]", r"oct(?:ober)?\.?|октябр[ьяе]",
    r"nov(?:ember)?\.?|ноябр[ьяе]", r"dec(?:ember)?\.?|декабр[ьяе]",
)  # fmt: skip
#: The first month of a season; winter is in two years, so it stays a word.
SEASONS = {r"spring|весн(?:а|ы|ой)": 3, r"summer|лет(?:о|а|ом)": 6, r"autumn|fall|осен(?:ь|и|ью)": 9}
#: Before a time that only begins or ends a period.
OPEN = frozenset("since before after until till by до после с к".split())
YEAR = r"(?:19|20)\d\d"
LEAD = (
    r"(?:(?:taken|shot|photographed|снят(?:о|а|ы|ый|ая|ое|ые)?|фото)\s+)?"
    r"(?:(?:in|on|during|from|of|в|во|за|от)\s+(?:the\s+)?)?"
)
OF_YEAR = r"(?:\s*(?:гг?\.|год(?:а|у|ы)?|году)(?!\w))?"


def find_period(text: str, quoted: Sequence[tuple[int, int]] = ()) -> Period | None:
    """The one time that a text names; None where it names none, several, or one that has not come yet.

    Args:
        text: tidy.
        quoted: places in it that are left alone.
    """
    if not any(letter.isdigit() for letter in text):
        return None
    found = [
        period
        for period in _find(text)
        if not any(start < period.place.end and period.place.start < end for start, end in quoted)
    ]
    return found[0] if len(found) == 1 else None


def _find(text: str) -> Iterator[Period]:
    for match in _expression().finditer(text):
        with suppress(ValueError):
            moment = _read(match)
            before = text[: match.start()].lower().split()[-1:]
            if moment.start <= datetime.now() and OPEN.isdisjoint(before):
                yield Period(Place(match.start(), match.end(), match["said"]), *moment)


def _read(match: re.Match[str]) -> Moment:
    """When it was.

    Raises:
        ValueError: there is no such day.
    """
    if match["first"]:
        first, last = sorted((int(match["first"]), int(match["last"])))
        return Moment(datetime(first, 1, 1), datetime(last + 1, 1, 1))
    if match["season"]:
        month, year = _season_start(match["season"]), int(match["season_year"])
        return Moment(datetime(year, month, 1), datetime(year, month + 3, 1))
    if match["month"]:
        return _of_month(match["month"], match["day"] or match["day_behind"], match["month_year"])
    return parse_moment(match["date"])


def _of_month(name: str, day: str | None, year: str) -> Moment:
    return parse_moment(f"{year}-{_month_number(name)}" + (f"-{day}" if day else ""))


def _month_number(name: str) -> int:
    return next(number for number, form in enumerate(MONTHS, 1) if re.fullmatch(form, name, re.IGNORECASE))


def _season_start(name: str) -> int:
    return next(month for form, month in SEASONS.items() if re.fullmatch(form, name, re.IGNORECASE))


@lru_cache(maxsize=1)
def _expression() -> re.Pattern[str]:
    """Every way to write a time; made when a text has a digit."""
    month, season = "|".join(MONTHS), "|".join(SEASONS)
    span = (
        rf"(?:(?:from|between|с|между)\s+)?(?P<first>{YEAR})"
        rf"(?:\s*[-–—]\s*|\s+(?:to|till|until|and|по|до|и)\s+)(?P<last>{YEAR})"
    )
    named = (
        rf"(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?)?(?P<month>{month})"
        rf"(?:\s+(?P<day_behind>\d{{1,2}})(?:st|nd|rd|th)?(?:\s+|,\s*)|\s+|,\s*|\s+of\s+)(?P<month_year>{YEAR})"
    )
    seasonal = rf"(?P<season>{season})(?:\s+|\s+of\s+)(?P<season_year>{YEAR})"
    date = rf"(?P<date>\d{{1,2}}\.\d{{1,2}}\.{YEAR}|{YEAR}[-.]\d\d(?:[-.]\d\d?)?|{YEAR})"
    ways = "|".join((span, seasonal, named, date))
    return re.compile(rf"(?<![\w.\-/:]){LEAD}(?P<said>(?:{ways}){OF_YEAR})(?![\w\-/:]|\.\d)", re.IGNORECASE)
