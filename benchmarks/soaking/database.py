"""The embedded server with a standby: killed, started again, and replaced by the standby."""

from __future__ import annotations

import os
import signal
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Engine, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from benchmarks.replicas import Replicas, run, start_replica
from benchmarks.soaking.faults import Faults
from imgsearch.db import EmbeddedServer, make_engine, map_errors
from imgsearch.db.migrate import upgrade
from imgsearch.errors import ImgsearchError

Result = TypeVar("Result")
PAUSE_SECONDS = 0.2
STARTS_IN_SECONDS = 120


class Cluster:
    """A primary and its standby; after the failover the standby alone.

    What has been acknowledged is on both: commits wait for the standby, so that a failover loses nothing.
    """

    def __init__(self, folder: Path, faults: Faults) -> None:
        self._stack, self._faults = ExitStack(), faults
        data_dir = Path(tempfile.mkdtemp(dir=folder, prefix="d"))
        self._primary = EmbeddedServer(data_dir)
        engine = make_engine(self._primary.url())
        with engine.begin() as connection:
            upgrade(connection)
        engine.dispose()
        self._replicas: Replicas = self._stack.enter_context(start_replica(self._primary, data_dir))
        self.has_failed_over = False
        self.url = self._replicas.url("read-write")
        self.engine = make_engine(self.url)
        with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("ALTER SYSTEM SET synchronous_standby_names = '*'"))
            connection.execute(text("SELECT pg_reload_conf()"))

    def kill(self) -> None:
        """SIGKILL to the server that is written to, and start it again as a service's manager would."""
        with self._faults.down("database"):
            folder = self._replicas.standby if self.has_failed_over else self._primary.data_dir
            os.kill(int((folder / "postmaster.pid").read_text().splitlines()[0]), signal.SIGKILL)
            time.sleep(1)
            self._start()
            self.wait()

    def _start(self) -> None:
        if not self.has_failed_over:
            self._primary.start()
            return
        standby = self._replicas.standby
        deadline = time.monotonic() + STARTS_IN_SECONDS
        while True:
            try:
                options = ("-o", f'-h "" -k {standby}', "-l", f"{standby}/log", "-D", str(standby))
                return run(self._primary, "pg_ctl", "-w", *options, "start")
            except RuntimeError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(1)  # what was killed is not gone yet

    def fail_over(self) -> None:
        """The primary goes dark for good, and the standby takes over."""
        with self._faults.down("database"):
            self._replicas.stop_primary()
            standby = make_engine(self._replicas.url("any"))
            with standby.connect() as connection:
                connection.execute(text("SELECT pg_promote()"))
            standby.dispose()
            self.has_failed_over = True
            self.wait()

    def wait(self) -> None:
        """Return when the database can be written to."""
        self.insist(lambda session: session.execute(text("SELECT pg_current_xact_id()")))

    def insist(self, work: Callable[[Session], Result]) -> Result:
        """Do something in a session, again and again while the database does not answer."""
        deadline = time.monotonic() + STARTS_IN_SECONDS
        while True:
            try:
                with map_errors(), Session(self.engine) as session:
                    return work(session)
            except (ImgsearchError, SQLAlchemyError):
                if time.monotonic() > deadline:
                    raise
                time.sleep(PAUSE_SECONDS)

    def read(self, statement: str) -> set[int]:
        """The ids that a statement finds."""
        return self.insist(lambda session: set(session.scalars(text(statement))))

    def stop(self) -> None:
        """End what still runs."""
        self.engine.dispose()
        if not self.has_failed_over:
            self._primary.stop()
        self._stack.close()


def new_engine(cluster: Cluster) -> Engine:
    """One with connections of its own."""
    return make_engine(cluster.url)
