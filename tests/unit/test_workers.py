"""Processes of the page, here ones that do nothing: when all of them listen, when one does not, and how they end."""

from __future__ import annotations

import os
import signal
import socket
import sys
from collections.abc import Iterator
from threading import Timer
from time import monotonic, sleep

import pytest

from imgsearch.errors import ImgsearchError
from imgsearch.web.workers import SIGNALS, SOCKETS_VARIABLE, Worker, Workers, inherited_sockets

#: Takes its sockets as a process of the page does, and says that it listens where it is told to.
SCRIPT = """
import os, signal, sys
from imgsearch.web.workers import READY, inherited_sockets
listener, parent = inherited_sockets()
assert inherited_sockets() is None
{before}
parent.sendall({said})
parent.recv(1)
sys.exit(7)
"""


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as opened:
        yield opened


def command(said: str = "READY", before: str = "listener.getsockname()") -> list[str]:
    return [sys.executable, "-c", SCRIPT.format(said=said, before=before)]


def until_ready(worker: Worker) -> bool:
    """Whether it says so before it ends."""
    end = monotonic() + 30
    while not worker.is_ready() and not worker.has_ended():
        assert monotonic() < end
        sleep(0.01)
    return worker.is_ready()


def test_a_process_listens_once_it_says_so_and_ends_when_it_is_told_to(listener: socket.socket) -> None:
    worker = Worker(command(), dict(os.environ), listener)
    assert not worker.is_ready()
    assert until_ready(worker)
    assert worker.is_ready()  # it stays so
    assert not worker.has_ended()
    worker.stop(30)
    assert worker.has_ended()
    assert worker.process.returncode == -signal.SIGTERM
    worker.tell()  # nothing is told to a process that is gone


@pytest.mark.parametrize("given", [{"said": "b'x'"}, {"before": "sys.exit(3)"}])
def test_a_process_that_says_anything_else_or_ends_does_not_listen(
    listener: socket.socket, given: dict[str, str]
) -> None:
    worker = Worker(command(**given), dict(os.environ), listener)
    sleep(0.5)
    assert not worker.is_ready()
    worker.stop(30)


def test_a_process_that_does_not_end_is_killed_when_its_time_is_over(listener: socket.socket) -> None:
    deaf = command(before="signal.signal(signal.SIGTERM, signal.SIG_IGN)")
    worker = Worker(deaf, dict(os.environ), listener)
    assert until_ready(worker)
    begun = monotonic()
    worker.stop(0.5)
    assert 0.5 <= monotonic() - begun < 20
    assert worker.process.returncode == -signal.SIGKILL


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_all_listen_before_the_page_says_so_and_all_end_with_it(listener: socket.socket, number: int) -> None:
    before = [signal.getsignal(each) for each in SIGNALS]
    workers = Workers(command(), dict(os.environ), listener, 3, 30)
    ready: list[list[bool]] = []

    def on_ready() -> None:
        ready.append([worker.is_ready() for worker in workers._workers])
        Timer(0.3, os.kill, (os.getpid(), number)).start()

    workers.run(on_ready)
    assert ready == [[True] * 3]
    assert [worker.process.returncode for worker in workers._workers] == [-signal.SIGTERM] * 3
    assert [signal.getsignal(each) for each in SIGNALS] == before


def test_where_one_does_not_start_the_others_end_too(listener: socket.socket) -> None:
    before = [signal.getsignal(each) for each in SIGNALS]
    broken = command(before="sys.exit(3)")
    workers = Workers(broken, dict(os.environ), listener, 2, 30)
    with pytest.raises(ImgsearchError, match="a process of the page did not start"):
        workers.run(lambda: pytest.fail("it says that it listens"))
    assert [worker.process.returncode for worker in workers._workers] == [3, 3]
    assert [signal.getsignal(each) for each in SIGNALS] == before


def test_a_process_that_nobody_started_so_has_no_sockets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(SOCKETS_VARIABLE, raising=False)
    assert inherited_sockets() is None
