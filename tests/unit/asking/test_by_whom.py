"""Whose pictures a text asks for."""

from __future__ import annotations

import pytest

from imgsearch.asking import read_text
from imgsearch.asking.by_whom import find_photographer, name_words
from imgsearch.asking.meaning import Place
from imgsearch.queries.filters import Filters
from imgsearch.search import ask
from imgsearch.spelling import tidy
from tests.own import FakeOwn

ANNA, LEV, ROSE, TARAS = "Анна Петрова", "Лев Орлов", "Rose Brown", "Тарас Шевченко"


@pytest.mark.parametrize(
    ("typed", "name", "wanted"),
    [
        ("dogs by Anna Petrova", ANNA, "dogs"),
        ("Anna Petrova, dogs", ANNA, "dogs"),
        ("собаки Анны Петровой на пляже", ANNA, "собаки на пляже"),
        ("Петрова Анна море", ANNA, "море"),
        ("закат Петровой", ANNA, "закат"),
        ("dogs by Petrova", ANNA, "dogs"),
        ("фото собак Орлова", LEV, "собак"),
        ("собаки, фотограф Лев Орлов", LEV, "собаки"),
        ("автор: Орлов, море", LEV, "море"),
        ("море, снял Орлов", LEV, "море"),
        ("photos by Lev Orlov of dogs", LEV, "dogs"),
        ("a dog photographed by Lev Orlov in Paris", LEV, "a dog in Paris"),
        ("red dogs by Rose Brown", ROSE, "red dogs"),
        ("street photos by Lev Orlov", LEV, "street"),
        ("фото улицы Марии Кузнецовой", "Мария Кузнецова", "улицы"),
        ("поле Шевченко", TARAS, "поле"),
        ("Anna Petrova's dogs", ANNA, "dogs"),
        ("anna petrova’s black dogs", ANNA, "black dogs"),
        ("Orlov's dogs", LEV, "dogs"),
        ("Anna's photos of dogs", ANNA, "dogs"),
        ("Rose Brown's dogs", ROSE, "dogs"),
        ("Peter Jones' dogs", "Peter Jones", "dogs"),
        ("red Rose Brown's dogs", ROSE, "red dogs"),
        ("фотографии собак, которые снял Лев Орлов", LEV, "собак"),
        ("собаки, которых снял Лев Орлов", LEV, "собаки"),
        ("photos of dogs that were taken by Anna Petrova", ANNA, "dogs"),
        ("photos of dogs that Anna Petrova took", ANNA, "dogs"),
        ("dogs Lev Orlov has photographed", LEV, "dogs"),
        ("dogs that Anna Petrova took in Paris", ANNA, "dogs in Paris"),
    ],
)
def test_a_photographer_beside_what_is_shown_is_found(typed: str, name: str, wanted: str) -> None:
    place = find_photographer(tidy(typed), [name], [])
    assert place is not None
    assert place.text == name
    assert read_text(typed, by=place).wanted == wanted


@pytest.mark.parametrize(
    ("typed", "photographers", "others"),
    [
        ("dogs by Anna", [ANNA, "Анна Сидорова"], []),
        ("Anna on the beach", [ANNA], []),
        ("dogs by Anna Petrova", [ANNA], ["Anna Petrova"]),
        ("dogs by Anna Petrova", [ANNA, "Anna Petrova"], []),
        ("a brown dog", [ROSE], []),
        ("a red rose by the river", [ROSE], []),
        ('dogs by "Anna Petrova"', [ANNA], []),
        ("dogs -Петрова", [ANNA], []),
        ("dogs, Anna. Petrova", [ANNA], []),
        ("Anna's dogs", [ANNA], []),
        ("Brown's dogs", [ROSE], []),
        ("Madonna's dogs", ["Madonna"], []),
        ("Anna's photos of dogs", [ANNA], ["Anna Smith"]),
    ],
)
def test_where_another_may_be_meant_the_words_stay(typed: str, photographers: list[str], others: list[str]) -> None:
    assert find_photographer(tidy(typed), photographers, others) is None


def test_only_what_may_be_a_name_is_looked_up() -> None:
    assert name_words("dogs by Anna Petrova in the snow") == ["anna", "petrova"]
    assert name_words("собаки Анны Петровой") == ["анны", "петровой"]
    assert name_words("a dog runs in the snow") == name_words("собака бежит по снегу") == []
    # Who names nothing else finds the name wherever it stands.
    assert name_words("Petrova") == []
    assert name_words('dogs "Petrova" -Orlov') == []
    assert name_words("Rose Brown's dogs") == ["rose", "brown"]
    assert len(name_words("Abcde Bcdef Cdefg Defgh Efghi Fghij")) == 4


def test_a_photographer_becomes_a_filter() -> None:
    own = FakeOwn(photographer=Place(5, 20, ANNA))
    query = ask("dogs by Anna Petrova", own=own)
    assert (query.texts, query.filters, str(query)) == (["dogs"], Filters(photographer=ANNA), "dogs by Anna Petrova")
    (by,) = query.understood.meanings
    assert by == ("by", ANNA, 'dogs "by Anna Petrova"')


def test_a_photographer_alone_stays_words() -> None:
    query = ask("photos by Anna Petrova", own=FakeOwn(photographer=Place(7, 22, ANNA)))
    assert (query.texts, query.filters) == (["Anna Petrova"], Filters())
    assert query.understood.as_dict() == {"request": ["photos by"]}


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ("Anna Petrova's photos", Place(0, 14, ANNA)),
        ("photographer: Anna Petrova", Place(0, 26, ANNA)),
        ("снимала Анна Петрова", Place(0, 20, ANNA)),
        ("фотографии, которые сделала Анна Петрова", Place(12, 40, ANNA)),
        ("photos Anna Petrova took", Place(7, 24, ANNA)),
    ],
)
def test_all_is_wanted_that_somebody_took_of_whom_is_said_that_they_take_pictures(typed: str, place: Place) -> None:
    query = ask(typed, own=FakeOwn(photographer=place))
    assert (query.is_browsing, query.filters) == (True, Filters(photographer=ANNA))


@pytest.mark.parametrize("dates", [True, False])
def test_a_photographer_and_an_order_are_browsed_where_pictures_have_dates(dates: bool) -> None:
    query = ask("latest by Anna Petrova", own=FakeOwn(dates=dates, photographer=Place(7, 22, ANNA)))
    assert (query.is_browsing, query.sort) == (dates, "newest" if dates else None)
    assert query.texts == ([] if dates else ["latest by Anna Petrova"])


def test_a_photographer_s_pictures_by_date_are_those_of_nobody_else() -> None:
    query = ask("самые старые фото Петровой", own=FakeOwn(photographer=Place(18, 26, ANNA)))
    assert (query.is_browsing, query.sort, query.filters) == (True, "oldest", Filters(photographer=ANNA))


def test_a_photographer_and_a_time_are_browsed() -> None:
    query = ask("Anna Petrova 2019", own=FakeOwn(photographer=Place(0, 12, ANNA)))
    assert (query.is_browsing, query.filters.values["photographer"]) == (True, ANNA)
    assert query.understood.as_dict() == {"by": [ANNA], "taken": ["2019"]}


def test_a_photographer_who_is_given_counts_instead() -> None:
    given = Filters(photographer=LEV)
    query = ask("dogs by Anna Petrova", filters=given, own=FakeOwn(photographer=Place(5, 20, ANNA)))
    assert (query.texts, query.filters) == (["dogs by Anna Petrova"], given)


@pytest.mark.parametrize(
    ("typed", "wanted", "understood"),
    [
        ("photos from 2019 of dogs", "dogs", {"request": ["photos"], "taken": ["2019"]}),
        ("photo shot in 2021 of a wedding", "a wedding", {"request": ["photo"], "taken": ["2021"]}),
        ("free 2019 photos of cats", "cats", {"request": ["free", "photos of"], "taken": ["2019"]}),
        ("2019 photos", "", {"taken": ["2019"]}),
    ],
)
def test_a_request_around_a_time_is_left_out(typed: str, wanted: str, understood: dict[str, list[str]]) -> None:
    reading = read_text(typed)
    assert (reading.wanted, reading.understood.as_dict()) == (wanted, understood)
