"""A sidecar that cannot be opened: nobody knows what it says, so its picture is not shown until it can be."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from imgsearch import files
from imgsearch.minors import find_terms
from imgsearch.tables import Image, LoadReject
from loaders.folder import load_files, load_folder
from tests.embedded_files import alt, bag, jpeg, xmp

WELL = xmp(bag("dc:subject", "well"))
GIRL = xmp(alt("dc:description", en="A little girl at a well"))


@pytest.fixture
def shoot(tmp_path: Path) -> Path:
    folder = tmp_path / "shoot"
    folder.mkdir()
    (folder / "a.jpg").write_bytes(jpeg())
    (folder / "a.xmp").write_bytes(WELL)
    (folder / "b.jpg").write_bytes(jpeg())
    return folder


@pytest.fixture
def closed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of the files that nobody may open."""
    names: list[str] = []

    @contextmanager
    def open_file(path: str) -> Iterator[IO[bytes]]:
        if Path(path).name in names:
            raise PermissionError(13, "Permission denied")
        with files.open_file(path) as file:
            yield file

    monkeypatch.setattr("imgsearch.embedded.read.open_file", open_file)
    return names


def load(session: Session, folder: Path) -> list[str]:
    """Why files were refused."""
    results = list(load_folder(session, folder, find_terms))
    stored = set(session.scalars(select(LoadReject.reason)))
    told = [reject.reason for result in results for reject in result.rejects]
    assert stored == set(told)
    return told


def screened(session: Session) -> dict[str, tuple[bool, list[str]]]:
    """By picture, whether its texts have been read, and its tags."""
    session.expire_all()
    found = session.scalars(select(Image).where(Image.id > 0).order_by(Image.name)).all()
    return {image.name: (image.texts_screened_by is not None, image.tags) for image in found}


def test_its_picture_waits_and_is_read_once_it_can_be_opened(session: Session, shoot: Path, closed: list[str]) -> None:
    closed.append("a.xmp")
    for _ in range(2):
        reasons = load(session, shoot)
        assert reasons == ["cannot be opened: Permission denied; until it is readable, a.jpg is not shown"]
        assert screened(session) == {"a.jpg": (False, []), "b.jpg": (True, [])}
    closed.clear()  # which changes neither its time nor its size
    assert load(session, shoot) == []
    assert screened(session) == {"a.jpg": (True, ["well"]), "b.jpg": (True, [])}
    assert load(session, shoot) == []


def test_a_picture_that_was_shown_is_shown_no_more_once_its_sidecar_changes_and_is_closed(
    session: Session, shoot: Path, closed: list[str]
) -> None:
    load(session, shoot)
    assert screened(session)["a.jpg"] == (True, ["well"])
    (shoot / "a.xmp").write_bytes(GIRL)
    closed.append("a.xmp")
    assert len(load(session, shoot)) == 1
    assert screened(session)["a.jpg"][0] is False
    closed.clear()
    assert load(session, shoot) == []
    assert session.scalars(select(Image.name).where(Image.is_hidden, Image.texts_screened_by.is_not(None))).all()


def test_a_load_of_the_picture_alone_says_so_too(session: Session, shoot: Path, closed: list[str]) -> None:
    closed.append("a.xmp")
    results = list(load_files(session, [shoot / "a.jpg"], find_terms))
    assert [Path(reject.file).name for result in results for reject in result.rejects] == ["a.xmp"]
    assert screened(session)["a.jpg"][0] is False


def test_what_it_said_of_a_minor_holds(session: Session, shoot: Path, closed: list[str]) -> None:
    (shoot / "a.xmp").write_bytes(GIRL)
    load(session, shoot)
    (shoot / "a.xmp").write_bytes(GIRL + b" ")
    closed.append("a.xmp")
    load(session, shoot)
    session.expire_all()
    image = session.scalars(select(Image).where(Image.name == "a.jpg")).one()
    assert image.is_hidden
    assert "A little girl at a well" in image.details["file"]["other"]
