"""Times in a text: "June 2019", "в июне 2019", "лето 2021", "early 2019", "в 90-х"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import NamedTuple

from imgsearch.asking.beside import is_other
from imgsearch.asking.date_expression import DECADES, MARK, QUARTERS, YEARS_OF_QUARTERS, any_of, date_expression
from imgsearch.asking.meaning import Period, Place
from imgsearch.asking.parts import (
    day_number,
    part_of,
    with_years,
    written_date,
)
from imgsearch.asking.recurring import name_moment
from imgsearch.asking.relative import find_relative
from imgsearch.asking.time_words import (
    BEFORE,
    MONTH_ADJECTIVES,
    MONTHS,
    SEASON_ADJECTIVES,
    WINTER_START,
    as_period,
    is_open,
    month_number,
    season_start,
    year_number,
)
from imgsearch.moment import Moment, parse_moment

#: Of what is from a decade the time alone is asked for; of other things it may be the style.
_ANY_TIME = re.compile(
    r"(?:(?:my|all|old|мои|все|старые)\s+)?(?:photos?|pictures?|images?|фото|фотографии|снимки)?", re.IGNORECASE
)
_OTHER_DECADE = re.compile(
    r"\s*(?:[-–—]|or|and|to|или|и|по)\s*(?:the\s+)?(?:early\s+|mid\s+|late\s+)?\d", re.IGNORECASE
)
_IN_DECADE = re.compile(r".*(?<!\w)(?:in|during|в|taken|shot|снят\w*|фото)(?!\w)", re.IGNORECASE)
YEARS_ABOUT = 2
_LIST = re.compile(r"\s(?:and|&|or|и|или)\s", re.IGNORECASE)
_OPENS_BEHIND = re.compile(
    r"(?P<later>\s?\+|,?\s(?:(?:or|and)\s(?:later|newer|after(?=\s*(?:$|,))|onwards?)|onwards?|(?:и|или)\s(?:позже|позднее|новее|далее)))(?!\w)|"
    r",?\s(?:(?:or|and)\s(?:earlier|older|before(?=\s*(?:$|,)))|(?:и|или)\s(?:раньше|ранее|старше))(?!\w)",
    re.IGNORECASE,
)
_BEGINS = re.compile(r"(?:from|between|с|между)\s", re.IGNORECASE)


class _Apart(NamedTuple):
    """Two times between which others lie: "2019 or 2021"."""

    start: datetime
    end: datetime
    between: Moment


def find_times(text: str, today: date | None = None) -> list[Period]:
    """All times that a text, tidy, names."""
    today = date.today() if today is None else today
    return [*_find(text, today), *find_relative(text, today)]


def _find(text: str, today: date) -> Iterator[Period]:
    if not MARK.search(text):
        return
    for match in date_expression().finditer(text):
        with suppress(ValueError):
            moment = _read(match)
            if moment.start.date() > today or is_open(text, match) or is_other(text, match):
                continue
            if (match["decade"] or match["short_decade"] or match["decade_word"]) and not _is_time(text, match):
                continue
            if (opened := _open_behind(text, match, moment)) is not None:
                yield opened
            elif isinstance(moment, _Apart):
                whole = Moment(moment.start, moment.end)
                yield as_period(match, whole, _say(match, whole))._replace(between=moment.between)
            else:
                yield as_period(match, _widen(moment) if match["about"] else moment, _say(match, moment))


def _open_behind(text: str, match: re.Match[str], moment: Moment | _Apart) -> Period | None:
    """What begins or ends with a time: "2019 or later", "2019+", «2019 и раньше»; None where it is the time alone."""
    found = _OPENS_BEHIND.match(text, match.end())
    if found is None or isinstance(moment, _Apart) or match["opens"] or match["about"]:
        return None
    place = Place(match.start(), found.end(), f"{match['said']}{found[0]}")
    return Period(place, moment.start, None) if found["later"] else Period(place, None, moment.end)


def _widen(moment: Moment) -> Moment:
    """What "circa" may mean: two years earlier or later, of less than a year as much as it is long."""
    start, end = moment
    if end - start >= timedelta(days=365):
        return Moment(start.replace(year=start.year - YEARS_ABOUT), end.replace(year=end.year + YEARS_ABOUT))
    return Moment(start - (end - start), end + (end - start))


def _is_time(text: str, match: re.Match[str]) -> bool:
    """Whether a decade is when photographs were taken: "dogs in the 1990s", and not "1990s fashion"."""
    if _OTHER_DECADE.match(text, match.end()):
        return False
    lead = text[match.start() : match.start("said")]
    return bool(
        match["opens"]
        or _IN_DECADE.match(lead)
        or (_ANY_TIME.fullmatch(text[: match.start()].strip()) and not text[match.end() :].strip())
    )


def _say(match: re.Match[str], moment: Moment) -> str:
    """As it was typed; of parts the dates, which the words leave open."""
    if (match["part"] or any_of(match, YEARS_OF_QUARTERS)) and not match["opens"]:
        return name_moment(moment, is_russian=re.search("[а-я]", match["said"], re.IGNORECASE) is not None)
    return f"{(match['about'] or match['opens'] or '').lower().strip()} {match['said']}".strip()


def _read(match: re.Match[str]) -> Moment | _Apart:
    """When it was.

    Raises:
        ValueError: there is no such day or part.
    """
    whole = _read_whole(match)
    if isinstance(whole, _Apart):
        if match["part"] or match["about"] or match["opens"]:
            raise ValueError
        return whole
    if not match["part"]:
        return whole
    part = part_of(whole, match["part"])
    # "Until the end of 2018" is all of it.
    is_until_end = re.fullmatch(BEFORE, (match["opens"] or "").lower()) and part.end == whole.end
    return Moment(whole.end, whole.end) if is_until_end else part


def _read_whole(match: re.Match[str]) -> Moment | _Apart:
    if match["first"]:
        return _both(match, *map(parse_moment, sorted((match["first"], match["last"]))))
    if word := match["decade_word"]:
        year = next(year for form, year in DECADES.items() if re.fullmatch(form, word, re.IGNORECASE))
        return Moment(datetime(year, 1, 1), datetime(year + 10, 1, 1))
    if decade := match["decade"] or match["short_decade"]:
        year = int(decade) + (1900 if len(decade) == 2 else 0)
        return Moment(datetime(year, 1, 1), datetime(year + 10, 1, 1))
    if match["from_date"]:
        dates = (date_expression().fullmatch(said) for said in with_years(match["from_date"], match["to_date"]))
        ends = [_read_whole(date) for date in dates if date is not None]
        one, other = ends if len(ends) == 2 else (None, None)
        if not isinstance(one, Moment) or not isinstance(other, Moment):
            raise ValueError
        return _both(match, one, other)
    if quarter := any_of(match, QUARTERS):
        year = year_number(any_of(match, YEARS_OF_QUARTERS))
        return part_of(Moment(datetime(year, 1, 1), datetime(year + 1, 1, 1)), f"{quarter} квартал")
    if match["winter"]:
        return _of_winter(int(match["winter"]), match["winter_end"])
    if match["pictures_year"]:
        return _of_pictures(match["when_ru"] or match["when"], match["pictures_year"])
    if match["season"]:
        return _of_season(match["season"], year_number(match["season_year"]))
    if match["from_season"]:
        return _both(match, *_of_seasons(match["from_season"], match["to_season"], int(match["seasons_year"])))
    if match["from_month"]:
        begin = _of_month(match["from_month"], None, match["from_year"] or match["to_year"])
        end = _of_month(match["to_month"], None, match["to_year"])
        return _both(match, begin, end)
    if named := match["of_month"] or match["month_first"]:
        numbers = match["from_day"] or match["first_day"], match["to_day"] or match["last_day"]
        days = [_of_month(named, day, match["of_year"] or match["days_year"]) for day in numbers]
        return _both(match, *days)
    if match["month"]:
        return _of_month(match["month"], match["day"] or match["day_behind"], str(year_number(match["month_year"])))
    if match["month_behind"]:
        return _of_month(match["month_behind"], match["day_last"], match["year_before"])
    if match["short_year"]:
        return parse_moment(str(year_number(match["short_year"])))
    if match["year_slash"]:
        if (int(match["year_slash"]) + 1) % 100 == int(match["month_slash"]):
            raise ValueError  # a season of sports
        return parse_moment(f"{match['year_slash']}-{match['month_slash']}")
    if match["month_number"]:
        return parse_moment(f"{match['number_year']}-{int(match['month_number']):02d}")
    return parse_moment(written_date(match["other_date"]) if match["other_date"] else match["date"].replace("/", "-"))


def _both(match: re.Match[str], first: Moment, last: Moment) -> Moment | _Apart:
    """From one time to the end of another; of two that are listed, "2015 and 2018", not what lies between.

    Raises:
        ValueError: the other comes before it.
    """
    if last.start < first.start:
        raise ValueError
    is_list = _LIST.search(match["said"]) and not _BEGINS.match(match["said"])
    if is_list and first.end < last.start:
        return _Apart(first.start, last.end, Moment(first.end, last.start))
    return Moment(first.start, last.end)


def _of_winter(year: int, end: str) -> Moment:
    """The winter between two years, of which the second may have two figures.

    Raises:
        ValueError: the years do not follow each other.
    """
    if int(end) % 100 != (year + 1) % 100:
        raise ValueError
    return _three_months(WINTER_START, year)


def _of_season(name: str, year: int) -> Moment:
    return _three_months(season_start(name), year)


def _three_months(first: int, year: int) -> Moment:
    years, month = divmod(first + 2, 12)
    return Moment(datetime(year, first, 1), datetime(year + years, month + 1, 1))


def _of_pictures(when: str, year: str) -> Moment:
    """The season or month that photographs are called by: «летние», "June"."""
    if (month := MONTH_ADJECTIVES.get(when.lower())) is not None:
        return parse_moment(f"{year}-{month:02d}")
    if (month := SEASON_ADJECTIVES.get(when.lower())) is not None:
        return _three_months(month, int(year))
    if re.fullmatch("|".join(MONTHS), when, re.IGNORECASE):
        return _of_month(when, None, year)
    return _of_season(when, int(year))


def _of_seasons(first: str, last: str, year: int) -> tuple[Moment, Moment]:
    """Two seasons of a year. A winter that comes first is the one that ends in it, else the one that begins in it."""
    begins_before = season_start(first) == WINTER_START
    return _of_season(first, year - 1 if begins_before else year), _of_season(last, year)


def _of_month(name: str, day: str | None, year: str) -> Moment:
    return parse_moment(f"{year}-{month_number(name)}" + (f"-{day_number(day)}" if day else ""))
