"""By which date pictures are to come."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from imgsearch.asking import read_text
from imgsearch.search import ask
from tests.own import FakeOwn

TODAY = date(2026, 7, 1)


@pytest.mark.parametrize(
    ("typed", "wanted", "sort", "said"),
    [
        ("newest photos of dogs", "dogs", "newest", "newest"),
        ("show me the latest photos of dogs", "dogs", "newest", "latest"),
        ("most recent dog photos", "dog", "newest", "most recent"),
        ("the latest wedding photos", "wedding", "newest", "latest"),
        ("Recent pictures with snow", "snow", "newest", "Recent"),
        ("new photos", "", "newest", "new"),
        ("latest pictures", "", "newest", "latest"),
        ("oldest pictures of trains", "trains", "oldest", "oldest"),
        ("earliest photos", "", "oldest", "earliest"),
        ("dogs, newest first", "dogs", "newest", "newest first"),
        ("dogs most recent first", "dogs", "newest", "most recent first"),
        ("dogs (oldest first)", "dogs", "oldest", "oldest first"),
        ("dogs sorted by date", "dogs", "newest", "sorted by date"),
        ("dogs, sort by oldest", "dogs", "oldest", "sort by oldest"),
        ("самые новые фото собак", "собак", "newest", "самые новые"),
        ("покажи последние фотографии собак", "собак", "newest", "последние"),
        ("последние снимки", "", "newest", "последние"),
        ("свежие фото", "", "newest", "свежие"),
        ("самые старые фото поездов", "поездов", "oldest", "самые старые"),
        ("собаки, сначала новые", "собаки", "newest", "сначала новые"),
        ("собаки сначала самые старые", "собаки", "oldest", "сначала самые старые"),
        ("newest dogs", "dogs", "newest", "newest"),
        ("the latest city sunsets", "city sunsets", "newest", "latest"),
        ("most recent weddings in Moscow", "weddings in Moscow", "newest", "most recent"),
        ("new dogs", "dogs", "newest", "new"),
        ("новые собаки", "собаки", "newest", "новые"),
        ("самые новые закаты над морем", "закаты над морем", "newest", "самые новые"),
        ("собаки по дате", "собаки", "newest", "по дате"),
        ("dogs, latest", "dogs", "newest", "latest"),
        ("newest first: dogs", "dogs", "newest", "newest first"),
        ("last 10 photos of dogs", "dogs", "newest", "last 10"),
        ("the 10 newest photos", "", "newest", "10 newest"),
        ("latest 5 pictures of cats", "cats", "newest", "latest"),
        ("dogs sorted by date desc", "dogs", "newest", "sorted by date desc"),
        ("dogs in chronological order", "dogs", "oldest", "in chronological order"),
        ("dogs in reverse chronological order", "dogs", "newest", "in reverse chronological order"),
        ("sort: oldest", "", "oldest", "sort: oldest"),
        ("последние 10 фото собак", "собак", "newest", "последние"),
        ("5 последних фото", "", "newest", "5 последних"),
        ("собаки по убыванию даты", "собаки", "newest", "по убыванию даты"),
        ("собаки в обратном хронологическом порядке", "собаки", "newest", "в обратном хронологическом порядке"),
        ("собаки по возрастанию даты", "собаки", "oldest", "по возрастанию даты"),
        ("поезда, отсортированные по дате съёмки", "поезда", "newest", "отсортированные по дате съёмки"),
    ],
)
def test_an_order_is_understood(typed: str, wanted: str, sort: str, said: str) -> None:
    reading = read_text(typed)
    assert (reading.wanted, reading.sort, reading.understood.of("order")) == (wanted, sort, [said])


@pytest.mark.parametrize(
    "typed",
    [
        "old photos of trains", "старые фото", "new year photos", "latest fashion", "new houses", "новые дома",
        "oldest tree photo", "a new car", "свежие фрукты", '"newest" photos of dogs', "dating", "дата", "new", "recent",
        "по датам", "золотая дата",
        "new pictures on the wall", "oldest photos in the museum", "woman looking at the latest photos",
        "последние фото в альбоме", "новые фото на старой стене", "новые обои", "новые обои в комнате",
        "new wallpaper", "first snow", "сначала дождь",
        "newest cars", "the latest phones", "latest glass", "newest dog", "new cars", "новые машины",
        "последние листья",
        "latest of the dogs", "oldest dogs", "новые лица",
        'dogs "newest first"', '"dogs, newest first"', '"show me the latest" photos of dogs',
    ],
)  # fmt: skip
def test_what_pictures_show_is_no_order(typed: str) -> None:
    reading = read_text(typed)
    assert (reading.sort, reading.understood.of("order")) == (None, [])


def test_an_order_may_stand_beside_all_else() -> None:
    reading = read_text("newest black and white photos of dogs from 2019, no people", today=TODAY)
    assert (reading.wanted, reading.unwanted, reading.sort) == ("dogs", ("people",), "newest")
    assert reading.only == {"colours": "black and white"}
    assert reading.period is not None
    assert reading.period.start == datetime(2019, 1, 1)


def test_a_query_has_the_order_of_its_text_where_pictures_have_dates() -> None:
    query = ask("oldest photos of dogs", own=FakeOwn())
    assert (query.texts, query.sort, query.order) == (["dogs"], "oldest", "oldest")
    assert query.understood.as_dict() == {"order": ["oldest"], "request": ["photos of"]}
    everything = ask("oldest photos", own=FakeOwn())
    assert (everything.is_browsing, everything.order) == (True, "oldest")


@pytest.mark.parametrize("own", [FakeOwn(dates=False), None])
def test_without_dates_the_order_is_left_out(own: FakeOwn | None) -> None:
    query = ask("oldest photos of dogs", own=own)
    assert (query.texts, query.order) == (["dogs"], "score")
    assert query.understood.as_dict() == {"request": ["oldest", "photos of"]}


@pytest.mark.parametrize("sort", ["score", "newest"])
def test_an_order_that_is_given_counts_instead(sort: str) -> None:
    query = ask("oldest photos of dogs", own=FakeOwn(), sort=sort)
    assert (query.texts, query.order, query.understood.of("order")) == (["dogs"], sort, [])


def test_an_order_is_taken_back_by_quotation_marks() -> None:
    order, _request = ask("newest photos of dogs", own=FakeOwn()).understood.meanings
    assert order.literal == '"newest" photos of dogs'
    assert ask(order.literal, own=FakeOwn()).order == "score"
    assert ask("newest photos of dogs", own=FakeOwn(), literal=True).order == "score"


def test_an_order_may_be_all_that_is_said_beside_a_time() -> None:
    assert read_text("latest 2019", today=TODAY).sort == "newest"
    assert read_text("2019, oldest", today=TODAY).sort == "oldest"


@pytest.mark.parametrize(
    ("said", "sort"),
    [
        ("first photo", "oldest"),
        ("the very first picture", "oldest"),
        ("первое фото", "oldest"),
        ("last photo", "newest"),
    ],
)
def test_one_photograph_may_be_the_first_or_last(said: str, sort: str) -> None:
    assert (read_text(said).wanted, read_text(said).sort) == ("", sort)
    assert read_text(f"{said} of the day").sort is None
