"""What a scan passes over is counted by kind in one note; nothing is passed over in silence."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from imgsearch.pictures.folders import SYSTEM_FOLDERS
from loaders.directory import recognise
from loaders.report import LoadResult
from loaders.scan import scan_folder
from loaders.sources import LoadedSource
from loaders.table_files import LIST_BYTES


def make(root: Path, *names: str) -> None:
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).touch()


def scan(root: Path) -> tuple[list[str], list[str], list[str]]:
    """Names of pictures, notes, and names of what is refused."""
    result = LoadResult("x")
    found = [file.source_path for file in scan_folder(root, result, [LoadedSource("x", str(root), False)])]
    return found, result.notes, [Path(reject.file).name for reject in result.rejects]


def test_every_file_is_found_refused_or_counted(tmp_path: Path) -> None:
    make(tmp_path, "a.jpg", "b/c.HEIC", "b/d.mov", "e.MOV", "b/notes.txt", "Makefile", "f.svg", "g.zip", "h.xmp")
    make(tmp_path, ".hidden.jpg", "b/._c.jpg", ".git/x/y", ".git/z", "@eaDir/a.jpg", "b/#recycle/deep/q.jpg", "i.pdf")
    found, notes, refused = scan(tmp_path)
    assert found == ["a.jpg", "b/c.HEIC"]
    assert sorted(refused) == ["f.svg", "g.zip"]
    assert notes == [
        "passed over: 4 hidden, 2 .mov, 2 in system folders, 1 .pdf, 1 .txt, 1 .xmp, 1 without an extension",
        f"not searched for words that hide: {tmp_path / 'i.pdf'}; save each as .csv, .xlsx or .docx of 16 MiB at most",
        f"sidecars of no picture: {tmp_path / 'h.xmp'}; call each as its picture is called",
    ]


def test_lists_that_are_too_large_to_be_heard_are_named(tmp_path: Path) -> None:
    make(tmp_path, "small.csv", "large.csv", "saved.mht", "program.dat")
    for name in ("large.csv", "saved.mht", "program.dat"):
        os.truncate(tmp_path / name, LIST_BYTES + 1)
    note = scan(tmp_path)[1][1]
    assert (note.count("large.csv"), note.count("saved.mht"), note.count(".csv"), note.count(".dat")) == (1, 1, 2, 0)


def test_hidden_folders_are_counted_however_deep_they_are(tmp_path: Path) -> None:
    make(tmp_path, "a.jpg")
    at = tmp_path / ".deep"
    at.mkdir()
    for _ in range(1100):  # more levels than Python calls functions within one another
        at = at / "d"
        at.mkdir()
    (at / "x").touch()
    found, notes, _ = scan(tmp_path)
    while at != tmp_path:  # pytest would fail to clear it away
        (at / "x").unlink(missing_ok=True)
        at.rmdir()
        at = at.parent
    assert (found, notes) == (["a.jpg"], ["passed over: 1 hidden"])


def test_a_folder_of_pictures_alone_has_no_note(tmp_path: Path) -> None:
    make(tmp_path, "a.jpg", "b/c.png")
    (tmp_path / ".empty").mkdir()
    assert scan(tmp_path) == (["a.jpg", "b/c.png"], [], [])


def test_sidecars_of_pictures_are_not_passed_over_and_others_are(tmp_path: Path) -> None:
    make(tmp_path, "a.jpg", "a.jpg.xmp", "b.png", "b.xmp", "b.png.json", "c.xmp", "c.mov", "d.json", "e/a.jpg.xmp")
    alone = tmp_path / "e/a.jpg.xmp"  # c.xmp is the film's
    assert scan(tmp_path)[1] == [
        "passed over: 2 .xmp, 1 .json, 1 .mov",
        f"sidecars of no picture: {alone}; call each as its picture is called",
    ]


def test_files_that_other_loads_read_are_not_passed_over(tmp_path: Path) -> None:
    make(tmp_path, "a.jpg", "captions.tsv", "metadata.json", "b/captions.tsv", "b/METADATA.CSV")
    assert scan(tmp_path)[1] == []


@pytest.mark.parametrize(
    "name",
    [
        "@eaDir",
        "#recycle",
        "#snapshot",
        "$RECYCLE.BIN",
        "lost+found",
        "__MACOSX",
        "System Volume Information",
        "@EADIR",
    ],
)
def test_system_folders_are_skipped(tmp_path: Path, name: str) -> None:
    make(tmp_path, "a.jpg", f"b/{name}/c.jpg", f"b/{name}/d/e.jpg", f"{name}.jpg")
    assert scan(tmp_path) == ([f"{name}.jpg", "a.jpg"] if name < "a" else ["a.jpg", f"{name}.jpg"], [
        "passed over: 2 in system folders"
    ], [])  # fmt: skip
    assert name.lower() in SYSTEM_FOLDERS


def test_previews_of_a_catalogue_are_skipped(tmp_path: Path) -> None:
    make(tmp_path, "a.jpg", "Lightroom/2019 Smart Previews.lrdata/0/0A1B.dng", "Lightroom/2019 Previews.LRDATA/b.jpg")
    make(tmp_path, "lrdata/c.jpg")
    assert scan(tmp_path) == (["a.jpg", "lrdata/c.jpg"], ["passed over: 2 in system folders"], [])


def test_pictures_in_system_folders_make_no_gallery(tmp_path: Path) -> None:
    make(tmp_path, "@eaDir/a.jpg")
    with pytest.raises(Exception, match="holds neither pictures"):
        recognise(tmp_path)


def test_a_raw_beside_its_jpeg_is_counted_not_loaded(tmp_path: Path) -> None:
    make(tmp_path, "a.NEF", "A.jpg", "b.cr3", "below/b.jpg", "c.dng", "c.heic")
    assert scan(tmp_path) == (
        ["A.jpg", "b.cr3", "c.heic", "below/b.jpg"],
        ["passed over: 2 RAW beside their JPEG or HEIC"],
        [],
    )


def test_a_link_in_a_circle_stops_no_scan(tmp_path: Path) -> None:
    make(tmp_path, "a.jpg")
    (tmp_path / "b.jpg").symlink_to("b.jpg")
    (tmp_path / "latest").symlink_to("latest")
    assert recognise(tmp_path).galleries == (tmp_path,)
    assert scan(tmp_path) == (["a.jpg"], ["passed over: 1 without an extension"], ["b.jpg"])


@pytest.mark.parametrize("said", [{"title": "Summer", "date": {"timestamp": "0"}}, {"albumData": {"title": "Summer"}}])
def test_what_google_says_of_an_album_is_no_file_of_metadata(tmp_path: Path, said: object) -> None:
    make(tmp_path, "a.jpg", "album/b.jpg")
    (tmp_path / "album/metadata.json").write_text(json.dumps(said))
    (tmp_path / "metadata.json").write_text(json.dumps([{"image": "a.jpg", "title": "A wall"}]))
    assert recognise(tmp_path).metadata == (tmp_path / "metadata.json",)
    assert scan(tmp_path)[1] == ["passed over: 1 of Google Takeout's albums"]


def test_an_object_that_names_a_picture_is_a_fault_to_tell_of(tmp_path: Path) -> None:
    make(tmp_path, "a.jpg")
    (tmp_path / "metadata.json").write_text('{"image": "a.jpg", "title": "A wall"}')
    assert recognise(tmp_path).metadata == (tmp_path / "metadata.json",)
