"""`imgsearch db` with an embedded server of the test's own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from imgsearch.cli import main


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


@pytest.fixture
def data_dir(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    # A socket's path must stay under 108 bytes, so not below pytest's own long folders.
    folder = Path(tempfile.mkdtemp(prefix="imgsearch"))
    monkeypatch.delenv("IMGSEARCH_DATABASE_URL", raising=False)
    monkeypatch.setenv("IMGSEARCH_DATA_DIR", str(folder))
    yield folder
    run("db", "stop")
    shutil.rmtree(folder, ignore_errors=True)


def test_embedded_server_from_start_to_stop(data_dir: Path) -> None:
    assert "not running" in run("db", "status").stdout
    assert run("db", "stop").stdout == "was not running\n"
    assert run("db", "start").stdout == f"started in {data_dir / 'postgres'}\n"
    assert run("db", "start").stdout.startswith("already running")

    behind = run("db", "status")
    assert behind.exit_code == 1
    assert "run `imgsearch db upgrade`" in behind.output

    assert run("db", "upgrade").exit_code == 0
    assert "schema   up to date" in run("db", "status").stdout
    command = [sys.executable, "-m", "imgsearch", "db", "psql", "-Atc", "SELECT count(*) FROM image"]
    asked = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    assert asked.stdout == "0\n"

    assert run("db", "stop").stdout == "stopped\n"
    assert "not running" in run("db", "status").stdout


def test_a_lock_that_somebody_else_holds_in_tmp_does_not_matter(data_dir: Path, tmp_path: Path) -> None:
    (tmp_path / ".lockfile").mkdir()  # what root cannot open for writing either
    environment = {**os.environ, "TMPDIR": str(tmp_path), "XDG_RUNTIME_DIR": str(tmp_path / "nothing")}
    for verb in ("start", "stop"):
        command = [sys.executable, "-m", "imgsearch", "db", verb]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, env=environment, check=False)
        assert (done.returncode, done.stderr) == (0, "")


def test_any_command_starts_the_server_and_makes_the_schema(data_dir: Path) -> None:
    status = run("status")
    assert status.exit_code == 0, status.output
    assert "captions" in status.stdout
    assert run("db", "stop").stdout == "stopped\n"
    assert run("status").exit_code == 0


def test_granting_needs_a_login_that_exists(data_dir: Path) -> None:
    run("status")
    refused = run("db", "grant", "analyst", "nobody_here")
    assert refused.exit_code == 1
    assert "nobody_here" in refused.output
    assert "Traceback" not in refused.output


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("mysql://me:secret@localhost/x", "imgsearch needs postgresql://"),
        ("nonsense", "is not a database URL"),
        ("postgresql://me:secret@127.0.0.1:1/x", "the database does not answer"),
    ],
)
def test_a_wrong_url_is_one_line_without_the_password(monkeypatch: pytest.MonkeyPatch, url: str, said: str) -> None:
    monkeypatch.setenv("IMGSEARCH_DATABASE_URL", url)
    for command in (("status",), ("query", "a dog"), ("db", "upgrade")):
        result = run(*command)
        assert result.exit_code == 1
        assert said in result.stderr
        assert result.stdout == ""
        assert "secret" not in result.output
        assert len(result.stderr.splitlines()) == 1


def test_a_data_folder_that_cannot_be_made_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.delenv("IMGSEARCH_DATABASE_URL", raising=False)
    monkeypatch.setenv("IMGSEARCH_DATA_DIR", str(tmp_path / "file" / "data"))
    result = run("status")
    assert result.exit_code == 1
    assert "IMGSEARCH_DATA_DIR" in result.stderr
