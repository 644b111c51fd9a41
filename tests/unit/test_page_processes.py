"""Processes of the page, by programs that do nothing else: how long they are awaited, replaced and renewed."""

from __future__ import annotations

import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from imgsearch.errors import ImgsearchError
from imgsearch.web import workers
from imgsearch.web.workers import Workers

#: Says that it listens, and what it is; then it waits to be told to end.
READY = """
import os, socket, sys, time
from pathlib import Path
_, parent = map(int, os.environ["_IMGSEARCH_SOCKETS"].split(","))
Path(sys.argv[1], str(os.getpid())).touch()
{heed}
socket.socket(fileno=parent).sendall(b"r")
time.sleep({seconds})
"""


def program(started: Path, heed: str = "", seconds: float = 60) -> list[str]:
    return [sys.executable, "-S", "-c", READY.format(heed=heed, seconds=seconds), str(started)]


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as made:
        yield made


@pytest.fixture
def started(tmp_path: Path) -> Path:
    """Has a file for each process that was started."""
    return tmp_path


def ids(started: Path) -> set[int]:
    return {int(each.name) for each in started.iterdir()}


def are_gone(processes: set[int]) -> bool:
    return not any(psutil.pid_exists(each) for each in processes)


def until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.01)


def tell(number: int) -> None:
    os.kill(os.getpid(), number)


def run(made: Workers, *steps: Callable[[], None]) -> None:
    """Run them; once they are ready, take the steps in another thread, and tell them to stop."""
    faults: list[BaseException] = []

    def go() -> None:
        try:
            for step in steps:
                step()
        except BaseException as exc:
            faults.append(exc)
        finally:
            tell(signal.SIGTERM)

    made.run(lambda: threading.Thread(target=go).start())
    assert faults == []


def test_one_that_does_not_get_ready_in_time_is_none(
    listener: socket.socket, started: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers, "START_SECONDS", 0.3)
    with pytest.raises(ImgsearchError, match="did not start"):
        Workers(program(started, "time.sleep(60)"), dict(os.environ), listener, 1, 5).run(lambda: None)
    assert are_gone(ids(started))


def test_one_that_ends_is_replaced_but_not_sooner_than_it_may_have_started(
    listener: socket.socket, started: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers, "SHORTEST_LIFE_SECONDS", 1.0)
    began = time.monotonic()
    made = Workers(program(started, seconds=0), dict(os.environ), listener, 1, 5)
    run(made, lambda: until(lambda: len(ids(started)) == 3))
    assert 2 <= time.monotonic() - began < 10


def test_a_new_one_listens_before_a_former_one_is_told_to_end(listener: socket.socket, started: Path) -> None:
    former: set[int] = set()

    def renew() -> None:
        former.update(ids(started))
        tell(signal.SIGHUP)
        until(lambda: len(ids(started)) == 4 and are_gone(former))
        assert not are_gone(ids(started) - former)

    run(Workers(program(started), dict(os.environ), listener, 2, 5), renew)
    assert len(former) == 2
    assert are_gone(ids(started))


def test_where_a_new_one_does_not_start_the_former_ones_go_on(listener: socket.socket, started: Path) -> None:
    fails = started.with_name("fails")
    former: set[int] = set()

    def renew() -> None:
        former.update(ids(started))
        fails.touch()
        tell(signal.SIGHUP)
        until(lambda: len(ids(started)) == 3 and are_gone(ids(started) - former))
        time.sleep(3 * workers.PULSE_SECONDS)
        assert all(map(psutil.pid_exists, former))

    heed = f"if Path({str(fails)!r}).exists(): sys.exit(3)"
    run(Workers(program(started, heed), dict(os.environ), listener, 2, 5), renew)
    assert len(former) == 2
    assert len(ids(started)) == 3
