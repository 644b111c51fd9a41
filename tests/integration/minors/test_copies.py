"""What people and texts say of a photograph holds for its copies, and nobody learns of a copy that is hidden."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image as Pillow
from sqlalchemy import Engine, event, select, text
from sqlalchemy.orm import Session

from imgsearch.minors.queue import read_queue
from imgsearch.tables import Image, MinorEvidence
from tests.screened import SureDetector

from .shoots import CHINA, add_copy, decide, load, shown

Connect = Callable[[str], Engine]


def test_a_copy_goes_and_comes_with_what_an_editor_says(session: Session, shoot: Path) -> None:
    add_copy(shoot)
    load(session, shoot)
    assert shown(session) == {"china.jpg", "scan.jpg", "flower.jpg"}
    decide(session, "china.jpg", "flag")
    assert shown(session) == {"flower.jpg"}
    decide(session, "china.jpg", "undo")  # type: ignore[arg-type]
    assert shown(session) == {"china.jpg", "scan.jpg", "flower.jpg"}
    decide(session, "china.jpg", "flag")
    decide(session, "china.jpg", "clear")
    assert shown(session) == {"china.jpg", "scan.jpg", "flower.jpg"}


def test_a_copy_that_comes_later_is_not_shown_for_a_moment(session: Session, engine: Engine, shoot: Path) -> None:
    load(session, shoot)
    decide(session, "china.jpg", "flag")
    add_copy(shoot)
    found: set[str] = set()

    def look(_: Session) -> None:
        with engine.connect() as connection:
            found.update(connection.scalars(select(Image.name).where(~Image.is_hidden)))

    event.listen(session, "after_commit", look)
    load(session, shoot)
    event.remove(session, "after_commit", look)
    assert found == {"flower.jpg"}
    assert shown(session) == {"flower.jpg"}


def give_metadata(folder: Path) -> None:
    with Pillow.open(folder / "china.jpg") as picture:
        exif = picture.getexif()
        exif[0x010E] = "my favourite"
        picture.save(folder / "china.jpg", quality="keep", exif=exif)


def scale(folder: Path) -> None:
    CHINA.resize((200, 133)).save(folder / "china.jpg", quality=60)


def rename(folder: Path) -> None:
    scale(folder)
    (folder / "china.jpg").rename(folder / "other.jpg")


@pytest.mark.parametrize("change", [give_metadata, scale, rename])
@pytest.mark.parametrize("said", ["by an editor", "by a caption"])
def test_the_same_photograph_in_other_bytes_stays_hidden(
    session: Session, shoot: Path, change: Callable[[Path], None], said: str
) -> None:
    if said == "by a caption":
        (shoot / "captions.tsv").write_text("china.jpg#0\ta little girl\n")
    load(session, shoot)
    if said == "by an editor":
        decide(session, "china.jpg", "flag")
    change(shoot)
    load(session, shoot)
    assert shown(session) == {"flower.jpg"}
    name = "other.jpg" if change is rename else "china.jpg"
    decide(session, name, "clear")
    assert shown(session) == {name, "flower.jpg"}


def test_a_picture_that_is_deleted_leaves_its_look(session: Session, shoot: Path) -> None:
    load(session, shoot)
    decide(session, "china.jpg", "flag")
    session.execute(text("DELETE FROM image WHERE name = 'china.jpg'"))
    session.commit()
    (shoot / "china.jpg").unlink()
    add_copy(shoot)
    load(session, shoot)
    assert shown(session) == {"flower.jpg"}


def test_what_a_text_says_holds_for_copies_and_the_same_bytes_until_it_goes(session: Session, shoot: Path) -> None:
    add_copy(shoot)
    shutil.copy(shoot / "china.jpg", shoot / "again.jpg")
    load(session, shoot)
    (shoot / "captions.tsv").write_text("china.jpg#0\ta little girl\n")
    load(session, shoot)
    assert shown(session) == {"flower.jpg"}
    (shoot / "captions.tsv").write_text("china.jpg#0\ta temple\n")
    load(session, shoot)
    assert shown(session) == {"china.jpg", "scan.jpg", "again.jpg", "flower.jpg"}


def test_a_detectors_doubt_is_its_word_on_one_picture(session: Session, shoot: Path) -> None:
    load(session, shoot, detector=SureDetector(0.95))
    add_copy(shoot)
    load(session, shoot)
    assert shown(session) == {"scan.jpg"}


def test_a_copy_is_reviewed_with_its_reason(session: Session, shoot: Path) -> None:
    add_copy(shoot)
    load(session, shoot)
    decide(session, "china.jpg", "flag")
    (waiting,) = read_queue(session, limit=9, detector=None)
    assert waiting.name == "scan.jpg"
    assert [found.in_words()[0] for found in waiting.evidence if found.source == "copy"] == [
        "a copy of a picture that is hidden"
    ]
    decide(session, "scan.jpg", "clear")
    assert shown(session) == {"scan.jpg", "flower.jpg"}


@pytest.mark.parametrize("role", ["searcher", "analyst"])
def test_nobody_learns_that_a_shown_picture_has_a_hidden_copy(
    session: Session, connect_as: Connect, shoot: Path, role: str
) -> None:
    add_copy(shoot)
    add_copy(shoot / "..")
    shutil.copy(shoot.parent / "scan.jpg", shoot / "third.jpg")
    load(session, shoot)
    with connect_as(role).connect() as connection:
        of_series = text("SELECT count(*) FROM image WHERE series IS NOT NULL")
        assert connection.scalar(of_series) == 3
        decide(session, "china.jpg", "flag")
        decide(session, "scan.jpg", "clear")
        assert connection.scalar(of_series) == 2
        session.execute(text("DELETE FROM minor_evidence WHERE source = 'copy'"))
        session.execute(text("DELETE FROM image WHERE name = 'third.jpg'"))
        session.commit()
        assert connection.execute(text("SELECT name, series FROM image ORDER BY name")).all() == [
            ("flower.jpg", None),
            ("scan.jpg", None),
        ]
    decide(session, "china.jpg", "clear")
    with connect_as(role).connect() as connection:
        assert connection.scalar(of_series) == 2


def test_analysts_do_not_read_of_which_picture_one_is_a_copy(
    session: Session, connect_as: Connect, shoot: Path
) -> None:
    add_copy(shoot)
    load(session, shoot)
    decide(session, "china.jpg", "flag")
    decide(session, "scan.jpg", "clear")
    assert session.scalars(select(MinorEvidence.source).where(~MinorEvidence.is_hidden)).all().count("copy") == 1
    with connect_as("analyst").connect() as connection:
        assert "copy" not in connection.scalars(text("SELECT source FROM minor_evidence")).all()
