"""Which of PostgreSQL's programs fits a server, and what they are told on the command line."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from imgsearch.db import connect_url, programs
from imgsearch.db.backup import _first_error, _last_line
from imgsearch.db.programs import client_address, find_program, major_version
from imgsearch.errors import BadInput, ImgsearchError


@pytest.fixture
def program(tmp_path: Path) -> Callable[[str, str], str]:
    """Makes a program that says this of its version."""

    def make(name: str, said: str) -> str:
        file = tmp_path / name
        file.write_text(f"#!/bin/sh\necho '{said}'\n")
        file.chmod(0o755)
        return str(file)

    return make


@pytest.mark.parametrize(
    ("said", "version"),
    [
        ("pg_dump (PostgreSQL) 18.1", 18),
        ("pg_dump (PostgreSQL) 9.6.24", 9),
        ("psql (PostgreSQL) 19devel", 19),
        ("psql (PostgreSQL) 17beta2", 17),
        ("psql (PostgreSQL) 17rc1 (Debian 17~rc1)", 17),
        ("psql (PostgreSQL) 16.4 (Ubuntu 16.4-1.pgdg22.04+1)", 16),
        ("usage: pg_dump", 0),
        ("", 0),
    ],
)
def test_major_version_is_what_the_program_says(program: Callable[[str, str], str], said: str, version: int) -> None:
    assert major_version(program("pg_dump", said)) == version


def test_a_program_that_cannot_be_run_has_no_version(tmp_path: Path) -> None:
    assert major_version(str(tmp_path / "nothing")) == 0


@pytest.mark.parametrize(
    ("server", "there", "chosen"),
    [
        (17, (16, 17, 18), 1),
        (17, (18, 19), 0),
        (17, (19, 18), 1),
        (18, (18, 18), 0),
        (19, (17, 18), None),
        (18, (), None),
    ],
)
def test_the_oldest_program_that_is_new_enough_is_taken(
    program: Callable[[str, str], str],
    monkeypatch: pytest.MonkeyPatch,
    server: int,
    there: tuple[int, ...],
    chosen: int | None,
) -> None:
    paths = [program(f"pg_dump{index}", f"pg_dump (PostgreSQL) {version}.1") for index, version in enumerate(there)]
    monkeypatch.setattr(programs, "_candidates", lambda name: iter(paths if name == "pg_dump" else ()))
    if chosen is None:
        with pytest.raises(ImgsearchError, match=rf"pg_dump here is older or missing; install .*-client-{server}$"):
            find_program("pg_dump", server)
    else:
        assert find_program("pg_dump", server) == paths[chosen]


def test_the_embedded_server_s_own_program_comes_before_that_on_the_path(
    program: Callable[[str, str], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own, other = Path(program("own", "x 18.1")), program("pg_dump", "x 18.1")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(programs, "shipped_program", lambda _: own)
    assert list(programs._candidates("pg_dump")) == [str(own), other]
    own.unlink()
    assert list(programs._candidates("pg_dump")) == [other]
    assert list(programs._candidates("psql")) == []


@pytest.mark.parametrize(
    ("url", "address", "password"),
    [
        ("postgresql://ann:p%40ss@db:5433/x?sslmode=require", "postgresql://ann@db:5433/x?sslmode=require", "p@ss"),
        ("postgresql://ann@db/photos?password=secret", "postgresql://ann@db/photos", "secret"),
        ("postgresql://ann@db/photos", "postgresql://ann@db/photos", None),
        ("postgresql://ann:@db/photos", "postgresql://ann@db/photos", ""),
    ],
)  # fmt: skip
def test_a_password_is_in_the_environment_alone(
    monkeypatch: pytest.MonkeyPatch, url: str, address: str, password: str | None
) -> None:
    monkeypatch.delenv("PGPASSWORD", raising=False)
    found, environment = client_address(connect_url(url))
    assert found == address
    assert environment.get("PGPASSWORD") == password
    assert "PGPASSWORD" not in os.environ
    assert environment["PATH"] == os.environ["PATH"]


@pytest.mark.parametrize("option", ["oauth_client_secret", "scram_client_key", "scram_server_key", "sslpassword"])
def test_another_secret_is_refused_without_showing_it(option: str) -> None:
    with pytest.raises(BadInput, match=f"the option {option}, which") as caught:
        client_address(connect_url(f"postgresql://db/photos?{option}=hidden"))
    assert "hidden" not in str(caught.value)


@pytest.mark.parametrize(
    ("said", "first_error", "last_line"),
    [
        ("", "", ""),
        ("\n  a notice\n another\n\n", "a notice", "another"),
        ("a notice\npsql:<stdin>:7: ERROR:  no space\nFATAL: gone", "psql:<stdin>:7: ERROR:  no space", "FATAL: gone"),
        ("a notice\nFATAL:  gone\n", "FATAL:  gone", "FATAL:  gone"),
        ("pg_restore: error: damaged\nrest", "pg_restore: error: damaged", "rest"),
    ],
)
def test_of_what_a_program_said_one_line_is_told(said: str, first_error: str, last_line: str) -> None:
    assert (_first_error(said), _last_line(said)) == (first_error, last_line)
