"""What files of metadata have said of pictures: it goes with the row that said it, and follows a renamed picture."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from psycopg.types.json import Jsonb
from sqlalchemy import ARRAY, BigInteger, ColumnElement, DateTime, String, Table, delete, literal, select, update
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session

from imgsearch.db.staging import BATCH_ROWS, ColumnType, begin_batch, stage, upsert
from imgsearch.files import Location
from imgsearch.queries.arrays import is_any
from imgsearch.tables import Image, MetadataOrigin
from loaders.metadata_row import Record
from loaders.mounted import find_gone_files, is_missing_too
from loaders.report import FILE_BYTES, is_below, printable
from loaders.texts import in_batches

#: What a picture's own file says, by which embedded metadata stands in image.metadata.
OWN = "file"
COLUMNS: dict[str, ColumnType] = {
    "image_id": BigInteger,
    "taken_at": DateTime,
    "photographer": String,
    "tags": ARRAY(String),
    "details": JSONB,
}


class _Known(NamedTuple):
    """A picture's columns."""

    id: int
    taken_at: datetime | None
    photographer: str | None
    tags: list[str]
    details: dict[str, Any]


def said_by(record: Record) -> dict[str, Any]:
    """What a row says, as JSON."""
    said = {
        "taken_at": record.taken_at.isoformat() if record.taken_at else None,
        "photographer": record.photographer,
        "tags": record.tags,
        "details": {name: value for name, value in record.details.items() if value is not None},
    }
    return {name: value for name, value in said.items() if value}


def note_said(session: Session, file: Location, staged: Table, is_meant: ColumnElement[bool]) -> list[int]:
    """Record what a file's staged rows say, and take back what they said and say no more; ids of their pictures.

    The caller holds the batch's lock and commits.
    """
    origin = MetadataOrigin
    path = printable(str(file))
    fresh = select(Image.id.label("image_id"), literal(path, String).label("file"), staged.c.said_name, staged.c.said)
    source = fresh.join(staged, is_meant).subquery("said_now")
    ids = list(session.scalars(select(source.c.image_id)))
    if len(path.encode()) > FILE_BYTES:
        return ids  # no index could hold it
    new = {row.image_id: row.said for row in session.execute(select(source.c.image_id, source.c.said))}
    before = session.execute(
        select(origin.image_id, origin.said).where(origin.file == path, is_any(origin.image_id, ids))
    )
    lost = {row.image_id: _lacking(row.said, new[row.image_id]) for row in before}
    columns = (source.c.image_id, source.c.file, source.c.said_name.label("image_name"), source.c.said)
    upsert(session, origin.__table__, select(*columns), ("image_id", "file"))
    _take_back(session, {image_id: said for image_id, said in lost.items() if said})
    return ids


def forget_unsaid(session: Session, file: Location, described: Collection[int], gallery: str | None = None) -> int:
    """Take back what a file has said of pictures that it describes no more; how many there were. Commits."""
    kept = set(described)
    origin = MetadataOrigin
    wanted = select(origin.image_id).join(Image, Image.id == origin.image_id)
    wanted = wanted.where(origin.file == printable(str(file)))
    if gallery is not None:
        wanted = wanted.where(Image.gallery == gallery)
    begin_batch(session)
    ids = [image_id for image_id in session.scalars(wanted) if image_id not in kept]
    session.rollback()
    return _forget(session, [printable(str(file))], ids)


def forget_gone_files(session: Session, folder: Location) -> int:
    """Take back what files in a folder have said that are not there any more; of how many pictures. Commits.

    What they have said of pictures that are missing too stays.
    """
    origin = MetadataOrigin
    files = session.scalars(select(origin.file).where(is_below(origin.file, folder)).distinct()).all()
    gone = find_gone_files(session, folder, files)
    its = select(origin.image_id).where(is_any(origin.file, gone), ~is_missing_too(origin.image_id))
    ids = session.scalars(its.distinct()).all() if gone else []
    session.rollback()
    return _forget(session, gone, ids)


def _forget(session: Session, files: Sequence[str], ids: Iterable[int]) -> int:
    origin, count = MetadataOrigin, 0
    for batch in in_batches(ids, BATCH_ROWS):
        begin_batch(session)
        its = (is_any(origin.file, files), is_any(origin.image_id, batch))
        lost: dict[int, dict[str, Any]] = {}
        for row in session.execute(select(origin.image_id, origin.said).where(*its)):
            lost[row.image_id] = _joined(lost.get(row.image_id, {}), row.said)
        session.execute(delete(origin).where(*its).execution_options(synchronize_session=False))
        _take_back(session, lost)
        session.commit()
        count += len(lost)
    return count


def _lacking(before: dict[str, Any], now: dict[str, Any]) -> dict[str, Any]:
    """What was said of fields of which nothing is said now."""
    details = {k: v for k, v in before.get("details", {}).items() if k not in now.get("details", {})}
    lacking = {name: value for name, value in before.items() if name != "details" and name not in now}
    return lacking | ({"details": details} if details else {})


def _joined(first: dict[str, Any], second: dict[str, Any]) -> dict[str, Any]:
    return first | second | {"details": first.get("details", {}) | second.get("details", {})}


def _take_back(session: Session, lost: dict[int, dict[str, Any]]) -> None:
    """Empty fields that still hold what was said, unless another file says it too, or the picture's own does."""
    if not lost:
        return
    others: dict[int, list[dict[str, Any]]] = {}
    origin = MetadataOrigin
    for image_id, said in session.execute(select(origin.image_id, origin.said).where(is_any(origin.image_id, lost))):
        others.setdefault(image_id, []).append(said)
    columns = (Image.id, Image.taken_at, Image.photographer, Image.tags, Image.details)
    locked = select(*columns).where(is_any(Image.id, lost)).order_by(Image.id).with_for_update()
    found = (_Known(*row) for row in session.execute(locked))
    rows = [_without(known, lost[known.id], others.get(known.id, [])) for known in found]
    staged = stage(session, "staged_unsaid", COLUMNS, ((*row[:4], Jsonb(row.details)) for row in rows))
    table = Image.__table__
    session.execute(
        update(Image)
        .where(Image.id == staged.c.image_id)
        .values(
            {
                table.c.taken_at: staged.c.taken_at,
                table.c.photographer: staged.c.photographer,
                table.c.tags: staged.c.tags,
                table.c.metadata: staged.c.details,
            }
        )
        .execution_options(synchronize_session=False)
    )
    staged.drop(session.connection())


def _without(known: _Known, lost: dict[str, Any], others: Sequence[dict[str, Any]]) -> _Known:
    own = known.details.get(OWN, {})
    has = {
        "taken_at": known.taken_at.isoformat() if known.taken_at else None,
        "photographer": known.photographer,
        "tags": known.tags,
    }
    goes = {
        name
        for name, value in has.items()
        if name in lost and lost[name] == value and all(other.get(name) != value for other in others)
    }
    own_date = own.get("taken_at")
    gone = {
        name
        for name, value in lost.get("details", {}).items()
        if known.details.get(name) == value and all(other.get("details", {}).get(name) != value for other in others)
    }
    return _Known(
        known.id,
        (datetime.fromisoformat(own_date) if own_date else None) if "taken_at" in goes else known.taken_at,
        own.get("photographer") if "photographer" in goes else known.photographer,
        own.get("tags", []) if "tags" in goes else known.tags,
        {name: value for name, value in known.details.items() if name not in gone},
    )
