"""A server that was killed starts again, whoever has the number of its process now."""

from __future__ import annotations

import errno
import os
import re
import shutil
import subprocess
from collections.abc import Callable
from unittest.mock import Mock

import pytest
from sqlalchemy import text

from imgsearch.db import EmbeddedServer, make_engine
from imgsearch.db.cluster import telling_line
from imgsearch.errors import DatabaseUnavailable


@pytest.mark.parametrize("owner", ["dead", "unrelated"])
def test_server_starts_over_a_stale_file(make_server: Callable[[], EmbeddedServer], owner: str) -> None:
    server = make_server()
    server.url()
    pid_file = server.data_dir / "postmaster.pid"
    left = pid_file.read_text().splitlines()
    assert server.stop() is True
    assert server.stop() is False
    other = subprocess.Popen([shutil.which("sleep") or "sleep", "60" if owner == "unrelated" else "0"])
    try:
        if owner == "dead":
            other.wait()
        pid_file.write_text("\n".join([str(other.pid), *left[1:]]) + "\n")
        assert server.status().running is False
        engine = make_engine(server.url())
        with engine.connect() as connection:
            assert connection.scalar(text("SELECT 1")) == 1
        engine.dispose()
        assert server.status().process_id not in (None, other.pid)
        if owner == "unrelated":
            assert other.poll() is None
    finally:
        other.kill()
        other.wait()


def test_start_that_fails_says_what_the_log_says(
    make_server: Callable[[], EmbeddedServer], monkeypatch: pytest.MonkeyPatch
) -> None:
    server = make_server()
    server.url()
    server.stop()
    os.truncate(server.data_dir / "global" / "pg_control", 0)
    monkeypatch.setattr("imgsearch.db.embedded.START_ATTEMPTS", 1)
    with pytest.raises(DatabaseUnavailable) as raised:
        server.url()
    # The log ends with the server's shutting down, which tells nothing.
    said = str(raised.value)
    assert re.search(rf"the embedded server in {server.data_dir} did not start: .*(PANIC|FATAL): .*pg_control", said)
    assert said.endswith(f"; see {server.data_dir / 'log'} and run the command again")


def test_a_start_says_why_it_failed_this_time(
    make_server: Callable[[], EmbeddedServer], monkeypatch: pytest.MonkeyPatch
) -> None:
    server = make_server()
    server.url()
    server.stop()
    with (server.data_dir / "log").open("a") as log:
        log.write("FATAL:  what was mended long ago\n")
    full = RuntimeError(f"FATAL:  could not extend file: {os.strerror(errno.ENOSPC)}")
    monkeypatch.setattr("imgsearch.db.embedded.START_ATTEMPTS", 1)
    monkeypatch.setattr("imgsearch.db.embedded.run_program", Mock(side_effect=full))
    with pytest.raises(DatabaseUnavailable, match=f"did not start: {full}; free space and run the command again"):
        server.url()


def test_a_folder_that_cannot_be_written_is_named(make_server: Callable[[], EmbeddedServer]) -> None:
    server = make_server()
    place = server.data_dir.parent / "postgres.lock"
    place.mkdir()
    with pytest.raises(
        DatabaseUnavailable, match=f"cannot write {place} .*; make the folder writable, or set IMGSEARCH_"
    ):
        server.url()


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("LOG:  starting\nFATAL:  no space\nLOG:  shut down\n", "FATAL:  no space"),
        ("fixing\ninitdb: error: no such folder\ninitdb: removing contents\n", "initdb: error: no such folder"),
        ("waiting\nstopped waiting\n", "stopped waiting"),
        ("", ""),
    ],
)
def test_the_line_that_tells_is_found(said: str, told: str) -> None:
    assert telling_line(said) == told
