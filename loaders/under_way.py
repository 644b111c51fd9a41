"""Loads that have begun and not ended: what they brought waits until the texts that lie beside it are read.

Every load ends with reading texts of all pictures for words. Without this it would take a picture for read that
another load, which goes on or was killed, has brought before its captions.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Sequence
from typing import NamedTuple

from sqlalchemy import ColumnElement, delete, func, insert, not_, or_, select
from sqlalchemy.orm import Session

from imgsearch.counted import counted
from imgsearch.db.staging import begin_batch
from imgsearch.errors import list_some
from imgsearch.files import Location
from imgsearch.queries.arrays import is_any
from imgsearch.tables import Image, RefusedText
from loaders.report import stored_path

#: Stands for what a file was read for; the file of such a row is the place, and it says nothing of a picture.
READER = "load, as it began"


class UnderWay(NamedTuple):
    """A load that has begun."""

    places: list[str]
    """As places_under_way() has them."""
    keys: list[bytes]
    """Of its rows."""
    earlier: list[bytes]
    """Of rows of all loads that had begun before."""


def begin_load(session: Session, *, folders: Collection[Location] = (), files: Collection[Location] = ()) -> UnderWay:
    """Let pictures in some places that nobody has screened wait for the end of this load; commits.

    Args:
        session: commits; what it has not committed is given up.
        folders: all in them; absolute, without symbolic links in them.
        files: single pictures; likewise.
    """
    # A folder's ends in a slash, so that what is asked of files in a folder that was moved holds for itself, too.
    named = [f"{stored_path(str(folder)).rstrip('/')}/" for folder in folders]
    named.extend(stored_path(str(file)) for file in files)
    keys = {secrets.token_bytes(32): name for name in named}
    # Not 0, which stands for stamps that do not go with a folder that is moved.
    nobodys = {"reader": READER, "row_number": 1, "source": "", "source_path": "", "text": ""}
    session.rollback()
    begin_batch(session)
    earlier = session.scalars(select(RefusedText.key).where(RefusedText.reader == READER)).all()
    if keys:
        session.execute(insert(RefusedText), [{"key": key, "file": name, **nobodys} for key, name in keys.items()])
    session.commit()
    return UnderWay(named, list(keys), list(earlier))


def end_load(session: Session, begun: UnderWay) -> None:
    """Say that everything is read, and what earlier loads of the same or of something in it did not read; commits."""
    begin_batch(session)
    # Asked at the end, since a folder that was moved is called otherwise by now.
    known = select(RefusedText.key, RefusedText.file).where(is_any(RefusedText.key, begun.earlier))
    folders, files = _apart(begun.places)
    within, single = tuple(folders), set(files)
    earlier = [key for key, place in session.execute(known) if place in single or place.startswith(within)]
    ended = is_any(RefusedText.key, [*begun.keys, *earlier])
    session.execute(delete(RefusedText).where(ended).execution_options(synchronize_session=False))
    session.commit()


def places_under_way(session: Session) -> list[str]:
    """Folders, with a slash at the end, and pictures of which a load has begun and not ended, in order."""
    known = select(RefusedText.file).where(RefusedText.reader == READER)
    return list(session.scalars(known.distinct().order_by(RefusedText.file)))


def is_settled(places: Sequence[str]) -> ColumnElement[bool]:
    """Whether the texts of a picture, Image, are complete: they have been before, or it lies in no such place."""
    return or_(Image.texts_screened_by.is_not(None), not_(_lies_in(places)))


def describe_waiting(session: Session, places: Sequence[str]) -> list[str]:
    """Notes on the places where pictures wait: on each folder, and on all single pictures."""
    folders, files = _apart(places)
    asked = [([folder], folder.rstrip("/") or folder) for folder in folders]
    asked += [(files, list_some(files))] if files else []
    notes = []
    for lie_in, called in asked:
        waits = select(func.count()).where(Image.texts_screened_by.is_(None), _lies_in(lie_in))
        if count := session.scalar(waits):
            said = counted(count, "picture is not shown", "pictures are not shown")
            again = f"`imgsearch load {called}`" if lie_in != files else "`imgsearch load` with these"
            notes.append(f"{said}, since a load of {called} has not ended: where none runs, {again} reads what is left")
    return notes


def _lies_in(places: Sequence[str]) -> ColumnElement[bool]:
    folders, files = _apart(places)
    return or_(is_any(Image.path, files), *(Image.path.startswith(folder, autoescape=True) for folder in folders))


def _apart(places: Sequence[str]) -> tuple[list[str], list[str]]:
    """Folders, of which there are few, and single pictures, of which there may be a hundred thousand."""
    folders = [place for place in places if place.endswith("/")]
    return folders, [place for place in places if not place.endswith("/")]
