"""Files and folders that cannot be loaded: each is refused with its reason, and leaves the list when it is mended."""

from __future__ import annotations

import io
import os
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image as Pillow
from sqlalchemy import select
from sqlalchemy.orm import Session

from imgsearch.errors import BadInput, UnreadableImage
from imgsearch.tables import (
    LoadReject,
)
from loaders.images import load_images
from tests.integration.loaders.results import counts

MakePicture = Callable[..., Path]


def reject_reasons(session: Session) -> dict[str, str]:
    rows = session.execute(select(LoadReject.file, LoadReject.reason).where(LoadReject.row_number == 0))
    return {Path(file).name: reason for file, reason in rows}


def jpeg_bytes() -> bytes:
    buffer = io.BytesIO()
    Pillow.effect_noise((400, 300), 90).save(buffer, "JPEG")
    return buffer.getvalue()


def huge_png() -> bytes:
    """A PNG of 80 bytes that says it has 20,000 x 20,000 pixels."""
    header = b"IHDR" + struct.pack(">IIBBBBB", 20_000, 20_000, 8, 2, 0, 0, 0)
    checked = struct.pack(">I", 13) + header + struct.pack(">I", zlib.crc32(header))
    return b"\x89PNG\r\n\x1a\n" + checked + struct.pack(">I", 9) + b"IDAT" + b"x" * 13


def test_bad_files_are_refused_and_the_others_loaded(session: Session, folder: Path, tmp_path: Path) -> None:
    (folder / "empty.jpg").touch()
    (folder / "text.jpg").write_text("not a picture")
    (folder / "cut.jpg").write_bytes(jpeg_bytes()[:-2000])
    (folder / "huge.png").write_bytes(huge_png())
    (folder / "drawing.svg").write_bytes(b"x")
    (tmp_path / "outside.jpg").write_bytes(jpeg_bytes())
    (folder / "link.jpg").symlink_to(tmp_path / "outside.jpg")
    (folder / "broken.jpg").symlink_to(folder / "nothing.jpg")
    (folder / "linked").symlink_to(folder / "below")
    (folder / "round").symlink_to(".")
    os.mkfifo(folder / "pipe.jpg")
    (folder / "eps.jpg").write_text("%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n")
    result = load_images(session, folder)
    assert counts(result) == (2, 0, 0, 11)
    reasons = reject_reasons(session)
    cut = reasons.pop("cut.jpg")
    assert cut.startswith("damaged: image file is truncated"), cut
    assert reasons == {
        "huge.png": "more pixels than the limit of 178,956,970 (IMGSEARCH_MAX_PIXELS)",
        "empty.jpg": "file is empty",
        "text.jpg": "not a picture of a known format (JPEG, PNG, WebP, GIF, BMP, TIFF, PSD, AVIF, HEIC, JPEG XL, RAW)",
        "eps.jpg": "not a picture of a known format (JPEG, PNG, WebP, GIF, BMP, TIFF, PSD, AVIF, HEIC, JPEG XL, RAW)",
        "drawing.svg": ".svg files are not supported; convert it to JPEG or PNG",
        "link.jpg": "symbolic link that leaves the folder",
        "broken.jpg": "cannot be opened: No such file or directory",
        "linked": "symbolic link to a folder, which is not followed",
        "round": "symbolic link to a folder, which is not followed",
        "pipe.jpg": "not a regular file",
    }


def test_name_that_is_not_utf8_is_refused(session: Session, folder: Path) -> None:
    os.rename(os.fsencode(folder / "a.jpg"), os.fsencode(folder) + b"/\xff.jpg")
    assert counts(load_images(session, folder)) == (1, 0, 0, 1)
    assert reject_reasons(session) == {"\\xff.jpg": "file name is not valid UTF-8; rename it"}


def test_file_without_permission_is_refused(session: Session, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: str) -> io.BytesIO:
        raise PermissionError(13, "Permission denied", path)

    monkeypatch.setattr("loaders.inspect.open_file", refuse)
    assert counts(load_images(session, folder)) == (0, 0, 0, 2)
    assert set(reject_reasons(session).values()) == {"cannot be opened: Permission denied"}


def test_mended_file_leaves_load_reject(session: Session, folder: Path, make_picture: MakePicture) -> None:
    (folder / "bad.jpg").write_text("no")
    (folder / "worse.jpg").write_text("no")
    load_images(session, folder)
    first = session.execute(select(LoadReject.file, LoadReject.id, LoadReject.rejected_at)).all()
    load_images(session, folder)
    assert session.execute(select(LoadReject.file, LoadReject.id, LoadReject.rejected_at)).all() == first
    make_picture(folder / "bad.jpg", "blue")
    assert counts(load_images(session, folder)) == (1, 0, 2, 1)
    assert list(reject_reasons(session)) == ["worse.jpg"]
    (folder / "worse.jpg").unlink()
    load_images(session, folder)
    assert reject_reasons(session) == {}


def test_entries_of_other_folders_stay(session: Session, folder: Path, tmp_path: Path) -> None:
    for name in ("photos2", "photos_"):
        (tmp_path / name).mkdir()
        (tmp_path / name / f"{name}.jpg").write_text("no")
        load_images(session, tmp_path / name)
    load_images(session, folder)
    assert sorted(reject_reasons(session)) == ["photos2.jpg", "photos_.jpg"]


def test_strict_stops_at_the_first_bad_file(session: Session, folder: Path) -> None:
    (folder / "bad.jpg").write_text("no")
    with pytest.raises(UnreadableImage, match=r"photos/bad\.jpg: not a picture .*; replace or remove the file"):
        load_images(session, folder, strict=True)


def test_folder_that_is_a_file(session: Session, folder: Path) -> None:
    with pytest.raises(BadInput, match=r"a\.jpg is not a folder"):
        load_images(session, folder / "a.jpg")


@pytest.mark.parametrize(
    "name",
    [
        "captions.xlsx",
        "Captions.jsonl",
        "captions.json",
        "metadata.tsv",
        "METADATA.XLSX",
        "captions.csv.txt",
        "captions.docx",
    ],
)
def test_tables_of_kinds_that_are_not_read_are_refused_until_they_are_saved_otherwise(
    session: Session, folder: Path, name: str
) -> None:
    (folder / name).write_text("a.jpg\ta boat\n")
    load_images(session, folder)
    stem, extension = name.lower().split(".", 1)
    reason = f"{stem} are not read from .{extension} files; save it as {stem}.csv in UTF-8"
    assert reject_reasons(session) == {name: reason}
    (folder / name).rename(folder / f"other.{extension}")
    result = load_images(session, folder)
    assert reject_reasons(session) == {}
    assert f"1 .{extension.rpartition('.')[2]}" in result.notes[0]
