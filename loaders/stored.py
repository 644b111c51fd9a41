"""What the database knows of pictures' files."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from imgsearch.files import is_gone
from imgsearch.queries.arrays import is_any
from imgsearch.tables import Image, ImageEmbedding, ImageSeries, Thumbnail
from loaders.former import Place
from loaders.heard import FILE_STAMP
from loaders.scan import PictureFile


class StoredImage(NamedTuple):
    """What the database knows of a picture's file."""

    id: int
    name: str
    source: str
    source_path: str
    path: str
    gallery: str
    sha256: bytes
    file_bytes: int
    mtime_ns: int


_STORED = (
    Image.id,
    Image.name,
    Image.source,
    Image.source_path,
    Image.path,
    Image.gallery,
    Image.sha256,
    Image.file_bytes,
    Image.mtime_ns,
)


def stored_by_place(session: Session, files: Sequence[PictureFile]) -> dict[Place, StoredImage]:
    """The pictures that are known in the places of files."""
    wanted = [
        is_any(Image.source, {f.source for f in files}),
        is_any(Image.source_path, [f.source_path for f in files]),
    ]
    rows = (StoredImage(*row) for row in session.execute(select(*_STORED).where(*wanted)))
    return {(row.source, row.source_path): row for row in rows}


def find_gone(session: Session, hashes: list[bytes]) -> dict[tuple[str, bytes], list[StoredImage]]:
    """Pictures of a source with one of these contents whose file is gone: what a renamed file used to be."""
    found: dict[tuple[str, bytes], list[StoredImage]] = {}
    for row in session.execute(select(*_STORED).where(is_any(Image.sha256, hashes)).order_by(Image.id)):
        if is_gone(row.path):
            found.setdefault((row.source, row.sha256), []).append(StoredImage(*row))
    return found


def forget_made(session: Session, ids: Sequence[int]) -> None:
    """Let everything that is made of pictures' files be made again; they are unscreened until it is."""
    for table in (ImageEmbedding, ImageSeries, Thumbnail):
        session.execute(delete(table).where(is_any(table.image_id, ids)).execution_options(synchronize_session=False))
    pictures = Image.__table__
    values = {name: None for name in ("texts_screened_by", "pixels_screened_by", "phash", "colours")}
    session.execute(
        update(Image)
        .where(is_any(Image.id, ids))
        .values({**values, "is_compared": False, pictures.c.metadata: Image.details.op("-")(FILE_STAMP)})
        .execution_options(synchronize_session=False)
    )
