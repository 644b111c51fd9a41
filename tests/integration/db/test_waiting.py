"""Work that is done by the thread that waits for the server, while the server is at a statement."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from time import monotonic, sleep

import pytest
from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.exc import DBAPIError

from imgsearch.db.waiting import meanwhile

SLOW = text("SELECT pg_sleep(0.4)")
ONE = text("SELECT 1")


@pytest.fixture
def connection(engine: Engine) -> Iterator[Connection]:
    """In a transaction, so that its first statement is not the one that begins it."""
    with engine.connect() as connection:
        connection.execute(ONE)
        yield connection


def test_both_work_at_once_and_the_work_is_done_once_by_the_same_thread(connection: Connection) -> None:
    done = list[threading.Thread]()

    def work() -> None:
        sleep(0.4)
        done.append(threading.current_thread())

    began = monotonic()
    with meanwhile(connection, work):
        connection.execute(SLOW)
        connection.execute(ONE)
    assert monotonic() - began < 0.75
    assert done == [threading.current_thread()]


def test_the_statement_was_sent_before_the_work_begins(connection: Connection, engine: Engine) -> None:
    seen = list[str]()
    own = connection.scalar(text("SELECT pg_backend_pid()"))

    def work() -> None:
        sleep(0.1)
        with engine.connect() as other:
            asked = text("SELECT query FROM pg_stat_activity WHERE pid = :pid AND state = 'active'")
            seen.extend(other.scalars(asked, {"pid": own}))

    with meanwhile(connection, work):
        connection.execute(SLOW)
    assert seen == ["SELECT pg_sleep(0.4)"]


def test_work_longer_than_the_statement_loses_no_row(connection: Connection) -> None:
    with meanwhile(connection, lambda: sleep(0.2)):
        assert len(connection.execute(text("SELECT repeat('x', 1000) FROM generate_series(1, 3000)")).all()) == 3000


def test_what_goes_wrong_in_it_disturbs_no_statement(connection: Connection) -> None:
    def fail() -> None:
        raise ValueError("of no concern")

    with meanwhile(connection, fail):
        assert connection.scalar(ONE) == 1
    assert connection.scalar(ONE) == 1


def test_a_statement_that_fails_says_so(connection: Connection) -> None:
    done = list[int]()
    with pytest.raises(DBAPIError, match="division by zero"), meanwhile(connection, lambda: done.append(1)):
        connection.execute(text("SELECT 1 / 0"))
    connection.rollback()
    assert connection.scalar(ONE) == 1
    assert done == [1]


def test_who_interrupts_it_is_heard_and_the_connection_goes_on(connection: Connection) -> None:
    def interrupt() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), meanwhile(connection, interrupt):
        connection.execute(SLOW)
    connection.rollback()
    assert connection.scalar(ONE) == 1


def test_work_of_a_block_without_a_statement_is_left(connection: Connection) -> None:
    done = list[int]()
    with meanwhile(connection, lambda: done.append(1)):
        pass
    assert connection.scalar(ONE) == 1
    assert done == []


def test_another_engine_s_connection_runs_the_statement_alone(engine: Engine) -> None:
    other, done = create_engine(engine.url), list[int]()
    with other.connect() as connection, meanwhile(connection, lambda: done.append(1)):
        assert connection.scalar(ONE) == 1
    other.dispose()
    assert done == []
