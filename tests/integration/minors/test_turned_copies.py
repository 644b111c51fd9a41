"""Copies that are mirrored or turned are copies."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image as Pillow
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from imgsearch.pictures.likeness import difference_hash
from imgsearch.tables import Image

from .shoots import CHINA, add_copy, decide, load, shown

UPRIGHT = (Pillow.Transpose.FLIP_LEFT_RIGHT, Pillow.Transpose.FLIP_TOP_BOTTOM, Pillow.Transpose.ROTATE_180)


def look_of(photograph: Pillow.Image, way: Pillow.Transpose | None) -> str:
    return f"{difference_hash(photograph if way is None else photograph.transpose(way)):064b}"


@pytest.mark.parametrize("way", Pillow.Transpose)
def test_a_copy_in_another_position_is_not_shown(session: Session, shoot: Path, way: Pillow.Transpose) -> None:
    load(session, shoot)
    decide(session, "china.jpg", "flag")
    add_copy(shoot, way)
    load(session, shoot)
    assert shown(session) == {"flower.jpg"}


@pytest.mark.parametrize("way", UPRIGHT)
def test_a_copy_that_is_mirrored_or_upside_down_goes_with_what_an_editor_says(
    session: Session, shoot: Path, way: Pillow.Transpose
) -> None:
    add_copy(shoot, way)
    load(session, shoot)
    assert shown(session) == {"china.jpg", "scan.jpg", "flower.jpg"}
    decide(session, "scan.jpg", "flag")
    assert shown(session) == {"flower.jpg"}


@pytest.mark.parametrize("way", [None, *UPRIGHT])
def test_the_database_knows_the_look_whoever_writes_it(
    session: Session, shoot: Path, way: Pillow.Transpose | None
) -> None:
    load(session, shoot)
    decide(session, "china.jpg", "flag")
    session.execute(text("DELETE FROM image WHERE name = 'china.jpg'"))
    session.execute(text("UPDATE image SET phash = CAST(:look AS bit(64))"), {"look": look_of(CHINA, way)})
    assert session.scalars(select(Image.name).where(~Image.is_hidden)).all() == []


@pytest.mark.parametrize(("rows", "left"), [(["00000111"] * 8, ["flower.jpg"]), (["00000111", "01110001"] * 4, [])])
def test_what_is_bright_in_the_middle_is_known_in_its_own_position_alone(
    session: Session, shoot: Path, rows: list[str], left: list[str]
) -> None:
    load(session, shoot)
    decide(session, "china.jpg", "flag")
    session.execute(text("UPDATE image SET phash = CAST(:look AS bit(64)) WHERE is_hidden"), {"look": "".join(rows)})
    session.execute(text("DELETE FROM image WHERE is_hidden"))
    mirrored = "".join(row[::-1].translate(str.maketrans("01", "10")) for row in rows)
    session.execute(text("UPDATE image SET phash = CAST(:look AS bit(64))"), {"look": mirrored})
    assert session.scalars(select(Image.name).where(~Image.is_hidden)).all() == left
