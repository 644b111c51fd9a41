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


def test_a_colour_in_quotation_marks_or_denied_is_left_alone() -> None:
    assert read_text('"red car" in a white street').understood.as_dict() == {"phrase": ["red car"], "colour": ["white"]}
    assert read_text("dog without a red collar").understood.as_dict() == {"without": ["red collar"]}
    (meaning,) = read_text("a red car").understood.meanings
    assert (meaning.literal, read_text(meaning.literal).understood.of("colour")) == ('a "red" car', [])
