"""Reading text files row by row: every bad row is named by its line, and costs no other row."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from imgsearch.counted import counted
from imgsearch.errors import BadInput
from imgsearch.files import Location, open_text
from loaders.report import LoadResult

#: A quoted text may span lines; a quote that is not closed within so many is a slip.
MAX_SPAN = 20
#: Lines to look into before saying that the separator is another one.
SNIFFED_LINES = 20


@dataclass(frozen=True)
class RowFormat:
    """Columns in the order in which they are wanted, and how they are separated."""

    columns: tuple[str, ...]
    delimiter: str
    header: bool

    @property
    def description(self) -> str:
        """What to tell someone whose file is different."""
        separator = {"\t": "tabs"}.get(self.delimiter, f"{self.delimiter!r}")
        first = "a header line with " if self.header else "no header and "
        return f"{first}the columns {', '.join(self.columns)}, separated by {separator}"


class Row(NamedTuple):
    """A row with the right number of columns, each stripped of outer blanks."""

    number: int
    values: tuple[str, ...]
    content: str


def read_lines(path: Location) -> list[str]:
    """All lines with their ends; bytes that are not UTF-8 become lone surrogates.

    Raises:
        BadInput: the file cannot be read or is UTF-16.
    """
    try:
        with open_text(path) as file:
            lines = file.readlines()
    except OSError as exc:
        raise BadInput(f"cannot read {path}: {exc.strerror or exc}") from exc
    if lines and lines[0][:2].encode("utf-8", "surrogateescape") in (b"\xff\xfe", b"\xfe\xff"):
        raise BadInput(f"{path} is UTF-16; save it as UTF-8")
    return lines


def read_rows(path: Location, row_format: RowFormat, result: LoadResult) -> Iterator[Row]:
    """The good rows; the others go to the result's rejects.

    Raises:
        BadInput: the file cannot be read, or is of another format altogether.
        BadRow: a row is bad and the load is strict.
    """
    lines = read_lines(path)
    start = 0
    if row_format.header:
        order, width = _read_header(path, lines, row_format)
        start = 1
    else:
        _check_separator(path, lines, row_format)
        order, width = tuple(range(len(row_format.columns))), len(row_format.columns)
    index = start
    while index < len(lines):
        content, number = lines[index], index + 1
        cells, span = _parse(lines, index, row_format.delimiter, width)
        index += span
        if not content.strip():
            continue
        reason = _find_fault(cells, content, width, row_format)
        if reason is not None:
            result.refuse_row(path, number, reason, content)
            continue
        assert cells is not None
        yield Row(number, tuple([_clean(cells[i]) for i in order]), content)


def _parse(lines: list[str], index: int, delimiter: str, width: int) -> tuple[list[str] | None, int]:
    """The cells of the row that starts at a line, None when its quotes do not match, and the lines it takes."""
    if delimiter == "\t":  # never quoted, so a caption may begin with a quotation mark
        return lines[index].rstrip("\r\n").split("\t"), 1
    for end in (index + 1, index + MAX_SPAN):
        reader = csv.reader(lines[index:end], delimiter=delimiter, strict=True)
        try:
            cells = next(reader, [])
        except csv.Error:
            continue
        if reader.line_num == 1 or len(cells) == width:
            return cells, reader.line_num
    return None, 1


def _clean(cell: str) -> str:
    return (" ".join(cell.split("\n")) if "\n" in cell else cell).strip()


def _find_fault(cells: list[str] | None, content: str, width: int, row_format: RowFormat) -> str | None:
    if not content.isascii():
        try:
            content.encode()
        except UnicodeEncodeError:
            return "not valid UTF-8"
    if "\x00" in content:
        return "contains a NUL character"
    if cells is None:
        return "a quotation mark is not closed"
    if len(cells) != width:
        return f"{counted(len(cells), 'column')} instead of {width} ({', '.join(row_format.columns)})"
    return None


def read_names(path: Location, lines: list[str], delimiter: str) -> list[str]:
    """The cells of the first line.

    Raises:
        BadInput: a cell is far longer than any column's name.
    """
    try:
        return [cell.strip() for cell in next(csv.reader(lines[:1], delimiter=delimiter), [])]
    except csv.Error as exc:
        raise BadInput(f"{path} has no header that can be read: {exc} in the first line") from exc


def _read_header(path: Location, lines: list[str], row_format: RowFormat) -> tuple[tuple[int, ...], int]:
    names = read_names(path, lines, row_format.delimiter)
    if missing := [column for column in row_format.columns if column not in names]:
        first = lines[0].strip()[:80] if lines else "nothing, the file is empty"
        raise BadInput(
            f"{path} needs {row_format.description}; its first line is {first!r}, which lacks {', '.join(missing)}"
        )
    return tuple(names.index(column) for column in row_format.columns), len(names)


def _check_separator(path: Location, lines: list[str], row_format: RowFormat) -> None:
    first = [line for line in lines[:SNIFFED_LINES] if line.strip()]
    if first and not any(row_format.delimiter in line for line in first):
        raise BadInput(f"{path} needs {row_format.description}; its first line is {first[0].strip()[:80]!r}")
