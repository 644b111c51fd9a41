"""Files that are called as tables are and hold none: passed over and named; what may be a table is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from loaders.directory import recognise
from loaders.report import LoadResult
from loaders.scan import scan_folder
from loaders.sources import LoadedSource

OF_A_CAMERA = '<?xml version="1.0"?><RealTime><Device model="FX3"/><child/><Duration value="99"/></RealTime>'


def scan(folder: Path) -> tuple[list[str], list[str]]:
    """Notes, and names of what is refused."""
    (folder / "IMG_0412.jpg").touch()
    (folder / "Anna am Meer.png").touch()
    result = LoadResult("x")
    assert len(list(scan_folder(folder, result, [LoadedSource("x", str(folder), False)]))) == 2
    return result.notes, [Path(reject.file).name for reject in result.rejects]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("metadata.xml", OF_A_CAMERA),
        ("Metadata.XML", OF_A_CAMERA),
        ("metadata.yaml", "title: the docs\nplugins: [a, b]\n"),
        ("captions.txt.md", "How we write captions.\n"),
        ("captions.html", "<p>Anna liked it, and Meer means sea</p>"),
    ],
)
def test_a_file_of_another_program_is_named_and_no_error(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text)
    assert scan(tmp_path) == ([f"passed over: 1 {name} that names no picture"], [])
    # It is heard like any other: what it says of a picture that is to come counts with the load that finds its name.
    assert [file.name for file in recognise(tmp_path).heard] == [name]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("metadata.xml", "<images><image name='a.jpg'><tag>girl</tag></image></images>"),
        ("metadata.xml", "<image><file>B.JPEG</file></image>"),
        ("metadata.xml", "<image>a&#46;jpg</image>"),
        ("metadata.xml", '<image name="img_0412" caption="a girl"/>'),
        ("metadata.xml", "<image>IMG_0412</image>"),
        ("metadata.yaml", "Anna am Meer: a girl\n"),
        ("captions.json", '{"\\u0041nna am Meer": "a girl"}'),
        ("captions.jsonl", '{"image": "a.heic", "caption": "a boat"}'),
        ("captions.csv.txt", "image,caption\na.jpg,a boat\n"),
        ("captions.xlsx", "no workbook"),
        ("metadata.parquet", "no table"),
        ("captions.docx", ""),
        ("metadata.txt", ""),
        ("captions.json", " \n"),
    ],
)
def test_what_may_be_a_table_is_refused_as_before(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text)
    assert scan(tmp_path) == ([], [name])


@pytest.mark.parametrize("charset", ["utf-16", "utf-16-le", "cp1252"])
def test_names_are_seen_in_other_charsets(tmp_path: Path, charset: str) -> None:
    (tmp_path / "metadata.xml").write_bytes("<image>a.jpg</image><text>Mädchen</text>".encode(charset))
    assert scan(tmp_path) == ([], ["metadata.xml"])


def test_a_file_too_large_to_be_looked_into_and_a_link_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("loaders.strangers.LIST_BYTES", 10)
    (tmp_path / "metadata.xml").write_text(OF_A_CAMERA)
    (tmp_path / "metadata.yaml").symlink_to(tmp_path / "metadata.xml")
    assert scan(tmp_path) == ([], ["metadata.xml", "metadata.yaml"])
