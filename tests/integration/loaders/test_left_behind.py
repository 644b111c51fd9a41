"""A sidecar that stays where it was when its picture is renamed: what it says of a minor holds."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from imgsearch.minors import find_terms
from imgsearch.tables import Image
from loaders.embedded import load_embedded
from loaders.folder import load_folder
from tests.embedded_files import alt, bag, encoded, jpeg, xmp

GIRL = xmp(alt("dc:description", en="A little girl at a well"))
WELL = xmp(bag("dc:subject", "well"))


@pytest.fixture
def shoot(tmp_path: Path) -> Path:
    folder = tmp_path / "shoot"
    (folder / "sorted").mkdir(parents=True)
    (folder / "a.jpg").write_bytes(jpeg())
    (folder / "a.xmp").write_bytes(GIRL)
    return folder


def names_a_minor(session: Session, folder: Path) -> dict[str, bool]:
    """By picture, whether its texts name a minor."""
    list(load_folder(session, folder, find_terms))
    session.expire_all()
    found = {image.name: image for image in session.scalars(select(Image).where(Image.id > 0))}
    return {name: image.is_hidden for name, image in found.items()}


@pytest.mark.parametrize("place", ["b.jpg", "sorted/a.jpg", "sorted/b.JPG"])
def test_what_a_sidecar_said_of_a_minor_holds_while_left_behind(session: Session, shoot: Path, place: str) -> None:
    assert names_a_minor(session, shoot) == {"a.jpg": True}
    (shoot / "a.jpg").rename(shoot / place)
    assert names_a_minor(session, shoot) == {place: True}
    assert names_a_minor(session, shoot) == {place: True}
    assert load_embedded(session, shoot).unchanged == 1
    (shoot / place).rename(shoot / "c.jpg")
    assert names_a_minor(session, shoot) == {"c.jpg": True}
    (shoot / "a.xmp").unlink()
    assert names_a_minor(session, shoot) == {"c.jpg": False}


def test_a_sidecar_that_comes_after_its_picture_speaks_as_before(session: Session, shoot: Path) -> None:
    names_a_minor(session, shoot)
    (shoot / "a.jpg").rename(shoot / "b.jpg")
    names_a_minor(session, shoot)
    (shoot / "a.xmp").rename(shoot / "b.xmp")
    assert names_a_minor(session, shoot) == {"b.jpg": True}
    (shoot / "b.xmp").write_bytes(WELL)
    assert names_a_minor(session, shoot) == {"b.jpg": False}


def test_pictures_that_change_names_leave_the_words_for_a_minor_to_both(session: Session, shoot: Path) -> None:
    (shoot / "b.jpg").write_bytes(jpeg(xmp=xmp(alt("dc:title", en="A well"))))
    (shoot / "b.xmp").write_bytes(WELL)
    assert names_a_minor(session, shoot) == {"a.jpg": True, "b.jpg": False}
    (shoot / "a.jpg").rename(shoot / "c.jpg")
    (shoot / "b.jpg").rename(shoot / "a.jpg")
    (shoot / "c.jpg").rename(shoot / "b.jpg")
    assert names_a_minor(session, shoot) == {"a.jpg": True, "b.jpg": True}


@pytest.mark.parametrize(
    "sidecar", ["a.nef.xmp", "a.NEF.xmp", "A.XMP", "a_01.jpg.xmp"], ids=["raw", "RAW", "capitals", "version"]
)
def test_sidecars_that_are_called_otherwise_are_read(session: Session, shoot: Path, sidecar: str) -> None:
    (shoot / "a.xmp").unlink()
    derived = 'xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/" xmpMM:DerivedFrom="a.jpg"'
    (shoot / sidecar).write_bytes(xmp(alt("dc:title", en="Little girl") + bag("dc:subject", "Well"), derived))
    (shoot / "a.nef").write_bytes(b"II*\0")
    assert names_a_minor(session, shoot) == {"a.jpg": True}
    assert session.scalars(select(Image.tags).where(Image.name == "a.jpg")).all() == [["well"]]


def test_what_a_raw_file_says_hides_its_jpeg(session: Session, shoot: Path) -> None:
    (shoot / "a.xmp").unlink()
    (shoot / "A.DNG").write_bytes(encoded("TIFF", tiffinfo={270: "A little girl at a well"}))
    assert names_a_minor(session, shoot) == {"a.jpg": True}
    (shoot / "A.DNG").unlink()
    assert names_a_minor(session, shoot) == {"a.jpg": False}


def test_the_sidecar_of_another_pictures_version_is_not_read(session: Session, shoot: Path) -> None:
    (shoot / "a.xmp").unlink()
    (shoot / "a_01.jpg.xmp").write_bytes(WELL)  # of a_01.jpg, which was deleted
    list(load_folder(session, shoot, find_terms))
    assert session.scalars(select(Image.tags).where(Image.name == "a.jpg")).all() == [[]]
