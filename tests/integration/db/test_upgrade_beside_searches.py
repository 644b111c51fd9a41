"""`imgsearch db upgrade` while others search: nobody's search fails, and nobody waits for long."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Connection, Engine, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from benchmarks.unscreened import forgo_screening
from imgsearch.db import HEAD_REVISION, make_engine, migrate
from imgsearch.db.migrate import downgrade, upgrade, upgrade_beside_searches
from imgsearch.search import SearchModels, record_search
from tests.asking import search
from tests.builders import fill, make_models

from .test_upgrade_with_data import RELEASED, VERSION, restore

#: The oldest migration with which this version's searches run; they stand for those of the version before, which go on
#: while the migrations after it run.
BEFORE = "0039"
CLIENTS, PICTURES = 4, 2_000
#: For which a backup reads all tables.
BACKUP_SECONDS = 12
#: Far less than the backup takes, and than a statement of the page may take (20 s); machines are busy.
LONGEST_WAIT_SECONDS = 8
#: What a page of the released version reads and this one still has, in the order of its search.
OLD_SEARCH = (
    text("SELECT set_config('role', 'imgsearch_searcher', true)"),
    text("SELECT count(*) FROM image"),
    text(
        "SELECT i.id, i.name, i.path, i.width, i.height, e.embedding FROM image i "
        "JOIN image_embedding e ON e.image_id = i.id LEFT JOIN caption c ON c.image_id = i.id "
        "ORDER BY e.embedding <=> CAST('[1,0,0]' AS halfvec) LIMIT 10"
    ),
)
#: What a migration has locked, or waits for.
LOCKED = text(
    "SELECT c.relname, l.granted FROM pg_locks l JOIN pg_class c ON c.oid = l.relation "
    "JOIN pg_database d ON d.oid = l.database AND d.datname = current_database() WHERE l.mode = 'AccessExclusiveLock'"
)


class Client(threading.Thread):
    """Does something again and again over a connection of its own; how long it took at most, and what failed."""

    def __init__(self, url: URL, ask: Callable[[Session], object], done: threading.Event) -> None:
        super().__init__()
        self.url, self.ask, self.done = url, ask, done
        self.count, self.longest = 0, 0.0
        self.errors: list[Exception] = []

    def run(self) -> None:
        engine = make_engine(self.url)
        with Session(engine) as session:
            while not self.done.is_set():
                started = time.monotonic()
                try:
                    self.ask(session)
                except Exception as exc:
                    self.errors.append(exc)
                    session.rollback()
                self.longest = max(self.longest, time.monotonic() - started)
                self.count += 1
        engine.dispose()


@contextmanager
def clients(url: URL, ask: Callable[[Session], object]) -> Iterator[list[Client]]:
    """Some that have begun before the block and go on for a second after it."""
    done = threading.Event()
    started = [Client(url, ask, done) for _ in range(CLIENTS)]
    for client in started:
        client.start()
    try:
        while any(client.count == 0 for client in started):
            time.sleep(0.05)
        yield started
        time.sleep(1)
    finally:
        done.set()
        for client in started:
            client.join()


@contextmanager
def backup(engine: Engine, seconds: float) -> Iterator[None]:
    """A transaction that reads every table, as pg_dump does, and goes on for so long."""
    tables = text("SELECT string_agg(quote_ident(tablename), ', ') FROM pg_tables WHERE schemaname = 'public'")

    def read(connection: Connection) -> None:
        with connection:
            time.sleep(seconds)

    connection = engine.connect()
    connection.exec_driver_sql(f"LOCK TABLE {connection.scalar(tables)} IN ACCESS SHARE MODE")
    reading = threading.Thread(target=read, args=(connection,))
    reading.start()
    yield
    reading.join()


def ask_as_before(session: Session) -> None:
    with session.begin():
        for statement in OLD_SEARCH:
            session.execute(statement).all()


def assert_nobody_noticed(asked: list[Client]) -> None:
    assert [error for client in asked for error in client.errors] == []
    assert max(client.longest for client in asked) < LONGEST_WAIT_SECONDS
    assert min(client.count for client in asked) > 2


def test_searches_of_a_released_version_go_on_while_it_is_upgraded_beside_a_backup(
    bare: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migrate, "PAUSE_SECONDS", 1.0)
    restore(bare, RELEASED / "0.1.0.sql")
    said: list[str] = []
    with clients(bare.url, ask_as_before) as asked, backup(bare, BACKUP_SECONDS):
        started = time.monotonic()
        upgrade_beside_searches(bare, said.append)
        took = time.monotonic() - started
    assert took > BACKUP_SECONDS - 3  # it had to wait for the backup
    assert len(said) == 1
    assert "waiting" in said[0]
    assert_nobody_noticed(asked)
    with bare.connect() as connection:
        assert connection.scalar(VERSION) == HEAD_REVISION


def test_searches_of_the_version_before_go_on_through_the_newest_migrations(bare: Engine) -> None:
    with bare.begin() as connection:
        upgrade(connection)
        forgo_screening(connection)
    bare.dispose()
    with Session(bare) as session:
        models = make_models(session)
        fill(session, models, PICTURES)
    with bare.begin() as connection:
        downgrade(connection, BEFORE)

    def ask(session: Session, models: SearchModels = models) -> None:
        result = search(session, models, "dog", min_score=0.0)
        assert len(result.hits) == 10
        assert record_search(session, result) is not None

    with clients(bare.url, ask) as asked:
        upgrade_beside_searches(bare, pytest.fail)
    assert_nobody_noticed(asked)


def test_an_upgrade_gives_up_when_somebody_is_in_the_way_for_good(
    bare: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migrate, "ATTEMPTS", 2)
    monkeypatch.setattr(migrate, "PAUSE_SECONDS", 0.1)
    restore(bare, RELEASED / "0.1.0.sql")
    with bare.connect() as other:
        other.exec_driver_sql("LOCK TABLE image IN ACCESS SHARE MODE")
        with pytest.raises(OperationalError, match="lock timeout"):
            upgrade_beside_searches(bare, lambda _said: None)
    with bare.connect() as connection:
        assert connection.scalar(VERSION) == "0013"


def test_an_upgrade_waits_for_the_table_that_searches_read_first_and_holds_no_other_meanwhile(
    bare: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migrate, "PAUSE_SECONDS", 0.1)
    restore(bare, RELEASED / "0.1.0.sql")
    with bare.connect() as other, bare.connect() as watching:
        other.exec_driver_sql("LOCK TABLE image IN ACCESS SHARE MODE")
        upgrading = threading.Thread(target=upgrade_beside_searches, args=(bare, lambda _said: None))
        upgrading.start()
        locked: set[tuple[str, bool]] = set()
        while ("image", False) not in locked:
            locked = {(name, granted) for name, granted in watching.execute(LOCKED)}
            watching.rollback()
        other.rollback()
        upgrading.join()
    assert locked == {("image", False)}
