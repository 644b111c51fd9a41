"""What captions and test queries share: a key, a text, and a picture that may not be loaded yet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Integer,
    Select,
    SQLColumnExpression,
    String,
    Table,
    and_,
    delete,
    exists,
    func,
    select,
    true,
)
from sqlalchemy.orm import Session

from imgsearch.db.staging import BATCH_ROWS, Written, lock_images, stage, upsert
from imgsearch.tables import NOT_LOADED, CaptionOrigin, Image

T = TypeVar("T")
#: Keys are indexed, and an index entry has to stay under 2,700 bytes.
LONGEST_KEY_BYTES = 1200
#: A caption is a sentence; PostgreSQL indexes the words of no more than 1 MB, and encoders read the first few hundred.
LONGEST_TEXT = 10_000


class KeyedText(NamedTuple):
    """A text with its key and the name of the picture that it belongs to."""

    row_number: int
    key: str
    image_name: str
    text: str


def find_oversize(key: str, text: str = "") -> str | None:
    """Why a key or a text is too long to be stored; None when neither is."""
    if len(key.encode()) > LONGEST_KEY_BYTES:
        return f"the id has {len(key.encode()):,} bytes; {LONGEST_KEY_BYTES:,} are the most"
    if len(text) > LONGEST_TEXT:
        return f"the text has {len(text):,} characters; {LONGEST_TEXT:,} are the most"
    return None


def in_batches(rows: Iterable[T], size: int = BATCH_ROWS) -> Iterator[list[T]]:
    """Cut rows into the pieces that are written in one transaction."""
    iterator = iter(rows)
    while batch := list(islice(iterator, size)):
        yield batch


def stage_texts(session: Session, name: str, texts: Sequence[KeyedText]) -> Table:
    """Copy texts into a temporary table and hold their pictures' flags still."""
    columns = {"row_number": Integer, "text_key": String, "image_name": String, "text": String}
    staged = stage(session, name, columns, texts)
    lock_images(session, select(staged.c.image_name))
    return staged


def came_with_other_bytes(key: SQLColumnExpression[str], text: SQLColumnExpression[str]) -> ColumnElement[bool]:
    """Whether a caption was first loaded with other bytes than those of the picture, Image, that has its name now."""
    digest = func.sha256(func.convert_to(text, "UTF8"))
    return exists().where(
        CaptionOrigin.caption_key == key,
        CaptionOrigin.text_sha256 == digest,
        CaptionOrigin.image_sha256 != Image.sha256,
    )


def take_out_strangers(session: Session, staged: Table) -> list[int]:
    """Remove captions that were written for other bytes than those that have their picture's name now; their rows."""
    strangers = (
        select(staged.c.row_number)
        .join(Image, Image.name == staged.c.image_name)
        .where(came_with_other_bytes(staged.c.text_key, staged.c.text))
    )
    taken_out = delete(staged).where(staged.c.row_number.in_(strangers)).returning(staged.c.row_number)
    return sorted(session.scalars(taken_out))


def write_texts(session: Session, staged: Table, target: FromClause, key: str, *others: ColumnElement[Any]) -> Written:
    """Write staged texts into a table whose key is called `key`, each once, whatever picture it belonged to before.

    ``others`` are further columns, the same for all.

    A text whose picture is not found by name keeps the picture that it had: a renamed file keeps its captions.
    """
    assert isinstance(target, Table)
    source = _select_linked(staged, target, key).add_columns(*others)
    linked = source.subquery("linked")
    # The column that a table can be distributed by is never updated.
    moved = delete(target).where(target.c[key] == linked.c[key], target.c.image_id != linked.c.image_id)
    gone = moved.returning(target.c[key]).cte("gone")
    count = session.scalar(select(func.count()).select_from(gone)) or 0
    written = upsert(session, target, source, (key, "image_id"))
    return Written(written.inserted - count, written.updated + count)


def _select_linked(staged: Table, target: Table, key: str) -> Select[tuple[str, str, str, int, bool]]:
    known = target.alias("known")
    image = Image.__table__
    joined = staged.outerjoin(image, image.c.name == staged.c.image_name).outerjoin(
        known, and_(known.c[key] == staged.c.text_key, known.c.image_name == staged.c.image_name)
    )
    return select(
        staged.c.text_key.label(key),
        staged.c.text,
        staged.c.image_name,
        func.coalesce(image.c.id, known.c.image_id, NOT_LOADED).label("image_id"),
        func.coalesce(image.c.is_hidden, known.c.is_hidden, true()).label("is_hidden"),
    ).select_from(joined)
