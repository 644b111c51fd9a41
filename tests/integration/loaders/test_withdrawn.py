"""What was withdrawn stays out: its copies go too, and no later removal of a copy lets it in."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from imgsearch.errors import BadInput
from imgsearch.tables import Image, Removal
from loaders.images import load_images
from loaders.removing import allow_pictures, find_pictures, remove_pictures

MakePicture = Callable[..., Path]


@pytest.fixture
def two(tmp_path: Path, make_picture: MakePicture, session: Session) -> tuple[Path, Path]:
    """Two sources of which each has the same bytes, and a picture of its own."""
    smith, jones = tmp_path / "smith", tmp_path / "jones"
    make_picture(smith / "a.png", "red")
    make_picture(smith / "b.png", "blue")
    make_picture(jones / "c.png", "green")
    shutil.copy(smith / "a.png", jones / "copy.png")
    for root in (smith, jones):
        load_images(session, root)
    return smith, jones


def names(session: Session) -> list[str]:
    found = sorted(session.scalars(select(Image.name)))
    session.rollback()
    return found


def test_copies_of_what_is_withdrawn_go_too(session: Session, two: tuple[Path, Path]) -> None:
    ids = find_pictures(session, ["a.png"])
    assert remove_pictures(session, ids, stays_out=True) == 2
    session.commit()
    assert names(session) == ["b.png", "c.png"]
    record = [(row.name, row.stays_out) for row in session.scalars(select(Removal).order_by(Removal.id))]
    assert record == [("copy.png", True), ("a.png", True)]


def test_copies_of_what_is_removed_stay(session: Session, two: tuple[Path, Path]) -> None:
    assert remove_pictures(session, find_pictures(session, ["a.png"])) == 1
    session.commit()
    assert names(session) == ["b.png", "c.png", "copy.png"]


def test_removing_a_copy_lets_nothing_in(session: Session, two: tuple[Path, Path]) -> None:
    smith, _ = two
    # As a backup has it that was made before.
    copy = session.scalars(select(Image).where(Image.name == "copy.png")).one()
    withdrawn = Removal(
        sha256=copy.sha256, name="a.png", source="smith", source_path="a.png", stays_out=True, reason=""
    )
    session.add(withdrawn)
    session.commit()
    remove_pictures(session, find_pictures(session, ["copy.png", "a.png"]))
    session.commit()
    assert len(load_images(session, smith).rejects) == 1
    assert names(session) == ["b.png", "c.png"]


def test_what_is_allowed_is_called_by_any_name_that_it_had(session: Session, two: tuple[Path, Path]) -> None:
    smith, jones = two
    for name in ("a.png", "copy.png"):
        remove_pictures(session, find_pictures(session, [name]), stays_out=True)
        session.commit()
        (refused,) = load_images(session, smith).rejects
        assert refused.reason.endswith(f"`imgsearch remove {name} --allow` lets it in")
        assert allow_pictures(session, ["a.png"]) == 1
        session.commit()
        with pytest.raises(BadInput, match=r"no picture of this name was removed for good: a\.png$"):
            allow_pictures(session, ["a.png"])
        session.rollback()
        assert load_images(session, jones).inserted == 1
    assert names(session) == ["b.png", "c.png", "copy.png"]


def test_an_unknown_source_is_answered_by_those_that_there_are(session: Session, two: tuple[Path, Path]) -> None:
    with pytest.raises(BadInput, match=r"^no picture is of the source Smith; there are: jones, smith$"):
        find_pictures(session, source="Smith")
