"""Archives are never unpacked, whatever they are called, and nobody has to wonder where their pictures are."""

from __future__ import annotations

import struct
import tarfile
import tracemalloc
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


def test_backups_of_a_catalog_end_no_load_with_an_error(session: Session, tmp_path: Path, folder: Path) -> None:
    """Nothing would come of unpacking them; what cannot be looked into may hold pictures."""
    for name in [path.name for path in folder.iterdir() if path.name != "a.jpg"]:
        (folder / name).unlink()
    (folder / "2026-11-02").mkdir()
    for name in ("Archive.zip", "Empty.ZIP"):
        with zipfile.ZipFile(folder / "2026-11-02" / name, "w") as archive:
            archive.writestr("Lightroom Catalog.lrcat", "x" if name == "Archive.zip" else "")
            archive.mkdir("a folder.jpg")
    result = load_images(session, folder)
    assert (result.inserted, result.rejects) == (1, [])
    assert result.notes == ["passed over: 2 .zip without pictures"]
    hidden = {"in a folder.zip": "shoot\\day\\b.CR2", "archives.zip": "c/more.7z", "texts.zip": "c/captions.csv"}
    for called, member in hidden.items():
        with zipfile.ZipFile(folder / called, "w") as archive:
            archive.writestr("notes.lrcat", "x")
            archive.writestr(member, "x")
    whole = (folder / "2026-11-02" / "Archive.zip").read_bytes()
    (folder / "half.zip").write_bytes(whole[:-30])
    (folder / "none.zip").write_bytes(b"")
    (folder / "link.zip").symlink_to(folder / "2026-11-02" / "Archive.zip")
    refused = {Path(reject.file).name for reject in load_images(session, folder).rejects}
    assert refused == {*hidden, "half.zip", "none.zip", "link.zip"}


def test_an_archive_that_says_its_list_has_gigabytes_is_not_read(session: Session, folder: Path) -> None:
    whole = (folder / "more.ZIP").read_bytes()
    end = whole.rfind(b"PK\x05\x06")
    with (folder / "long.zip").open("wb") as file:
        file.truncate(3 << 30)
        file.seek(0, 2)
        file.write(whole[end : end + 12] + struct.pack("<LLH", 1 << 30, 2 << 30, 0))
    tracemalloc.start()
    try:
        refused = {Path(reject.file).name for reject in load_images(session, folder).rejects}
        assert tracemalloc.get_traced_memory()[1] < 64 << 20
    finally:
        tracemalloc.stop()
    assert "long.zip" in refused


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
