"""Two languages in one text, one of them in the other layout or in Latin letters; and all pictures asked for."""

from __future__ import annotations

import pytest

from imgsearch.asking import read_text
from imgsearch.asking.mistakes.others import other_texts
from imgsearch.search import ask
from tests.own import FakeOwn


@pytest.mark.parametrize(
    ("typed", "other"),
    [
        ("dog yf cytue", "dog на снегу"),
        ("red vfibyf", "red машина"),
        ("dog na snegu", "dog на снегу"),
        ("red mashina", "red машина"),
        ("cj,frf red", "собака red"),
    ],
)
def test_only_what_is_not_english_is_read_in_the_other_layout(typed: str, other: str) -> None:
    assert other_texts(typed)[0] == other


@pytest.mark.parametrize(
    "typed",
    ["dog qqq", "red dog", "dog xkcd zzz", "newest dogs by Lev Orlov", "dogs by Petrov", "portraits not by Orlov"],
)
def test_what_is_neither_language_stays(typed: str) -> None:
    assert [other for other in other_texts(typed) if not other.isascii()] == []


@pytest.mark.parametrize(
    "said", ["all photos", "show me all the pictures", "все фото", "покажи все фотографии", "all photos!"]
)
def test_who_asks_for_all_pictures_gets_them_by_date(said: str) -> None:
    query = ask(said, own=FakeOwn())
    assert (query.texts, query.is_browsing) == ([], True)
    assert query.understood.of("request") == [said.rstrip("!")]


@pytest.mark.parametrize("said", ["photos", "everything", "все", "all photos on the wall", "все фото на стене", "фото"])
def test_pictures_alone_and_pictures_somewhere_are_words(said: str) -> None:
    assert read_text(said).wanted != ""


@pytest.mark.parametrize(
    ("said", "wanted", "sort"),
    [
        ("dogs newest", "dogs", "newest"),
        ("dogs oldest", "dogs", "oldest"),
        ("dogs the newest", "dogs the newest", None),
        ("hats and shoes of the latest", "hats and shoes of the latest", None),
        ("последнее фото", "", "newest"),
        ("самая новая фотография", "", "newest"),
        ("самый первый снимок собаки", "собаки", "oldest"),
        ("самая старая фотография в альбоме", "самая старая фотография в альбоме", None),
        ("новое фото на стене", "новое фото на стене", None),
    ],
)
def test_an_order_behind_things_and_of_one_photograph(said: str, wanted: str, sort: str | None) -> None:
    assert (read_text(said).wanted, read_text(said).sort) == (wanted, sort)
