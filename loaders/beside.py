"""Sidecars of pictures that are loaded, those too that they left behind, and what was said before what is lost now."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Collection
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from imgsearch.embedded.sidecars import Sidecars, sources_of
from imgsearch.files import is_gone
from imgsearch.queries.arrays import is_any
from imgsearch.tables import Caption, Image
from loaders.heard import heard_before
from loaders.origins import OWN

#: Under this name are the paths of sidecars, where something names a minor.
BESIDE = "beside"


class Stored(NamedTuple):
    """What the database knows of a picture and of what was read from its file."""

    id: int
    name: str
    path: str
    file_bytes: int
    mtime_ns: int
    stamp: int | None
    beside: list[str] | None
    """Paths of sidecars that it had when something named a minor."""


def paths_beside(row: Stored, sidecars: Sidecars) -> list[str]:
    """Its sidecars, and those that spoke of it and lie where it was before it was renamed or moved."""
    return [*_own(row, sidecars), *left_behind(row, sidecars)]


def left_behind(row: Stored, sidecars: Sidecars) -> list[str]:
    """Sidecars that spoke of the picture and lie where it was before it was renamed or moved."""
    own = _own(row, sidecars) if row.beside else ()
    return [path for path in row.beside or () if path not in own and not is_gone(path)]


def _own(row: Stored, sidecars: Sidecars) -> list[str]:
    folder = os.path.dirname(row.path)
    return [os.path.join(folder, source.name) for source in sources_of(row.path, sidecars)]


def said_before(session: Session, image_ids: Collection[int]) -> dict[int, list[str]]:
    """By picture, what its file and its sidecars have said of a minor."""
    if not image_ids:  # as in nearly every batch
        return {}
    said: dict[int, list[Any]] = defaultdict(list)
    kept = select(Image.id, Image.details[OWN].op("-")(BESIDE)).where(is_any(Image.id, image_ids))
    captions = select(Caption.image_id, Caption.text).where(is_any(Caption.image_id, image_ids), is_from_file())
    for image_id, what in (*session.execute(kept), *session.execute(captions)):
        said[image_id].append(what)
    return {image_id: heard_before(what) for image_id, what in said.items()}


def is_from_file() -> ColumnElement[bool]:
    """Whether a caption stood in a picture's file, or in a sidecar."""
    return Caption.caption_key.regexp_match("#file[0-9]+$")
