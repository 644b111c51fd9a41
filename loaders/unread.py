"""What a file of texts says that is refused whole: JSON that breaks off, columns without the names that are known."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sqlalchemy.orm import Session

from imgsearch.errors import BadInput
from imgsearch.files import Location
from loaders.heard import Refused
from loaders.lines import decoded, read_lines
from loaders.names import Names, image_name_of
from loaders.refused import settle_refused
from loaders.rows import MAX_SPAN
from loaders.scan import is_picture_name

#: What stands between names and texts in whatever kind of file.
_BETWEEN = re.compile(r'[,;|\t\r\n"{}\[\]]')


def hear_unread(session: Session, file: Location, reader: str, source: str | None) -> None:
    """Keep what it says beside what its rows have said before, until it can be read; commits.

    Args:
        session: commits; what it has not committed is given up.
        file: absolute; one that is no text says nothing.
        reader: what the file was to be read for.
        source: whose pictures it speaks of, where that is told.
    """
    session.rollback()
    try:
        lines = read_lines(file)
        names = Names.of_file(session, file, source)
    except BadInput:
        return
    parts = _objects(lines) if file.suffix.lower() == ".json" else _rows(lines)
    settle_refused(session, file, reader, names, [said for said in parts if said.names], takes_back=False)


def _rows(lines: list[str]) -> Iterator[Refused]:
    """Each line that names pictures, with what follows until the next."""
    named = [_names(line) for line in lines]
    for at, names in enumerate(named):
        if names:
            rest = next((n for n in range(at + 1, len(lines)) if named[n] or n == at + MAX_SPAN), len(lines))
            yield Refused(at + 1, names, _plain("".join(lines[at:rest])))


def _objects(lines: list[str]) -> Iterator[Refused]:
    number, text = 1, "".join(lines)
    for part in text.split("{"):
        yield Refused(number, _names(part), _plain(part))
        number += part.count("\n")


def _names(text: str) -> tuple[str, ...]:
    cells = (image_name_of(cell.strip().strip("'").strip()) for cell in _BETWEEN.split(decoded(text)))
    return tuple(dict.fromkeys(filter(is_picture_name, cells)))


def _plain(text: str) -> str:
    """Without quotation marks, so that a number stands beside what it is called."""
    return decoded(text).replace('"', "").strip()
