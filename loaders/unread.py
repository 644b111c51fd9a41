"""What a file of texts says that is refused whole: JSON that breaks off, columns without the names that are known."""

from __future__ import annotations

from sqlalchemy.orm import Session

from imgsearch.errors import BadInput
from imgsearch.files import Location
from loaders.names import Names
from loaders.parts import parts_of
from loaders.refused import settle_refused


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
