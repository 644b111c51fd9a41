"""What a file of texts says that is refused whole, such as JSON that breaks off, or that nobody has loaded."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from imgsearch.errors import BadInput
from imgsearch.files import Location
from imgsearch.tables import Caption, MetadataOrigin
from loaders.names import Names
from loaders.parts import parts_of
from loaders.refused import settle_refused
from loaders.report import stored_path


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


def hear_not_loaded(
    session: Session, captions: Iterable[Location], metadata: Iterable[Location], source: str
) -> list[str]:
    """Keep what files of captions and metadata say that no load has read, until one does; commits.

    Args:
        session: commits; what it has not committed is given up.
        captions: files beside pictures that are loaded alone.
        metadata: likewise.
        source: of the pictures.

    Returns:
        A note on each.
    """
    notes = []
    known = {"captions": Caption.loaded_from, "metadata": MetadataOrigin.file}
    for kind, file in [*(("captions", each) for each in captions), *(("metadata", each) for each in metadata)]:
        place = file.resolve()
        its = select(known[kind]).where(known[kind] == stored_path(str(place)))
        if not session.scalar(select(its.exists())):
            hear_unread(session, place, kind, source)
            notes.append(f"not loaded: {file}; `imgsearch load {kind} {file}` does that")
    session.rollback()
    return notes
