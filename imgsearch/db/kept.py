"""Statements that are run again and again: SQLAlchemy makes their text once, where it would go through them each time.

That takes longer than what the shortest of them do. Everything else stays SQLAlchemy's: the transaction, what listeners
are told, the errors.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import ClauseElement, Connection, CursorResult, Dialect

from imgsearch.db.driver import BINARY

#: Texts that are kept; the searches of a gallery take a few.
MOST_KEPT = 128


class _Kept(NamedTuple):
    text: str
    fixed: Mapping[str, Any]
    """What stands in the statement itself, by parameter."""
    convert: Mapping[str, Callable[[Any], Any]]
    """What SQLAlchemy's types make of a given parameter for the driver, where they change it."""


def run_kept(
    connection: Connection, statement: ClauseElement, parameters: Mapping[str, Any], *, binary: bool = False
) -> CursorResult[Any]:
    """Run a statement whose text does not depend on its parameters' values.

    Args:
        connection: its transaction is joined.
        statement: the same object each time.
        parameters: a value for each that has none in the statement.
        binary: whether the server is to answer in binary.

    Returns:
        Rows as the driver gives them: SQLAlchemy's types make nothing of what comes back.
    """
    kept = _keep(statement, connection.dialect)
    given = {name: kept.convert[name](value) if name in kept.convert else value for name, value in parameters.items()}
    return connection.exec_driver_sql(kept.text, {**kept.fixed, **given}, execution_options={BINARY: binary})


@lru_cache(maxsize=MOST_KEPT)
def _keep(statement: ClauseElement, dialect: Dialect) -> _Kept:
    compiled: Any = statement.compile(dialect=dialect)
    given = [name for name, bind in compiled.binds.items() if bind.required]
    state = compiled.construct_expanded_state(dict.fromkeys(given))
    convert = {name: make for name, make in state.processors.items() if callable(make)}
    fixed = {
        name: convert[name](value) if name in convert else value
        for name, value in state.parameters.items()
        if name not in given
    }
    return _Kept(state.statement, fixed, convert)
