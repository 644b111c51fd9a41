"""What visitors of a page type: times that go on, machines that are spoken to, long names, signs for things."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from imgsearch.asking import read_text
from imgsearch.asking.by_whom import find_photographer
from imgsearch.asking.either import find_either
from imgsearch.rescoring.asked import read_query
from imgsearch.search import ask
from imgsearch.spelling import name_pictures, spell
from tests.own import FakeOwn

TODAY = date(2026, 7, 1)
Day = tuple[int, int, int] | None


def _moment(day: Day) -> datetime | None:
    return None if day is None else datetime(*day)


@pytest.mark.parametrize(
    ("said", "wanted", "start", "end"),
    [
        ("2015 to present", "", (2015, 1, 1), None),
        ("2015-present", "", (2015, 1, 1), None),
        ("dogs from 2015 until now", "dogs", (2015, 1, 1), None),
        ("since May 2015 up to today", "", (2015, 5, 1), None),
        ("с 2015 года по настоящее время", "", (2015, 1, 1), None),
        ("собаки 2015 до сих пор", "собаки", (2015, 1, 1), None),
        ("с 2015 по сегодняшний день", "", (2015, 1, 1), None),
        ("past 24 hours", "", (2026, 6, 30), (2026, 7, 2)),
        ("last 25 hours", "", (2026, 6, 29), (2026, 7, 2)),
        ("за последние сутки", "", (2026, 6, 30), (2026, 7, 2)),
        ("за последние 3 суток", "", (2026, 6, 28), (2026, 7, 2)),
        ("5 часов назад", "", (2026, 7, 1), (2026, 7, 2)),
        ("30 hours ago", "", (2026, 6, 30), (2026, 7, 1)),
        ("со вчерашнего дня", "", (2026, 6, 30), None),
        ("May 2019 or June", "", (2019, 5, 1), (2019, 7, 1)),
        ("лето 2019 и осень", "", (2019, 6, 1), (2019, 12, 1)),
        ("top 10 of 2020", "", (2020, 1, 1), (2021, 1, 1)),
        ("топ-10 за 2020", "", (2020, 1, 1), (2021, 1, 1)),
        ("Новый год 2021", "Новый год", (2020, 12, 31), (2022, 1, 1)),
        ("New Year's party 2021", "New Year's party", (2020, 12, 31), (2022, 1, 1)),
        ("2021 new year", "new year", (2020, 12, 31), (2022, 1, 1)),
        ("новогодняя ночь 2021 года", "новогодняя ночь", (2020, 12, 31), (2022, 1, 1)),
        ("new year's eve 2020", "new year's eve", (2020, 1, 1), (2021, 1, 1)),
        ("Chinese New Year 2021", "Chinese New Year", (2021, 1, 1), (2022, 1, 1)),
        ("новый год 2019-2021", "новый год", (2019, 1, 1), (2022, 1, 1)),
    ],
)
def test_times_as_people_bound_them(said: str, wanted: str, start: Day, end: Day) -> None:
    reading = read_text(said, today=TODAY)
    assert reading.period is not None
    assert (reading.wanted, reading.period.start, reading.period.end) == (wanted, _moment(start), _moment(end))


def test_new_year_tells_its_night() -> None:
    assert read_text("new year 2021", today=TODAY).understood.of("taken") == ["2020-12-31 – 2021-12-31"]
    assert read_text("Новый год 2021", today=TODAY).understood.of("taken") == ["31.12.2020 – 31.12.2021"]


@pytest.mark.parametrize(
    ("said", "start", "end", "gap"),
    [
        ("dogs, summer 2019 or winter", (2019, 6, 1), (2020, 3, 1), ((2019, 9, 1), (2019, 12, 1))),
        ("dogs, winter 2019 or summer", (2018, 12, 1), (2019, 9, 1), ((2019, 3, 1), (2019, 6, 1))),
        ("dogs, July 2019 and May", (2019, 5, 1), (2019, 8, 1), ((2019, 6, 1), (2019, 7, 1))),
    ],
)
def test_what_follows_a_year_is_of_it(said: str, start: Day, end: Day, gap: tuple[Day, Day]) -> None:
    reading = read_text(said, today=TODAY)
    assert reading.period is not None
    assert (reading.wanted, reading.period.start, reading.period.end) == ("dogs", _moment(start), _moment(end))
    assert reading.period.between == (tuple(map(_moment, gap)),)


@pytest.mark.parametrize("said", ["dogs, 2019 or winter", "the last day", "May 2019 or may not", "a walk of 24 hours"])
def test_what_is_no_such_time_stays_words(said: str) -> None:
    assert (read_text(said, today=TODAY).wanted, read_text(said, today=TODAY).period) == (said, None)


def test_a_season_beside_a_time_is_no_thing() -> None:
    assert read_text("Summer 2019 and winter sports", today=TODAY).wanted == "and winter sports"


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ("ok google show me pictures of cats", "cats"),
        ("hey siri find dogs", "dogs"),
        ("hello, I'm looking for photos of trains", "trains"),
        ("окей гугл покажи фото котиков", "котиков"),
        ("алиса, фото моря", "моря"),
        ("здравствуйте, нужны фото поезда", "поезда"),
        ("подскажите есть фото поезда?", "поезда"),
        ("а есть что-нибудь с поездом?", "поездом"),
        ("можешь найти фотки с горами", "горами"),
        ("show me dogs, thank you", "dogs"),
        ("фото собак, заранее спасибо", "собак"),
        ("алиса в стране чудес", "алиса в стране чудес"),
        ("siri", "siri"),
        ("photo of the day", "photo of the day"),
        ("photos of the week", "photos of the week"),
        ("фото дня", "фото дня"),
        ("thank you note", "thank you note"),
    ],
)
def test_who_is_asked_and_thanked_is_no_picture(said: str, wanted: str) -> None:
    assert read_text(said, today=TODAY).wanted == wanted


@pytest.mark.parametrize(
    ("said", "wanted", "unwanted"),
    [
        ("mountains but without people thanks", "mountains", ["people"]),
        ("горы но без людей спасибо", "горы", ["людей"]),
        ("природа без людей и машин, осень", "природа осень", ["людей", "машин"]),
        ("snow without people and cars, evening", "snow evening", ["people", "cars"]),
        ("все фото кроме Анны Петровой", "", ["Анны Петровой"]),
        ("собаки кроме Льва Орлова", "собаки", ["Льва Орлова"]),
        ("a car that's not red", "a car", ["red"]),
        ("ничего кроме снега", "ничего кроме снега", []),
        ("nothing except snow", "nothing except snow", []),
    ],
)
def test_what_is_not_wanted_ends_where_its_clause_does(said: str, wanted: str, unwanted: list[str]) -> None:
    reading = read_text(said, today=TODAY)
    assert (reading.wanted, list(reading.unwanted)) == (wanted, unwanted)


@pytest.mark.parametrize("said", ["новые", "последние", "недавние", "свежие"])
def test_new_ones_alone_come_by_date(said: str) -> None:
    assert (read_text(said).wanted, read_text(said).sort) == ("", "newest")
    assert read_text(f"{said} {said} дома").sort is None


@pytest.mark.parametrize(
    ("said", "wanted", "orientation"),
    [
        ("vertical", "", "portrait"),
        ("вертикальные", "", "portrait"),
        ("landscape orientation", "", "landscape"),
        ("portrait orientation dogs", "dogs", "portrait"),
        ("dogs in landscape format", "dogs", "landscape"),
    ],
)
def test_a_shape_is_of_photographs(said: str, wanted: str, orientation: str) -> None:
    assert (read_text(said).wanted, read_text(said).only) == (wanted, {"orientation": orientation})


@pytest.mark.parametrize("said", ["vertical lines", "square", "landscape", "portrait", "horizontal stripes"])
def test_shapes_of_things_stay(said: str) -> None:
    assert read_text(said).only == {}


@pytest.mark.parametrize(
    ("said", "things"),
    [
        ("🐕 or 🐈", ["dog", "cat"]),
        ("🐕 или 🐈", ["dog", "cat"]),
        ("O'Neil or Lee", ["O'Neil", "Lee"]),
        ("ice-cream or cake", ["ice-cream", "cake"]),
    ],
)
def test_either_may_be_signs_and_joined_words(said: str, things: list[str]) -> None:
    assert find_either(name_pictures(said)) == things
    assert list(ask(said, own=FakeOwn()).texts) == things


@pytest.mark.parametrize(
    ("said", "spelled"), [("🐕 or 🐈", "dog or cat"), ("dog or 🐈", "dog or cat"), ("dog 🐕", "dog")]
)
def test_signs_beside_words_that_only_join_are_named(said: str, spelled: str) -> None:
    assert spell(said) == spelled


LONG = "Maria del Carmen García López de la Vega"


@pytest.mark.parametrize(
    ("said", "photographer", "typed"),
    [
        (f"dogs by {LONG}", LONG, f"by {LONG}"),
        ("dogs by O'Neil", "Shane O'Neil", "by O'Neil"),
        ("photographer O’Neil", "Shane O'Neil", "photographer O’Neil"),
    ],
)
def test_photographers_have_names_of_many_words_and_apostrophes(said: str, photographer: str, typed: str) -> None:
    place = find_photographer(said, [photographer], [])
    assert place is not None
    assert (said[place.start : place.end], place.text) == (typed, photographer)


@pytest.mark.parametrize("said", ["photos by Orlov or Lee", "photos by Orlov and Lee"])
def test_one_of_two_names_is_not_the_photographer(said: str) -> None:
    assert find_photographer(said, ["Lev Orlov", "Bob Lee"], ["Ann Lee"]) is None
    assert find_photographer("dogs by Orlov or cats", ["Lev Orlov"], []) is not None


@pytest.mark.parametrize(
    ("said", "name", "is_said"),
    [
        ("O'Neil", "Shane O'Neil", True),
        ("o neil", "Shane O'Neil", True),
        ("Neil", "Shane O'Neil", True),
        ("O'Neil", "Neil Young", False),
        ("o", "Shane O'Neil", False),
    ],
)
def test_a_letter_of_a_name_is_no_thing(said: str, name: str, is_said: bool) -> None:
    assert read_query(said).is_person(name) is is_said


@pytest.mark.parametrize("said", ["нью-йорк", "в Нью-Йорке", "New York"])
def test_new_york_is_one_city(said: str) -> None:
    assert read_query(said).is_name("New York")
    assert read_query(said).is_name("Нью-Йорк")
