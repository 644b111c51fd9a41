"""scripts/release_dump.py, so that it still works on the day of the next release."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

SCRIPT = runpy.run_path(str(Path(__file__).parents[3] / "scripts" / "release_dump.py"))


def test_a_dump_of_this_version_is_plain_sql_with_every_row(engine: Engine, bare: Engine) -> None:
    with engine.begin() as connection:
        SCRIPT["fill"](connection)
    with bare.begin() as connection:
        connection.exec_driver_sql(SCRIPT["dump"](engine), execution_options={"no_parameters": True})
    found = []
    for made in (engine, bare):
        with made.connect() as connection:
            tables = connection.scalars(
                text("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
            ).all()
            found.append({name: connection.scalar(text(f"SELECT count(*) FROM public.{name}")) for name in tables})
    assert found[0] == found[1]
    assert min(found[0].values()) > 0


def test_a_table_without_invented_rows_is_named(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE forgotten (id integer)")
        with pytest.raises(SystemExit, match="no rows for forgotten; add some"):
            SCRIPT["fill"](connection)
