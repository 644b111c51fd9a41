"""Connections that are cut, statements that take too long, migrations that stop in the middle."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from click.testing import CliRunner
from sqlalchemy import BigInteger, Engine, func, select, text
from sqlalchemy.orm import Session

from imgsearch.cli import main
from imgsearch.db import HEAD_REVISION, map_errors
from imgsearch.db.migrate import downgrade
from imgsearch.errors import DatabaseUnavailable
from imgsearch.staging import stage


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
        downgrade(connection, "0003")
    version = text("SELECT version_num FROM alembic_version")
    with engine.begin() as connection:
        # The first migrations of the run are done when the lock stops it.
        connection.execute(text("LOCK TABLE encoder IN ACCESS EXCLUSIVE MODE"))
        result = CliRunner().invoke(main, ["db", "upgrade"])
    assert result.exit_code == 1
    assert len(result.stderr.splitlines()) == 1
    with engine.connect() as connection:
        assert connection.scalar(version) == "0003"
        assert connection.scalar(select(func.to_regclass("model_result"))) is None
    monkeypatch.setenv("IMGSEARCH_DATABASE_URL", engine.url.render_as_string(hide_password=False))
    assert CliRunner().invoke(main, ["db", "upgrade"]).exit_code == 0
    with engine.connect() as connection:
        assert connection.scalar(version) == HEAD_REVISION
