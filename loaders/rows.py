"""Reading text files row by row: every bad row is named by its line, and costs no other row."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from imgsearch.counted import counted
from imgsearch.errors import BadInput
from imgsearch.files import Location
from loaders.heard import Refused, tell
from loaders.lines import decoded, read_lines, read_otherwise
from loaders.names import image_name_of
from loaders.report import LoadResult
from loaders.scan import is_picture_name

#: A quoted text may span lines; a quote that is not closed within so many is a slip.
MAX_SPAN = 20
#: Lines to look into before saying that the separator is another one.
SNIFFED_LINES = 20
#: By such a first line Excel is told the separator.
EXCEL_SEPARATOR = re.compile(r'"?sep=."?\s*', re.IGNORECASE)
LINE_END = re.compile(r"\r\n?|\n")
SAVE_AS_UTF8 = "save the file as UTF-8"


@dataclass(frozen=True)
class RowFormat:
    """Columns in the order in which they are wanted, and how they are separated."""

    columns: tuple[str, ...]
    delimiter: str
    header: bool
    named: int = 0
    """Which of the columns names the picture."""

    @property
    def description(self) -> str:
        """What to tell someone whose file is different."""
        separator = {"\t": "tabs"}.get(self.delimiter, f"{self.delimiter!r}")
        first = "a header line with " if self.header else "no header and "
        return f"{first}the columns {', '.join(self.columns)}, separated by {separator}"


class Header(NamedTuple):
    """The columns' names, each stripped of outer blanks, and the line after them, counted from 0."""

    names: list[str]
    end: int


class Row(NamedTuple):
    """A row with the right number of columns, each stripped of outer blanks."""

    number: int
    values: tuple[str, ...]
    content: str

    def said(self) -> Refused:
        """What it says of the picture in its id, or under its name, where its last column is the text."""
        return Refused(self.number, (image_name_of(self.values[-2]),), self.values[-1])


def read_rows(
    path: Location, row_format: RowFormat, result: LoadResult, refused: Counter[str] | None = None
) -> Iterator[Row]:
    """The good rows; the others go to the result's rejects.

    Args:
        path: of the file.
        row_format: its columns.
        result: gets rows that are refused.
        refused: counts them by what stands in the first of the wanted columns, as far as it can be told.

    Raises:
        BadInput: the file cannot be read, or is of another format altogether.
        BadRow: a row is bad and the load is strict.
    """
    lines = read_lines(path)
    start = 0
    if row_format.header:
        order, width, start = _read_header(path, lines, row_format)
    else:
        _check_separator(path, lines, row_format)
        order, width = tuple(range(len(row_format.columns))), len(row_format.columns)
    index = start
    while index < len(lines):
        content, number = lines[index], index + 1
        cells, span = _parse(lines, index, row_format.delimiter, width)
        index += span
        if not content.strip() or (cells is not None and not any(map(str.strip, cells))):
            continue  # spreadsheets save rows that were emptied as separators alone
        reason = _find_fault(cells, content, width, row_format)
        if reason is not None:
            if refused is not None:
                refused.update(map(_clean, (cells or content.split(row_format.delimiter))[order[0] :][:1]))
            end = index if cells is not None else _find_end(lines, index, row_format, order)
            said = _make_out(number, "".join(lines[number - 1 : end]), row_format, order)
            result.refuse_unread(path, number, reason, content, said)
            continue
        assert cells is not None
        if row_format.header and row_format.delimiter == "\t":
            cells = [_unquote(cell) for cell in cells]
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


def _find_end(lines: list[str], index: int, row_format: RowFormat, order: Sequence[int]) -> int:
    """Where a quoted text that is not closed may end: before the next line that names a picture."""
    for at in range(index, min(index + MAX_SPAN, len(lines))):
        cells = lines[at].split(row_format.delimiter)
        named = order[row_format.named]
        if named < len(cells) and is_picture_name(image_name_of(cells[named].strip().strip('"').strip())):
            return at
    return min(index + MAX_SPAN, len(lines))


def _make_out(number: int, content: str, row_format: RowFormat, order: Sequence[int]) -> Refused:
    """What a row says whose cells cannot be told apart, or read: any that is called like a picture may name it."""
    text = decoded(content).strip("\r\n")
    cells = [cell.strip().strip('"').strip() for cell in text.split(row_format.delimiter)]
    named = order[row_format.named]
    names = map(image_name_of, cells)
    meant = tuple(name for at, name in enumerate(names) if at == named or is_picture_name(name))
    told = {name: cells[at] for name, at in zip(row_format.columns, order, strict=True) if at < len(cells)}
    return Refused(number, meant, ". ".join((text, tell(told), *read_otherwise(content))))


def _clean(cell: str) -> str:
    return (LINE_END.sub(" ", cell) if "\n" in cell else cell).strip()


def _unquote(cell: str) -> str:
    """What spreadsheets have put in quotation marks, as they do where a cell has a comma or such a mark in it."""
    inner = cell[1:-1]
    is_quoted = len(cell) > 1 and cell[0] == cell[-1] == '"' and '"' not in inner.replace('""', "")
    return inner.replace('""', '"') if is_quoted else cell


def _find_fault(cells: list[str] | None, content: str, width: int, row_format: RowFormat) -> str | None:
    if not content.isascii():
        try:
            content.encode()
        except UnicodeEncodeError:
            return f"not valid UTF-8; {SAVE_AS_UTF8}"
    if "\x00" in content:
        return "contains a NUL character"
    if cells is None:
        return "a quotation mark is not closed"
    if len(cells) != width:
        return f"{counted(len(cells), 'column')} instead of {width} ({', '.join(row_format.columns)})"
    return None


def read_header(path: Location, lines: list[str], delimiter: str) -> Header:
    """The cells of the first line that is not blank; in quotation marks they may span lines.

    Raises:
        BadInput: a cell is far longer than any column's name.
    """
    start = _first_line(lines)
    for end, is_strict in ((start + 1, True), (start + MAX_SPAN, True), (start + 1, False)):
        reader = csv.reader(lines[start:end], delimiter=delimiter, strict=is_strict)
        try:
            cells = next(reader, [])
        except csv.Error as exc:
            fault = exc
        else:
            return Header([_clean(cell) for cell in cells], start + reader.line_num)
    raise BadInput(f"{path} has no header that can be read: {fault} in the first line")


def _first_line(lines: list[str]) -> int:
    told = (at for at, line in enumerate(lines) if line.strip() and not EXCEL_SEPARATOR.fullmatch(line))
    return next(told, 0)


def describe_first_line(lines: list[str], missing: Collection[str] = ()) -> str:
    """What a file begins with, for somebody whose file lacks columns."""
    lacks = f", which lacks {', '.join(missing)}" if missing else ""
    first = lines[_first_line(lines)].strip()[:80] if lines else "nothing, the file is empty"
    try:
        first.encode()
    except UnicodeEncodeError:
        return f"its first line is not valid UTF-8{lacks}; {SAVE_AS_UTF8}"
    return f"its first line is {first!r}{lacks}"


def check_distinct(path: Location, names: Sequence[str], wanted: Collection[str]) -> None:
    """Raise BadInput where two columns have one of the names that are wanted; what has no name may be there twice."""
    if twice := next((name for name in names if name and name in wanted and names.count(name) > 1), None):
        raise BadInput(f"{path} has two columns of one name, {twice[:80]}; rename one of them")


def _read_header(path: Location, lines: list[str], row_format: RowFormat) -> tuple[tuple[int, ...], int, int]:
    names, end = read_header(path, lines, row_format.delimiter)
    if missing := [column for column in row_format.columns if column not in names]:
        raise BadInput(f"{path} needs {row_format.description}; {describe_first_line(lines, missing)}")
    check_distinct(path, names, set(row_format.columns))
    return tuple(names.index(column) for column in row_format.columns), len(names), end


def _check_separator(path: Location, lines: list[str], row_format: RowFormat) -> None:
    if not any(line.strip() for line in lines):
        # A save that broke off, or is under way; what hides a picture is not to go with it.
        raise BadInput(f"{path} is empty; write it again, or delete it if what it has said is to go")
    first = [line for line in lines[:SNIFFED_LINES] if line.strip()]
    if first and not any(row_format.delimiter in line for line in first):
        raise BadInput(f"{path} needs {row_format.description}; its first line is {first[0].strip()[:80]!r}")
