"""Loading what photographers tell of their pictures into the pictures' rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from psycopg.types.json import Jsonb
from sqlalchemy import ARRAY, ColumnElement, DateTime, Integer, String, Table, and_, func, or_, select, true, update
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session

from imgsearch.db.staging import ColumnType, Written, analyze, begin_batch, find_unknown, stage
from imgsearch.errors import BadInput
from imgsearch.files import Location
from imgsearch.tables import Image
from loaders.heard import FILE_STAMP, Refused, tell
from loaders.metadata_file import read_metadata
from loaders.metadata_row import Fields, Record
from loaders.names import Names
from loaders.origins import forget_unsaid, note_said, said_by
from loaders.refused import settle_refused
from loaders.report import LoadResult, replace_rejects
from loaders.texts import in_batches
from loaders.unread import hear_unread

COLUMNS: dict[str, ColumnType] = {
    "position": Integer,
    "image_name": String,
    "taken_at": DateTime,
    "photographer": String,
    "tags": ARRAY(String),
    "details": JSONB,
    "said_name": String,
    "said": JSONB,
}


def load_metadata(
    session: Session,
    file: Location,
    *,
    source: str | None = None,
    gallery: str | None = None,
    strict: bool = False,
    repeats: bool = False,
) -> LoadResult:
    """Load dates, photographers, tags and the rest; commits every batch. Call load_minors() afterwards.

    A file speaks for the columns that it has: an empty cell empties what was there, a column that it lacks leaves what
    another file said. What it says no more is taken back; where its row is gone that counts as deleted.

    Args:
        session: commits.
        file: CSV with a header line, or a JSON list of objects.
        source: whose pictures it describes; unless told otherwise it follows from where the file lies.
        gallery: only pictures loaded from the folder of this name.
        strict: raise at the first bad row.
        repeats: the file has a row for each caption, the first tells of its picture; load_captions() refuses others.

    Raises:
        BadInput: the file cannot be read or has another format, or whose pictures it describes is unknown.
        BadRow: a row is bad and the load is strict.
    """
    result, file = LoadResult("metadata", strict), file.resolve()
    told = LoadResult("") if repeats else result
    fields, records = _read(session, file, source, told, result)
    names = Names.of_file(session, file, source)
    described, former = set[int](), dict[str, str]()
    for batch in in_batches(_named(records, names, file, told, former)):
        begin_batch(session)
        rows = (_staged_row(number, record, former) for number, record in enumerate(batch))
        staged = stage(session, "staged_metadata", COLUMNS, rows)
        is_meant = and_(Image.name == staged.c.image_name, true() if gallery is None else Image.gallery == gallery)
        unknown = [batch[position] for position in find_unknown(session, staged, is_meant)]
        for record in unknown:
            reason = f"picture {record.image_name} is not in the gallery {gallery}"
            result.refuse_row(file, record.row_number, reason, record.content)
        written = _write(session, staged, is_meant, fields)
        described.update(note_said(session, file, staged, is_meant))
        session.commit()
        result.count(written, len(batch) - len(unknown))
    if not told.unread + result.unread:
        result.deleted += forget_unsaid(session, file, described, gallery)
    if not repeats:
        replace_rejects(session, file, result.rejects)
    _finish(session, file, names, result)
    return result


def _read(
    session: Session, file: Location, source: str | None, told: LoadResult, result: LoadResult
) -> tuple[Fields, Iterator[Record]]:
    try:
        return read_metadata(file, told, result)
    except BadInput:
        hear_unread(session, file, "metadata", source)
        raise


def _finish(session: Session, file: Location, names: Names, result: LoadResult) -> None:
    """Keep what refused rows say, and refresh the planner's statistics."""
    settle_refused(session, file, "metadata", names, result.said)
    if result.wrote:
        analyze(session, Image.__table__)
        session.commit()


def _named(
    records: Iterable[Record], names: Names, file: Location, result: LoadResult, former: dict[str, str]
) -> Iterator[Record]:
    """The records of pictures that are loaded, each picture once; ``former`` gets names that pictures had."""
    first_seen: dict[str, int] = {}
    for batch in in_batches(records):
        loaded, renamed = names.follow(record.image_name for record in batch)
        former |= renamed
        for record in batch:
            name = loaded.pictures.get(record.image_name)
            if name is None:
                # Of a picture that is not there nothing was said; of several of one name one may be meant.
                refuse = result.refuse_unread if record.image_name in loaded.ambiguous else result.refuse_row
                refuse(file, record.row_number, loaded.why_not(record.image_name), record.content, _refused(record))
            elif (first := first_seen.setdefault(name, record.row_number)) != record.row_number:
                reason = f"duplicate of line {first}: the picture was described there"
                result.refuse_row(file, record.row_number, reason, record.content, _refused(record))
            else:
                yield record._replace(image_name=name)


def _refused(record: Record) -> Refused:
    told = [record.tags, list(record.captions.values()), record.details, record.photographer]
    return Refused(record.row_number, (record.image_name,), tell(told))


def _staged_row(position: int, record: Record, former: Mapping[str, str]) -> tuple[object, ...]:
    return (
        position,
        record.image_name,
        record.taken_at,
        record.photographer,
        record.tags,
        Jsonb(record.details),
        former.get(record.image_name, record.image_name),
        Jsonb(said_by(record)),
    )


def _write(session: Session, staged: Table, is_meant: ColumnElement[bool], fields: Fields) -> Written:
    """Update the rows that differ; a picture of which nothing was known counts as inserted."""
    values: dict[str, ColumnElement[Any]] = {
        name: staged.c[name] for name in ("taken_at", "photographer", "tags") if getattr(fields, name) is not None
    }
    values["metadata"] = func.jsonb_strip_nulls(Image.details.concat(staged.c.details), type_=JSONB)
    knew_nothing = and_(
        Image.taken_at.is_(None),
        Image.photographer.is_(None),
        func.cardinality(Image.tags) == 0,
        Image.details.op("-")(FILE_STAMP) == {},
    )
    table = Image.__table__
    fresh = (
        select(Image.id, knew_nothing.label("is_new"), *(value.label(name) for name, value in values.items()))
        .join(staged, is_meant)
        .order_by(Image.id)
        .with_for_update(of=Image)
        .cte("fresh")
    )
    statement = (
        update(Image)
        .where(Image.id == fresh.c.id, or_(*(table.c[name].is_distinct_from(fresh.c[name]) for name in values)))
        .values({table.c[name]: fresh.c[name] for name in values})
        .returning(fresh.c.is_new)
        .execution_options(synchronize_session=False)
    )
    news = session.scalars(statement).all()
    return Written(inserted=sum(news), updated=len(news) - sum(news))
