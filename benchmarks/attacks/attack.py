"""What an attack is, and what they share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError


@dataclass(frozen=True)
class Target:
    """A loaded database."""

    owner: Engine
    folder: Path
    hidden: dict[int, str]
    """image.id -> name of the pictures that may not be shown."""


@dataclass(frozen=True)
class Attack:
    """One way to get at something."""

    section: str
    name: str
    roles: tuple[str, ...]
    run: Callable[[Target, Engine], str]
    """What came out; empty for nothing."""
    tells_counts: bool = False
    """Whether it tells how many hidden rows there are, which docs/security.md admits."""


def refused(engine: Engine, *statements: str) -> str:
    """What refused the statements; empty where all went through. Nothing is kept."""
    with engine.connect() as connection:
        try:
            for statement in statements:
                connection.exec_driver_sql(statement)
        except DBAPIError as exc:
            return str(exc.orig).splitlines()[0]
        finally:
            connection.rollback()
    return ""


def went_through(engine: Engine, *statements: str) -> str:
    """What to report where nothing refused the statements."""
    return "" if refused(engine, *statements) else "it went through"


def relations(connection: Connection) -> list[str]:
    """Tables and views of ours that the login may read at least a column of."""
    readable = text(
        "SELECT c.oid::regclass::text FROM pg_class c WHERE c.relkind IN ('r', 'p', 'v', 'm') "
        "AND c.relnamespace IN ('public'::regnamespace, to_regnamespace('analyst'), to_regnamespace('optuna')) "
        "AND has_any_column_privilege(c.oid, 'SELECT') ORDER BY 1"
    )
    return list(connection.scalars(readable))


def columns(connection: Connection, relation: str) -> list[str]:
    """Columns of a relation that the login may read."""
    readable = text(
        "SELECT quote_ident(a.attname) FROM pg_attribute a WHERE a.attrelid = CAST(:relation AS regclass) "
        "AND a.attnum > 0 AND NOT a.attisdropped AND has_column_privilege(a.attrelid, a.attnum, 'SELECT')"
    )
    return list(connection.scalars(readable, {"relation": relation}))
