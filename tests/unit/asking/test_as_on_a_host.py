"""What visitors of a photographers' host type: genres, seasons of photos, files, firms, and nobody in figures."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from imgsearch.asking import read_text
from imgsearch.asking.by_whom import find_beside, find_photographer
from imgsearch.pictures.palette import BLACK_AND_WHITE
from imgsearch.rescoring.asked import read_query
from imgsearch.search import ask
from tests.own import FakeOwn

TODAY = date(2026, 7, 1)
Day = tuple[int, int, int]


@pytest.mark.parametrize(
    ("said", "wanted", "unwanted"),
    [
        ("0 people", "", "people"),
        ("street with 0 people", "street", "people"),
        ("zero cars in the street", "in the street", "cars"),
        ("улица, 0 человек", "улица", "человек"),
        ("ноль людей на улице", "на улице", "людей"),
    ],
)
def test_none_in_figures_is_none(said: str, wanted: str, unwanted: str) -> None:
    reading = read_text(said)
    assert (reading.wanted, reading.unwanted) == (wanted, (unwanted,))


@pytest.mark.parametrize("said", ["zero gravity", "0 degrees", "10:0 people", "без названия", "ноль градусов"])
def test_other_zeros_and_no_title_deny_nothing(said: str) -> None:
    assert read_text(said).unwanted == ()


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ("black and white street photography", "street photography"),
        ("black and white wedding photos", "wedding"),
        ("чёрно-белая уличная фотография", "уличная"),
        ("чёрно-белые свадебные фото", "свадебные"),
    ],
)
def test_a_genre_may_stand_between_a_kind_and_photographs(said: str, wanted: str) -> None:
    reading = read_text(said)
    assert (reading.wanted, reading.only) == (wanted, {"colours": BLACK_AND_WHITE})


@pytest.mark.parametrize("said", ["Black and white", "black & white", "black-and-white", "чёрно-белое", "черно-белые"])
def test_black_and_white_alone_are_photographs(said: str) -> None:
    reading = read_text(said)
    assert (reading.wanted, reading.only) == ("", {"colours": BLACK_AND_WHITE})


@pytest.mark.parametrize("said", ["black and white dog photos", "black and white street", "чёрно-белые собаки на фото"])
def test_what_is_black_and_white_itself_stays(said: str) -> None:
    assert read_text(said).only == {}


@pytest.mark.parametrize(
    ("said", "wanted", "orientation"),
    [
        ("fog over the lake, vertical", "fog over the lake", "portrait"),
        ("горы на закате, горизонтальные", "горы на закате", "landscape"),
    ],
)
def test_a_shape_behind_a_comma_is_of_the_photograph(said: str, wanted: str, orientation: str) -> None:
    reading = read_text(said)
    assert (reading.wanted, reading.only) == (wanted, {"orientation": orientation})


@pytest.mark.parametrize(
    ("said", "start", "end"),
    [
        ("летние фото 2018", (2018, 6, 1), (2018, 9, 1)),
        ("осенние снимки за 2018 год", (2018, 9, 1), (2018, 12, 1)),
        ("июньские фотографии 2018 года", (2018, 6, 1), (2018, 7, 1)),
        ("summer photos 2018", (2018, 6, 1), (2018, 9, 1)),
        ("June pictures from 2018", (2018, 6, 1), (2018, 7, 1)),
        ("best of 2018", (2018, 1, 1), (2019, 1, 1)),
        ("лучшее за 2018", (2018, 1, 1), (2019, 1, 1)),
    ],
)
def test_photographs_of_a_season_and_the_best_of_a_year_are_all_of_it(said: str, start: Day, end: Day) -> None:
    reading = read_text(said, today=TODAY)
    assert reading.period is not None
    assert (reading.wanted, reading.period.start, reading.period.end) == ("", datetime(*start), datetime(*end))


MONTHS = (
    "январские", "февральские", "мартовские", "апрельские", "майские", "июньские", "июльские", "августовские",
    "сентябрьские", "октябрьские", "ноябрьские", "декабрьские",
)  # fmt: skip


@pytest.mark.parametrize("adjective", MONTHS)
def test_photographs_are_called_by_each_month(adjective: str) -> None:
    month = MONTHS.index(adjective) + 1
    period = read_text(f"{adjective} фото 2018 года").period
    assert period is not None
    assert (period.start, period.end) == (
        datetime(2018, month, 1),
        datetime(2018 + month // 12, month % 12 + 1, 1),
    )


@pytest.mark.parametrize("said", ["Q7 2020 Audi", "Q3 2020 Audi", "Audi Q7, 2019", "2020 Audi Q7", "Ауди Q5 2019"])
def test_the_year_of_a_model_is_no_time(said: str) -> None:
    assert read_text(said, today=TODAY).wanted == said


@pytest.mark.parametrize("said", ["Audi 2019", "Audi in Q3 of town 2019"])
def test_the_year_of_other_cars_is_one(said: str) -> None:
    assert read_text(said, today=TODAY).understood.of("taken") == ["2019"]


@pytest.mark.parametrize(
    ("said", "wanted", "sort"),
    [
        ("newest", "", "newest"),
        ("самые новые", "", "newest"),
        ("first photos of 2019", "", "oldest"),
        ("первые 10 фото 2019 года", "", "oldest"),
        ("first dance photos", "first dance", None),
        ("первые шаги", "первые шаги", None),
    ],
)
def test_the_first_and_the_newest_come_by_date(said: str, wanted: str, sort: str | None) -> None:
    reading = read_text(said, today=TODAY)
    assert (reading.wanted, reading.sort) == (wanted, sort)


@pytest.mark.parametrize(
    "said", ["2019-06-12 14.22.33.jpg", "beach without people.JPG", "dogs by Anna Petrova 2019 (2).nef", "чб фото.png"]
)
def test_the_name_of_a_file_is_left_as_it_is(said: str) -> None:
    text = "Anna Petrova"
    start = said.find(text)
    place = find_photographer(said.removesuffix(" 2019 (2).nef"), ["Анна Петрова"], []) if start >= 0 else None
    query = ask(said, own=FakeOwn(photographer=place), today=TODAY)
    assert (query.texts, query.filters.values, query.understood.meanings) == ([said], {}, ())


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ("хочу картинку с котиком", "котиком"),
        ("anything with dogs", "dogs"),
        ("что-нибудь про море", "море"),
        ("download dog photo free", "dog"),
        ("скачать фото собаки", "собаки"),
        ("need a photo of a red car urgently", "red car"),
        ("хочу домой", "хочу домой"),
        ("everything", "everything"),
    ],
)
def test_more_ways_to_ask_are_left_out(said: str, wanted: str) -> None:
    assert read_text(said).wanted == wanted


def test_what_a_firm_is_by_law_is_no_part_of_its_name() -> None:
    assert read_query("Ромашка").is_person("ООО «Ромашка»")
    assert read_query("Ромашка LLC").is_person("ООО «Ромашка»") is False
    assert not read_query("Ромашка").is_person("Анна Ромашка")
    assert read_query("ООО Ромашка").is_person("ООО «Ромашка»")


@pytest.mark.parametrize("said", ["dogs © Lev Orlov", "dogs (c) Лев Орлов", "dogs (с) Орлов"])
def test_a_sign_of_copyright_says_whose_they_are(said: str) -> None:
    place = find_photographer(said, ["Лев Орлов"], [])
    assert place == (5, len(said), "Лев Орлов")


def test_a_possessive_name_is_left_out_of_what_is_shown() -> None:
    beside = find_beside("Anna with a hat and Anna Petrova's dogs", ["Anna Petrova"])
    assert beside == ("Anna with a hat dogs", ("Anna Petrova",))


@pytest.mark.parametrize("said", ["свадьба Анны Петровой", "wedding of Anna Petrova", "концерт Анны Петровой"])
def test_whose_feast_it_is_did_not_take_the_pictures(said: str) -> None:
    assert find_photographer(said, ["Анна Петрова"], []) is None


@pytest.mark.parametrize(
    ("said", "start", "end"),
    [
        ("dogs 2018 or later", (2018, 1, 1), None),
        ("dogs 2018+", (2018, 1, 1), None),
        ("dogs from 2018 onwards", (2018, 1, 1), None),
        ("собаки 2018 и позже", (2018, 1, 1), None),
        ("dogs 2018 or earlier", None, (2019, 1, 1)),
        ("собаки, май 2018 и раньше", None, (2018, 6, 1)),
        ("dogs year: 2018", (2018, 1, 1), (2019, 1, 1)),
        ("собаки, дата съёмки: май 2018", (2018, 5, 1), (2018, 6, 1)),
    ],
)
def test_what_follows_a_time_may_open_it(said: str, start: Day | None, end: Day | None) -> None:
    reading = read_text(said, today=TODAY)
    assert reading.period is not None
    assert reading.wanted in ("dogs", "собаки")
    assert reading.period.start == (start and datetime(*start))
    assert reading.period.end == (end and datetime(*end))


def test_a_time_before_another_clause_is_not_opened() -> None:
    period = read_text("dogs in 2018 and after the war", today=TODAY).period
    assert period is not None
    assert period.end == datetime(2019, 1, 1)


def test_an_ampersand_joins_what_is_not_wanted() -> None:
    reading = read_text("dogs & cats, no people & no cars")
    assert (reading.wanted, reading.unwanted) == ("dogs & cats", ("people", "cars"))


@pytest.mark.parametrize("said", ["работы Льва Орлова", "портфолио Орлова", "portfolio of Lev Orlov"])
def test_a_portfolio_is_all_that_somebody_took(said: str) -> None:
    query = ask(said, own=FakeOwn(photographer=find_photographer(said, ["Лев Орлов"], [])), today=TODAY)
    assert (query.texts, query.filters.values) == ([], {"photographer": "Лев Орлов"})


def test_photos_are_asked_for_without_whom_they_are_shown() -> None:
    assert read_text("show photos of trains").wanted == "trains"
    assert read_text("show dogs on a stage").wanted == "show dogs on a stage"
