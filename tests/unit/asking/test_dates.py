"""Times that a text names."""

from __future__ import annotations

from datetime import datetime

import pytest

from imgsearch.asking import read_text
from imgsearch.search import ask
from tests.own import FakeOwn


@pytest.mark.parametrize(
    ("said", "wanted", "start", "end"),
    [
        ("dog June 2019", "dog", (2019, 6, 1), (2019, 7, 1)),
        ("dog in june, 2019", "dog", (2019, 6, 1), (2019, 7, 1)),
        ("dog taken in Sept. 2019", "dog", (2019, 9, 1), (2019, 10, 1)),
        ("December 2019", "", (2019, 12, 1), (2020, 1, 1)),
        ("May, June 2019", "", (2019, 5, 1), (2019, 7, 1)),
        ("images in 2019 in Paris", "in Paris", (2019, 1, 1), (2020, 1, 1)),
        ("май, июнь и июль 2019", "", (2019, 5, 1), (2019, 8, 1)),
        ("spring/summer 2019", "", (2019, 3, 1), (2019, 9, 1)),
        ("весна, лето 2019", "", (2019, 3, 1), (2019, 9, 1)),
        ("dog 2019–20", "dog", (2019, 1, 1), (2021, 1, 1)),
        ("dog 2019-20", "dog", (2019, 1, 1), (2021, 1, 1)),
        ("dog 2009–10", "dog", (2009, 1, 1), (2011, 1, 1)),
        ("dog 2009-10", "dog", (2009, 10, 1), (2009, 11, 1)),
        ("dog 6/2019", "dog", (2019, 6, 1), (2019, 7, 1)),
        ("dog 6.2019", "dog", (2019, 6, 1), (2019, 7, 1)),
        ("парад на 9 мая 2019", "парад", (2019, 5, 9), (2019, 5, 10)),
        ("собака за всё лето 2019", "собака", (2019, 6, 1), (2019, 9, 1)),
        ("собака в 19-м году", "собака", (2019, 1, 1), (2020, 1, 1)),
        ("двухтысячные", "", (2000, 1, 1), (2010, 1, 1)),
        ("31 May 2024 a dog", "a dog", (2024, 5, 31), (2024, 6, 1)),
        ("a dog on May 31st, 2024", "a dog", (2024, 5, 31), (2024, 6, 1)),
        ("a dog on the 2nd of May 2024", "a dog", (2024, 5, 2), (2024, 5, 3)),
        ("dog 31.05.2024", "dog", (2024, 5, 31), (2024, 6, 1)),
        ("dog 2024-05", "dog", (2024, 5, 1), (2024, 6, 1)),
        ("dog 2024-05-31", "dog", (2024, 5, 31), (2024, 6, 1)),
        ("dog in 2019", "dog", (2019, 1, 1), (2020, 1, 1)),
        ("2019", "", (2019, 1, 1), (2020, 1, 1)),
        ("dog 2019-2021", "dog", (2019, 1, 1), (2022, 1, 1)),
        ("dog from 2019 to 2021", "dog", (2019, 1, 1), (2022, 1, 1)),
        ("dog, summer 2021", "dog", (2021, 6, 1), (2021, 9, 1)),
        ("winter 2020", "winter", (2020, 1, 1), (2021, 1, 1)),
        ("собака в июне 2019", "собака", (2019, 6, 1), (2019, 7, 1)),
        ("СОБАКА В ИЮНЕ 2019 ГОДА", "СОБАКА", (2019, 6, 1), (2019, 7, 1)),
        ("лето 2021", "", (2021, 6, 1), (2021, 9, 1)),
        ("собака летом 2021 г.", "собака", (2021, 6, 1), (2021, 9, 1)),
        ("осенью 2020 года в лесу", "в лесу", (2020, 9, 1), (2020, 12, 1)),
        ("31 мая 2024 года", "", (2024, 5, 31), (2024, 6, 1)),
        ("собака с 2019 по 2021 год", "собака", (2019, 1, 1), (2022, 1, 1)),
        ("горы за 2018", "горы", (2018, 1, 1), (2019, 1, 1)),
        ("June and July 2018", "", (2018, 6, 1), (2018, 8, 1)),
        ("dog in June-July 2018", "dog", (2018, 6, 1), (2018, 8, 1)),
        ("июнь - июль 2018", "", (2018, 6, 1), (2018, 8, 1)),
        ("dog from June 2018 to March 2019", "dog", (2018, 6, 1), (2019, 4, 1)),
        ("с декабря 2018 по январь 2019", "", (2018, 12, 1), (2019, 2, 1)),
        ("dog 1-10 June 2018", "dog", (2018, 6, 1), (2018, 6, 11)),
        ("с 1 по 10 июня 2018", "", (2018, 6, 1), (2018, 6, 11)),
        ("dog 06.2018", "dog", (2018, 6, 1), (2018, 7, 1)),
        ("winter 2018-2019", "", (2018, 12, 1), (2019, 3, 1)),
        ("зимой 2018/19", "", (2018, 12, 1), (2019, 3, 1)),
        ("dog may '19", "dog", (2019, 5, 1), (2019, 6, 1)),
        ("12 May ’98", "", (1998, 5, 12), (1998, 5, 13)),
        ("summer '19", "", (2019, 6, 1), (2019, 9, 1)),
        ("май 19 года", "", (2019, 5, 1), (2019, 6, 1)),
        ("лето 19-го года", "", (2019, 6, 1), (2019, 9, 1)),
        ("dog 2019 Q3", "dog", (2019, 7, 1), (2019, 10, 1)),
        ("2019-q1", "", (2019, 1, 1), (2019, 4, 1)),
        ("2019 год, II квартал", "", (2019, 4, 1), (2019, 7, 1)),
        ("2019 4-й квартал", "", (2019, 10, 1), (2020, 1, 1)),
        ("dog back in 2015", "dog", (2015, 1, 1), (2016, 1, 1)),
        ("dog in the year 2015", "dog", (2015, 1, 1), (2016, 1, 1)),
        ("в далёком 2015", "", (2015, 1, 1), (2016, 1, 1)),
        ("a street circa 1995", "a street", (1993, 1, 1), (1998, 1, 1)),
        ("c. 1950 portrait", "portrait", (1948, 1, 1), (1953, 1, 1)),
        ("около 1995 года улица", "улица", (1993, 1, 1), (1998, 1, 1)),
        ("dog around June 2019", "dog", (2019, 5, 2), (2019, 7, 31)),
        ("dancing in the nineties", "dancing", (1990, 1, 1), (2000, 1, 1)),
        ("в восьмидесятых годах", "", (1980, 1, 1), (1990, 1, 1)),
        ("top 10 photos of 2023", "", (2023, 1, 1), (2024, 1, 1)),
        ("топ-5 фото 2023", "", (2023, 1, 1), (2024, 1, 1)),
        ("собаки между мартом и маем 2019", "собаки", (2019, 3, 1), (2019, 6, 1)),
        ("dog '19", "dog", (2019, 1, 1), (2020, 1, 1)),
        ("dogs in '05", "dogs", (2005, 1, 1), (2006, 1, 1)),
        ("dogs 3Q19", "dogs", (2019, 7, 1), (2019, 10, 1)),
        ("4Q2018", "", (2018, 10, 1), (2019, 1, 1)),
        ("dogs Q1'20", "dogs", (2020, 1, 1), (2020, 4, 1)),
        ("dogs 2018/12", "dogs", (2018, 12, 1), (2019, 1, 1)),
        ("улица в двадцатых", "улица", (1920, 1, 1), (1930, 1, 1)),
    ],
)
def test_a_time_is_understood(said: str, wanted: str, start: tuple[int, ...], end: tuple[int, ...]) -> None:
    reading = read_text(said)
    assert reading.period is not None
    assert (reading.period.start, reading.period.end) == (datetime(*start), datetime(*end))  # type: ignore[arg-type]
    assert reading.wanted == wanted


@pytest.mark.parametrize(
    ("said", "wanted", "start", "end"),
    [
        ("dog since 2020", "dog", datetime(2020, 1, 1), None),
        ("собака с июня 2020", "собака", datetime(2020, 6, 1), None),
        ("taken after June 2018", "", datetime(2018, 7, 1), None),
        ("собака после 2019 года", "собака", datetime(2020, 1, 1), None),
        ("dog before 2019", "dog", None, datetime(2019, 1, 1)),
        ("снято до 8 июня 2018", "", None, datetime(2018, 6, 8)),
    ],
)
def test_a_time_may_only_begin_or_end_a_period(
    said: str, wanted: str, start: datetime | None, end: datetime | None
) -> None:
    reading = read_text(said)
    assert reading.period is not None
    assert (reading.period.start, reading.period.end, reading.wanted) == (start, end, wanted)
    query = ask(said, own=FakeOwn())
    assert ("taken_from" in query.filters.names) == (start is not None)
    assert ("taken_to" in query.filters.names) == (end is not None)


@pytest.mark.parametrize(
    ("month", "names"),
    [
        (1, "jan jan. january январь января январе"), (2, "feb feb. february февраль февраля феврале"),
        (3, "mar mar. march март марта марте"), (4, "apr apr. april апрель апреля апреле"), (5, "may май мая мае"),
        (6, "jun jun. june июнь июня июне"), (7, "jul jul. july июль июля июле"),
        (8, "aug aug. august август августа августе"), (9, "sep sep. sept sept. september сентябрь сентября сентябре"),
        (10, "oct oct. october октябрь октября октябре"), (11, "nov nov. november ноябрь ноября ноябре"),
        (12, "dec dec. december декабрь декабря декабре"),
    ],
)  # fmt: skip
def test_each_month_is_known_in_each_form(month: int, names: str) -> None:
    found = {name: read_text(f"dog {name} 2019").period for name in names.split()}
    assert [name for name, period in found.items() if period is None or period.start != datetime(2019, month, 1)] == []


@pytest.mark.parametrize(
    ("month", "names"),
    [
        (3, "spring весна весны весной весну"), (6, "summer лето лета летом"),
        (9, "autumn fall осень осени осенью"), (12, "winter зима зимы зимой зиму"),
    ],
)  # fmt: skip
def test_each_season_is_known_in_each_form(month: int, names: str) -> None:
    year = "2018-2019" if month == 12 else "2018"
    found = {name: read_text(f"{name} {year}").period for name in names.split()}
    assert [name for name, period in found.items() if period is None or period.start != datetime(2018, month, 1)] == []


@pytest.mark.parametrize(
    ("year", "names"),
    [(1920, "twenties двадцатых"), (1930, "thirties тридцатых"), (1940, "forties сороковых"),
     (1950, "fifties пятидесятых"), (1960, "sixties шестидесятых"), (1970, "seventies семидесятых"),
     (1980, "eighties восьмидесятых"), (1990, "nineties девяностых")],
)  # fmt: skip
def test_each_decade_has_its_words(year: int, names: str) -> None:
    english, russian = (read_text(said).period for said in (f"in the {names.split()[0]}", f"в {names.split()[1]}"))
    assert english is not None
    assert russian is not None
    assert (english.start, english.end) == (datetime(year, 1, 1), datetime(year + 10, 1, 1))
    assert (russian.start, russian.end) == (english.start, english.end)


@pytest.mark.parametrize("lead", "in on during from of в во за от".split())
def test_a_preposition_in_front_belongs_to_the_time(lead: str) -> None:
    assert read_text(f"dog {lead} June 2019 barks").wanted == "dog barks"
    assert read_text(f"dog {lead} the June 2019").wanted == "dog"


@pytest.mark.parametrize("behind", ["г.", "гг.", "год", "года", "году", "годы"])
def test_the_word_for_a_year_behind_it_belongs_to_the_time(behind: str) -> None:
    assert read_text(f"2018 {behind} собака").wanted == "собака"


def test_a_time_behind_what_is_denied_is_a_time() -> None:
    reading = read_text("dog without snow 2018")
    assert (reading.wanted, reading.unwanted) == ("dog", ("snow",))
    assert reading.understood.as_dict() == {"without": ["snow"], "taken": ["2018"]}


@pytest.mark.parametrize(
    "said",
    [
        "1000 people", "20190 steps", "canon-2019", "img_2019", "2019x2020", "31.02.2024", "2019.5 litres", "3:2019",
        "may", "summer", "лето", "2998 dogs", "2090", "dog by 2019", "собака к 2019", "since 2090",
        '"June 2019"', "«лето 2021»", "2018 dog 2020", "31-40 June 2018", "shutter 1/2000",
        "2019-17", "a man of 20", "20 лет",
        "class of '99", "Ford Mustang '67", "match 2011/12", "2018/19", "'19 rose", "5Q19", "dog '19'", "Audi Q3",
        "3Q190",
    ],
)  # fmt: skip
def test_other_numbers_stay_words(said: str) -> None:
    reading = read_text(said)
    assert (reading.wanted, reading.period) == (said, None)


def test_a_time_and_what_is_denied_are_understood_together() -> None:
    reading = read_text("street without people in June 2019")
    assert (reading.wanted, reading.unwanted) == ("street", ("people",))
    assert reading.understood.as_dict() == {"without": ["people"], "taken": ["June 2019"]}
    assert read_text("street in June 2019", with_dates=False).wanted == "street in June 2019"
