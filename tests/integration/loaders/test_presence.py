"""When a picture counts as gone, and when as back."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from imgsearch.db.staging import begin_batch
from imgsearch.tables import Caption
from loaders.folder import load_folder
from loaders.images import load_images
from loaders.presence import note_presence
from loaders.report import LoadResult
from loaders.vanished import delete_of_gone_files
from tests.fakes import FakeTerm
from tests.integration.loaders.results import counts
from tests.screened import states

MakePicture = Callable[..., Path]
FindTerms = Callable[[str], Sequence[FakeTerm]]


@pytest.fixture
def archive(tmp_path: Path, make_picture: MakePicture, session: Session) -> Path:
    """Two pictures, of which one is missing."""
    root = tmp_path / "archive"
    make_picture(root / "a.png", "red")
    make_picture(root / "b.png", "blue")
    load_images(session, root)
    shutil.move(root / "a.png", tmp_path / "a.png")
    load_images(session, root)
    assert states(session) == {"a.png": "missing", "b.png": "clear"}
    return root


def test_a_file_that_is_back_counts_once(session: Session, archive: Path, tmp_path: Path) -> None:
    shutil.copy(tmp_path / "a.png", archive / "a.png")
    os.utime(archive / "a.png", (1, 1))
    assert counts(load_images(session, archive)) == (0, 1, 1, 0)
    assert states(session) == {"a.png": "clear", "b.png": "clear"}


def test_a_file_that_is_refused_does_not_bring_the_picture_back(session: Session, archive: Path) -> None:
    (archive / "a.png").write_bytes(b"no picture")
    assert counts(load_images(session, archive)) == (0, 0, 1, 1)
    assert states(session) == {"a.png": "missing", "b.png": "clear"}


def test_a_picture_that_another_load_finds_meanwhile_is_not_missing(
    session: Session, archive: Path, make_picture: MakePicture, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = make_picture(archive / "kept.png", "green")
    load_images(session, archive)
    (archive / "b.png").rename(archive / "c.png")

    def let_the_other_first(waiting: Session) -> None:
        monkeypatch.setattr("loaders.presence.begin_batch", begin_batch)
        load_images(session, archive)
        begin_batch(waiting)

    monkeypatch.setattr("loaders.presence.begin_batch", let_the_other_first)
    # A load that looked into one folder before the file was moved there, and into the other after that.
    note_presence(session, archive, {str(kept)}, set(), LoadResult("images"), prune=True)
    assert states(session) == {"c.png": "clear", "kept.png": "clear"}


def test_captions_of_a_file_in_a_folder_that_cannot_be_read_stay(
    session: Session, archive: Path, find_terms: FindTerms, monkeypatch: pytest.MonkeyPatch
) -> None:
    (archive / "captions.csv").write_text("image,caption\nb.png,A wall\n")
    list(load_folder(session, archive, find_terms))

    def refuse(path: str) -> object:
        raise PermissionError(13, "Permission denied", path)

    with monkeypatch.context() as patched:
        patched.setattr("imgsearch.files.stores.stat", refuse)
        assert delete_of_gone_files(session, archive) == 0
    assert session.scalars(select(Caption.text)).all() == ["A wall"]
    (archive / "captions.csv").unlink()
    assert delete_of_gone_files(session, archive) == 1


def test_a_folder_that_was_emptied_hides_its_pictures_where_others_of_the_source_are_there(
    session: Session, archive: Path, tmp_path: Path, make_picture: MakePicture
) -> None:
    make_picture(archive / "june" / "c.png", "green")
    load_images(session, archive)
    (archive / "june" / "c.png").unlink()
    load_images(session, archive / "june")
    assert states(session) == {"a.png": "missing", "b.png": "clear", "june/c.png": "missing"}


def test_a_folder_that_was_emptied_with_all_of_its_source_hides_nothing(
    session: Session, archive: Path, tmp_path: Path, make_picture: MakePicture
) -> None:
    make_picture(archive / "june" / "c.png", "green")
    load_images(session, archive)
    archive.rename(tmp_path / "unmounted")
    (archive / "june").mkdir(parents=True)
    load_images(session, archive / "june")
    assert states(session)["june/c.png"] == "clear"
