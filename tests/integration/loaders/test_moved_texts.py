"""What files of texts have said goes with a folder that was moved, and reaches pictures that come later."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from imgsearch.tables import Caption, Image, LoadReject, RefusedText
from loaders.captions import load_captions
from tests.integration.loaders.hiding import hidden, load

MakePicture = Callable[..., Path]


@pytest.mark.parametrize(
    ("name", "refused"), [("shots.txt", 0), ("shots.csv", 0), ("captions.md", 1), ("metadata.csv", 0)]
)
def test_a_list_in_a_folder_that_was_moved_takes_back_what_it_said_before(
    session: Session, shoot: Path, name: str, refused: int
) -> None:
    (shoot / name).write_text("image,title\na.png,a girl\nb.png,a wall\n")
    assert (load(session, shoot), hidden(session)) == (refused, ["a.png"])
    moved = shoot.rename(shoot.with_name("moved"))
    assert (load(session, moved), hidden(session)) == (refused, ["a.png"])
    (moved / name).write_text("image,title\na.png,a road\nb.png,a wall\n")
    assert (load(session, moved), hidden(session)) == (refused, [])
    assert all(str(moved) in file for file in session.scalars(select(RefusedText.file)))
    assert all(str(moved) in file for file in session.scalars(select(LoadReject.file)))


def test_captions_in_a_folder_that_was_moved_go_with_their_rows_and_their_file(session: Session, shoot: Path) -> None:
    (shoot / "captions.csv").write_text("image,caption\na.png,a road\nb.png,a wall\n")
    load(session, shoot)
    moved = shoot.rename(shoot.with_name("moved"))
    (moved / "captions.csv").write_text("image,caption\nb.png,a wall\n")
    load(session, moved)
    assert session.scalars(select(Caption.text)).all() == ["a wall"]
    moved = moved.rename(moved.with_name("again"))
    (moved / "captions.csv").unlink()
    load(session, moved)
    assert session.scalars(select(Caption.text)).all() == []


def test_metadata_in_a_folder_that_was_moved_are_taken_back(session: Session, shoot: Path) -> None:
    (shoot / "metadata.csv").write_text("image,tags\na.png,snow\nb.png,road\n")
    load(session, shoot)
    moved = shoot.rename(shoot.with_name("moved"))
    (moved / "metadata.csv").unlink()
    load(session, moved)
    assert session.scalars(select(Image.tags)).all() == [[], []]


def test_what_refused_rows_say_waits_for_pictures_whatever_their_folder_is_called(
    session: Session, shoot: Path, tmp_path: Path
) -> None:
    texts = tmp_path / "lists" / "captions.csv"
    texts.parent.mkdir()
    texts.write_text("image,caption\na.png,a girl,too many\nb.png,a wall\n")
    load_captions(session, [texts])
    assert (load(session, shoot), hidden(session)) == (0, ["a.png"])


def test_captions_of_a_picture_that_was_renamed_are_not_taken_by_another_folder(
    session: Session, shoot: Path, make_picture: MakePicture
) -> None:
    (shoot / "captions.csv").write_text("image,caption\na.png,a girl\nb.png,a wall\n")
    load(session, shoot)
    (shoot / "a.png").rename(shoot / "c.png")
    other = make_picture(shoot.with_name("other") / "a.png", "blue")
    (other.parent / "captions.csv").write_text("image,caption\na.png,a road\n")
    for folder in (shoot, other.parent, shoot):
        load(session, folder)
    described = select(Image.source, Image.name, Caption.text).join(Caption, Caption.image_id == Image.id)
    assert set(session.execute(described)) == {
        ("shoot", "c.png", "a girl"),
        ("shoot", "b.png", "a wall"),
        ("other", "other/a.png", "a road"),
    }
    assert hidden(session) == ["c.png"]
