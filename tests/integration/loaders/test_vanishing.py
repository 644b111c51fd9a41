"""A disk that goes while a folder on it is loaded takes nothing along that was known of its pictures."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from imgsearch.files import find_existing
from imgsearch.tables import Caption, Image
from loaders.folder import load_folder
from loaders.images import load_images
from loaders.presence import note_presence
from loaders.report import LoadResult
from tests.fakes import FakeTerm
from tests.screened import states

MakePicture = Callable[..., Path]
FindTerms = Callable[[str], Sequence[FakeTerm]]
SAID = {"captions.csv": "image,caption\na.png,A wall with a boy\nb.png,A wall\n"}
SAID_OTHERWISE = {"metadata.csv": "image,title\na.png,A boy\n", "captions.csv": "image,caption\nb.png,A wall\n"}
REFUSED = {"captions.csv": "image,caption\nb.png,A wall\na.png,A wall with a boy,a column too many\n"}


@pytest.fixture
def disk(tmp_path: Path, make_picture: MakePicture) -> Path:
    root = tmp_path / "disk"
    make_picture(root / "a.png", "red")
    make_picture(root / "b.png", "blue")
    make_picture(root / "june" / "c.png", "green")
    return root


def unmount(root: Path) -> None:
    root.rename(root.with_name("unmounted"))
    root.mkdir()


@pytest.mark.parametrize("said", [SAID, SAID_OTHERWISE, REFUSED])
def test_what_hides_a_picture_stays_when_the_disk_goes_before_texts_are_read(
    session: Session, disk: Path, find_terms: FindTerms, monkeypatch: pytest.MonkeyPatch, said: dict[str, str]
) -> None:
    for name, content in said.items():
        (disk / name).write_text(content)
    list(load_folder(session, disk, find_terms))
    before = session.scalars(select(Caption.text).order_by(Caption.id)).all()
    assert states(session)["a.png"] == "hidden"
    for result in load_folder(session, disk, find_terms):
        if result.kind.startswith("images"):
            unmount(disk)
    assert states(session) == {"a.png": "hidden", "b.png": "clear", "june/c.png": "clear"}
    assert session.scalars(select(Caption.text).order_by(Caption.id)).all() == before


def test_a_disk_that_goes_while_its_pictures_are_looked_for_loses_none(session: Session, disk: Path) -> None:
    load_images(session, disk)
    unmount(disk)
    result = LoadResult("images")
    note_presence(session, disk, {str(disk / "a.png")}, set(), result, prune=True)
    assert set(states(session).values()) == {"clear"}
    assert result.notes == [f"{disk} went away meanwhile: the 2 from there stay as they are"]


@pytest.mark.parametrize("error", [FileNotFoundError(2, "No such file"), OSError(116, "Stale file handle")])
def test_a_folder_that_goes_before_it_is_read_loses_no_picture(
    session: Session, disk: Path, monkeypatch: pytest.MonkeyPatch, error: OSError
) -> None:
    load_images(session, disk)
    (disk / "june").rename(disk.with_name("june"))
    (disk / "june").mkdir()

    def scan(folder: str) -> list[os.DirEntry[str]]:
        if folder == str(disk / "june"):
            (disk / "june").rmdir()
            raise error
        with os.scandir(folder) as entries:
            return list(entries)

    monkeypatch.setattr("loaders.scan.scan", scan)
    load_images(session, disk, prune=True)
    assert session.scalars(select(Image.name).order_by(Image.name)).all() == ["a.png", "b.png", "june/c.png"]
    assert set(states(session).values()) == {"clear"}


def test_files_in_a_folder_that_may_be_listed_but_not_entered_are_not_gone(
    session: Session, disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load_images(session, disk)
    look = os.lstat

    def refuse(path: str) -> os.stat_result:
        if "june" in str(path):
            raise PermissionError(13, "Permission denied", path)
        return look(path)

    monkeypatch.setattr("os.lstat", refuse)
    paths = [str(disk / "june" / "c.png"), str(disk / "a.png"), str(disk / "d.png"), str(disk / "a.png" / "e.png")]
    assert find_existing(paths) == set(paths[:2])
