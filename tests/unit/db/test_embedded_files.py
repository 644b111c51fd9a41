"""What the embedded server's postmaster.pid says of a server that is there, starting, dead, or somebody else."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from imgsearch.db import EmbeddedServer
from imgsearch.db.cluster import SOCKET_FOLDER_PREFIX, Owner

SLEEP = shutil.which("sleep") or "sleep"
WritePid = Callable[..., Path]


@pytest.fixture
def server() -> Iterator[EmbeddedServer]:
    """One that never ran; its folder's path is short enough for a socket."""
    folder = Path(tempfile.mkdtemp(prefix="imgsearch"))
    made = EmbeddedServer(folder)
    made.data_dir.mkdir()
    yield made
    shutil.rmtree(folder)


@pytest.fixture
def write_pid(server: EmbeddedServer) -> WritePid:
    """Writes postmaster.pid, and the lock beside the socket, as a server does."""

    def write(process_id: object, state: str = "ready   ") -> Path:
        file = server.data_dir / "postmaster.pid"
        lines = [process_id, server.data_dir, 1_700_000_000, 5432, server.data_dir, "", "  1 2", state]
        file.write_text("\n".join(map(str, lines)) + "\n")
        lock().write_text(f"{process_id}\n")
        return file

    def lock() -> Path:
        return server.data_dir / ".s.PGSQL.5432.lock"

    return write


@pytest.fixture
def listening(server: EmbeddedServer) -> Iterator[None]:
    with socket.socket(socket.AF_UNIX) as opened:
        opened.bind(str(server.data_dir / ".s.PGSQL.5432"))
        opened.listen()
        yield


@pytest.fixture
def run() -> Iterator[Callable[..., int]]:
    """Starts a process that waits, and gives its number."""
    started: list[subprocess.Popen[bytes]] = []

    def begin(program: Path | str = SLEEP) -> int:
        started.append(subprocess.Popen([program, "60"]))
        return started[-1].pid

    yield begin
    for process in started:
        process.kill()
        process.wait()


def dead() -> int:
    """The number of a process that has ended and was reaped."""
    ended = subprocess.Popen([sys.executable, "-S", "-c", ""])
    ended.wait()
    return ended.pid


def test_without_a_file_nothing_runs(server: EmbeddedServer) -> None:
    assert server.status() == (False, server.data_dir, None, None)


@pytest.mark.parametrize("text", ["", "17\n", "x\n\n\n\n/tmp\n\n\nready\n", "17\n/d\n1\n5432\n/tmp\n\n\n"])
def test_a_file_that_is_cut_or_nonsense_is_no_server(server: EmbeddedServer, text: str) -> None:
    (server.data_dir / "postmaster.pid").write_text(text)
    assert server.status() == (False, server.data_dir, None, None)
    assert server.stop() is False


@pytest.mark.usefixtures("listening")
def test_a_server_that_is_ready_alive_and_listens_runs(server: EmbeddedServer, write_pid: WritePid) -> None:
    write_pid(os.getpid())
    assert server.status() == (True, server.data_dir, os.getpid(), str(server.data_dir))
    address = server.url()
    assert (address.username, address.database, address.query) == (
        "postgres",
        "postgres",
        {"host": str(server.data_dir)},
    )


@pytest.mark.usefixtures("listening")
@pytest.mark.parametrize("state", ["starting", "stopping", "standby "])
def test_a_server_that_is_not_ready_does_not_run(server: EmbeddedServer, write_pid: WritePid, state: str) -> None:
    write_pid(os.getpid(), state)
    assert server.status().running is False
    assert server.status().process_id == os.getpid()


@pytest.mark.usefixtures("listening")
def test_a_dead_process_is_no_server_though_its_number_is_there(server: EmbeddedServer, write_pid: WritePid) -> None:
    write_pid(dead())
    assert server.status().running is False


def test_a_live_process_that_does_not_listen_is_no_server(
    server: EmbeddedServer, write_pid: WritePid, run: Callable[..., int]
) -> None:
    write_pid(run())
    assert server.status().running is False
    with socket.socket(socket.AF_UNIX) as opened:  # the socket's file outlives who listened
        opened.bind(str(server.data_dir / ".s.PGSQL.5432"))
    assert server.status().running is False


def test_stale_file_of_an_unrelated_process_is_removed(
    server: EmbeddedServer, write_pid: WritePid, run: Callable[..., int]
) -> None:
    file = write_pid(run())
    server._remove_stale_file()
    assert not file.exists()
    assert not (server.data_dir / ".s.PGSQL.5432.lock").exists()


def test_stale_file_of_a_process_that_was_not_reaped_is_removed(server: EmbeddedServer, write_pid: WritePid) -> None:
    process = subprocess.Popen([sys.executable, "-S", "-c", ""])
    try:
        while psutil.Process(process.pid).status() != psutil.STATUS_ZOMBIE:
            time.sleep(0.01)
        file = write_pid(process.pid)
        server._remove_stale_file()
        assert not file.exists()
    finally:
        process.wait()


def test_file_of_a_server_that_still_runs_stays(
    server: EmbeddedServer, write_pid: WritePid, run: Callable[..., int], tmp_path: Path
) -> None:
    postgres = tmp_path / "postgres"
    shutil.copy2(os.path.realpath(SLEEP), postgres)
    file = write_pid(run(postgres))
    server._remove_stale_file()
    assert file.exists()
    assert (server.data_dir / ".s.PGSQL.5432.lock").exists()


def test_file_of_a_dead_process_is_left_to_the_server(server: EmbeddedServer, write_pid: WritePid) -> None:
    file = write_pid(dead())
    server._remove_stale_file()
    assert file.exists()


def test_what_the_log_says_since_is_why_a_start_failed(server: EmbeddedServer) -> None:
    log, error = server.data_dir / "log", RuntimeError("pg_ctl says no")
    assert server._why_not("start", 0, error).endswith(
        f" did not start: pg_ctl says no; see {log} and run the command again"
    )
    log.write_bytes(b"FATAL: before\n")
    logged = server._log_bytes()
    assert "pg_ctl says no" in server._why_not("start", logged, error)
    log.write_bytes(b"FATAL: before\nFATAL: no \xff space\n\n")
    assert "did not stop: FATAL: no \ufffd space; " in server._why_not("stop", logged, error)


def test_a_server_of_another_user_is_alive(
    server: EmbeddedServer, write_pid: WritePid, listening: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_process_id: int, _signal: int) -> None:
        raise PermissionError

    write_pid(os.getpid())
    monkeypatch.setattr(os, "kill", refuse)
    assert server.status().running is True


def test_a_start_removes_the_socket_folder_that_a_killed_server_left(
    server: EmbeddedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def end_here(*_arguments: object) -> None:
        raise RuntimeError("far enough")

    left = Path(tempfile.mkdtemp(prefix=SOCKET_FOLDER_PREFIX))
    (left / ".s.PGSQL.5432").touch()
    lines = [dead(), server.data_dir, 1_700_000_000, 5432, left, "", "  1 2", "ready   "]
    (server.data_dir / "postmaster.pid").write_text("\n".join(map(str, lines)) + "\n")
    monkeypatch.setattr("imgsearch.db.embedded.run_program", end_here)
    with pytest.raises(RuntimeError, match="far enough"):
        server._start(Owner("me", os.geteuid(), os.getegid()))
    assert not left.exists()
