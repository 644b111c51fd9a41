"""Times in a text: "June 2019", "в июне 2019", "лето 2021", "early 2019", "в 90-х"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime, timedelta
from itertools import islice

from imgsearch.asking.meaning import Period
from imgsearch.asking.times.beside import is_other
from imgsearch.asking.times.calendar import (
    LISTED,
    Apart,
    any_of_times,
    between,
    both,
    of_month,
    of_pictures,
    of_season,
    of_seasons,
    of_winter,
)
from imgsearch.asking.times.date_expression import DECADES, MARK, QUARTERS, YEARS_OF_QUARTERS, any_of, date_expression
from imgsearch.asking.times.new_year import with_its_night
from imgsearch.asking.times.opened import open_behind
from imgsearch.asking.times.parts import (
    part_of,
    with_years,
    written_date,
)
from imgsearch.asking.times.recurring import name_moment
from imgsearch.asking.times.relative import find_relative
from imgsearch.asking.times.words import (
    BEFORE,
    MONTHS,
    MOST_TIMES,
    SEASONS,
    WINTER,
    as_period,
    is_open,
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
#: "2019 or winter" is no year of something that is looked for beside winter.
_OR_ANOTHER = re.compile(
    rf"\s+(?:or|или)\s+(?:{'|'.join((*SEASONS, WINTER, *MONTHS))})(?!\w|\s+(?:of\s+)?['’]?\d)", re.IGNORECASE
)


def find_times(text: str, today: date | None = None) -> list[Period]:
    """All times that a text, tidy, names."""
    today = date.today() if today is None else today
    dates = list(_find(text, today))
    # The end of "from 2015 until today" is no time of its own.
    relative = (each for each in find_relative(text, today) if not any(_is_in(each, date) for date in dates))
    return [*dates, *relative]


def _is_in(one: Period, other: Period) -> bool:
    return other.place.start <= one.place.start and one.place.end <= other.place.end


def _find(text: str, today: date) -> Iterator[Period]:
    if not MARK.search(text):
        return
    for match in islice(date_expression().finditer(text), MOST_TIMES):
        with suppress(ValueError):
            moment = _read(match)
            if moment.start.date() > today or is_open(text, match) or is_other(text, match):
                continue
            if _OR_ANOTHER.match(text, match.end()):
                continue
            if (match["decade"] or match["short_decade"] or match["decade_word"]) and not _is_time(text, match):
                continue
            if (opened := open_behind(text, match, moment)) is not None:
                yield opened
            elif isinstance(moment, Apart):
                whole = Moment(moment.start, moment.end)
                yield as_period(match, whole, _say(match, whole))._replace(between=moment.between)
            else:
                meant = _widen(moment) if match["about"] else moment
                yield with_its_night(text, as_period(match, meant, _say(match, moment)))


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
    """As it was typed; of parts the dates, which the words leave open, and the whole year of «в 19-м году»."""
    if match["year_ru"]:
        return str(moment.start.year)
    if (match["part"] or any_of(match, YEARS_OF_QUARTERS)) and not match["opens"]:
        return name_moment(moment, is_russian=re.search("[а-я]", match["said"], re.IGNORECASE) is not None)
    return f"{(match['about'] or match['opens'] or '').lower().strip()} {match['said']}".strip()


def _read(match: re.Match[str]) -> Moment | Apart:
    """When it was.

    Raises:
        ValueError: there is no such day or part.
    """
    whole = _read_whole(match)
    if isinstance(whole, Apart):
        if match["part"] or match["about"] or match["opens"]:
            raise ValueError
        return whole
    if not match["part"]:
        return whole
    part = part_of(whole, match["part"])
    # "Until the end of 2018" is all of it.
    is_until_end = re.fullmatch(BEFORE, (match["opens"] or "").lower()) and part.end == whole.end
    return Moment(whole.end, whole.end) if is_until_end else part


def _read_listed(match: re.Match[str]) -> Moment | Apart:
    """Some of one year."""
    if match["months_listed"]:
        names = LISTED.split(match["months_listed"])
        return any_of_times([of_month(name, None, match["months_year"]) for name in names])
    if match["seasons_listed"]:
        names = LISTED.split(match["seasons_listed"])
        return any_of_times([of_season(name, int(match["seasons_listed_year"])) for name in names])
    if match["season_more"]:
        return any_of_times(of_seasons(match["season_named"], match["season_more"], int(match["season_named_year"])))
    months = (match["month_named"], match["month_more"])
    return any_of_times([of_month(month, None, match["month_named_year"]) for month in months])


def _read_years(match: re.Match[str]) -> Moment | Apart | None:
    """From one year to another, or a decade; None where it is anything else."""
    if last := match["short_last"] or match["shorter_last"]:
        year = match["short_first"]
        return between(year, f"{year[:2]}{last}")
    if match["first"]:
        return both(match, *map(parse_moment, sorted((match["first"], match["last"]))))
    if word := match["decade_word"]:
        year = next(year for form, year in DECADES.items() if re.fullmatch(form, word, re.IGNORECASE))
        return Moment(datetime(year, 1, 1), datetime(year + 10, 1, 1))
    if decade := match["decade"] or match["short_decade"]:
        year = int(decade) + (1900 if len(decade) == 2 else 0)
        return Moment(datetime(year, 1, 1), datetime(year + 10, 1, 1))
    return None


def _read_whole(match: re.Match[str]) -> Moment | Apart:
    if (years := _read_years(match)) is not None:
        return years
    if match["from_date"]:
        dates = (date_expression().fullmatch(said) for said in with_years(match["from_date"], match["to_date"]))
        ends = [_read_whole(date) for date in dates if date is not None]
        one, other = ends if len(ends) == 2 else (None, None)
        if not isinstance(one, Moment) or not isinstance(other, Moment):
            raise ValueError
        return both(match, one, other)
    if quarter := any_of(match, QUARTERS):
        year = year_number(any_of(match, YEARS_OF_QUARTERS))
        return part_of(Moment(datetime(year, 1, 1), datetime(year + 1, 1, 1)), f"{quarter} квартал")
    if match["winter"]:
        return of_winter(int(match["winter"]), match["winter_end"])
    if match["pictures_year"]:
        return of_pictures(match["when_ru"] or match["when"], match["pictures_year"])
    if match["season"]:
        return of_season(match["season"], year_number(match["season_year"]))
    if match["from_season"]:
        return both(match, *of_seasons(match["from_season"], match["to_season"], int(match["seasons_year"])))
    if any_of(match, ("months_listed", "seasons_listed", "season_more", "month_more")):
        return _read_listed(match)
    if match["from_month"]:
        begin = of_month(match["from_month"], None, match["from_year"] or match["to_year"])
        end = of_month(match["to_month"], None, match["to_year"])
        return both(match, begin, end)
    if named := match["of_month"] or match["month_first"]:
        numbers = match["from_day"] or match["first_day"], match["to_day"] or match["last_day"]
        days = [of_month(named, day, match["of_year"] or match["days_year"]) for day in numbers]
        return both(match, *days)
    if match["month"]:
        return of_month(match["month"], match["day"] or match["day_behind"], str(year_number(match["month_year"])))
    if match["month_behind"]:
        return of_month(match["month_behind"], match["day_last"], match["year_before"])
    if short_year := match["short_year"] or match["year_ru"]:
        return parse_moment(str(year_number(short_year)))
    if match["year_slash"]:
        if (int(match["year_slash"]) + 1) % 100 == int(match["month_slash"]):
            raise ValueError  # a season of sports
        return parse_moment(f"{match['year_slash']}-{match['month_slash']}")
    if match["month_number"]:
        return parse_moment(f"{match['number_year']}-{int(match['month_number']):02d}")
    return parse_moment(written_date(match["other_date"]) if match["other_date"] else match["date"].replace("/", "-"))
