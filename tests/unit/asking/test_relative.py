"""Times that a text counts from today."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from imgsearch.asking import read_text

#: A Saturday.
TODAY = date(2026, 11, 28)


@pytest.mark.parametrize(
    ("said", "wanted", "start", "end", "shown"),
    [
        ("dog today", "dog", (2026, 11, 28), (2026, 11, 29), "2026-11-28"),
        ("Yesterday's sunset", "sunset", (2026, 11, 27), (2026, 11, 28), "2026-11-27"),
        ("party last night", "party", (2026, 11, 27), (2026, 11, 28), "2026-11-27"),
        ("yesterday evening", "", (2026, 11, 27), (2026, 11, 28), "2026-11-27"),
        ("sunrise this morning", "sunrise", (2026, 11, 28), (2026, 11, 29), "2026-11-28"),
        ("вчера вечером на пляже", "на пляже", (2026, 11, 27), (2026, 11, 28), "27.11.2026"),
        ("dog the day before yesterday", "dog", (2026, 11, 26), (2026, 11, 27), "2026-11-26"),
        ("dog this week", "dog", (2026, 11, 23), (2026, 11, 30), "2026-11-23 – 2026-11-29"),
        ("dog last week", "dog", (2026, 11, 16), (2026, 11, 23), "2026-11-16 – 2026-11-22"),
        ("last weekend", "", (2026, 11, 21), (2026, 11, 23), "2026-11-21 – 2026-11-22"),
        ("this weekend", "", (2026, 11, 28), (2026, 11, 30), "2026-11-28 – 2026-11-29"),
        ("a dog, last month", "a dog", (2026, 10, 1), (2026, 11, 1), "October 2026"),
        ("dog this year", "dog", (2026, 1, 1), (2027, 1, 1), "2026"),
        ("dog from last year", "dog", (2025, 1, 1), (2026, 1, 1), "2025"),
        ("a man taken last summer", "a man", (2026, 6, 1), (2026, 9, 1), "summer 2026"),
        ("the summer before last", "", (2025, 6, 1), (2025, 9, 1), "summer 2025"),
        ("summer of last year", "", (2025, 6, 1), (2025, 9, 1), "summer 2025"),
        ("last fall", "", (2025, 9, 1), (2025, 12, 1), "autumn 2025"),
        ("this autumn", "", (2026, 9, 1), (2026, 12, 1), "autumn 2026"),
        ("this winter", "", (2025, 12, 1), (2026, 3, 1), "winter 2025-2026"),
        ("last June", "", (2026, 6, 1), (2026, 7, 1), "June 2026"),
        ("dog in June last year", "dog", (2025, 6, 1), (2025, 7, 1), "June 2025"),
        ("собака 5 июня прошлого года", "собака", (2025, 6, 5), (2025, 6, 6), "05.06.2025"),
        ("5 June last year", "", (2025, 6, 5), (2025, 6, 6), "2025-06-05"),
        ("twenty years ago", "", (2006, 1, 1), (2007, 1, 1), "2006"),
        ("пятнадцать лет назад", "", (2011, 1, 1), (2012, 1, 1), "2011"),
        ("3 days ago", "", (2026, 11, 25), (2026, 11, 26), "2026-11-25"),
        ("лет пять назад", "", (2021, 1, 1), (2022, 1, 1), "2021"),
        ("года два назад", "", (2024, 1, 1), (2025, 1, 1), "2024"),
        ("two weeks ago", "", (2026, 11, 9), (2026, 11, 16), "2026-11-09 – 2026-11-15"),
        ("a month ago", "", (2026, 10, 1), (2026, 11, 1), "October 2026"),
        ("dog two years ago", "dog", (2024, 1, 1), (2025, 1, 1), "2024"),
        ("in the last year", "", (2025, 11, 28), (2026, 11, 29), "2025-11-28 – 2026-11-28"),
        ("over the past 3 months", "", (2026, 8, 28), (2026, 11, 29), "2026-08-28 – 2026-11-28"),
        ("last ten days", "", (2026, 11, 18), (2026, 11, 29), "2026-11-18 – 2026-11-28"),
        ("dog a few years ago", "dog", (2021, 1, 1), (2025, 1, 1), "2021-01-01 – 2024-12-31"),
        ("несколько дней назад", "", (2026, 11, 23), (2026, 11, 27), "23.11.2026 – 26.11.2026"),
        ("съёмки за неделю", "съёмки", (2026, 11, 21), (2026, 11, 29), "21.11.2026 – 28.11.2026"),
        ("съёмки за две недели", "съёмки", (2026, 11, 14), (2026, 11, 29), "14.11.2026 – 28.11.2026"),
        ("СЕГОДНЯ собака", "собака", (2026, 11, 28), (2026, 11, 29), "28.11.2026"),
        ("вчерашний закат", "закат", (2026, 11, 27), (2026, 11, 28), "27.11.2026"),
        ("позавчера", "", (2026, 11, 26), (2026, 11, 27), "26.11.2026"),
        ("на прошлой неделе", "", (2026, 11, 16), (2026, 11, 23), "16.11.2026 – 22.11.2026"),
        ("в прошлые выходные", "", (2026, 11, 21), (2026, 11, 23), "21.11.2026 – 22.11.2026"),
        ("собака в прошлом месяце", "собака", (2026, 10, 1), (2026, 11, 1), "октябрь 2026"),
        ("в прошлом году собака", "собака", (2025, 1, 1), (2026, 1, 1), "2025"),
        ("в позапрошлом году", "", (2024, 1, 1), (2025, 1, 1), "2024"),
        ("в этом году", "", (2026, 1, 1), (2027, 1, 1), "2026"),
        ("прошлым летом", "", (2026, 6, 1), (2026, 9, 1), "лето 2026"),
        ("прошлое лето", "", (2026, 6, 1), (2026, 9, 1), "лето 2026"),
        ("это лето", "", (2026, 6, 1), (2026, 9, 1), "лето 2026"),
        ("этой зимой", "", (2025, 12, 1), (2026, 3, 1), "зима 2025-2026"),
        ("летом прошлого года", "", (2025, 6, 1), (2025, 9, 1), "лето 2025"),
        ("собака в июне прошлого года", "собака", (2025, 6, 1), (2025, 7, 1), "июнь 2025"),
        ("два года назад", "", (2024, 1, 1), (2025, 1, 1), "2024"),
        ("год назад", "", (2025, 1, 1), (2026, 1, 1), "2025"),
        ("2 недели назад", "", (2026, 11, 9), (2026, 11, 16), "09.11.2026 – 15.11.2026"),
        ("за последний месяц", "", (2026, 10, 28), (2026, 11, 29), "28.10.2026 – 28.11.2026"),
        ("за последние два года", "", (2024, 11, 28), (2026, 11, 29), "28.11.2024 – 28.11.2026"),
    ],
)
def test_a_time_is_counted_from_today(
    said: str, wanted: str, start: tuple[int, int, int], end: tuple[int, int, int], shown: str
) -> None:
    reading = read_text(said, today=TODAY)
    assert reading.period is not None
    assert (reading.period.start, reading.period.end) == (datetime(*start), datetime(*end))
    assert (reading.wanted, reading.understood.of("taken")) == (wanted, [shown])
    (meaning,) = reading.understood.meanings
    assert read_text(meaning.literal, today=TODAY).period is None


@pytest.mark.parametrize(
    ("said", "start", "end", "shown"),
    [
        ("since last summer", datetime(2026, 6, 1), None, "since 2026-06-01"),
        ("с прошлого лета", datetime(2026, 6, 1), None, "с 01.06.2026"),
        ("after last year", datetime(2026, 1, 1), None, "after 2025-12-31"),
        ("since Monday", datetime(2026, 11, 23), None, "since 2026-11-23"),
        ("since saturday", datetime(2026, 11, 21), None, "since 2026-11-21"),
        ("с воскресенья", datetime(2026, 11, 22), None, "с 22.11.2026"),
        ("до прошлого года", None, datetime(2025, 1, 1), "до 01.01.2025"),
        ("since June", datetime(2026, 6, 1), None, "since 2026-06-01"),
        ("since November", datetime(2026, 11, 1), None, "since 2026-11-01"),
        ("с декабря", datetime(2025, 12, 1), None, "с 01.12.2025"),
        ("since summer", datetime(2026, 6, 1), None, "since 2026-06-01"),
        ("с зимы", datetime(2025, 12, 1), None, "с 01.12.2025"),
        ("over 5 years ago", None, datetime(2021, 11, 28), "before 2021-11-28"),
        ("больше двух месяцев назад", None, datetime(2026, 9, 28), "до 28.09.2026"),
        ("at least a year ago", None, datetime(2025, 11, 28), "before 2025-11-28"),
        ("less than two weeks ago", datetime(2026, 11, 14), None, "since 2026-11-14"),
        ("не более 5 лет назад", datetime(2021, 11, 28), None, "с 28.11.2021"),
    ],
)
def test_it_may_only_begin_or_end_a_period(said: str, start: datetime | None, end: datetime | None, shown: str) -> None:
    reading = read_text(said, today=TODAY)
    assert reading.period is not None
    assert (reading.period.start, reading.period.end, reading.wanted) == (start, end, "")
    assert reading.understood.of("taken") == [shown]


@pytest.mark.parametrize(
    ("today", "said", "shown"),
    [
        ("2026-07-01", "last summer", "summer 2025"),
        ("2026-08-31", "last summer", "summer 2025"),
        ("2026-09-01", "last summer", "summer 2026"),
        ("2026-04-01", "last summer", "summer 2025"),
        ("2026-07-01", "this summer", "summer 2026"),
        ("2026-01-15", "this winter", "winter 2025-2026"),
        ("2026-12-01", "this winter", "winter 2026-2027"),
        ("2026-01-15", "last winter", "winter 2024-2025"),
        ("2026-03-01", "last winter", "winter 2025-2026"),
        ("2026-11-23", "last week", "2026-11-16 – 2026-11-22"),
        ("2026-11-29", "last weekend", "2026-11-21 – 2026-11-22"),
        ("2026-11-30", "last weekend", "2026-11-28 – 2026-11-29"),
        ("2026-01-01", "yesterday", "2025-12-31"),
        ("2026-01-01", "last month", "December 2025"),
        ("2026-03-31", "the last month", "2026-02-28 – 2026-03-31"),
        # Three months that are no season, twelve that are no year.
        ("2026-03-31", "the last 89 days", "2026-01-01 – 2026-03-31"),
        ("2027-01-31", "the last 364 days", "2026-02-01 – 2027-01-31"),
    ],
)
def test_the_last_is_one_that_is_over(today: str, said: str, shown: str) -> None:
    assert read_text(said, today=date.fromisoformat(today)).understood.of("taken") == [shown]


@pytest.mark.parametrize(
    ("said", "names"),
    [
        (
            "last month",
            "January February March April May June July August September October November December",
        ),
        ("в прошлом месяце", "январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь"),
    ],
)
def test_each_month_has_its_name(said: str, names: str) -> None:
    found = [read_text(said, today=date(2026 + month // 12, month % 12 + 1, 1)) for month in range(1, 13)]
    assert [reading.understood.of("taken") for reading in found] == [[f"{name} 2026"] for name in names.split()]


@pytest.mark.parametrize(
    ("said", "names"),
    [
        (("last spring", "last summer", "last autumn", "last winter"), "spring summer autumn winter"),
        (("прошлой весной", "прошлым летом", "прошлой осенью", "прошлой зимой"), "весна лето осень зима"),
    ],
)
def test_each_season_has_its_name(said: tuple[str, ...], names: str) -> None:
    found = [read_text(text, today=date(2026, 12, 1)).understood.of("taken") for text in said]
    years = ("2026", "2026", "2026", "2025-2026")
    assert found == [[f"{name} {year}"] for name, year in zip(names.split(), years, strict=True)]


@pytest.mark.parametrize("said", ["summer 2026", "лето 2026", "winter 2025-2026", "зима 2025-2026", "October 2026"])
def test_what_is_shown_is_read_as_the_same_time(said: str) -> None:
    assert read_text(said, today=TODAY).understood.of("taken") == [said]


@pytest.mark.parametrize(
    "said",
    [
        "this summer", "this weekend", "этим летом", "next year", "years ago", "много лет назад", "3000 years ago",
        "in the past", "this may be a dog", "this march", "это осень", "the last week of school", "last supper",
        "a plastic bag", "todays", "by last year", "с пятницей", "за год до войны", "after Monday", "monday",
        "a few years", "since Sunday school", "с субботы на воскресенье", '"last summer"', "«прошлым летом»",
        "last years", "this dog", "since fall", "31 июня прошлого года", "more than two years", "с маем",
    ],
)  # fmt: skip
def test_what_is_no_time_stays_words(said: str) -> None:
    reading = read_text(said, today=date(2026, 4, 1))
    assert (reading.wanted, reading.period) == (said, None)


def test_a_time_and_what_is_denied_are_understood_together() -> None:
    reading = read_text("street without people last summer", today=TODAY)
    assert (reading.wanted, reading.unwanted) == ("street", ("people",))
    assert reading.understood.as_dict() == {"without": ["people"], "taken": ["summer 2026"]}


def test_the_clock_of_this_machine_says_which_day_it_is() -> None:
    period = read_text("today").period
    assert period is not None
    assert period.start is not None
    assert abs((period.start - datetime.now()).days) <= 1
