"""A primary and a standby that follows it, from the binaries of the embedded server."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Engine, text

from imgsearch.db import EmbeddedServer
from imgsearch.db.cluster import find_owner, run_program

DEADLINE_SECONDS = 30


class Replicas(NamedTuple):
    """Two servers with the same data."""

    primary: EmbeddedServer
    socket: str
    """Folder of the primary's socket; to ask a server that is down for its address would start it."""
    standby: Path
    """Its data directory, where its socket is too."""

    def url(self, target: str) -> str:
        """As a user writes it: both hosts, and which of them is wanted."""
        return f"postgresql://postgres@/postgres?host={self.socket},{self.standby}&target_session_attrs={target}"

    def wait_for_standby(self, primary: Engine, standby: Engine) -> None:
        """Return when the standby has replayed all that the primary has written."""
        with primary.connect() as connection:
            written = connection.scalar(text("SELECT pg_current_wal_lsn()::text"))
        replayed = text("SELECT pg_last_wal_replay_lsn() >= CAST(:written AS pg_lsn)")
        deadline = time.monotonic() + DEADLINE_SECONDS
        while time.monotonic() < deadline:
            with standby.connect() as connection:
                if connection.scalar(replayed, {"written": written}):
                    return
            time.sleep(0.05)
        raise AssertionError("the standby does not keep up")

    def stop_primary(self) -> None:
        """As a machine that goes dark: nothing is written any more, nobody is told."""
        run(self.primary, "pg_ctl", "-w", "-m", "immediate", "-D", str(self.primary.data_dir), "stop")


def run(server: EmbeddedServer, program: str, *arguments: str) -> None:
    """One of the server's programs, as the user that it runs as; a RuntimeError says what it said."""
    run_program(server.program(program), arguments, find_owner())


@contextmanager
def start_replica(primary: EmbeddedServer, folder: Path) -> Iterator[Replicas]:
    """Copy a running primary and start the copy as its standby."""
    standby, source = folder / "standby", primary.url()
    standby.mkdir(mode=0o700)
    if os.geteuid() == 0:
        shutil.chown(standby, "pgserver")
    run(
        primary, "pg_basebackup", "--write-recovery-conf", "--checkpoint=fast", "--wal-method=stream",
        "--dbname", f"host={source.query['host']} user={source.username}", "--pgdata", str(standby),
    )  # fmt: skip
    # The primary's socket is among its files, and its lock came along.
    (standby / ".s.PGSQL.5432.lock").unlink(missing_ok=True)
    run(primary, "pg_ctl", "-w", "-o", f'-h "" -k {standby}', "-l", f"{standby}/log", "-D", str(standby), "start")
    try:
        yield Replicas(primary, str(source.query["host"]), standby)
    finally:
        run(primary, "pg_ctl", "-w", "-m", "immediate", "-D", str(standby), "stop")
