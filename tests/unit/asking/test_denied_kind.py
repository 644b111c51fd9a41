"""Kinds of photographs that are left out, and colour photographs, which are all but one kind."""

from __future__ import annotations

import pytest

from imgsearch.asking import read_text
from imgsearch.search.ask import ask

COLOURED, PALE = {"not_colours": "black and white"}, {"colours": "black and white"}


@pytest.mark.parametrize(
    ("typed", "wanted", "only"),
    [
        ("no black and white photos", "", COLOURED),
        ("no black-and-white photos of trains", "trains", COLOURED),
        ("trains, no black and white photos", "trains", COLOURED),
        ("dogs without black and white photos", "dogs", COLOURED),
        ("photos that are not black and white", "", COLOURED),
        ("trains, but not in black and white", "trains", COLOURED),
        ("Not black and white", "", COLOURED),
        ("dogs not in black and white", "dogs", COLOURED),
        ("собаки не в чб", "собаки", COLOURED),
        ("dogs but not in colour", "dogs", PALE),
        ("dog, non b&w", "dog", COLOURED),
        ("street no b&w", "street", COLOURED),
        ("dog -bw", "dog", COLOURED),
        ("не чёрно-белые фото поездов", "поездов", COLOURED),
        ("поезд, не чёрно-белые фото", "поезд", COLOURED),
        ("фото поездов, не чёрно-белые", "поездов", COLOURED),
        ("без чёрно-белых", "", COLOURED),
        ("улица -чб", "улица", COLOURED),
        ("vertical photos, no black and white", "", {"orientation": "portrait", **COLOURED}),
        ("no colour photos of dogs", "dogs", PALE),
        ("не цветные фото", "", PALE),
        ("colour photos", "", COLOURED),
        ("color photos of dogs", "dogs", COLOURED),
        ("full-colour pictures of a street", "a street", COLOURED),
        ("dog color photo", "dog", COLOURED),
        ("photos of trains in colour", "trains", COLOURED),
        ("vertical colour photos", "", {"orientation": "portrait", **COLOURED}),
        ("цветные фото собаки", "собаки", COLOURED),
        ("улица, цветные фото", "улица", COLOURED),
        ("фото поездов в цвете", "поездов", COLOURED),
        ("цветной портрет", "портрет", COLOURED),
    ],
)
def test_photographs_of_another_kind_are_left_out(typed: str, wanted: str, only: dict[str, str]) -> None:
    reading = read_text(typed)
    assert (reading.wanted, reading.unwanted, reading.only) == (wanted, (), only)
    for shown in reading.understood.meanings:
        if shown.kind == "only":
            assert len(read_text(shown.literal).only) < len(only)


@pytest.mark.parametrize(
    "typed",
    [
        "a dog without black and white stripes", "water colour pictures", "watercolor pictures", "colored pencils",
        "coloured pencils photo", "цветные карандаши", "фото цветных карандашей", "color run photos",
        "a girl with colour pictures", "multi-colored pictures", "сад в цвете", '"no black and white photos"',
        "a man without a black and white shirt", "зебра не чёрно-белая", "dog -a b", "no signal",
    ],
)  # fmt: skip
def test_what_is_said_of_things_is_no_kind(typed: str) -> None:
    assert read_text(typed).only == {}


def test_it_is_called_as_it_was_said_and_becomes_a_filter() -> None:
    query = ask("trains, no black and white photos")
    assert query.understood.of("only") == ["no black and white"]
    assert query.filters.values == {"not_colours": ("black and white",)}
    assert ask("trains, не чёрно-белые").understood.of("only") == ["не чёрно-белые"]


@pytest.mark.parametrize(
    ("typed", "wanted", "unwanted"),
    [
        ("a man without a black and white shirt", "a man", ("black and white shirt",)),
        ("no red & white umbrella", "", ("red & white umbrella",)),
        ("a dog without red and blue", "a dog", ("red", "blue")),
        ("a house without red and in snow", "a house and in snow", ("red",)),
        ("улица без красных и белых машин", "улица", ("красных и белых машин",)),
        ('a dog without "red" and white cars', "a dog", ('"red"', "white cars")),
        ("a dog without gray and cats", "a dog", ("gray", "cats")),
        ('a dog without red and "white snow"', "a dog", ("red", '"white snow"')),
    ],
)
def test_two_colours_of_one_thing_are_one(typed: str, wanted: str, unwanted: tuple[str, ...]) -> None:
    reading = read_text(typed)
    assert (reading.wanted, reading.unwanted) == (wanted, unwanted)
