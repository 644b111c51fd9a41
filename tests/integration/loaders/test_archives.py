"""Archives are never unpacked, whatever they are called, and nobody has to wonder where their pictures are."""

from __future__ import annotations

import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import select
from sqlalchemy.engine import URL
from sqlalchemy.orm import Session

from imgsearch.cli import main
from imgsearch.errors import BadInput
from imgsearch.tables import Image, LoadReject
from loaders.directory import recognise
from loaders.images import load_images


@pytest.fixture
def folder(tmp_path: Path, make_picture: Callable[..., Path]) -> Path:
    """A picture, and archives of it: two by their names, one that calls itself a picture, and a bomb of zeros."""
    made = tmp_path / "photos"
    picture = make_picture(made / "a.jpg", "red")
    with zipfile.ZipFile(made / "more.ZIP", "w") as archive:
        archive.write(picture, "../../../outside.jpg")
    with tarfile.open(made / "more.tar.gz", "w:gz") as archive_of_links:
        archive_of_links.add(picture, "inside.jpg")
    (made / "renamed.jpg").write_bytes((made / "more.ZIP").read_bytes())
    with zipfile.ZipFile(made / "bomb.png", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.bmp", bytes(5_000_000))
    return made


def test_archives_in_a_folder_are_refused_by_name(session: Session, folder: Path) -> None:
    result = load_images(session, folder)
    assert (result.inserted, len(result.rejects)) == (1, 4)
    reasons = {Path(file).name: reason for file, reason in session.execute(select(LoadReject.file, LoadReject.reason))}
    unpack = "archives are not opened; unpack it into a folder and load that folder"
    no_picture = "not a picture of a known format (JPEG, PNG, WebP, GIF, BMP, TIFF, PSD, AVIF, HEIC, JPEG XL, RAW)"
    assert reasons == {
        "more.ZIP": unpack, "more.tar.gz": unpack, "renamed.jpg": no_picture, "bomb.png": no_picture
    }  # fmt: skip
    assert session.scalars(select(Image.name)).all() == ["a.jpg"]
    assert sorted(path.name for path in folder.parent.rglob("*.jpg")) == ["a.jpg", "renamed.jpg"]


def test_a_folder_of_archives_alone_says_so(session: Session, folder: Path) -> None:
    for name in ("a.jpg", "renamed.jpg", "bomb.png"):
        (folder / name).unlink()
    assert recognise(folder).galleries == (folder,)
    assert [reject.reason[:8] for reject in load_images(session, folder).rejects] == ["archives"] * 2


@pytest.mark.parametrize("command", [("load",), ("load", "folder"), ("load", "images")])
def test_an_archive_in_the_place_of_a_folder_is_one_line(
    folder: Path, database_url: URL, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    monkeypatch.setenv("IMGSEARCH_DATABASE_URL", database_url.render_as_string(hide_password=False))
    result = CliRunner().invoke(main, [*command, str(folder / "more.ZIP")])
    assert result.exit_code == 1
    assert "more.ZIP is not a folder but an archive; unpack it and load the folder that comes out" in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_a_picture_in_the_place_of_a_folder_is_no_archive(folder: Path) -> None:
    with pytest.raises(BadInput, match=r"a\.jpg is not a folder$"):
        recognise(folder / "a.jpg")
