"""A kind of photographs, a time and an order in one text, and how long it takes to read one."""

from __future__ import annotations

import time

import pytest

from imgsearch.asking import read_text
from imgsearch.pictures.palette import BLACK_AND_WHITE

PALE, UPRIGHT, JUNE = {"colours": BLACK_AND_WHITE}, {"orientation": "portrait"}, {"month": "june"}


@pytest.mark.parametrize(
    ("said", "wanted", "only", "quoted"),
    [
        ("black and white june photos of dogs", "dogs", PALE | JUNE, '"black and white" june photos of dogs'),
        ("vertical june photos of trains", "trains", UPRIGHT | JUNE, '"vertical" june photos of trains'),
        ("вертикальные июньские фото поездов", "поездов", UPRIGHT | JUNE, '"вертикальные" июньские фото поездов'),
        ("black and white 2019 photos of dogs", "dogs", PALE, '"black and white" 2019 photos of dogs'),
        ("vertical 2019 photos of trains", "trains", UPRIGHT, '"vertical" 2019 photos of trains'),
        ("photos in june in black and white", "", PALE | JUNE, 'photos in june "in black and white"'),
    ],
)
def test_a_kind_around_a_time_takes_no_letter_of_what_is_wanted(
    said: str, wanted: str, only: dict[str, str], quoted: str
) -> None:
    reading = read_text(said)
    assert (reading.wanted, reading.only) == (wanted, only)
    assert quoted in [meaning.literal for meaning in reading.understood.meanings if meaning.kind == "only"]


@pytest.mark.parametrize(
    ("said", "sort", "only"),
    [
        ("oldest june photos", "oldest", JUNE),
        ("first photos of june", "oldest", JUNE),
        ("last pictures from june", "newest", JUNE),
        ("last photos", "newest", {}),
        ("фото в июне по дате", "newest", JUNE),
        ("dogs by date", "newest", {}),
    ],
)
def test_an_order_around_a_month_is_one(said: str, sort: str, only: dict[str, str]) -> None:
    reading = read_text(said)
    assert (reading.sort, reading.only, reading.wanted) == (sort, only, "dogs" if "dogs" in said else "")


@pytest.mark.parametrize(
    "said", ["the best photos of 2019", "the most beautiful photos of 2019", "my favourite photos in 2019"]
)
def test_praise_of_photographs_of_a_time_asks_for_all_of_it(said: str) -> None:
    reading = read_text(said)
    assert (reading.wanted, reading.period is not None) == ("", True)


@pytest.mark.parametrize(
    "repeated",
    [
        "the most popular",
        "best the most beautiful",
        "самые популярные лучшие",
        "my last",
        "in june",
        "may and june photos of",
    ],
)
def test_what_is_repeated_takes_no_longer_to_read_for_each_time(repeated: str) -> None:
    begun = time.perf_counter()
    read_text(f"{repeated} " * 35 + "x")
    assert time.perf_counter() - begun < 2
