"""Every way to write a time, as one expression."""

from __future__ import annotations

import re
from functools import lru_cache

from imgsearch.asking.parts import DAY_OF_MONTH, FULL_DATE, OTHER_DATE, PART
from imgsearch.asking.time_words import MONTHS, OPENS, SEASONS, TAKEN, WINTER, YEAR

LEAD = r"(?:(?:in|on|during|throughout|from|of|в\s+течение|на\s+протяжении|за\s+весь|в|во|за|от)\s+(?:the\s+)?)?"
OF_YEAR = r"(?:-?(?:го|м|й)(?!\w))?(?:\s*(?:гг?\.?|год(?:а|у|ы|ов|ах|ами)?)(?!\w))?"
#: How a decade ends.
_DECADE_END = r"(?:['’]?s|-?(?:е|х|ые|ых))(?:\s+год(?:ы|ов|ах))?"


@lru_cache(maxsize=1)
def date_expression() -> re.Pattern[str]:
    """Every way to write a time; made when a text has a digit."""
    month, season = "|".join(MONTHS), "|".join(SEASONS)
    begins = r"(?:(?:from|between|с|между)\s+)?"
    joint = r"(?:\s*(?:[-–—…]|\.\.+)\s*|\s+(?:to|till|until|through|thru|and|&|or|по|до|и|или)\s+(?:(?:in|в|во)\s+)?)"
    span = rf"{begins}(?P<first>{YEAR})(?:{OF_YEAR}{joint}|/)(?P<last>{YEAR})"
    named = (
        rf"(?:(?P<day>{DAY_OF_MONTH})\s+(?:of\s+)?)?(?P<month>{month})"
        rf"(?:\s+(?P<day_behind>\d{{1,2}})(?:st|nd|rd|th)?(?:\s+|,\s*)|\s+|,\s*|\s+of\s+)(?P<month_year>{YEAR})"
    )
    seasonal = rf"(?P<season>{season})(?:\s+|\s+of\s+)(?P<season_year>{YEAR})"
    either = f"{season}|{WINTER}"
    seasons = (
        rf"{begins}(?P<from_season>{either}){joint}(?P<to_season>{either})(?:\s+|\s+of\s+)(?P<seasons_year>{YEAR})"
    )
    decade = rf"(?:the\s+)?(?:(?P<decade>(?:19|20)\d0)|(?P<short_decade>[5-9]0)){_DECADE_END}"
    numeric = (
        rf"(?P<other_date>{OTHER_DATE})|(?P<date>\d{{1,2}}\.\d{{1,2}}\.{YEAR}|{YEAR}[-.]\d\d(?:[-.]\d\d?)?|{YEAR})"
    )
    winter = rf"(?:{WINTER})\s+(?:of\s+)?(?P<winter>{YEAR})\s*[-–—/]\s*(?P<winter_end>(?:20|19)?\d\d)"
    months = (
        rf"{begins}(?P<from_month>{month})(?:\s+(?P<from_year>{YEAR}))?"
        rf"{joint}(?P<to_month>{month})\s+(?P<to_year>{YEAR})"
    )
    days = (
        rf"{begins}(?P<from_day>\d{{1,2}}){joint}(?P<to_day>\d{{1,2}})\s+"
        rf"(?:of\s+)?(?P<of_month>{month})\s+(?P<of_year>{YEAR})|"
        rf"(?P<month_first>{month})\s+(?P<first_day>\d{{1,2}}){joint}(?P<last_day>\d{{1,2}}),?\s+(?P<days_year>{YEAR})"
    )
    dates = rf"{begins}(?P<from_date>{FULL_DATE}){joint}(?P<to_date>{FULL_DATE})"
    number = rf"(?P<month_number>0[1-9]|1[0-2])[./](?P<number_year>{YEAR})"
    ways = "|".join((dates, span, winter, months, days, seasons, seasonal, named, number, decade, numeric))
    return re.compile(
        rf"(?<![\w.\-/:]){TAKEN}(?:{LEAD}|{OPENS})(?P<said>{PART}(?:{ways}){OF_YEAR})(?![\w\-/:]|\.\d)", re.IGNORECASE
    )
