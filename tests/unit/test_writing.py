"""What is written where folders are missing or in the way."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from imgsearch.errors import BadInput
from imgsearch.writing import check_room, harmless, why_not, write_whole, writing


def test_missing_folders_are_made_for_a_file_and_for_a_folder(tmp_path: Path) -> None:
    with writing(tmp_path / "a" / "b" / "x.csv"):
        (tmp_path / "a" / "b" / "x.csv").write_text("x")
    with writing(tmp_path / "c" / "d", folder=True):
        (tmp_path / "c" / "d" / "x.csv").write_text("x")


def test_what_is_in_the_way_is_one_line_with_the_file_and_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    for target, is_folder in ((tmp_path / "file" / "x.csv", False), (tmp_path / "file", True)):
        with pytest.raises(BadInput) as told, writing(target, folder=is_folder):
            pass
        assert str(told.value) == f"{tmp_path / 'file'} is no folder; name another place"
    with pytest.raises(BadInput, match=f"^{tmp_path} is a folder; name a file in it$"), writing(tmp_path):
        tmp_path.write_text("x")


def test_what_goes_wrong_while_writing_names_the_file(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as told, writing(tmp_path / "x.csv"):
        raise OSError(28, "No space left on device")
    assert str(told.value) == f"cannot write {tmp_path / 'x.csv'}: No space left on device; name another place"
    with pytest.raises(BadInput) as told, writing(tmp_path, folder=True):
        raise OSError(28, "No space left on device", str(tmp_path / "a.csv"))
    assert str(told.value) == f"cannot write {tmp_path / 'a.csv'}: No space left on device; name another place"


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), BadInput("too few"), KeyboardInterrupt()])
def test_folders_that_were_made_for_nothing_go_again(tmp_path: Path, error: BaseException) -> None:
    for target, is_folder in ((tmp_path / "a" / "b" / "x.csv", False), (tmp_path / "c" / "d", True)):
        with pytest.raises((BadInput, KeyboardInterrupt)), writing(target, folder=is_folder):
            raise error
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(BadInput), writing(tmp_path / "a" / "b", folder=True):
        write_whole((tmp_path / "a" / "b" / "x.csv", b"x"), (tmp_path / "a" / "b" / "c" / "y.csv", b"y"))
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "a").mkdir()
    with pytest.raises((BadInput, KeyboardInterrupt)), writing(tmp_path / "a" / "x.csv"):
        raise error
    assert (tmp_path / "a").exists()


def test_it_is_told_before_anything_is_computed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    file = Path("file")
    file.write_text("x")
    for fine in (Path("x.csv"), Path("a/b/x.csv"), file, tmp_path / "x.csv"):
        assert why_not(fine) is None
    for folder in (Path("x"), Path("a/b"), tmp_path):
        assert why_not(folder, folder=True) is None
    assert why_not(tmp_path) == f"{tmp_path} is a folder; name a file in it"
    said = f"{tmp_path / 'file'} is no folder; name another place"
    assert (why_not(file / "x.csv"), why_not(file / "a" / "x.csv"), why_not(file, folder=True)) == (said,) * 3
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert why_not(Path("a/b/x.csv")) == f"{tmp_path} cannot be written; name another place"
    assert why_not(file) == f"{tmp_path / 'file'} cannot be written; name another place"


def test_a_disk_without_room_is_told_before_anything_is_computed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = list[Path]()

    def usage(place: Path) -> SimpleNamespace:
        asked.append(place)
        return SimpleNamespace(free=3_000_000)

    monkeypatch.setattr("imgsearch.writing.shutil.disk_usage", usage)
    check_room(tmp_path / "new" / "heads", 3_000_000)
    with pytest.raises(BadInput, match=r"heads takes 4 MB, and its disk has 3 MB; free space, or name another place$"):
        check_room(tmp_path / "new" / "heads", 4_000_000)
    assert asked == [tmp_path] * 2


def test_files_are_all_written_or_as_they_were(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    model, card = tmp_path / "model", tmp_path / "card"
    model.write_bytes(b"old")
    model.chmod(0o640)
    with monkeypatch.context() as full:

        def no_space(_descriptor: int) -> None:
            raise OSError(28, "No space left on device")

        full.setattr(os, "fsync", no_space)
        with pytest.raises(OSError, match="No space left"):
            write_whole((model, b"new"), (card, b"new"))
    assert [(file.name, file.read_bytes()) for file in tmp_path.iterdir()] == [("model", b"old")]
    with pytest.raises(OSError, match="No such file"):
        write_whole((model, b"new"), (tmp_path / "gone" / "card", b"new"))
    assert model.read_bytes() == b"old"
    write_whole((model, b"new"), (card, b"new"))
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == {"model": b"new", "card": b"new"}
    assert model.stat().st_mode & 0o777 == 0o640


def test_two_that_write_in_one_folder_wait_for_each_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    model, card = tmp_path / "model", tmp_path / "card"
    begun = threading.Event()
    replace = os.replace

    def replace_late(beside: Path, place: Path) -> None:
        begun.set()
        time.sleep(0.05)
        replace(beside, place)

    monkeypatch.setattr(os, "replace", replace_late)
    first = threading.Thread(target=write_whole, args=((model, b"1" * 9), (card, b"1")))
    first.start()
    begun.wait()
    write_whole((model, b"2"), (card, b"2"))
    first.join()
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == {"model": b"2", "card": b"2"}


def test_a_link_stays_and_what_is_no_file_is_written_as_it_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "model")
    write_whole((tmp_path / "link", b"new"), (Path(os.devnull), b"new"))
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "model").read_bytes() == b"new"
    assert not Path(os.devnull).is_file()
    monkeypatch.setattr(os, "access", lambda *_: False)  # a folder that takes no other file
    write_whole((tmp_path / "model", b"newer"))
    assert (tmp_path / "model").read_bytes() == b"newer"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20"])
def test_a_cell_that_a_spreadsheet_would_run_begins_with_an_apostrophe(start: str) -> None:
    assert harmless(f"{start}1+1") == f"'{start}1+1"


@pytest.mark.parametrize("value", ["", "a=1", "(-1)", " x", -1, 0.5, None, True])
def test_other_cells_stay_as_they_are(value: object) -> None:
    assert harmless(value) is value


def test_a_reader_of_what_is_printed_that_has_gone_is_no_fault_of_the_file(tmp_path: Path) -> None:
    with pytest.raises(BrokenPipeError), writing(tmp_path / "views", folder=True):
        raise BrokenPipeError
