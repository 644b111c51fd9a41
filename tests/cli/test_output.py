"""What goes to standard output, which programs read, and what to standard error, and which files are written."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import click
import pytest

from imgsearch.cli.output import Output
from imgsearch.errors import BadInput
from imgsearch.search import Hit, SearchResult

HIT = Hit(1, 0.5, True, 7, "a\x1b.jpg", "/a.jpg", "A wall", 0.25, 4, 3)
FOUND = SearchResult("dog", "en", [HIT], [])
NOTHING = SearchResult("dog", "en", [], [])


def output(**asked: Any) -> Output:  # noqa: ANN401 (fields of Output)
    usual = dict.fromkeys(("as_json", "as_csv", "open_sheet", "explain"), False)
    return Output(**{**usual, "export": None, "sheet": None, **asked})


@pytest.mark.parametrize("explain", [False, True])
def test_json_stands_alone_on_standard_output(capsys: pytest.CaptureFixture[str], explain: bool) -> None:
    output(as_json=True, explain=explain).write(FOUND, 1)
    said = capsys.readouterr()
    assert [hit["image_id"] for hit in json.loads(said.out)["hits"]] == [7]
    assert "sha256" not in json.loads(said.out)["hits"][0]
    assert ("timings, ms:" in said.err) is explain


@pytest.mark.parametrize("explain", [False, True])
def test_csv_stands_alone_on_standard_output(capsys: pytest.CaptureFixture[str], explain: bool) -> None:
    output(as_csv=True, explain=explain).write(FOUND, 1)
    said = capsys.readouterr()
    assert [row["image_id"] for row in csv.DictReader(said.out.splitlines())] == ["7"]
    assert ("timings, ms:" in said.err) is explain
    output(as_csv=True).write(NOTHING, 1)
    said = capsys.readouterr()
    assert len(said.out.splitlines()) == 1
    assert said.err == "Nothing matches. Use --nearest to see the nearest pictures anyway.\n"


def test_readers_have_the_explanation_below_the_hits(capsys: pytest.CaptureFixture[str]) -> None:
    output(explain=True).write(FOUND, 1)
    said = capsys.readouterr()
    assert said.err == ""
    assert said.out.index("A wall") < said.out.index("timings, ms:")
    assert r"a\u001b.jpg" in said.out
    output().write(NOTHING, 1)
    said = capsys.readouterr()
    assert (said.out.startswith("Nothing matches."), said.err) == (True, "")


def test_files_are_told_of_on_standard_error(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[Path] = []
    monkeypatch.setattr("imgsearch.cli.output.open_in_program", opened.append)
    monkeypatch.setenv("IMGSEARCH_DATA_DIR", str(tmp_path / "data"))
    export, sheet, own = tmp_path / "a.csv", tmp_path / "a.html", tmp_path / "data" / "sheet.html"
    for asked, err in (
        ({"export": export, "sheet": sheet}, f"1 hit is in {export}\ncontact sheet: {sheet}\n"),
        ({"sheet": sheet, "open_sheet": True}, f"contact sheet: {sheet}\n"),
        ({"open_sheet": True}, f"contact sheet: {own}\n"),
        ({}, ""),
    ):
        output(**asked).write_files(FOUND)
        assert capsys.readouterr() == ("", err)
    assert export.is_file()
    assert opened == [sheet, own]
    assert "<title>dog</title>" in own.read_text()
    output(sheet=tmp_path / "none.html", open_sheet=True).write_files(NOTHING)
    assert capsys.readouterr() == ("", "no contact sheet: there is nothing to show\n")
    assert (len(opened), (tmp_path / "none.html").exists()) == (2, False)


def test_what_cannot_be_written_is_refused_before_the_search(tmp_path: Path) -> None:
    output(export=tmp_path / "a.csv", sheet=tmp_path / "a.png").check()
    with pytest.raises(click.UsageError, match="give either --json or --csv"):
        output(as_json=True, as_csv=True).check()
    for asked in ({"export": tmp_path / "a.xls"}, {"sheet": tmp_path / "a.gif"}):
        with pytest.raises(click.UsageError, match=r"ends in|end it with"):
            output(**asked).check()


def test_a_sheet_to_look_at_that_cannot_be_written_is_refused_before_the_search(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("IMGSEARCH_DATA_DIR", str(tmp_path / "data"))
    output(open_sheet=True).check()
    (tmp_path / "data").write_bytes(b"")
    output(open_sheet=True, sheet=tmp_path / "a.html").check()
    with pytest.raises(BadInput, match=f"--open .*{tmp_path / 'data'} is no folder; name another place, with --sheet"):
        output(open_sheet=True).check()
