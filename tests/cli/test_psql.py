"""`imgsearch db psql` becomes psql: which one, and what it is given."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy.engine import make_url

from imgsearch.cli import main
from imgsearch.db.embedded import EmbeddedServer

URL = "postgresql+psycopg://ann:s%20ecret@example.org:5433/photos?sslmode=require"
Started = tuple[str, list[str], Mapping[str, str]]


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[Started]:
    """What the process has become."""
    found: list[Started] = []
    monkeypatch.setattr(os, "execve", lambda *given: found.append(given))
    monkeypatch.setattr(EmbeddedServer, "url", lambda _server: pytest.fail("the embedded server was asked for"))
    monkeypatch.setenv("IMGSEARCH_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("IMGSEARCH_DATABASE_URL", URL)
    return found


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["db", "psql", *arguments])


def install(folder: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    folder.mkdir()
    (folder / "psql").write_text("#!/bin/sh\n")
    (folder / "psql").chmod(0o700)
    monkeypatch.setenv("PATH", str(folder))
    return str(folder / "psql")


def test_the_machines_own_psql_gets_the_arguments_and_the_password_by_its_environment(
    started: list[Started], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    psql = install(tmp_path / "bin", monkeypatch)
    assert run("-c", "SELECT 1", "--csv").exit_code == 0
    ((program, arguments, environment),) = started
    address = "postgresql://ann@example.org:5433/photos?sslmode=require"
    assert (program, arguments) == (psql, [psql, "-c", "SELECT 1", "--csv", address])
    assert environment["PGPASSWORD"] == "s ecret"


def test_without_a_psql_of_the_machine_that_of_the_embedded_server_is_taken(
    started: list[Started], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert run().exit_code == 0
    ((program, arguments, _),) = started
    assert program == arguments[0]
    assert (Path(program).name, Path(program).is_file()) == ("psql", True)


def test_the_embedded_server_is_asked_by_its_own_psql(
    started: list[Started], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    psql = install(tmp_path / "bin", monkeypatch)
    monkeypatch.delenv("IMGSEARCH_DATABASE_URL")
    monkeypatch.setattr(EmbeddedServer, "url", lambda _server: make_url("postgresql+psycopg:///imgsearch?host=/socket"))
    assert run().exit_code == 0
    ((program, arguments, _),) = started
    assert program != psql
    assert arguments == [program, "postgresql:///imgsearch?host=%2Fsocket"]


def test_a_program_that_cannot_be_run_is_one_line(
    started: list[Started], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    psql = install(tmp_path / "bin", monkeypatch)

    def refuse(*_given: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "execve", refuse)
    refused = run()
    assert (refused.exit_code, started) == (1, [])
    assert refused.output == f"Error: cannot run {psql}: Permission denied; install postgresql-client\n"
