from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Pillow
from sqlalchemy import CheckConstraint

from imgsearch.pictures import palette
from imgsearch.pictures.palette import BLACK_AND_WHITE, COLOURS, RUSSIAN, main_colours, read_colour, to_lab
from imgsearch.tables import Image


def halves(first: object, second: object, share: float = 0.5) -> Pillow.Image:
    """A picture of two colours, the second of which takes this share of it."""
    image = Pillow.new("RGB", (200, 100), first)  # type: ignore[arg-type]
    image.paste(Pillow.new("RGB", (round(200 * share), 100), second))  # type: ignore[arg-type]
    return image


@pytest.mark.parametrize(
    ("rgb", "lab"),
    [
        ((1.0, 1.0, 1.0), (100, 0, 0)),
        ((0.0, 0.0, 0.0), (0, 0, 0)),
        ((1.0, 0.0, 0.0), (53.24, 80.09, 67.20)),
        ((0.0, 0.0, 1.0), (32.30, 79.19, -107.86)),
    ],
)
def test_cielab_of_known_colours(rgb: tuple[float, ...], lab: tuple[float, ...]) -> None:
    np.testing.assert_allclose(to_lab(np.array([rgb])), [lab], atol=0.02)


@pytest.mark.parametrize(
    ("shade", "name"),
    [
        ("red", "red"), ("orange", "orange"), ("yellow", "yellow"), ("green", "green"), ("teal", "turquoise"),
        ("blue", "blue"), ("navy", "blue"), ("skyblue", "blue"), ("purple", "purple"), ("hotpink", "pink"),
        ("saddlebrown", "brown"), ("tan", "beige"), ("white", "white"), ("grey", "grey"), ("black", "black"),
    ],
)  # fmt: skip
def test_a_plain_picture_has_its_colour(shade: str, name: str) -> None:
    assert main_colours(Pillow.new("RGB", (40, 30), shade)) == [name]


def test_a_small_striking_part_counts_and_a_little_grey_does_not() -> None:
    assert main_colours(halves("darkgreen", "red", 0.07)) == ["green", "red"]
    assert main_colours(halves("darkgreen", "grey", 0.3)) == ["green"]
    assert main_colours(halves("darkgreen", "grey", 0.6)) == ["green", "grey"]
    assert main_colours(halves("darkgreen", "red", 0.03)) == ["green"]


def test_at_most_three_colours_are_named() -> None:
    stripes = Pillow.fromarray(
        np.array([[(200, 20, 20), (255, 220, 0), (20, 60, 210), (30, 140, 40)]], dtype=np.uint8)
    ).resize((80, 40), Pillow.Resampling.NEAREST)
    assert len(main_colours(stripes)) == 3


def test_light_and_dark_without_a_hue_are_black_and_white() -> None:
    assert main_colours(halves("white", "black")) == [BLACK_AND_WHITE]
    assert main_colours(halves("white", "black").convert("L")) == [BLACK_AND_WHITE]
    assert main_colours(halves("#888888", "#909090")) == ["grey"]


@pytest.mark.parametrize(
    ("written", "name"),
    [("Red", "red"), ("чёрно-белый", BLACK_AND_WHITE), (" Желтый ", "yellow"), ("gray", "grey"), ("mauve", "mauve")],
)
def test_a_colour_is_read_by_its_english_or_russian_name(written: str, name: str) -> None:
    assert read_colour(written) == name


def test_every_colour_has_a_russian_name_of_its_own() -> None:
    assert set(RUSSIAN) == set(COLOURS)
    assert len(set(RUSSIAN.values())) == len(COLOURS)


def test_the_database_takes_these_names_and_no_others() -> None:
    (check,) = (rule for rule in Image.metadata.tables["image"].constraints if rule.name == "ck_image_colours")
    assert isinstance(check, CheckConstraint)
    assert tuple(re.findall(r"'([a-z ]+)'", str(check.sqltext))) == COLOURS
    migration = (Path(palette.__file__).parents[2] / "migrations/sql/0027_colours.sql").read_text(encoding="utf-8")
    (array,) = re.findall(r"CHECK \(colours <@ ARRAY\[(.*?)\]", migration, re.DOTALL)
    assert tuple(re.findall(r"'([a-z ]+)'", array)) == COLOURS
