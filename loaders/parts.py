"""What a file of texts of whatever kind says, in parts, each with the names of the pictures that it speaks of."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise, zip_longest

from imgsearch.embedded.found import needs_name
from imgsearch.errors import BadInput
from imgsearch.files import Location
from imgsearch.minors import find_terms
from loaders.documents import lines_of_rtf, read_document
from loaders.heard import Refused, tell
from loaders.json_parts import objects, objects_of_lines
from loaders.lines import read_lines, without_quotes
from loaders.mail import lines_of_mail
from loaders.meant import is_named_picture
from loaders.mentioned import is_by_whom, is_name_column, names_in, without_names
from loaders.names import image_name_of
from loaders.old_workbook import read_old_workbook
from loaders.rows import MAX_SPAN, read_header
from loaders.web_pages import lines_of_html
from loaders.workbook import read_workbook
from loaders.xml_parts import elements

_JSON, _JSON_LINES = (".json", ".geojson"), (".jsonl", ".ndjson")
_YAML = (".yaml", ".yml")
_XML, _RTF, _DOCUMENTS = (".xml", ".plist"), (".rtf",), (".docx", ".odt")
_HTML, _MAIL = (".html", ".htm", ".xhtml", ".xht", ".shtml"), (".eml", ".mht", ".mhtml")
#: What parts the columns of tables; that of files that may be prose has to part their lines.
_SEPARATORS = {".csv": ",;\t|", ".tsv": "\t", ".tab": "\t", ".psv": "|", ".txt": "\t;|"}
_HEADING = re.compile(r"\s*(?:#+ .{1,200}|[^\t]{1,200}:)\s*\Z")
#: Names in one part from which on only words are kept, and letters of those.
MANY, MOST_OF_MANY = 20, 1000
#: Of a heading that only its colon tells.
_LEAST_LEVEL = 1000
_ITEM = re.compile(r"\s*- ")


def parts_of(file: Location) -> Iterator[Refused]:
    """What it says, with the names of pictures in each part; of parts that name many, the words alone.

    Raises:
        BadInput: it cannot be read, or is no text.
    """
    return map(_bounded, _parts_of(file))


def _bounded(said: Refused) -> Refused:
    """A list of many names is not kept once for each of them, and what it says of minors is."""
    if len(said.names) <= MANY:
        return said
    rest = without_names(said.text)
    if len(rest) > MOST_OF_MANY:
        rest = ". ".join([*dict.fromkeys(term.form for term in find_terms(rest)), rest])[:MOST_OF_MANY]
    return said._replace(text=rest)


def _parts_of(file: Location) -> Iterator[Refused]:
    kind = file.suffix.lower()
    try:
        lines = read_lines(file)
    except BadInput:
        if kind in _DOCUMENTS and (lines := read_document(file)):
            return _rows(lines, None)
        if not (rows := read_workbook(file) or read_old_workbook(file)):
            raise
        return _cells(rows)
    if kind in _RTF:
        return _rows(lines_of_rtf("".join(lines)), None)
    if kind in _HTML:
        return _rows(lines_of_html("".join(lines)), None)
    if kind in _MAIL:
        return _rows(lines_of_mail("".join(lines)), None)
    if kind in _XML and (found := elements("".join(lines))) is not None:
        return iter(found)
    if kind in _JSON:
        return objects("".join(lines))
    if kind in _JSON_LINES:
        return objects_of_lines(lines)
    return _records(lines) if kind in _YAML else _rows(lines, _columns(file, lines, _SEPARATORS.get(kind, "")))


def _cells(rows: list[list[str]]) -> Iterator[Refused]:
    """Rows of a workbook, short values with what their columns are called."""
    header = [] if _is_row(rows[0]) else rows[0]
    for number, row in enumerate(rows, start=1):
        yield Refused(number, _named(header, row), tell(_with_names(header, row)))


def _is_row(cells: Sequence[str]) -> bool:
    """Whether a first row is one of the others, and what it says is not what columns are called."""
    return any(is_named_picture(image_name_of(cell.strip())) for cell in cells)


def _with_names(header: Sequence[str], row: Sequence[str]) -> list[dict[str, str]]:
    return [{name: cell} for name, cell in zip_longest(header, row, fillvalue="")]


def _named(header: Sequence[str], row: Sequence[str]) -> tuple[str, ...]:
    """Names in a row; in the column of names they may lack an ending."""
    own = (cell for name, cell in zip(header, row, strict=False) if is_name_column(name) and cell != name)
    return tuple(dict.fromkeys((*names_in("\n".join(row)), *filter(None, own))))


class _Columns:
    """Of a table."""

    def __init__(self, names: list[str], separator: str) -> None:
        self.names = names
        self._separator = separator

    def of(self, line: str) -> list[str]:
        """A line's cells."""
        return _split(line, self._separator)


def _columns(file: Location, lines: list[str], separators: str) -> _Columns | None:
    """Those that the first line tells, without names where it is a row already; None of other texts."""
    separator = max(separators, key="".join(lines[:2]).count, default="")
    try:
        header = read_header(file, lines, separator) if separator and lines else None
    except BadInput:
        return None
    if header is None or len(header.names) < 2:
        return None
    return _Columns([""] * len(header.names) if _is_row(header.names) else header.names, separator)


def _split(line: str, separator: str) -> list[str]:
    try:
        return [cell.strip() for cell in next(csv.reader([line.strip("\r\n")], delimiter=separator), [])]
    except csv.Error:
        return []


def _under(headings: list[tuple[int, str]], line: str) -> list[tuple[int, str]]:
    """The headings that hold from a line on, a chapter's before those of its parts; a blank line ends the least."""
    level = len(line) - len(line.lstrip("#")) or _LEAST_LEVEL
    return [each for each in headings if each[0] < level] + ([(level, line)] if line else [])


def _rows(lines: list[str], columns: _Columns | None) -> Iterator[Refused]:
    """Each line that names pictures, with what follows until the next, and with the heading that it stands under."""
    cells = [columns.of(line) if columns is not None else [] for line in lines]
    named = [names_in(line) for line in lines]
    if columns is not None:
        # A row that a text goes on in has fewer cells.
        full = [row if len(row) >= len(columns.names) else [] for row in cells]
        named = [tuple(dict.fromkeys((*n, *_named(columns.names, row)))) for n, row in zip(named, full, strict=True)]
    headings: list[tuple[int, str]] = []
    for at, names in enumerate(named):
        is_heading = columns is None and not names and _HEADING.match(lines[at]) is not None
        if is_heading or (not lines[at].strip() and at and named[at - 1]):
            headings = _under(headings, lines[at].strip())
        if names:
            ends = (n for n in range(at + 1, len(lines)) if named[n] or n == at + MAX_SPAN)
            rest = next(ends, len(lines))
            rest = next((n for n in range(at + 1, rest) if columns is None and _HEADING.match(lines[n])), rest)
            text = "".join(lines[at:rest])
            for name, cell in zip(columns.names if columns is not None else (), cells[at], strict=False):
                text = text.replace(cell, "", 1) if is_by_whom(name, cell) else text
            said = [*(without_quotes(heading) for _, heading in headings), without_quotes(text)]
            if columns is not None:
                pairs = zip(columns.names, cells[at], strict=False)
                said += [f"{name}: {cell}" for name, cell in pairs if name and needs_name(cell)]
            yield Refused(at + 1, names, ". ".join(filter(None, said)))


def _records(lines: list[str]) -> Iterator[Refused]:
    """The items of a list in YAML, in which a name may come last; else each line."""
    starts = [at for at, line in enumerate(lines) if _ITEM.match(line)]
    outer = min((len(lines[at]) - len(lines[at].lstrip()) for at in starts), default=0)
    starts = [at for at in starts if len(lines[at]) - len(lines[at].lstrip()) == outer]
    items = ["".join(lines[start:end]) for start, end in pairwise([*starts, len(lines)])]
    many = [names_in(item) for item in items]
    if not items or any(len(names) > 1 for names in many):
        yield from _rows(lines, None)
        return
    for start, names, item in zip(starts, many, items, strict=True):
        yield Refused(start + 1, names, without_quotes(item))
    yield from _rows(lines[: starts[0]], None)
