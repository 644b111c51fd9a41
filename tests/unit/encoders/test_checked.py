"""Files that are still as they were written are known without being read."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from imgsearch.encoders import checked
from imgsearch.encoders.checked import NOTE, check_files, note_files


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "kept"
    made.mkdir()
    (made / "a.bin").write_bytes(b"one" * 1000)
    (made / "b.bin").write_bytes(b"two" * 1000)
    note_files(made)
    return made


@pytest.fixture
def sums(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Folders whose files were read."""
    read: list[Path] = []
    plain = checked._sum

    def count(folder: Path) -> int:
        read.append(folder)
        return plain(folder)

    monkeypatch.setattr(checked, "_sum", count)
    return read


def test_the_same_files_are_not_read(folder: Path, sums: list[Path]) -> None:
    check_files(folder)
    assert sums == []
    check_files(folder, fully=True)
    assert sums == [folder]


def test_files_that_were_moved_with_their_folder_are_the_same(folder: Path, sums: list[Path]) -> None:
    check_files(folder.rename(folder.with_name("moved")))
    assert sums == []


def test_copied_files_are_read_once(folder: Path, sums: list[Path]) -> None:
    copy = folder.with_name("copy")
    shutil.copytree(folder, copy)
    for _ in range(2):
        check_files(copy)
    assert sums == [copy]
    assert {path.name for path in folder.parent.iterdir()} == {"kept", "copy"}


@pytest.mark.parametrize("content", [b"one" * 999 + b"onf", b"one" * 999, b""])
def test_a_changed_file_is_noticed_though_its_time_is_put_back(folder: Path, content: bytes) -> None:
    file = folder / "a.bin"
    before = file.stat()
    file.write_bytes(content)
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    with pytest.raises(ValueError, match="not as they were written"):
        check_files(folder)


def test_files_that_changed_places_are_noticed(folder: Path) -> None:
    (folder / "a.bin").rename(folder / "c.bin")
    (folder / "b.bin").rename(folder / "a.bin")
    (folder / "c.bin").rename(folder / "b.bin")
    with pytest.raises(ValueError, match="not as they were written"):
        check_files(folder)


def test_a_missing_file_is_noticed(folder: Path) -> None:
    (folder / "b.bin").unlink()
    with pytest.raises(ValueError, match="not as they were written"):
        check_files(folder)


@pytest.mark.parametrize("note", [b"", b"[]", b"{}", b"\xff", b'{"files": {}}'])
def test_a_damaged_note_is_no_note(folder: Path, note: bytes) -> None:
    (folder / NOTE).write_bytes(note)
    with pytest.raises((LookupError, TypeError, ValueError)):
        check_files(folder)


def test_what_a_disk_turns_over_by_itself_is_found_by_reading_all(folder: Path) -> None:
    noted = json.loads((folder / NOTE).read_text())
    (folder / "a.bin").write_bytes(b"onf" * 1000)
    (folder / NOTE).write_text(json.dumps({**noted, "files": checked._identify(folder)}))
    check_files(folder)
    with pytest.raises(ValueError, match="not as they were written"):
        check_files(folder, fully=True)


def test_where_nothing_can_be_written_files_are_checked_each_time(
    folder: Path, sums: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError

    (folder / "a.bin").touch()
    os.utime(folder / "a.bin", ns=(1, 1))
    monkeypatch.setattr("tempfile.mkstemp", refuse)
    for _ in range(2):
        check_files(folder)
    assert sums == [folder, folder]
