"""Who encodes which picture, when several processes do: tasks are rows, and a claim is the lock on a row.

A claim lasts as long as the transaction that made it. It ends with the vectors in the same commit, and it dies with the
connection of a process that was killed, so that another one takes the picture over.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, delete, exists, func, literal, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from imgsearch.queries.arrays import is_any
from imgsearch.queries.session import stay_idle
from imgsearch.tables import EncodingTask, Image, ImageEmbedding

#: Any number will do.
CAPTIONS_LOCK = 1_684_300_297
SCREENING_LOCK = 1_684_300_298


class PendingImage(NamedTuple):
    """A picture without a vector."""

    id: int
    path: str
    sha256: bytes


def add_tasks(session: Session, encoder_id: int) -> int:
    """Make a task of every picture that lacks a vector; commits.

    Returns:
        The number of tasks, those that others work on included.
    """
    has_vector = exists().where(
        ImageEmbedding.encoder_id == EncodingTask.encoder_id, ImageEmbedding.image_id == EncodingTask.image_id
    )
    session.execute(
        delete(EncodingTask)
        .where(EncodingTask.encoder_id == encoder_id, has_vector)
        .execution_options(synchronize_session=False)
    )
    pending = select(literal(encoder_id), Image.id).where(_lacks_vector(encoder_id)).order_by(Image.id)
    session.execute(insert(EncodingTask).from_select(["encoder_id", "image_id"], pending).on_conflict_do_nothing())
    session.commit()
    return count_tasks(session, encoder_id)


def claim(session: Session, encoder_id: int, most: int) -> list[PendingImage]:
    """Claim pictures that nobody else works on until the end of the transaction, in the order of their ids."""
    session.execute(stay_idle())
    return [PendingImage(row.id, row.path, row.sha256) for row in session.execute(_unclaimed(encoder_id).limit(most))]


def finish(session: Session, encoder_id: int, image_ids: list[int]) -> None:
    """Remove claimed tasks, in the transaction that writes the vectors or gives the pictures up."""
    session.execute(
        delete(EncodingTask)
        .where(EncodingTask.encoder_id == encoder_id, is_any(EncodingTask.image_id, image_ids))
        .execution_options(synchronize_session=False)
    )


def count_tasks(session: Session, encoder_id: int) -> int:
    """Pictures that are still to be encoded by anybody; ends the transaction."""
    query = select(func.count()).select_from(_tasks(encoder_id).subquery())
    count = session.scalar(query) or 0
    session.rollback()
    return count


@contextmanager
def wait_for_captions(session: Session, encoder_id: int) -> Iterator[None]:
    """Let one process at a time encode captions: texts repeat, so shares of them would too, and they take seconds.

    The lock has a connection of its own, because the session's transactions end; it dies with it.
    """
    with _wait(session, CAPTIONS_LOCK, encoder_id):
        yield


@contextmanager
def wait_for_screening(session: Session) -> Iterator[None]:
    """Let one process at a time look again at pictures that have their vectors; others then find nothing left."""
    with _wait(session, SCREENING_LOCK, 0):
        yield


@contextmanager
def _wait(session: Session, lock: int, of: int) -> Iterator[None]:
    engine = session.get_bind().engine
    with engine.connect() as connection, connection.begin():
        connection.execute(select(func.pg_advisory_xact_lock(lock, of)))
        connection.execute(stay_idle())
        yield


def _unclaimed(encoder_id: int) -> Select[int, str, bytes]:
    return _tasks(encoder_id).order_by(Image.id).with_for_update(of=EncodingTask, skip_locked=True)


def _tasks(encoder_id: int) -> Select[int, str, bytes]:
    """Tasks whose picture has no vector yet; of one that got it meanwhile the task is void."""
    return (
        select(Image.id, Image.path, Image.sha256)
        .join(EncodingTask, EncodingTask.image_id == Image.id)
        .where(EncodingTask.encoder_id == encoder_id, _lacks_vector(encoder_id))
    )


def _lacks_vector(encoder_id: int) -> ColumnElement[bool]:
    return ~exists().where(ImageEmbedding.encoder_id == encoder_id, ImageEmbedding.image_id == Image.id)
