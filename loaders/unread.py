"""What a file of texts says that is refused whole: JSON that breaks off, columns without the names that are known."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import zip_longest

from sqlalchemy.orm import Session

from imgsearch.errors import BadInput
from imgsearch.files import Location
from loaders.heard import Refused, tell
from loaders.lines import decoded, read_lines, read_otherwise
from loaders.names import Names, image_name_of
from loaders.refused import settle_refused
from loaders.rows import MAX_SPAN
from loaders.scan import EXTENSIONS, is_picture_name
from loaders.workbook import read_workbook

#: What stands between names and texts in whatever kind of file.
_BETWEEN = re.compile(r'[,;|\t\r\n"{}\[\]<>]')
#: A name with its text behind it, parted by what parts no columns: "a.jpg: A wall", "a.jpg - A wall".
_NAME_FIRST = re.compile(
    rf"(.{{1,250}}?(?:{'|'.join(map(re.escape, sorted(EXTENSIONS, key=len, reverse=True)))}))(?=[\s:=>])", re.IGNORECASE
)
#: As XML and YAML may have names; in other texts it is an apostrophe.
_QUOTED = re.compile(r"'([^'\r\n]{1,250})'")
_BULLET = re.compile(r"^\s*[-*\u2022\u2013]\s+")
#: What is said of a picture under its name.
_KEY = re.compile(r'"((?:[^"\\]|\\.)*)"\s*:\s*(?:\[\s*)?$')
_JSON = (".json", ".jsonl", ".ndjson")


def hear_unread(session: Session, file: Location, reader: str, source: str | None, *, takes_back: bool = False) -> None:
    """Keep what it says beside what its rows have said before, until it can be read; commits.

    Args:
        session: commits; what it has not committed is given up.
        file: absolute; one that is no text says nothing.
        reader: what the file was to be read for.
        source: whose pictures it speaks of, where that is told.
        takes_back: whether what it has said before is to go; of a damaged file that may be in what is lost.
    """
    session.rollback()
    try:
        names = Names.of_file(session, file, source)
        parts = parts_of(file)
    except BadInput:
        return
    settle_refused(session, file, reader, names, [said for said in parts if said.names], takes_back=takes_back)


def parts_of(file: Location) -> Iterator[Refused]:
    """What it says, with the names of pictures in each part.

    Raises:
        BadInput: it cannot be read, or is no text.
    """
    try:
        lines = read_lines(file)
    except BadInput:
        if not (rows := read_workbook(file)):
            raise
        return _cells(rows)
    return _objects(lines) if file.suffix.lower() in _JSON else _rows(lines)


def _cells(rows: list[list[str]]) -> Iterator[Refused]:
    """Rows of a workbook, short values with what their columns are called."""
    for number, row in enumerate(rows, start=1):
        said = [{name: cell} for name, cell in zip_longest(rows[0], row, fillvalue="")]
        yield Refused(number, _names("\n".join(row)), tell(said))


def _rows(lines: list[str]) -> Iterator[Refused]:
    """Each line that names pictures, with what follows until the next."""
    named = [_names(line) for line in lines]
    for at, names in enumerate(named):
        if names:
            rest = next((n for n in range(at + 1, len(lines)) if named[n] or n == at + MAX_SPAN), len(lines))
            yield Refused(at + 1, names, _plain("".join(lines[at:rest])))


def _objects(lines: list[str]) -> Iterator[Refused]:
    number, text, key = 1, "".join(lines), ""
    for part in text.split("{"):
        next_key = _KEY.search(part)
        own = part[: next_key.start()] if next_key is not None else part
        yield Refused(number, _names(f"{key}\n{own}"), _plain(own))
        key = next_key[1] if next_key is not None else ""
        number += part.count("\n")


def _names(text: str) -> tuple[str, ...]:
    cells = (image_name_of(_BULLET.sub("", cell).strip().strip("'").strip()) for cell in _BETWEEN.split(decoded(text)))
    names = [cell if is_picture_name(cell) else _name_before(cell) for cell in cells]
    names += (image_name_of(cell.strip()) for cell in _QUOTED.findall(decoded(text)))
    return tuple(dict.fromkeys(filter(is_picture_name, names)))


def _name_before(cell: str) -> str:
    match = _NAME_FIRST.match(cell)
    return match[1] if match is not None else ""


def _plain(text: str) -> str:
    """Without quotation marks, so that a number stands beside what it is called."""
    return ". ".join((decoded(text).replace('"', "").strip(), *read_otherwise(text.replace('"', " "))))
