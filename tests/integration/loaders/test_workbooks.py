"""Workbooks are refused, but what their rows say of a minor hides the pictures that they name."""

from __future__ import annotations

from pathlib import Path
from zipfile import ZipFile

import pytest
from sqlalchemy.orm import Session

from loaders.workbook import read_workbook
from tests.integration.loaders import hiding

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
HEADER = ["image", "title", "age"]


def write_workbook(file: Path, rows: list[list[str]], *, shared: bool = True) -> None:
    """As Excel does with shared strings, as other programs do with texts in the cells; empty cells are left out."""
    strings = list(dict.fromkeys(cell for row in rows for cell in row))
    sheet = ""
    for number, row in enumerate(rows, start=1):
        cells = ""
        for column, cell in zip("ABCDEFG", row, strict=False):
            inner = f"<v>{strings.index(cell)}</v>" if shared else f"<is><t>{cell}</t></is>"
            if cell:
                cells += f'<c r="{column}{number}" t="{"s" if shared else "inlineStr"}">{inner}</c>'
        sheet += f"<row>{cells}</row>"
    with ZipFile(file, "w") as archive:
        archive.writestr("xl/worksheets/sheet1.xml", f"<worksheet {MAIN}><sheetData>{sheet}</sheetData></worksheet>")
        if shared:
            items = "".join(f"<si><r><t>{text[:2]}</t></r><r><t>{text[2:]}</t></r></si>" for text in strings)
            archive.writestr("xl/sharedStrings.xml", f"<sst {MAIN}>{items}</sst>")


def load(session: Session, folder: Path) -> tuple[int, list[str]]:
    """How many rows and files were refused, and which pictures are hidden for their texts."""
    return hiding.load(session, folder), hiding.hidden(session)


@pytest.mark.parametrize("name", ["captions.xlsx", "metadata.xlsm", "captions.csv", "metadata.csv"])
@pytest.mark.parametrize("row", [["a.png", "a little girl"], ["a.png", "", "9"]], ids=["word", "age"])
@pytest.mark.parametrize("shared", [True, False])
def test_rows_are_heard(session: Session, shoot: Path, name: str, row: list[str], *, shared: bool) -> None:
    rows = [HEADER, ["b.png", "a wall", "39"], row]
    write_workbook(shoot / name, rows, shared=shared)
    assert load(session, shoot) == (1, ["a.png"])
    (shoot / name).unlink()
    assert load(session, shoot) == (0, [])


def test_cells_stand_in_their_columns(tmp_path: Path) -> None:
    write_workbook(tmp_path / "a.xlsx", [HEADER, ["", "x"], ["", "", ""], ["a.png", "", "9"]])
    assert read_workbook(tmp_path / "a.xlsx") == [HEADER, ["", "x"], ["a.png", "", "9"]]


@pytest.mark.parametrize("cut", [0, 10, 100, -30])
def test_a_damaged_workbook_says_nothing(tmp_path: Path, cut: int) -> None:
    write_workbook(tmp_path / "a.xlsx", [HEADER])
    (tmp_path / "b.xlsx").write_bytes((tmp_path / "a.xlsx").read_bytes()[:cut])
    assert read_workbook(tmp_path / "b.xlsx") == []


def test_an_archive_of_other_things_or_with_entities_says_nothing(tmp_path: Path) -> None:
    for name, text in (("x", "y"), ("xl/worksheets/a.xml", '<!DOCTYPE a [<!ENTITY b "c">]><row><c>&b;</c></row>')):
        with ZipFile(tmp_path / "a.xlsx", "w") as archive:
            archive.writestr(name, text)
        assert read_workbook(tmp_path / "a.xlsx") == []
