"""Times as people say them: on one side, in parts, in decades; and years that are no time of taking."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from imgsearch.asking import NOTHING, read_text

TODAY = date(2026, 7, 1)  # a Wednesday


def _between(said: str) -> tuple[str, datetime | None, datetime | None]:
    reading = read_text(said, today=TODAY)
    assert reading.period is not None
    assert not reading.unwanted
    return reading.wanted, reading.period.start, reading.period.end


@pytest.mark.parametrize(
    ("said", "start", "end"),
    [
        ("dog older than 2010", None, 2010), ("dog earlier than 2010", None, 2010), ("dog prior to 2010", None, 2010),
        ("dog newer than 2010", 2011, None), ("dog later than 2010", 2011, None),
        ("dog no later than 2010", None, 2011), ("dog not after 2010", None, 2011), ("dog up to 2010", None, 2011),
        ("dog no earlier than 2010", 2010, None), ("dog not before 2010", 2010, None),
        ("dog starting from 2010", 2010, None),
        ("собака раньше 2010", None, 2010), ("собака старше 2010 года", None, 2010),
        ("собака позже 2010", 2011, None),
        ("собака не позже 2010 года", None, 2011), ("собака не раньше чем в 2010", 2010, None),
        ("собака начиная с 2010", 2010, None), ("собака новее 2010", 2011, None),
        ("dog until the end of 2010", None, 2011), ("собака до конца 2010 года", None, 2011),
        ("dog 2010 through 2012", 2010, 2013), ("dog 2010..2012", 2010, 2013),
        ("dog between 2010 & 2012", 2010, 2013),
        ("dog 2010/2012", 2010, 2013), ("собака 2010 или 2011", 2010, 2012),
        ("собака в 2010 и 2011 годах", 2010, 2012), ("собака в 2010 или в 2011 году", 2010, 2012),
        ("собака в 2010 году или 2011", 2010, 2012), ("собака 2011 г. и 2010 г.", 2010, 2012),
        ("dog in 2010 or in 2011", 2010, 2012), ("собака с 2010 года по 2012 год", 2010, 2013),
        ("собака 2010-го", 2010, 2011), ("собака в 2010м году", 2010, 2011), ("собака 2010 г", 2010, 2011),
        ("dog in the 1990s", 1990, 2000), ("собака в 90-х", 1990, 2000),
        ("собака, снятая в 1990-х годах", 1990, 2000),
        ("dog since the 1990s", 1990, None), ("dog from 2010 to 2012", 2010, 2013),
    ],
)  # fmt: skip
def test_whole_years_are_understood(said: str, start: int | None, end: int | None) -> None:
    years = [datetime(year, 1, 1) if year else None for year in (start, end)]
    assert _between(said) == (said.split()[0].rstrip(","), *years)


@pytest.mark.parametrize(
    ("said", "start", "end"),
    [
        ("early 2018", (2018, 1, 1), (2018, 5, 1)), ("mid-2018", (2018, 5, 1), (2018, 9, 1)),
        ("at the end of 2018", (2018, 9, 1), (2019, 1, 1)), ("в начале 2018 года", (2018, 1, 1), (2018, 5, 1)),
        ("first half of 2018", (2018, 1, 1), (2018, 7, 1)), ("вторая половина 2018", (2018, 7, 1), (2019, 1, 1)),
        ("во втором полугодии 2018", (2018, 7, 1), (2019, 1, 1)), ("1 полугодие 2018", (2018, 1, 1), (2018, 7, 1)),
        ("III квартал 2018", (2018, 7, 1), (2018, 10, 1)), ("05/2018", (2018, 5, 1), (2018, 6, 1)),
        ("в течение 2018 года", (2018, 1, 1), (2019, 1, 1)), ("throughout 2018", (2018, 1, 1), (2019, 1, 1)),
        ("Q4 2018", (2018, 10, 1), (2019, 1, 1)), ("3 квартал 2018", (2018, 7, 1), (2018, 10, 1)),
        ("late May 2018", (2018, 5, 21), (2018, 6, 1)), ("в середине мая 2018", (2018, 5, 11), (2018, 5, 21)),
        ("first half of May 2018", (2018, 5, 1), (2018, 5, 16)), ("early summer 2018", (2018, 6, 1), (2018, 7, 1)),
        ("31/05/2018", (2018, 5, 31), (2018, 6, 1)), ("5/31/2018", (2018, 5, 31), (2018, 6, 1)),
        ("31.05.18", (2018, 5, 31), (2018, 6, 1)), ("31.05.98", (1998, 5, 31), (1998, 6, 1)),
        ("первого мая 2018", (2018, 5, 1), (2018, 5, 2)), ("тридцать первого мая 2018", (2018, 5, 31), (2018, 6, 1)),
        ("1-го мая 2018 года", (2018, 5, 1), (2018, 5, 2)), ("янв. 2018", (2018, 1, 1), (2018, 2, 1)),
        ("5 and 6 May 2018", (2018, 5, 5), (2018, 5, 7)), ("May or June 2018", (2018, 5, 1), (2018, 7, 1)),
        ("в мае или в июне 2018", (2018, 5, 1), (2018, 7, 1)), ("летом или осенью 2018", (2018, 6, 1), (2018, 12, 1)),
        ("spring and summer of 2018", (2018, 3, 1), (2018, 9, 1)),
        ("зимой или весной 2018", (2017, 12, 1), (2018, 6, 1)), ("autumn or winter 2018", (2018, 9, 1), (2019, 3, 1)),
        ("с весны по зиму 2018", (2018, 3, 1), (2019, 3, 1)), ("winter to summer 2018", (2017, 12, 1), (2018, 9, 1)),
        ("last Friday", (2026, 6, 26), (2026, 6, 27)), ("в прошлую среду", (2026, 6, 24), (2026, 6, 25)),
        ("пару недель назад", (2026, 6, 15), (2026, 6, 22)), ("a couple of years ago", (2024, 1, 1), (2025, 1, 1)),
        ("half a year ago", (2026, 1, 1), (2026, 2, 1)), ("полгода назад", (2026, 1, 1), (2026, 2, 1)),
        ("the past decade", (2016, 7, 1), (2026, 7, 2)), ("два десятилетия назад", (2000, 1, 1), (2010, 1, 1)),
        ("from 5 May 2018 to 7 June 2018", (2018, 5, 5), (2018, 6, 8)),
        ("с 5 мая 2018 по 7 июня 2018", (2018, 5, 5), (2018, 6, 8)),
        ("5 мая - 7 июня 2018", (2018, 5, 5), (2018, 6, 8)),
        ("May 5 - June 7, 2018", (2018, 5, 5), (2018, 6, 8)), ("May 5-7, 2018", (2018, 5, 5), (2018, 5, 8)),
        ("5 May 2018 to 7 June", (2018, 5, 5), (2018, 6, 8)), ("2018-05 to 2018-07", (2018, 5, 1), (2018, 8, 1)),
        ("01.05.2018 - 31.05.2018", (2018, 5, 1), (2018, 6, 1)),
        ("2018-05-31 – 2018-06-02", (2018, 5, 31), (2018, 6, 3)),
        ("after 2015 and before 2018", (2016, 1, 1), (2018, 1, 1)),
        ("до 2018, но после 2015", (2016, 1, 1), (2018, 1, 1)),
        ("taken before June 2018 and since May 2018", (2018, 5, 1), (2018, 6, 1)),
        ("since May 2018 until July 2018", (2018, 5, 1), (2018, 8, 1)),
        ("since 2015 until 2018", (2015, 1, 1), (2019, 1, 1)),
        ("early 1990s", (1990, 1, 1), (1993, 5, 1)), ("в конце 2000-х", (2006, 9, 1), (2010, 1, 1)),
        ("летом в прошлом году", (2025, 6, 1), (2025, 9, 1)), ("photos from the 90s", (1990, 1, 1), (2000, 1, 1)),
        ("фото 90-х", (1990, 1, 1), (2000, 1, 1)),
    ],
)  # fmt: skip
def test_parts_and_days_are_understood(said: str, start: tuple[int, int, int], end: tuple[int, int, int]) -> None:
    assert _between(said) == ("", datetime(*start), datetime(*end))


@pytest.mark.parametrize(
    ("said", "start", "end", "shown"),
    [
        ("older than 10 years", None, (2016, 7, 1), "older than 2016-07-01"),
        ("photos older than 5 years", None, (2021, 7, 1), "older than 2021-07-01"),
        ("pictures newer than 3 months", (2026, 4, 1), None, "newer than 2026-03-31"),
        ("photos no older than a year", (2025, 7, 1), None, "no older than 2025-07-01"),
        ("photos taken earlier than two weeks", None, (2026, 6, 17), "earlier than 2026-06-17"),
        ("фото старше 5 лет", None, (2021, 7, 1), "старше 01.07.2021"),
        ("снимки не старше года", (2025, 7, 1), None, "не старше 01.07.2025"),
        ("фотографии новее двух лет", (2024, 7, 1), None, "новее 30.06.2024"),
        ("фото старше одной недели", None, (2026, 6, 24), "старше 24.06.2026"),
        ("фото старше трёх лет", None, (2023, 7, 1), "старше 01.07.2023"),
        ("фото старше четырёх лет", None, (2022, 7, 1), "старше 01.07.2022"),
    ],
)
def test_photos_have_an_age(
    said: str, start: tuple[int, int, int] | None, end: tuple[int, int, int] | None, shown: str
) -> None:
    assert _between(said) == ("", start and datetime(*start), end and datetime(*end))
    assert read_text(said, today=TODAY).understood.of("taken") == [shown]


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("early 2018", "2018-01-01 – 2018-04-30"), ("в конце мая 2018", "21.05.2018 – 31.05.2018"),
        ("no later than yesterday", "no later than 2026-06-30"), ("since early 2018", "since early 2018"),
    ],
)  # fmt: skip
def test_what_words_leave_open_is_shown_as_dates(said: str, shown: str) -> None:
    assert read_text(said, today=TODAY).understood.of("taken") == [shown]


@pytest.mark.parametrize(
    "said",
    [
        "house built in 1905", "дом 1905 года постройки", "Волга 1965 года выпуска", "man born in 1950",
        "a 1967 model", "model 2019 car", "room 2015", "number 2020", "№ 2020", "$2000", "2000 dollars",
        "1999 рублей", "rooms 2015 and 2017", "dogs 1, 2 and 3 May 2019",
        "2000 people", "2000 м", "flight 2012", "ISO 2000", "1950s car", "мода 90-х", "cars from the 1950s",
        "иван, 1965 г.р.", "man in his 50s",
        "05/06/2018", "1.2.19", "32/13/2018", "not in 2015 or 2018", "early 2015 or 2018",
        "около 2015 или 2018",
        "after 2018 and before 2015", "after 2015 or 2018", "not after 2015 and before 2018 2019",
        "between last summer and now",
        "5 мая - 7 июня", "7 June 2018 to 5 May 2018", "early 2018-2020", "Q1 May 2018", "half a month ago",
        "полтора года назад", "USA Today", "this morning glory",
        "a street in the 1950s or early 1960s",
        "summer '49", "may 19", "май 19", "about 2000 books", "около 2000 книг", "woman in her thirties",
        "eighties fashion", "лихие девяностые", "dogs older than 5 years", "older than 60 years", "старше 18 лет",
        "people older than 60 years",
        "снимки до года", "фото после недели",
        "black Friday", "last Friday of May", "older than my dog", "Ноя и ковчег", "a couple of dogs",
    ],
)  # fmt: skip
def test_what_is_no_time_of_taking_stays_words(said: str) -> None:
    reading = read_text(said, today=TODAY)
    assert (reading.wanted, reading.period, reading.understood.of("taken")) == (said, None, [])


def test_a_year_may_stand_before_people_and_a_round_number_counts_them() -> None:
    assert read_text("2019 people", today=TODAY).understood.of("taken") == ["2019"]
    assert read_text("2000 people", today=TODAY).understood == NOTHING


@pytest.mark.parametrize(
    ("said", "start", "end"),
    [
        ("dogs 2018 December", (2018, 12, 1), (2019, 1, 1)),
        ("dogs 2018 December 25", (2018, 12, 25), (2018, 12, 26)),
        ("dogs 2018/12/25", (2018, 12, 25), (2018, 12, 26)),
        ("dogs 2019 3rd quarter", (2019, 7, 1), (2019, 10, 1)),
        ("dogs in the noughties", (2000, 1, 1), (2010, 1, 1)),
        ("собаки в нулевых", (2000, 1, 1), (2010, 1, 1)),
        ("either 2015 or 2016", (2015, 1, 1), (2017, 1, 1)),
        ("dogs for the last 3 days", (2026, 6, 28), (2026, 7, 2)),
    ],
)
def test_more_ways_to_write_a_time(said: str, start: tuple[int, int, int], end: tuple[int, int, int]) -> None:
    reading = read_text(said, today=TODAY)
    assert reading.period is not None
    assert (reading.period.start, reading.period.end) == (datetime(*start), datetime(*end))
    assert reading.wanted in ("dogs", "собаки", "")


@pytest.mark.parametrize(
    "said",
    [
        "woman in the sixties style", "party in the twenties style", "audi q3 2019", "Audi 2015 Q3", "нулевые отходы",
        "последний месяц лета", "последняя неделя осени", "woman walks past a week old car",
    ],
)  # fmt: skip
def test_styles_cars_and_the_end_of_something_are_no_times(said: str) -> None:
    assert read_text(said, today=TODAY).wanted == said
