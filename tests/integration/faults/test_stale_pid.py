"""A server that was killed starts again, whoever has the number of its process now."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable

import pytest
from sqlalchemy import text

from imgsearch.db import EmbeddedServer, make_engine
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
    with pytest.raises(DatabaseUnavailable, match=rf"the embedded server in {server.data_dir} did not start: .*\S"):
        server.url()
