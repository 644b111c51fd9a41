"""Months without a year."""

from __future__ import annotations

import pytest

from imgsearch.asking import read_text
from imgsearch.months import MONTHS, RUSSIAN_MONTHS
from imgsearch.pictures.palette import BLACK_AND_WHITE
from imgsearch.queries.filters import Filters
from imgsearch.search.ask import ask
from tests.own import FakeOwn


class Titled(FakeOwn):
    """A gallery with a picture that is called as any text is."""

    def is_called(self, text: str, filters: Filters) -> bool:
        return True


@pytest.mark.parametrize(
    ("said", "wanted", "month", "told"),
    [
        ("dog in June", "dog", "june", "June"),
        ("photos in june", "", "june", "june"),
        ("photos from June", "", "june", "June"),
        ("photos of dogs from june", "dogs", "june", "june"),
        ("June photos of dogs", "dogs", "june", "June"),
        ("a rainy day in june", "a rainy day", "june", "june"),
        ("солнечный день в июне", "солнечный день", "june", "июнь"),
        ("show me your best may photos of dogs", "dogs", "may", "may"),
        ("photos from May of dogs", "dogs", "may", "May"),
        ("taken in May", "", "may", "May"),
        ("every December", "", "december", "December"),
        ("in june, dogs", "dogs", "june", "june"),
        ("собака в июне", "собака", "june", "июнь"),
        ("снято в мае", "", "may", "май"),
        ("фото за август", "", "august", "август"),
        ("фото из августа", "", "august", "августа"),
        ("фото собак из марта", "собак", "march", "марта"),
        ("dogs in jan", "dogs", "january", "jan"),
        ("snow in Feb.", "snow", "february", "Feb"),
        ("photos from sept", "", "september", "sept"),
        ("boat in Oct, sunset", "boat sunset", "october", "Oct"),
        ("фото собак за март", "собак", "march", "март"),
        ("фото июля", "", "july", "июля"),
        ("майские фото", "", "may", "майские"),
        ("собаки в январе месяце", "собаки", "january", "январь"),
    ],
)
def test_a_month_is_that_of_any_year(said: str, wanted: str, month: str, told: str) -> None:
    reading = read_text(said)
    assert (reading.wanted, reading.only, reading.period) == (wanted, {"month": month}, None)
    assert reading.understood.of("taken") == [told]
    assert reading.says_when


@pytest.mark.parametrize("month", MONTHS)
def test_each_month_is_known_in_both_languages(month: str) -> None:
    russian = RUSSIAN_MONTHS[month]
    within = f"{russian.rstrip('ьй')}е"
    assert read_text(f"a dog in {month}").only == {"month": month} == read_text(f"собака в {within}").only
    assert read_text(f"фото за {russian}").only == {"month": month}
    assert Filters(month=russian) == Filters(month=month.upper()) == Filters(month=month)


@pytest.mark.parametrize(
    "said",
    [
        "june",
        "июнь",
        "March of the penguins",
        "people in March of protest",
        "in may's hat",
        "first week in june",
        "early in May",
        "5 июня",
        "в июне и июле",
        "in June or July",
        "фото Марта",
        "в майке",
        "august company",
        '"in june"',
        "photos of May Smith",
        "photos from april o'neil",
        "pictures of may flowers",
        "brian may photos",
        "protest march photos",
        "people in march formation",
        "4th of july photos",
        "dogs in june, july",
        "may and june photos",
        "june-july photos",
        "майские и июньские фото",
        "фото за май, июнь",
        "in June or in July dogs",
        "dogs in june and cats in july",
        "dogs not in June",
        "собаки не в июне",
        "in Jan and Feb",
        "dogs in Jan Smith's house",
        "a man in mar",
    ],
)
def test_a_part_of_a_month_and_what_else_is_called_so_are_words(said: str) -> None:
    assert "month" not in read_text(said).only


def test_a_year_makes_it_one_time() -> None:
    reading = read_text("dog in June 2019")
    assert reading.only == {}
    assert reading.period is not None


def test_it_stands_beside_what_else_is_understood() -> None:
    reading = read_text("black and white photos from june without people")
    assert (reading.wanted, reading.unwanted) == ("", ("people",))
    assert reading.only == {"colours": BLACK_AND_WHITE, "month": "june"}
    assert read_text("vertical photos in May").only == {"orientation": "portrait", "month": "may"}
    assert read_text("newest photos from june").sort == "newest"


def test_it_is_a_filter_where_pictures_have_dates() -> None:
    query = ask("dog in June", own=FakeOwn())
    assert (query.texts, query.filters) == (["dog"], Filters(month="june"))
    assert ask("dog in June", own=FakeOwn(dates=False)).texts == ["dog in June"]
    assert ask("dog in June").texts == ["dog in June"]
    assert ask("dog in June", own=Titled()).texts == ["dog in June"]
    assert ask("in June", own=Titled()).filters == Filters(month="june")
    assert ask("dog in June", filters=Filters(month="may"), own=FakeOwn()).texts == ["dog in June"]
    query = ask("black and white dog photos in June", filters=Filters(month="june"), own=FakeOwn())
    assert (query.texts, query.filters) == (["black and white dog"], Filters(month="june"))
    query = ask("vertical photos in June", filters=Filters(month="june"), own=FakeOwn())
    assert (query.texts, query.filters) == ([], Filters(month="june", orientation="portrait"))
