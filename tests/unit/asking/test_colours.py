"""Colours that a text names."""

from __future__ import annotations

import pytest

from imgsearch.asking import read_text
from imgsearch.asking.colours import find_colours
from imgsearch.pictures.palette import COLOURS, RUSSIAN


@pytest.mark.parametrize(
    ("said", "colours"),
    [
        ("Red car", ["red"]),
        ("a gray dog beside a brown-and-blue door", ["grey", "brown", "blue"]),
        ("красная куртка", ["red"]),
        ("в чёрной шляпе и синим шарфом", ["black", "blue"]),
        ("голубое небо, синее море", ["blue"]),
        ("чёрно-белое кино", ["black and white"]),
        ("a black and white film of a street", ["black and white"]),
        ("a black and white dog", ["black", "white"]),
        ("голуби на площади", []),
        ("голубей кормят", []),
        ("белка на сером камне", ["grey"]),
        ("серия снимков, сера", []),
        ("redhead, greenhouse, whiteboard", []),
        ("a dog", []),
    ],
)
def test_colours_are_found_in_any_form(said: str, colours: list[str]) -> None:
    assert [colour.name for colour in find_colours(said)] == colours
    assert read_text(said).understood.of("colour") == colours


@pytest.mark.parametrize("name", COLOURS)
def test_each_colour_has_a_name_in_both_languages(name: str) -> None:
    assert [colour.name for colour in find_colours(RUSSIAN[name])] == [name]
    assert name in [colour.name for colour in find_colours(f"{name} photo")]


@pytest.mark.parametrize(
    ("name", "stems", "english"),
    [
        ("red", "красн", "red"), ("orange", "оранжев", "orange"), ("yellow", "жёлт желт", "yellow"),
        ("green", "зелён", "green"), ("turquoise", "бирюзов", "turquoise cyan"), ("blue", "голуб", "blue"),
        ("purple", "фиолетов лилов", "purple violet"), ("pink", "розов", "pink"), ("brown", "коричнев", "brown"),
        ("beige", "бежев", "beige"), ("white", "бел", "white"), ("grey", "сер", "grey gray"),
        ("black", "чёрн", "black"),
        ("black and white", "чёрно-бел", ""),
    ],
)  # fmt: skip
def test_each_word_for_a_colour_is_known_in_each_form(name: str, stems: str, english: str) -> None:
    endings = "ый ого ому ым ом ая ой ую ою ое ые ых ыми".split()
    words = [*english.split(), *(stem + ending for stem in stems.split() for ending in endings)]
    assert [word for word in words if [colour.name for colour in find_colours(f"a {word} b")] != [name]] == []


def test_soft_endings_are_those_of_blue_alone() -> None:
    endings = "ий его ему им ем яя ей юю ею ее ие их ими".split()
    assert [ending for ending in endings if [each.name for each in find_colours(f"син{ending}")] != ["blue"]] == []
    assert find_colours("белим синый красний") == []


@pytest.mark.parametrize("thing", "photo picture image shot film portrait".split())
def test_what_is_black_and_white_is_a_photograph_or_two_colours(thing: str) -> None:
    assert [each.name for each in find_colours(f"a black-and-white {thing}")] == ["black and white"]
    assert [each.name for each in find_colours(f"{thing} of a black and white cat")] == ["black", "white"]


def test_a_colour_in_quotation_marks_or_denied_is_left_alone() -> None:
    assert read_text('"red car" in a white street').understood.as_dict() == {"phrase": ["red car"], "colour": ["white"]}
    assert read_text("dog without a red collar").understood.as_dict() == {"without": ["red collar"]}
    (meaning,) = read_text("a red car").understood.meanings
    assert (meaning.literal, read_text(meaning.literal).understood.of("colour")) == ('a "red" car', [])
