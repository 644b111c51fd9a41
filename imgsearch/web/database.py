"""Transactions that run with the rights of whoever asks."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

from sqlalchemy import ColumnElement, Connection, Engine, func, select
from sqlalchemy.event import listen
from sqlalchemy.orm import Session, SessionTransaction

from imgsearch.db.roles import SEARCHER_ROLE, become, transaction_as

DatabaseRole = Literal["imgsearch_searcher", "imgsearch_editor", "imgsearch_web"]
#: No request may hold a connection for longer, ms.
STATEMENT_TIMEOUT_MS = 20_000


class Database:
    """The engine, and sessions in which the database itself hides what the visitor must not see."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    @contextmanager
    def acting_as(self, role: DatabaseRole) -> Iterator[Session]:
        """A transaction with a role's rights; it commits at the end, or rolls back on an error."""
        with Session(self.engine) as session, transaction_as(session, role, _timeout()):
            yield session

    @contextmanager
    def searching(self) -> Iterator[Session]:
        """A session outside a transaction, for searches, which begin their own; all have the searcher's rights."""
        with Session(self.engine) as session:
            listen(session, "after_begin", _become_searcher)
            yield session


def _become_searcher(_session: Session, _transaction: SessionTransaction, connection: Connection) -> None:
    connection.execute(select(become(SEARCHER_ROLE), _timeout()))


def _timeout() -> ColumnElement[str]:
    return func.set_config("statement_timeout", str(STATEMENT_TIMEOUT_MS), True)
