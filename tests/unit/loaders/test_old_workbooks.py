"""Rows of workbooks of Excel 97 to 2003."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from loaders.old_workbook import read_old_workbook
from tests.old_workbooks import workbook

ROWS: list[list[str | float]] = [
    ["file", "title", "age"],
    ["a.png", "две девочки 👧 " * 20, 9.0],
    ["20190101", "a wall", 12.5],
    ["b.png", "a wall", 39.0],
]


@pytest.mark.parametrize("padded", [True, False])
def test_the_cells_of_a_sheet_are_read(tmp_path: Path, *, padded: bool) -> None:
    file = tmp_path / "list.xls"
    file.write_bytes(workbook(ROWS, padded=padded))
    assert read_old_workbook(file) == [[cell if isinstance(cell, str) else f"{cell:g}" for cell in row] for row in ROWS]


def test_whatever_a_damaged_workbook_holds_it_is_read_without_an_error(tmp_path: Path) -> None:
    sound, file, drawn = workbook(ROWS), tmp_path / "list.xls", random.Random(7)
    for _ in range(300):
        data = bytearray(sound[: drawn.randrange(8, len(sound))] if drawn.random() < 0.3 else sound)
        for _ in range(drawn.randrange(1, 30)):
            data[drawn.randrange(8, len(data))] = drawn.randrange(256)
        file.write_bytes(bytes(data))
        read_old_workbook(file)
    file.write_bytes(b"image,caption\n")
    assert read_old_workbook(file) == []
