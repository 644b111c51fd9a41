"""Commands that a service manager or a closed terminal stops leave neither files nor programs behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.engine import URL

from tests.signals import heeding

PATIENCE_S = 60


def wait_for(is_so: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE_S
    while not is_so():
        assert time.monotonic() < until
        time.sleep(0.05)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_backup_that_is_stopped_leaves_no_half_of_a_dump_and_no_pg_dump(
    engine: Engine, database_url: URL, tmp_path: Path, number: signal.Signals
) -> None:
    environment = {**os.environ, "IMGSEARCH_DATABASE_URL": database_url.render_as_string(hide_password=False)}
    dumps = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'pg_dump'"
    running_dumps, waiting = text(dumps), text(f"{dumps} AND wait_event_type = 'Lock'")
    command = [sys.executable, "-m", "imgsearch", "db", "backup", str(tmp_path / "photos.dump")]
    with engine.connect() as holding, engine.connect() as looking:
        looking = looking.execution_options(isolation_level="AUTOCOMMIT")
        holding.execute(text("LOCK TABLE image IN ACCESS EXCLUSIVE MODE"))
        with subprocess.Popen(
            command, env=environment, stderr=subprocess.PIPE, text=True, preexec_fn=heeding(number)
        ) as running:
            try:
                wait_for(lambda: looking.scalar(waiting) == 1)
                assert [file.name for file in tmp_path.iterdir()] == [".photos.dump.unfinished"]
                running.send_signal(number)
                _, said = running.communicate(timeout=PATIENCE_S)
            finally:
                running.kill()
        assert (running.returncode, said) == (-number, "")
        assert list(tmp_path.iterdir()) == []
        holding.rollback()  # a pg_dump that still runs goes on
        wait_for(lambda: looking.scalar(running_dumps) == 0)
        assert list(tmp_path.iterdir()) == []
