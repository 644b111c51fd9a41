"""Either of two times: those that lie between are left out."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from imgsearch.asking import read_text
from imgsearch.moment import Moment
from imgsearch.queries.filters import Filters
from imgsearch.search import ask
from tests.own import FakeOwn

TODAY = date(2026, 7, 1)
Day = tuple[int, int, int]


@pytest.mark.parametrize(
    ("said", "start", "between", "end"),
    [
        ("dogs in 2015 or 2018", (2015, 1, 1), ((2016, 1, 1), (2018, 1, 1)), (2019, 1, 1)),
        ("собаки в мае, июле 2019", (2019, 5, 1), ((2019, 6, 1), (2019, 7, 1)), (2019, 8, 1)),
        ("dogs from 2018 and 2015", (2015, 1, 1), ((2016, 1, 1), (2018, 1, 1)), (2019, 1, 1)),
        ("собаки в 2015 или 2018", (2015, 1, 1), ((2016, 1, 1), (2018, 1, 1)), (2019, 1, 1)),
        ("собаки в 2015 и в 2018 году", (2015, 1, 1), ((2016, 1, 1), (2018, 1, 1)), (2019, 1, 1)),
        ("dogs, 5 and 9 May 2018", (2018, 5, 5), ((2018, 5, 6), (2018, 5, 9)), (2018, 5, 10)),
        ("собаки, июнь и сентябрь 2018", (2018, 6, 1), ((2018, 7, 1), (2018, 9, 1)), (2018, 10, 1)),
        ("собаки весной или осенью 2018", (2018, 3, 1), ((2018, 6, 1), (2018, 9, 1)), (2018, 12, 1)),
        ("May 2015 or July 2018 dogs", (2015, 5, 1), ((2015, 6, 1), (2018, 7, 1)), (2018, 8, 1)),
        ("dogs in summer 2015 or in 2018", (2015, 6, 1), ((2015, 9, 1), (2018, 1, 1)), (2019, 1, 1)),
        ("dogs 2015, 2017 and 2018", (2015, 1, 1), ((2016, 1, 1), (2017, 1, 1)), (2019, 1, 1)),
        ("собаки 2015, 2016 и 2018", (2015, 1, 1), ((2017, 1, 1), (2018, 1, 1)), (2019, 1, 1)),
        ("dogs last summer or this June", (2025, 6, 1), ((2025, 9, 1), (2026, 6, 1)), (2026, 7, 1)),
    ],
)
def test_what_lies_between_two_times_is_left_out(said: str, start: Day, between: tuple[Day, Day], end: Day) -> None:
    reading = read_text(said, today=TODAY)
    assert reading.period is not None
    first, last = between
    assert (reading.period.start, reading.period.end) == (datetime(*start), datetime(*end))
    assert reading.period.between == (Moment(datetime(*first), datetime(*last)),)
    assert reading.wanted in ("dogs", "собаки")


@pytest.mark.parametrize("said", ["dogs 2015, 2016 and 2017", "собаки 2015, 2016, 2017", "dogs 2015 - 2017"])
def test_nothing_lies_between_years_that_follow_each_other(said: str) -> None:
    period = read_text(said, today=TODAY).period
    assert period is not None
    assert (period.start, period.end, period.between) == (datetime(2015, 1, 1), datetime(2018, 1, 1), ())


@pytest.mark.parametrize("said", ["dogs 2015, 2017, 2019", "dogs 2015, 2017 or 2019", "собаки 2019, 2017 и 2015"])
def test_several_times_may_lie_between(said: str) -> None:
    reading = read_text(said, today=TODAY)
    assert reading.wanted in ("dogs", "собаки")
    gaps = tuple(Moment(datetime(year, 1, 1), datetime(year + 1, 1, 1)) for year in (2016, 2018))
    assert reading.period is not None
    assert (reading.period.start, reading.period.end) == (datetime(2015, 1, 1), datetime(2020, 1, 1))
    assert reading.period.between == gaps
    assert ask(said, own=FakeOwn(), today=TODAY).filters == Filters(taken_from="2015", taken_to="2019", not_taken=gaps)


def test_so_may_months_of_a_year() -> None:
    period = read_text("May, July and September 2019", today=TODAY).period
    assert period is not None
    assert [(gap.start.month, gap.end.month) for gap in period.between] == [(6, 7), (8, 9)]


def test_it_is_asked_for_by_filters_and_undone_as_one() -> None:
    query = ask("dogs in 2015 or 2018", own=FakeOwn(), today=TODAY)
    assert query.texts == ["dogs"]
    assert query.filters == Filters(
        taken_from="2015", taken_to="2018", not_taken=Moment(datetime(2016, 1, 1), datetime(2018, 1, 1))
    )
    (meaning,) = query.understood.meanings
    assert (meaning.kind, meaning.text, meaning.literal) == ("taken", "2015 or 2018", 'dogs "in 2015 or 2018"')
    assert ask(meaning.literal, own=FakeOwn(), today=TODAY).filters == Filters()


def test_times_of_two_things_stay_words() -> None:
    assert read_text("dogs 2015 or cats 2018", today=TODAY).period is None


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("собаки в мае 2019", "май 2019"),
        ("собаки в мае или в июне 2019", "май или июнь 2019"),
        ("собаки в январе 2019 или феврале 2020", "январь 2019 или февраль 2020"),
        ("собаки в 2018 или в 2019 году", "2018 или 2019"),
        ("dogs in 2019 or in 2021", "2019 or 2021"),
        ("собаки с мая по июль 2019", "с мая по июль 2019"),
    ],
)
def test_a_time_is_told_without_what_stood_in_front_of_it(typed: str, said: str) -> None:
    assert read_text(typed).understood.of("taken") == [said]
