"""Files that loads do not read and that may say what pictures show: lists, exports, what Picasa and Google keep."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Collection, Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from imgsearch.embedded.found import needs_name
from imgsearch.errors import BadInput
from imgsearch.files import Location, open_file, scan
from imgsearch.queries.arrays import is_any
from imgsearch.tables import RefusedText
from loaders.heard import Refused, tell
from loaders.lines import read_lines
from loaders.names import Names
from loaders.refused import settle_refused
from loaders.report import stored_path
from loaders.scan import is_picture_name
from loaders.table_files import PICASA, tells_of_album
from loaders.unread import parts_of

#: What such files were to be read for.
READER = "list"
#: Who is meant by a number at a face, and which album by a mark at a picture.
_CONTACT = re.compile(r"^([0-9a-f]{12,16})=([^;\r\n]+)", re.MULTILINE)
_ALBUM = re.compile(r"^\[\.album:(\w+)\][^\[]*?^name=([^\r\n]+)", re.MULTILINE)
_SEPARATED = {".csv": ",;\t|", ".tsv": "\t", ".tab": "\t", ".psv": "|"}


def hear_lists(session: Session, files: Collection[Location], source: str | None) -> None:
    """Keep what they say of the pictures that they name, in the place of what they said before; commits.

    Args:
        session: commits; what it has not committed is given up.
        files: in a folder that is loaded.
        source: whose pictures they speak of, where that is told.
    """
    session.rollback()
    paths = {stored_path(str(file.resolve())) for file in files}
    known = select(RefusedText.file).where(RefusedText.reader == READER, is_any(RefusedText.file, paths))
    spoke = set(session.scalars(known.distinct())) if paths else set()
    for file in (each.resolve() for each in files):
        said = _said(file)
        if said or (said is not None and stored_path(str(file)) in spoke):
            try:
                names = Names.of_file(session, file, source)
            except BadInput:  # nobody can tell whose pictures it names
                continue
            settle_refused(session, file, READER, names, said)


def _said(file: Location) -> list[Refused] | None:
    """None of a file that cannot be read, or is empty: what it has said before holds."""
    try:
        with open_file(str(file)) as opened:
            if not opened.read(1):
                return None
        if file.suffix.lower() == ".json" and tells_of_album(str(file)):
            return _of_album(file)
        said = [each for each in parts_of(file) if each.names]
        if file.name.lower() in PICASA:
            return _of_picasa(file, said)
        return _with_columns(file, said) if said and file.suffix.lower() in _SEPARATED else said
    except (BadInput, OSError, ValueError, RecursionError):
        return None


def _of_album(file: Location) -> list[Refused]:
    """What Google says of a folder it says of each picture in it."""
    with open_file(str(file)) as opened:
        said = json.loads(opened.read())
    names = tuple(entry.name for entry in scan(str(file.parent)) if is_picture_name(entry.name))
    return [Refused(1, names, tell(said))] if names else []


def _of_picasa(file: Location, said: list[Refused]) -> list[Refused]:
    """With the names of the people and albums that it has numbers for."""
    with open_file(str(file)) as opened:
        text = opened.read().decode("utf-8", "replace").replace("\r\n", "\n")
    called = dict(_CONTACT.findall(text)) | dict(_ALBUM.findall(text))
    return [each._replace(text=". ".join((each.text, *_called(each.text, called)))) for each in said]


def _called(text: str, called: dict[str, str]) -> Iterator[str]:
    return (called[number] for number in dict.fromkeys(re.findall(r"\w+", text)) if number in called)


def _with_columns(file: Location, said: list[Refused]) -> list[Refused]:
    """Short values with what their columns are called, which are the first line's."""
    try:
        lines = read_lines(file)
    except BadInput:  # a workbook, whose cells have them already
        return said
    separator = max(_SEPARATED[file.suffix.lower()], key=lines[0].count)
    header = _cells(lines[0], separator)
    return [
        each._replace(text=". ".join((each.text, *_short(lines[each.row_number - 1], header, separator))))
        for each in said
    ]


def _short(line: str, header: list[str], separator: str) -> Iterator[str]:
    cells = zip(header, _cells(line, separator), strict=False)
    return (f"{name}: {cell}" for name, cell in cells if name and needs_name(cell))


def _cells(line: str, separator: str) -> list[str]:
    try:
        return [cell.strip() for cell in next(csv.reader([line.strip("\r\n")], delimiter=separator), [])]
    except csv.Error:
        return []
