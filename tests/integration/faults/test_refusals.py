"""Connections that are cut, statements that take too long, migrations that stop in the middle."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from click.testing import CliRunner
from sqlalchemy import BigInteger, Engine, func, select, text
from sqlalchemy.orm import Session

from imgsearch.cli import main
from imgsearch.db import HEAD_REVISION, map_errors
from imgsearch.db.migrate import downgrade
from imgsearch.db.staging import stage
from imgsearch.errors import DatabaseUnavailable

#: Of migrations/env.py.
MIGRATION_LOCK = 7_236_105_318
DEADLINE_SECONDS = 30


def test_connection_that_is_cut_while_rows_are_copied_is_a_clear_error(engine: Engine) -> None:
    """COPY goes past SQLAlchemy, so the driver's own errors have to be understood too."""

    def rows() -> Iterator[tuple[int]]:
        with engine.connect() as other:  # COPY has begun when the first row is asked for
            other.execute(select(func.pg_terminate_backend(process_id)))
        yield from ((number,) for number in range(1_000_000))

    with Session(engine) as session:
        process_id = session.scalar(select(func.pg_backend_pid()))
        session.execute(text("SET LOCAL statement_timeout = '60s'"))
        with pytest.raises(DatabaseUnavailable), map_errors():
            stage(session, "staged", {"number": BigInteger}, rows())
        session.invalidate()
    with Session(engine) as session:
        assert session.scalar(select(func.count()).select_from(text("image"))) == 0


def test_query_that_runs_into_its_time_limit_says_so(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    url = engine.url.update_query_dict({"options": "-c statement_timeout=500"})
    monkeypatch.setenv("IMGSEARCH_DATABASE_URL", url.render_as_string(hide_password=False))
    with engine.begin() as connection:
        connection.execute(text("LOCK TABLE encoder IN ACCESS EXCLUSIVE MODE"))
        result = CliRunner().invoke(main, ["query", "a dog"])
    assert result.exit_code == 1
    assert "raise statement_timeout" in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_migration_that_fails_leaves_the_old_schema_and_is_finished_later(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = engine.url.update_query_dict({"options": "-c statement_timeout=500"})
    monkeypatch.setenv("IMGSEARCH_DATABASE_URL", url.render_as_string(hide_password=False))
    with engine.begin() as connection:
        downgrade(connection, "0000")
    version = text("SELECT version_num FROM alembic_version")
    with engine.begin() as connection:
        # The first migrations of the run are done when the lock stops it.
        connection.execute(text("LOCK TABLE encoder IN ACCESS EXCLUSIVE MODE"))
        result = CliRunner().invoke(main, ["db", "upgrade"])
    assert result.exit_code == 1
    assert len(result.stderr.splitlines()) == 1
    with engine.connect() as connection:
        assert connection.scalar(version) == "0000"
        assert connection.scalar(select(func.to_regclass("minor_status"))) is None
    monkeypatch.setenv("IMGSEARCH_DATABASE_URL", engine.url.render_as_string(hide_password=False))
    assert CliRunner().invoke(main, ["db", "upgrade"]).exit_code == 0
    with engine.connect() as connection:
        assert connection.scalar(version) == HEAD_REVISION


@pytest.mark.parametrize("step", ["waiting for the migrations' own lock", "in the middle"])
def test_migration_whose_connection_is_cut_leaves_the_old_schema_and_is_finished_later(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    monkeypatch.setenv("IMGSEARCH_DATABASE_URL", engine.url.render_as_string(hide_password=False))
    with engine.begin() as connection:
        downgrade(connection, "0000")
    before = describe_schema(engine)
    held = {
        "waiting for the migrations' own lock": f"SELECT pg_advisory_xact_lock({MIGRATION_LOCK})",
        "in the middle": "LOCK TABLE encoder IN ACCESS EXCLUSIVE MODE",
    }[step]
    with engine.begin() as connection, ThreadPoolExecutor(1) as pool:
        connection.execute(text(held))
        cut = pool.submit(cut_whoever_waits, engine)
        result = CliRunner().invoke(main, ["db", "upgrade"])
        cut.result()
    assert result.exit_code == 1
    assert len(result.stderr.splitlines()) == 1
    assert "run the command again" in result.stderr
    assert describe_schema(engine) == before
    for _ in range(2):
        assert CliRunner().invoke(main, ["db", "upgrade"]).exit_code == 0
    assert describe_schema(engine)[0] == [HEAD_REVISION]


def cut_whoever_waits(engine: Engine) -> None:
    """End the connection that waits for a lock of this database, as a network that fails or an administrator would."""
    cut = text(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = current_database() AND wait_event_type = 'Lock' AND pid <> pg_backend_pid()"
    )
    deadline = time.monotonic() + DEADLINE_SECONDS
    with engine.connect() as connection:
        while not connection.scalars(cut).all():
            connection.rollback()
            assert time.monotonic() < deadline
            time.sleep(0.02)


def describe_schema(engine: Engine) -> tuple[list[str], list[str]]:
    """The revision, and every table, view, index and column."""
    with engine.connect() as connection:
        return (
            list(connection.scalars(text("SELECT version_num FROM alembic_version"))),
            list(
                connection.scalars(
                    text(
                        "SELECT c.oid::regclass || '.' || a.attname FROM pg_attribute a JOIN pg_class c "
                        "ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace "
                        "WHERE nspname IN ('public', 'optuna', 'analyst') AND NOT a.attisdropped ORDER BY 1"
                    )
                )
            ),
        )
