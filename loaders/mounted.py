"""Whether the disk of a folder is there: from one that is away nothing is gone."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, SQLColumnExpression, exists, select
from sqlalchemy.orm import Session

from imgsearch.files import Location, is_file, is_gone, scan
from imgsearch.tables import Image
from loaders.report import is_below, printable
from loaders.sources import SAMPLED_FILES, read_sources


def find_gone_files(session: Session, folder: Location, files: Iterable[str | None]) -> list[str]:
    """Those of some files in a folder that are gone from it; none where its disk may have gone with them."""
    gone = [file for file in files if file is not None and is_gone(file)]
    # Looked at last, since a disk can go at any time.
    return gone if gone and _is_there(session, folder) else []


def is_missing_too(image_id: SQLColumnExpression[Any]) -> ColumnElement[bool]:
    """Whether the picture of a text is missing as the file is that said it.

    Both may come back, and the picture comes first: what hides it has to be there by then.
    """
    return exists().where(Image.id == image_id, Image.missing_since.is_not(None))


def is_there_still(session: Session, root: Location, seen: Collection[str]) -> bool:
    """Whether a folder is there in which these pictures were found, or none.

    Args:
        session: reads.
        root: the folder that was loaded.
        seen: paths of the pictures.
    """
    return any(map(is_file, islice(seen, SAMPLED_FILES))) if seen else _has_others(session, root)


def _is_there(session: Session, folder: Location) -> bool:
    below = select(Image.path).where(is_below(Image.path, folder), Image.missing_since.is_(None))
    paths = session.scalars(below.limit(SAMPLED_FILES)).all()
    return any(map(is_file, paths)) or _has_others(session, folder) or (not paths and _has_something(folder))


def _has_others(session: Session, root: Location) -> bool:
    """Whether the folder lies in a source of which something is there."""
    path = printable(str(root))
    source = next((source for source in read_sources(session) if source.holds(path)), None)
    if source is None or source.root == path:
        return False
    others = select(Image.path).where(Image.source == source.name, ~is_below(Image.path, root)).limit(SAMPLED_FILES)
    return any(map(is_file, session.scalars(others).all()))


def _has_something(folder: Location) -> bool:
    try:
        return bool(scan(str(folder)))
    except OSError:
        return False
