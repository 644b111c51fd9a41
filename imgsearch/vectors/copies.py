"""The copies that other machines hold: making them, filling them, and what they lack."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Table,
    cast,
    column,
    delete,
    exists,
    func,
    inspect,
    literal,
    select,
    table,
)
from sqlalchemy.dialects.postgresql import ARRAY, REGCLASS
from sqlalchemy.orm import Session
from sqlalchemy.schema import CreateSchema, CreateTable, DropTable

from imgsearch.db.revision import script_location
from imgsearch.errors import DatabaseUnavailable
from imgsearch.queries.arrays import is_any
from imgsearch.queries.spread import BY
from imgsearch.tables import Image
from imgsearch.tables.spread import SCHEMA
from imgsearch.vectors.compared import Compared, Differences, find_differences, is_in_stretch

WAITING = table("waiting", column("copied"), column("image_id", BigInteger), schema=SCHEMA)
PG_DIST_PARTITION = table("pg_dist_partition", column("logicalrelid"), schema="pg_catalog")


def make_copies(connection: Connection, shards: int) -> list[str]:
    """Make the copies that are missing, and the triggers that keep all in step; the caller commits.

    Returns:
        Names of the tables that are new.
    """
    connection.execute(CreateSchema(SCHEMA, if_not_exists=True))
    connection.execute(select(func.set_config("citus.shard_count", str(shards), True)))
    made = []
    for copy, by in BY.items():
        _drop_outdated(connection, copy)
        connection.execute(CreateTable(copy, if_not_exists=True))
        name = cast(f"{SCHEMA}.{copy.name}", REGCLASS)
        if not connection.scalar(select(exists().where(PG_DIST_PARTITION.c.logicalrelid == name))):
            # All three have the same kind of column and as many shards, so a picture's rows stand side by side.
            connection.execute(select(func.create_distributed_table(name, by)))
            made.append(copy.name)
    statements = (script_location() / "sql" / "spread.sql").read_text(encoding="utf-8")
    connection.exec_driver_sql(statements, execution_options={"no_parameters": True})
    return made


def settle_waiting(session: Session) -> int:
    """Tell machines what they have missed; commits.

    Raises:
        DatabaseUnavailable: one still does not answer.
    """
    taken = delete(WAITING).returning(WAITING.c.copied, WAITING.c.image_id)
    missed: dict[str, list[int]] = {}
    for copied, image_id in session.execute(taken):
        missed.setdefault(copied, []).append(image_id)
    told = {image_id for ids in missed.values() for image_id in ids}
    if told:
        _lock(session, is_any(Image.id, told))
    for copied, ids in missed.items():
        session.execute(select(func.spread.settle(copied, _array(ids), _array(ids))))
    _refuse_waiting(session)
    session.commit()
    return len(told)


def mend_copies(
    session: Session, compared: Sequence[Compared], progress: Callable[[int, int], None] | None = None
) -> dict[Table, Differences]:
    """Bring every picture that may be shown into the copies that lack it, and take all others out.

    Args:
        session: of the owner; commits after each stretch of ids.
        compared: what compare_copies() said.
        progress: called after each stretch with their number so far and how many differ.

    Returns:
        What was wrong, of each copy.

    Raises:
        DatabaseUnavailable: a machine does not answer.
    """
    found = {each.copy: Differences(frozenset(), frozenset(), frozenset()) for each in compared}
    parts = sorted({part for each in compared for part in each.wrong})
    for done, part in enumerate(parts, start=1):
        # As a load does: a flag that comes meanwhile waits, and then finds what is copied here.
        _lock(session, is_in_stretch(Image.id, part))
        # All are read before one is written: that is another role's, whose changes Citus lets nobody else see.
        here = [each.copy for each in compared if part in each.wrong]
        for copy, wrong in [(copy, find_differences(session, copy, [part])) for copy in here]:
            gone, lacking = sorted(wrong.barred | wrong.changed), sorted(wrong.lacking)
            session.execute(select(func.spread.settle(copy.name, _array(gone), _array(lacking))))
            found[copy] = Differences(*(a | b for a, b in zip(found[copy], wrong, strict=True)))
        _refuse_waiting(session)
        session.commit()
        if progress is not None:
            progress(done, len(parts))
    session.connection().exec_driver_sql("ANALYZE spread.image, spread.image_embedding, spread.caption_embedding")
    session.commit()
    return found


def _drop_outdated(connection: Connection, copy: Table) -> None:
    """Drop a copy that has other columns than this version's filters look at; it is filled again."""
    found = inspect(connection)
    if not found.has_table(copy.name, SCHEMA):
        return
    columns = {str(each["name"]) for each in found.get_columns(copy.name, SCHEMA)}
    if columns != set(copy.c.keys()):
        connection.execute(DropTable(copy))


def _array(ids: list[int]) -> ColumnElement[list[int]]:
    return literal(ids, ARRAY(BigInteger))


def _lock(session: Session, these: ColumnElement[bool]) -> None:
    """Keep some pictures' flags as they are until the transaction ends."""
    locked = select(Image.id).where(these).order_by(Image.id)
    session.execute(locked.with_for_update(read=True, key_share=True)).all()


def _refuse_waiting(session: Session) -> None:
    if session.scalar(select(exists().select_from(WAITING))):
        session.rollback()
        raise DatabaseUnavailable("a machine does not answer; see that it runs, then run the command again")
