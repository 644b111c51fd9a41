"""Bytes that showed a minor and are gone stay hidden when they come back, whatever they are called by then."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from loaders.images import load_images

from .shoots import CHINA, decide, load, shown


@pytest.fixture
def gone(session: Session, shoot: Path) -> bytes:
    """What is left of a picture whose caption named a girl, and which was deleted with it."""
    (shoot / "captions.tsv").write_text("china.jpg#0\ta little girl\n")
    load(session, shoot)
    assert shown(session) == {"flower.jpg"}
    session.execute(text("DELETE FROM image WHERE name = 'china.jpg'"))
    session.commit()
    (shoot / "captions.tsv").unlink()
    known = (shoot / "china.jpg").read_bytes()
    (shoot / "china.jpg").unlink()
    return known


def test_the_same_bytes_stay_hidden_under_another_name_until_an_editor_clears_them(
    session: Session, shoot: Path, gone: bytes
) -> None:
    (shoot / "holiday.jpg").write_bytes(gone)
    load(session, shoot)
    assert shown(session) == {"flower.jpg"}
    decide(session, "holiday.jpg", "clear")
    assert shown(session) == {"holiday.jpg", "flower.jpg"}
    session.execute(text("DELETE FROM minor_review"))
    session.commit()
    assert shown(session) == {"flower.jpg"}


def test_bytes_that_came_back_let_go_of_no_copy(session: Session, shoot: Path, gone: bytes) -> None:
    (shoot / "holiday.jpg").write_bytes(gone)
    load(session, shoot)
    (shoot / "longer.jpg").write_bytes(gone + b"more")
    CHINA.resize((500, 333)).save(shoot / "scan.jpg", quality=70)
    load(session, shoot)
    load(session, shoot)
    assert shown(session) == {"flower.jpg"}
    decide(session, "holiday.jpg", "clear")
    assert shown(session) == {"holiday.jpg", "longer.jpg", "scan.jpg", "flower.jpg"}


def test_the_same_bytes_in_another_pictures_place_stay_hidden(session: Session, shoot: Path, gone: bytes) -> None:
    load(session, shoot)
    assert shown(session) == {"flower.jpg"}
    (shoot / "flower.jpg").write_bytes(gone)
    load(session, shoot)
    assert shown(session) == set()


def test_bytes_are_known_of_a_picture_that_nobody_had_looked_at(session: Session, shoot: Path, gone: bytes) -> None:
    """Where the operator shows what no detector has seen, nothing compares looks."""
    session.execute(text("UPDATE screening_policy SET without_pixels = 'show'"))
    session.execute(text("UPDATE minor_look SET phash = 0::bit(64)"))
    session.execute(
        text(
            "INSERT INTO image (name, path, gallery, sha256, file_bytes, mtime_ns, width, height) "
            "VALUES ('late.jpg', '/late.jpg', 'g', (SELECT sha256 FROM minor_look), 1, 1, 1, 1)"
        )
    )
    session.execute(text("UPDATE image SET texts_screened_by = (SELECT revision FROM screening WHERE kind = 'texts')"))
    assert session.scalar(text("SELECT state FROM image WHERE name = 'late.jpg'")) == "hidden"


def test_the_bytes_stay_hidden_when_two_files_exchange_their_names(session: Session, shoot: Path) -> None:
    (shoot / "china.jpg").rename(shoot / "girl.jpg")
    (shoot / "captions.tsv").write_text("girl.jpg#0\ta little girl\nflower.jpg#0\ta flower\n")
    load(session, shoot)
    assert shown(session) == {"flower.jpg"}
    (shoot / "girl.jpg").rename(shoot / "t")
    (shoot / "flower.jpg").rename(shoot / "girl.jpg")
    (shoot / "t").rename(shoot / "flower.jpg")
    load(session, shoot)
    assert "flower.jpg" not in shown(session)
    load(session, shoot)
    assert shown(session) == set()


def test_the_bytes_stay_hidden_that_another_picture_has_when_theirs_goes(session: Session, shoot: Path) -> None:
    (shoot / "captions.tsv").write_text("china.jpg#0\ta little girl\n")
    load(session, shoot)
    (shoot / "scan.jpg").write_bytes((shoot / "china.jpg").read_bytes())
    load_images(session, shoot)  # and no more: nothing has compared the two
    session.execute(text("DELETE FROM image WHERE name = 'china.jpg'"))
    session.commit()
    (shoot / "china.jpg").unlink()
    (shoot / "captions.tsv").unlink()
    load(session, shoot)
    assert shown(session) == {"flower.jpg"}
