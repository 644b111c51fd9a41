"""Settings by flag, environment and file; secrets in files of their own."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy.engine import URL

from imgsearch.cli import main
from imgsearch.cli.environment import read_env_file
from imgsearch.errors import BadInput
from imgsearch.pictures import limits
from imgsearch.settings import read_settings

ADDRESS = "postgresql://ann@db.example.com:5432/photos"


@pytest.fixture(autouse=True)
def no_settings(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in [name for name in os.environ if name.startswith("IMGSEARCH_")]:
        monkeypatch.delenv(name)
    yield
    limits.set_max_pixels(limits.DEFAULT_MAX_PIXELS)  # which a command sets for its process


def invoke(*words: str) -> Result:
    return CliRunner().invoke(main, words)


def shown(*words: str) -> dict[str, tuple[str, str]]:
    """Variable -> value and origin."""
    done = invoke(*words, "config", "show")
    assert done.exit_code == 0, done.output
    rows = [line.split("  ") for line in done.stdout.splitlines()]
    rows = [[part.strip() for part in row if part.strip()] for row in rows]
    return {variable: (value, origin) for variable, value, origin in rows}


def test_a_flag_goes_before_the_environment_and_that_before_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "settings"
    file.write_text(
        "# Ours.\n\nexport IMGSEARCH_DATA_DIR='/from file'\n"
        "IMGSEARCH_DATABASE_URL_FILE=/x\nIMGSEARCH_MAX_PIXELS = 5\nIMGSEARCH_PORT=81\n"
    )
    monkeypatch.setenv("IMGSEARCH_DATABASE_URL_FILE", "/y")
    monkeypatch.setenv("IMGSEARCH_MAX_PIXELS", "6")
    before = dict(os.environ)
    found = shown("--env-file", str(file), "--max-pixels", "7")
    assert dict(os.environ) == before
    assert found["IMGSEARCH_ENV_FILE"] == (str(file), "flag")
    assert found["IMGSEARCH_DATA_DIR"] == ("/from file", f"env file {file}")
    assert found["IMGSEARCH_DATABASE_URL_FILE"] == ("/y", "environment")
    assert found["IMGSEARCH_MAX_PIXELS"] == ("7", "flag")
    assert found["IMGSEARCH_PORT"] == ("81", f"env file {file}")
    assert found["IMGSEARCH_HOST"] == ("127.0.0.1", "default")
    assert found["IMGSEARCH_LOGIN_REQUIRED"] == ("none", "default")
    monkeypatch.setenv("IMGSEARCH_ENV_FILE", str(file))
    assert shown()["IMGSEARCH_DATA_DIR"] == ("/from file", f"env file {file}")


def test_a_value_is_told_on_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IMGSEARCH_HOST", "a\nb\tc\x1b[2J")
    assert shown()["IMGSEARCH_HOST"] == (r"a\nb\tc\u001b[2J", "environment")


def test_a_file_of_settings_is_what_the_command_works_with(tmp_path: Path) -> None:
    file = tmp_path / "settings"
    file.write_text(f"IMGSEARCH_DATABASE_URL={ADDRESS}\n")
    done = invoke("--env-file", str(file), "db", "start")
    assert (done.exit_code, "IMGSEARCH_DATABASE_URL is set" in done.output) == (1, True)


def test_secrets_are_shown_by_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IMGSEARCH_DATABASE_URL", ADDRESS.replace("@", ":hush@") + "?sslpassword=hush2")
    monkeypatch.setenv("IMGSEARCH_PASSWORD", "hush3")
    done = invoke("config", "show")
    assert "hush" not in done.output
    assert ADDRESS.replace("@", ":***@") in done.stdout
    for broken in ("postgresql://ann:hush@hush@db/photos", "mysql://ann:hush@db", "hush"):
        monkeypatch.setenv("IMGSEARCH_DATABASE_URL", broken)
        done = invoke("config", "show")
        assert (done.exit_code, "hush" in done.output) == (0, False)
    monkeypatch.setenv("IMGSEARCH_DATABSE_URL", "hush")
    done = invoke("config", "show")
    assert "IMGSEARCH_DATABSE_URL is set (environment), and is no setting" in done.stderr
    assert "hush" not in done.output


@pytest.mark.parametrize("line", ["hush", "=hush", "1A=hush", "A B=hush"])
def test_a_line_that_is_no_setting_is_named_and_not_quoted(tmp_path: Path, line: str) -> None:
    file = tmp_path / "settings"
    file.write_text(f"A=1\n{line}\n")
    done = invoke("--env-file", str(file), "status")
    assert (done.exit_code, done.output) == (
        1, f"Error: {file}, line 2: write a setting as NAME=VALUE, or begin the line with #\n",
    )  # fmt: skip


def test_values_may_hold_anything_and_quotes_around_them_are_left_out(tmp_path: Path) -> None:
    file = tmp_path / "settings"
    file.write_text("A=\nB= b = c # d \nC=\"it's\"\nD='x\nexport  E='y'\n")
    assert read_env_file(file) == {"A": "", "B": "b = c # d", "C": "it's", "D": "'x", "E": "y"}
    file.write_bytes(b"\xef\xbb\xbfA=x\r\n")
    assert read_env_file(file) == {"A": "x"}
    file.write_bytes(b"A=\xff")
    with pytest.raises(BadInput, match="no text in UTF-8"):
        read_env_file(file)


def test_the_url_or_its_password_stands_in_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, database_url: URL
) -> None:
    url, password = tmp_path / "url", tmp_path / "password"
    url.write_text(database_url.render_as_string(hide_password=False) + "\n")
    monkeypatch.setenv("IMGSEARCH_DATABASE_URL_FILE", str(url))
    done = invoke("db", "status")
    assert (done.exit_code, "schema   up to date" in done.stdout) == (0, True), done.output
    monkeypatch.delenv("IMGSEARCH_DATABASE_URL_FILE")
    password.write_text("p@ss w:rd/%\n")
    monkeypatch.setenv("IMGSEARCH_DATABASE_URL", ADDRESS)
    monkeypatch.setenv("IMGSEARCH_DATABASE_PASSWORD_FILE", str(password))
    assert read_settings().database_url == ADDRESS.replace("@", ":p%40ss%20w%3Ard%2F%25@")


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"DATABASE_URL": ADDRESS, "DATABASE_URL_FILE": "{full}"}, "are both set; unset one of them"),
        ({"DATABASE_URL_FILE": "{nowhere}"}, "cannot be read: No such file or directory"),
        ({"DATABASE_URL_FILE": "{empty}"}, "is empty; write the secret into it"),
        ({"DATABASE_URL": ADDRESS, "DATABASE_PASSWORD_FILE": "{empty}"}, "is empty; write the secret into it"),
        ({"DATABASE_PASSWORD_FILE": "{full}"}, "needs a database URL that names the user and no password"),
        (
            {"DATABASE_URL": ADDRESS.replace("@", ":hush@"), "DATABASE_PASSWORD_FILE": "{full}"},
            "needs a database URL that names the user and no password",
        ),
        ({"DATABASE_URL": "postgresql://h/d", "DATABASE_PASSWORD_FILE": "{full}"}, "that names the user"),
    ],
)
def test_a_secret_that_is_not_there_or_twice_is_one_line(
    settings: dict[str, str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {name: str(tmp_path / name) for name in ("full", "empty", "nowhere")}
    (tmp_path / "full").write_text("hush")
    (tmp_path / "empty").write_text("\n")
    for name, value in settings.items():
        monkeypatch.setenv(f"IMGSEARCH_{name}", value.format(**files))
    done = invoke("db", "status")
    assert (done.exit_code, said in done.output, done.output.count("\n")) == (1, True, 1), done.output
    assert "hush" not in done.output


def test_a_login_gets_its_password_and_role_and_no_superuser_is_touched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, database_url: URL
) -> None:
    from uuid import uuid4

    from imgsearch.db import make_engine

    monkeypatch.setenv("IMGSEARCH_DATABASE_URL", database_url.render_as_string(hide_password=False))
    name, file = f"imgsearch_test_{uuid4().hex[:8]}", tmp_path / "password"
    words = ("db", "login", name, "--role", "web", "--password-file", str(file))
    engine = make_engine(database_url)
    try:
        for password in ("hush one", "hush two"):
            file.write_text(password)
            done = invoke(*words)
            assert (done.exit_code, "hush" in done.output) == (0, False), done.output
            with engine.connect() as connection:
                stored = connection.exec_driver_sql("SELECT rolpassword FROM pg_authid WHERE rolname = %s", (name,))
                assert str(stored.scalar()).startswith("SCRAM-SHA-256$")
                member = "SELECT pg_has_role(%s, 'imgsearch_web', 'MEMBER')"
                assert connection.exec_driver_sql(member, (name,)).scalar() is True
        for other in (str(connection.engine.url.username or "postgres"), "imgsearch_loader"):
            refused = invoke("db", "login", other, "--role", "web", "--password-file", str(file))
            assert (refused.exit_code, "whose password is left alone" in refused.output) == (1, True)
        for other in ("pg_mine", "public", ""):
            refused = invoke("db", "login", other, "--role", "web", "--password-file", str(file))
            assert (refused.exit_code, refused.output.count("\n")) == (1, 1), refused.output
            assert f"the server refuses the login {other!r}" in refused.output
    finally:
        with engine.begin() as connection:
            connection.exec_driver_sql(f"DROP ROLE IF EXISTS {name}")
        engine.dispose()


def test_an_owner_prepares_indexes_that_a_loader_may_not_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, database_url: URL
) -> None:
    from imgsearch.db import make_engine

    monkeypatch.setenv("IMGSEARCH_DATABASE_URL", database_url.render_as_string(hide_password=False))
    for _ in range(2):
        done = invoke("db", "index")
        assert done.exit_code == 0, done.output
    engine = make_engine(database_url)
    with engine.connect() as connection:
        count = "SELECT count(*) FROM pg_indexes WHERE indexname LIKE 'ix_%%_embedding_hnsw_%%'"
        assert connection.exec_driver_sql(count).scalar() == 3
    engine.dispose()
