"""The rows of a workbook (.xlsx, .ods), which is not read: what they say of minors is heard all the same."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import IO
from xml.etree.ElementTree import Element, ParseError
from zipfile import BadZipFile, ZipFile
from zlib import error

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from imgsearch.files import Location, open_file

#: Unpacked; a sheet of a hundred thousand rows has some ten.
MOST_BYTES = 64 << 20
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
_STRINGS = "xl/sharedStrings.xml"
_OPEN_DOCUMENT = "content.xml"
#: Of a row; empty cells up to the last of all columns count as one that is repeated.
MOST_COLUMNS = 256
_COLUMN = re.compile(r"([A-Z]{1,3})\d+")
#: What a crafted archive and what is in it come to.
FAULTS = (OSError, EOFError, BadZipFile, ParseError, DefusedXmlException, ValueError, KeyError, RuntimeError, error)


def read_workbook(path: Location) -> list[list[str]]:
    """The cells of all rows of all sheets that are not blank; none where the file is no workbook, or damaged."""
    try:
        with open_file(str(path)) as file:
            return list(_rows(file))
    except FAULTS:
        return []


def _rows(file: IO[bytes]) -> Iterator[list[str]]:
    with ZipFile(file) as archive:
        names = archive.namelist()
        if _OPEN_DOCUMENT in names:
            yield from _open_rows(parse_part(archive, _OPEN_DOCUMENT))
        strings = [_text(each) for each in parse_part(archive, _STRINGS)] if _STRINGS in names else []
        for name in filter(_SHEET.fullmatch, names):
            for row in parse_part(archive, name).iterfind(".//{*}row"):
                cells: list[str] = []
                for cell in row.iterfind("{*}c"):
                    # Cells that are empty may be left out.
                    cells += [""] * (_column(cell) - len(cells))
                    cells.append(_cell(cell, strings))
                if any(cells):
                    yield cells


def _open_rows(content: Element) -> Iterator[list[str]]:
    """Of OpenOffice and LibreOffice, which count cells that are the same and stand side by side."""
    for row in content.iterfind(".//{*}table-row"):
        cells: list[str] = []
        for cell in row:
            said = " ".join(text for part in cell.iterfind(".//{*}p") if (text := "".join(part.itertext()).strip()))
            count = next((number for name, number in cell.items() if name.endswith("}number-columns-repeated")), "1")
            cells += [said] * min(int(count), MOST_COLUMNS - len(cells))
        if any(cells):
            yield cells


def local_name(tag: object) -> str:
    """What an element or an attribute is called without its namespace; a comment is called nothing."""
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def parse_part(archive: ZipFile, name: str) -> Element:
    """XML in an archive; what is wrong with it is one of FAULTS."""
    if archive.getinfo(name).file_size > MOST_BYTES:
        raise ValueError(f"{name} is too large")
    with archive.open(name) as part:
        root: Element = fromstring(part.read(MOST_BYTES))
        return root


def _column(cell: Element) -> int:
    match = _COLUMN.fullmatch(cell.get("r", ""))
    number = 0
    for letter in match[1] if match is not None else "":
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _cell(cell: Element, strings: list[str]) -> str:
    text = _text(cell)
    if cell.get("t") != "s":
        return text
    return strings[int(text)] if text.isdecimal() and int(text) < len(strings) else ""


def _text(element: Element) -> str:
    """What it shows, without the formula that a cell may have beside it."""
    return "".join(each.text or "" for each in element.iter() if local_name(each.tag) in ("t", "v")).strip()
