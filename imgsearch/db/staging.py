"""Bulk writes: binary COPY into a temporary table, then one statement that touches only rows that differ."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from psycopg import Connection as DriverConnection
from psycopg import sql
from sqlalchemy import (
    Column,
    ColumnElement,
    FromClause,
    MetaData,
    Select,
    Table,
    and_,
    column,
    delete,
    exists,
    func,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.dialects.postgresql.base import PGDialect
from sqlalchemy.orm import Session
from sqlalchemy.schema import CreateTable
from sqlalchemy.types import TypeEngine

from imgsearch.tables import Image

#: Rows in one transaction: large enough for COPY to pay, small enough that little is lost when a load is killed.
BATCH_ROWS = 10_000
ColumnType = TypeEngine[Any] | type[TypeEngine[Any]]
DIALECT = PGDialect()  # type: ignore[no-untyped-call]


class Written(NamedTuple):
    """How many rows an upsert touched."""

    inserted: int
    updated: int


def begin_batch(session: Session) -> None:
    """Wait for the batch that another load or an editor is writing; its lock ends with its transaction.

    By a function of ours: an advisory lock can be taken, and kept, by everybody who may connect.
    """
    session.execute(select(func.begin_batch()))


def may_begin(session: Session) -> bool:
    """Whether begin_batch() is allowed: whoever it is not is told so, whatever the pictures are."""
    return bool(session.scalar(select(func.has_function_privilege("begin_batch()", "EXECUTE"))))


def stage(session: Session, name: str, columns: Mapping[str, ColumnType], rows: Iterable[Sequence[object]]) -> Table:
    """Copy rows into a temporary table that lives until the transaction ends."""
    definitions = [Column(column_name, column_type) for column_name, column_type in columns.items()]
    table = Table(name, MetaData(), *definitions, prefixes=["TEMPORARY"], postgresql_on_commit="DROP")
    session.execute(CreateTable(table))
    driver = _driver(session)
    copy_statement = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT BINARY)").format(
        sql.Identifier(name), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    with driver.cursor() as cursor, cursor.copy(copy_statement) as copy:
        copy.set_types([_type_name(definition) for definition in definitions])
        for row in rows:
            copy.write_row(row)
    return table


#: Of indexes that the current role may look after, since whoever only writes may not.
CLEAN_WAITING = """
SELECT gin_clean_pending_list(index.oid)
FROM pg_class index JOIN pg_index ON index.oid = indexrelid JOIN pg_am ON pg_am.oid = index.relam
WHERE amname = 'gin' AND index.relkind = 'i' AND indisvalid AND indrelid = to_regclass(%s)
    AND pg_has_role(index.relowner, 'USAGE')
"""


def analyze(session: Session, *tables: FromClause) -> None:
    """Refresh the planner's statistics, which autovacuum does a minute too late for the first query.

    And put new rows into the tables' indexes of words: until then each query reads through the list of all of them.
    """
    for table in tables:
        assert isinstance(table, Table)
        _driver(session).execute(sql.SQL("ANALYZE {}").format(sql.Identifier(table.name)))
        _driver(session).execute(CLEAN_WAITING, (table.name,))


def _driver(session: Session) -> DriverConnection[Any]:
    driver = session.connection().connection.driver_connection
    assert isinstance(driver, DriverConnection)
    return driver


def _type_name(definition: Column[Any]) -> str:
    name: str = definition.type.compile(DIALECT)
    return name.lower().split("(")[0]


def find_unknown(session: Session, staged: Table, is_meant: ColumnElement[bool]) -> list[int]:
    """``position`` of the staged rows for which no picture is meant, in ascending order."""
    joined = staged.outerjoin(Image, is_meant)
    query = select(staged.c.position).select_from(joined).where(Image.id.is_(None)).order_by(staged.c.position)
    return list(session.scalars(query))


def lock_images(session: Session, names: Select[Any]) -> None:
    """Keep the flags of the named pictures as they are until the transaction ends.

    Every derived row copies image.is_hidden; an editor's verdict between reading and writing it would break the
    foreign key.
    """
    locked = select(Image.id).where(Image.name.in_(names)).order_by(Image.id).with_for_update(read=True, key_share=True)
    session.execute(select(func.count()).select_from(locked.cte("locked")))


def upsert(session: Session, target: FromClause, source: Select[Any], keys: Sequence[str]) -> Written:
    """Insert the source's rows, or update those that differ; rows that are the same are not even locked."""
    assert isinstance(target, Table)
    fresh = source.subquery("fresh")
    current = target.alias("stored")
    columns = [c.name for c in fresh.c]
    values = [name for name in columns if name not in keys]
    differs = or_(current.c[keys[0]].is_(None), *(fresh.c[name].is_distinct_from(current.c[name]) for name in values))
    joined = fresh.outerjoin(current, and_(*(fresh.c[key] == current.c[key] for key in keys)))
    statement = insert(target).from_select(columns, select(*fresh.c).select_from(joined).where(differs))
    if values:
        statement = statement.on_conflict_do_update(
            index_elements=keys, set_={name: statement.excluded[name] for name in values}
        )
    else:
        statement = statement.on_conflict_do_nothing(index_elements=keys)
    # A row that ON CONFLICT updated has been locked first, which leaves its mark in xmax.
    written = statement.returning((column("xmax") == 0).label("is_new")).cte("written")
    inserted, total = session.execute(
        select(func.count().filter(written.c.is_new), func.count()).select_from(written)
    ).one()
    return Written(inserted, total - inserted)


def delete_vanished(
    session: Session,
    target: FromClause,
    source: Select[Any],
    keys: Sequence[str],
    *conditions: Any,  # noqa: ANN401
) -> int:
    """Delete the target's rows that meet the conditions and are not in the source."""
    assert isinstance(target, Table)
    fresh = source.subquery("fresh")
    found = exists().where(*(fresh.c[key] == target.c[key] for key in keys))
    statement = delete(target).where(*conditions, ~found).returning(target.c[keys[0]]).cte("deleted")
    return session.scalar(select(func.count()).select_from(statement)) or 0
