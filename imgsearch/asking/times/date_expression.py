"""Every way to write a time, as one expression."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from imgsearch.asking.requests import PICTURES, PICTURES_RU
from imgsearch.asking.times.parts import DAY_OF_MONTH, FULL_DATE, OTHER_DATE, PART
from imgsearch.asking.times.words import (
    MONTH_ADJECTIVES,
    MONTHS,
    OPENS,
    SEASON_ADJECTIVES,
    SEASONS,
    SHORT_YEAR,
    TAKEN,
    WINTER,
    YEAR,
)

LEAD = (
    r"(?:(?:back\s+in|in|on|during|throughout|from|of|в\s+дал[её]ком|в\s+течение|на\s+протяжении|за\s+вс(?:[её]|ю|ех|ей)|за\s+весь|в|во|за|на|от)\s+"
    r"(?:the\s+)?(?:year\s+)?)?"
)
OF_YEAR = r"(?:-?(?:го|м|й)(?!\w))?(?:\s*(?:гг?\.?|год(?:а|у|ы|ов|ах|ами)?)(?!\w))?"
#: What leaves open by how much it was earlier or later.
ABOUT = (
    r"(?P<about>(?:circa|ca\.?|c\.|about|around|approximately|approx\.?|roughly|около|где-то\s+в|"
    r"(?:примерно|приблизительно)(?:\s+в)?)\s+)"
)
#: A decade in words -> its first year.
DECADES = {
    r"twenties|двадцаты(?:е|х)": 1920, r"thirties|тридцаты(?:е|х)": 1930, r"forties|сороковы(?:е|х)": 1940,
    r"fifties|пятидесяты(?:е|х)": 1950, r"sixties|шестидесяты(?:е|х)": 1960, r"seventies|семидесяты(?:е|х)": 1970,
    r"eighties|восьмидесяты(?:е|х)": 1980, r"nineties|девяносты(?:е|х)": 1990,
    r"noughties|нулевы(?:е|х)|двухтысячны(?:е|х)": 2000,
}  # fmt: skip
#: One of these is in every such time: a quick look before the thorough one.
MARK = re.compile(r"\d|(?:n|r|f|x|gh|e)ties|дцаты|роковы|десяты|носты|нулев|тысячны", re.IGNORECASE)
#: Groups of date_expression that are the number of a quarter, and its year.
QUARTERS = ("quarter", "quarter_ru", "quarter_nth", "quarter_before", "quarter_q")
YEARS_OF_QUARTERS = ("quarter_year", "year_q", "year_short")
_ADJECTIVE_END = "ий|ие|их|яя|ее|ей|ей|юю|ый|ые|ых|ая|ое|ой|ую"
#: How a decade ends.
_DECADE_END = r"(?:['’]?s|-?(?:е|х|ые|ых))(?:\s+год(?:ы|ов|ах))?"


#: In front of two times, and between them.
_BEGINS = r"(?:(?:from|between|either|с|между|либо|или)\s+)?"
_JOINT = r"(?:\s*(?:[-–—…]|\.\.+)\s*|\s+(?:to|till|until|through|thru|and|&|or|по|до|и|или)\s+(?:(?:in|в|во)\s+)?)"


def any_of(match: re.Match[str], groups: Sequence[str]) -> str:
    """What the first group said that said anything; nothing where none did."""
    return next(filter(None, map(match.__getitem__, groups)), "")


@lru_cache(maxsize=1)
def date_expression() -> re.Pattern[str]:
    """Every way to write a time; made when a text has one of MARK."""
    month, season = "|".join(MONTHS), "|".join(SEASONS)
    named = (
        rf"(?:(?P<day>{DAY_OF_MONTH})\s+(?:of\s+)?)?(?P<month>{month})"
        rf"(?:\s+(?P<day_behind>\d{{1,2}})(?:st|nd|rd|th)?(?:\s+|,\s*)|\s+|,\s*|\s+of\s+)(?P<month_year>{SHORT_YEAR})"
    )
    # "2018 may queen", "2018 May 5 dogs".
    behind_year = (
        rf"(?P<year_before>{YEAR}),?\s+(?P<month_behind>(?!ma[ry]\w*\s+[a-z]){month})"
        r"(?:\s+(?P<day_last>\d{1,2})(?=[\s,.)]*$|,))?"
    )
    seasonal = rf"(?P<season>{season})(?:\s+|\s+of\s+)(?P<season_year>{SHORT_YEAR})"
    # «Летние фото 2018», "summer photos of 2018".
    adjectives = "|".join((*SEASON_ADJECTIVES, *MONTH_ADJECTIVES))
    pictures = (
        rf"(?:(?P<when_ru>{adjectives})(?:{_ADJECTIVE_END})\s+{PICTURES_RU}|"
        rf"(?P<when>{month}|{season})\s+{PICTURES})\s+(?:(?:from|of|in|за|от|из)\s+)?(?:the\s+year\s+)?(?P<pictures_year>{YEAR})"
    )
    decade = rf"(?:the\s+)?(?:(?P<decade>(?:19|20)\d0)|(?P<short_decade>[5-9]0)){_DECADE_END}"
    worded = rf"(?:the\s+)?(?P<decade_word>{'|'.join(DECADES)})(?:\s+год(?:ы|ов|ах))?"
    numeric = (
        # 2018/12 is a month, and 2018/19 a season of sports; a car is a Mustang '67.
        rf"(?P<other_date>{OTHER_DATE})|(?P<year_slash>{YEAR})/(?P<month_slash>0[1-9]|1[0-2])|"
        rf"(?<=\s)(?<!class\sof\s)(?P<short_year>['’](?:9\d|[0-4]\d))(?=\s*(?:$|,))|"
        # «В 19-м году».
        rf"(?<=в\s)(?P<year_ru>\d\d)(?=(?:-?м)?\s+году)|"
        rf"(?P<date>\d{{1,2}}\.\d{{1,2}}\.{YEAR}|{YEAR}[-.]\d\d(?:[-.]\d\d?)?|"
        rf"{YEAR}/\d\d/\d\d|{YEAR})"
    )
    # 1/2000 is how long a shutter was open.
    number = rf"(?P<month_number>0?[1-9]|1[0-2])(?:\.|(?<!\b1)/|(?<=\b0\d)\s)(?P<number_year>{YEAR})"
    quarter = (
        rf"(?P<quarter_year>{YEAR}){OF_YEAR},?\s*(?:[-–—/]\s*)?"
        rf"(?:q(?P<quarter>[1-4])|(?P<quarter_ru>[1-4]|i{{1,3}}|iv)(?:-?[йм])?\s+квартал(?:е|а)?|"
        r"(?P<quarter_nth>[1-4])(?:st|nd|rd|th)\s+quarter)|"
        rf"(?P<quarter_before>[1-4])q\s?(?P<year_q>{YEAR}|['’]?\d\d)(?!\d)|q(?P<quarter_q>[1-4])\s?(?P<year_short>['’]\d\d)"
    )
    ways = "|".join(
        (quarter, *_spans(month, season), pictures, seasonal, named, behind_year, number, decade, worded, numeric)
    )
    return re.compile(
        rf"(?<![\w.\-/:]){TAKEN}(?:{ABOUT}|{LEAD}|{OPENS})(?P<said>{PART}(?:{ways}){OF_YEAR})(?![\w/:]|-(?!(?:now|present)\b)|[–—]\s*\d|\.\d)",
        re.IGNORECASE,
    )


def _spans(month: str, season: str) -> tuple[str, ...]:
    """From one time to another."""
    # 2019-10 is a month, and 2019/20 a season of sports.
    short = rf"(?P<short_first>{YEAR})(?:[–—](?P<short_last>\d\d)|-(?P<shorter_last>1[3-9]|[2-9]\d))(?!\d)"
    span = rf"{_BEGINS}(?P<first>{YEAR})(?:{OF_YEAR}{_JOINT}|/)(?P<last>{YEAR})|{short}"
    either = f"{season}|{WINTER}"
    seasons = (
        rf"{_BEGINS}(?P<from_season>{either}){_JOINT}(?P<to_season>{either})(?:\s+|\s+of\s+)(?P<seasons_year>{YEAR})"
    )
    # "Summer 2019 or winter": what follows is of the same year.
    more = r"(?:\s*,)?\s+(?:or|and|или|и)\s+(?:in\s+|в\s+)?"
    is_last = r"(?=\s*(?:$|[,;)]))"
    seasons_behind = (
        rf"(?P<season_named>{either})\s+(?:of\s+)?(?P<season_named_year>{YEAR}){OF_YEAR}{more}(?P<season_more>{either}){is_last}|"
        rf"(?P<month_named>{month})\s+(?P<month_named_year>{YEAR}){OF_YEAR}{more}(?P<month_more>{month}){is_last}"
    )
    winter = rf"(?:{WINTER})\s+(?:of\s+)?(?P<winter>{YEAR})(?:\s*[-–—/]\s*|\s+)(?P<winter_end>(?:20|19)?\d\d)"
    # «Май, июнь и август 2019», "spring/summer 2019".
    several = r"(?:\s*[,/]\s*|\s+(?:(?:and|&|or|и|или)\s+)?)(?:in\s+|в\s+)?"
    listed = (
        rf"(?P<months_listed>(?:{month})(?:{several}(?:{month}))+)\s+(?:of\s+)?(?P<months_year>{YEAR})|"
        rf"(?P<seasons_listed>(?:{season})(?:{several}(?:{season}))+)\s+(?:of\s+)?(?P<seasons_listed_year>{YEAR})"
    )
    months = (
        rf"{_BEGINS}(?P<from_month>{month})(?:\s+(?P<from_year>{YEAR}))?"
        rf"{_JOINT}(?P<to_month>{month})\s+(?P<to_year>{YEAR})"
    )
    days = (
        rf"{_BEGINS}(?P<from_day>\d{{1,2}}){_JOINT}(?P<to_day>\d{{1,2}})\s+"
        rf"(?:of\s+)?(?P<of_month>{month})\s+(?P<of_year>{YEAR})|"
        rf"(?P<month_first>{month})\s+(?P<first_day>\d{{1,2}}){_JOINT}(?P<last_day>\d{{1,2}}),?\s+(?P<days_year>{YEAR})"
    )
    dates = rf"{_BEGINS}(?P<from_date>{FULL_DATE}){_JOINT}(?P<to_date>{FULL_DATE})"
    return dates, span, seasons_behind, winter, listed, months, days, seasons
