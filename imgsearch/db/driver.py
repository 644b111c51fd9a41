"""What connections of an engine do besides: vector types, binary answers, work while they wait, poolers, restarts."""

from __future__ import annotations

from select import POLLIN, poll
from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.pool import ConnectionPoolEntry

from imgsearch.db.waiting import open_connection

#: Option of a statement whose answer is much of numbers and bytes: neither side then writes or reads them as text.
BINARY = "imgsearch_binary"


def equip(engine: Engine) -> None:
    """Have all connections of an engine do so."""
    event.listen(engine, "do_connect", _open)
    event.listen(engine, "connect", _register)
    event.listen(engine, "checkout", _refuse_ended)
    event.listen(engine, "before_cursor_execute", _choose_format)


def _open(_dialect: object, _record: object, args: list[Any], options: dict[str, Any]) -> object:
    return open_connection(*args, **options)


def _register(dbapi_connection: object, _record: ConnectionPoolEntry) -> None:
    from pgvector.psycopg import register_vector
    from psycopg import ProgrammingError

    driver = _driver_of(dbapi_connection)
    if is_pooled(driver):
        # The next transaction may come to another process of the server, where the name of a prepared statement is
        # unknown, or that of another client's: what it then ran in our place might be what takes our rights away.
        driver.prepare_threshold = None
    try:
        register_vector(driver)
    except ProgrammingError:  # before the first migration the type does not exist
        driver.rollback()
    else:
        driver.commit()


def _refuse_ended(dbapi_connection: object, _record: ConnectionPoolEntry, _proxy: object) -> None:
    """Have another one opened in place of a connection that has ended while nobody used it.

    A server that was restarted, or that ends idle sessions, says so to the socket; asking that costs no statement, and
    minutes of training, or a visitor's search, are not lost to it. Where the server has told something else, nothing is
    lost either.
    """
    from psycopg import OperationalError

    driver = _driver_of(dbapi_connection)
    waiting = poll()
    try:
        waiting.register(driver.fileno(), POLLIN)
    except OperationalError as exc:
        raise DisconnectionError from exc
    if waiting.poll(0):
        raise DisconnectionError


def _driver_of(dbapi_connection: object) -> Any:  # noqa: ANN401 (the driver's)
    return getattr(dbapi_connection, "driver_connection", dbapi_connection)


def is_pooled(driver: Any) -> bool:  # noqa: ANN401 (the driver's)
    """Whether a pooler such as PgBouncer stands between: it tells a number of its own for the server's process."""
    own: int = driver.execute("SELECT pg_backend_pid()").fetchone()[0]
    told: int = driver.info.backend_pid
    return told != own


def _choose_format(_connection: Connection, cursor: Any, *told: Any) -> None:  # noqa: ANN401 (the driver's)
    """Have the server answer in binary where a statement's options say so."""
    from psycopg.pq import Format

    _statement, _parameters, context, _is_many = told
    if context is not None and context.execution_options.get(BINARY):
        cursor.format = Format.BINARY
