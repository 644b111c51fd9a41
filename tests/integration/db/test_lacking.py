"""What a login lacks is said before anything is done."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from imgsearch.cli import main
from imgsearch.db.connect import check_schema
from imgsearch.db.rights import check_may_store
from imgsearch.errors import ImgsearchError, SchemaOutdated
from tests.conftest import Connect


@pytest.mark.parametrize("command", [["evaluate"], ["train", "regressor"]])
def test_an_analyst_is_told_at_once_that_the_outcome_could_not_be_stored(
    connect_as: Connect, monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    url = connect_as("analyst").url
    monkeypatch.setenv("IMGSEARCH_DATABASE_URL", url.render_as_string(hide_password=False))
    done = CliRunner().invoke(main, command)
    assert done.exit_code == 1
    assert "may not write the table" in done.output
    assert f"`imgsearch db grant loader {url.username}`" in done.output


@pytest.mark.parametrize("table", ["evaluation", "regressor"])
def test_loaders_may_store(connect_as: Connect, table: str) -> None:
    with Session(connect_as("loader")) as session:
        check_may_store(session, table)
    with Session(connect_as("searcher")) as session, pytest.raises(ImgsearchError, match=table):
        check_may_store(session, table)


def test_only_the_owner_upgrades(connect_as: Connect, monkeypatch: pytest.MonkeyPatch) -> None:
    url = connect_as("analyst").url
    monkeypatch.setenv("IMGSEARCH_DATABASE_URL", url.render_as_string(hide_password=False))
    done = CliRunner().invoke(main, ["db", "upgrade"])
    assert done.exit_code == 1
    assert "only the owner of the tables brings the schema up to date; connect as" in done.output
    assert "Warning" not in done.output


def test_tables_where_a_login_does_not_look_are_not_called_missing(engine: Engine) -> None:
    with engine.connect() as connection:
        connection.exec_driver_sql("SET search_path TO elsewhere")
        with pytest.raises(SchemaOutdated, match=r"in the schema public, where this login does not look.*'elsewhere'"):
            check_schema(connection)


def test_what_encodes_no_pictures_is_refused_before_any_are_loaded(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(b"")
    for encoder, said in (("minilm", "encodes texts, not pictures"), ("nosuch", "there is no encoder")):
        done = CliRunner().invoke(main, ["load", str(tmp_path), "--encoder", encoder])
        assert done.exit_code == 1
        assert said in done.output
        assert "inserted" not in done.output
