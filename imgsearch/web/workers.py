"""Several processes behind one socket: started, replaced when they end, renewed one by one, stopped with grace."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from types import FrameType
from typing import Final

import structlog

from imgsearch.errors import ImgsearchError

#: Names, for a process of the page, the socket to listen on and the one to its parent.
SOCKETS_VARIABLE: Final = "_IMGSEARCH_SOCKETS"
#: Within which a process must have loaded its models and listen.
START_SECONDS = 120
#: Between two looks at signals and processes.
PULSE_SECONDS = 0.1
#: A process that ends sooner than so is replaced only after so long.
SHORTEST_LIFE_SECONDS = 5
SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
READY = b"r"
log = structlog.get_logger("imgsearch.web")


class Worker:
    """One of the processes."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str], listener: socket.socket) -> None:
        self._parent, child = socket.socketpair()
        with child:
            numbers = (listener.fileno(), child.fileno())
            told = {**environment, SOCKETS_VARIABLE: ",".join(map(str, numbers))}
            # In a session of its own: what is typed at the terminal reaches the parent alone.
            self.process = subprocess.Popen(command, env=told, pass_fds=numbers, start_new_session=True)
        self.started = time.monotonic()

    def is_ready(self) -> bool:
        """Whether it listens."""
        self._parent.setblocking(False)
        try:
            return self._parent.recv(1, socket.MSG_PEEK) == READY
        except BlockingIOError:
            return False

    def has_ended(self) -> bool:
        """Whether it is gone."""
        return self.process.poll() is not None

    def stop(self, grace_seconds: float) -> None:
        """Tell it to end, wait for its requests, and kill it where it does not end."""
        self.tell()
        try:
            self.process.wait(grace_seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self._parent.close()

    def tell(self) -> None:
        """Tell it to end."""
        with suppress(ProcessLookupError):
            self.process.terminate()


class Workers:
    """The processes of one page.

    Args:
        command: starts one; it finds its sockets by `inherited_sockets()`.
        environment: of each of them.
        listener: bound and listening.
        count: how many there are.
        grace_seconds: for which one that was told to stop may answer its requests.
    """

    def __init__(
        self,
        command: Sequence[str],
        environment: Mapping[str, str],
        listener: socket.socket,
        count: int,
        grace_seconds: float,
    ) -> None:
        self._start = partial(Worker, command, environment, listener)
        self._count, self._grace = count, grace_seconds
        self._workers: list[Worker] = []
        self._signals: deque[int] = deque()

    def run(self, on_ready: Callable[[], None]) -> None:
        """Serve until SIGTERM or SIGINT; SIGHUP renews the processes one by one.

        Args:
            on_ready: is called once all of them listen.

        Raises:
            ImgsearchError: one of the first does not start.
        """
        before = {number: signal.signal(number, self._note) for number in SIGNALS}
        try:
            self._workers = [self._start() for _ in range(self._count)]
            if all([self._wait_for(worker) for worker in self._workers]):
                on_ready()
            elif not self._is_told_to_stop():
                raise ImgsearchError("a process of the page did not start; what it said stands above")
            while not self._is_told_to_stop():
                if signal.SIGHUP in self._signals:
                    self._signals.clear()
                    self._renew()
                self._replace_ended()
                time.sleep(PULSE_SECONDS)
        finally:
            for worker in self._workers:
                worker.tell()
            for worker in self._workers:
                worker.stop(self._grace)
            for number, handler in before.items():
                signal.signal(number, handler)

    def _note(self, number: int, _frame: FrameType | None) -> None:
        self._signals.append(number)

    def _is_told_to_stop(self) -> bool:
        return signal.SIGTERM in self._signals or signal.SIGINT in self._signals

    def _wait_for(self, worker: Worker) -> bool:
        deadline = time.monotonic() + START_SECONDS
        while not worker.is_ready():
            if worker.has_ended() or self._is_told_to_stop() or time.monotonic() > deadline:
                return False
            time.sleep(PULSE_SECONDS)
        return True

    def _renew(self) -> None:
        """Put a new process in the place of each, which ends only once the new one listens."""
        for place, former in enumerate(self._workers):
            successor = self._start()
            if not self._wait_for(successor):
                successor.stop(self._grace)
                if not self._is_told_to_stop():
                    log.error("renew", error="a new process did not start; the former ones go on")
                return
            self._workers[place] = successor
            former.stop(self._grace)

    def _replace_ended(self) -> None:
        for place, worker in enumerate(self._workers):
            lived = time.monotonic() - worker.started
            if worker.has_ended() and lived > SHORTEST_LIFE_SECONDS:
                log.error("worker", error="a process of the page ended", exit_code=worker.process.returncode)
                worker.stop(0)
                self._workers[place] = self._start()


def inherited_sockets() -> tuple[socket.socket, socket.socket] | None:
    """The socket to listen on and the one to the parent, in a process that Workers started; None in any other."""
    given = os.environ.pop(SOCKETS_VARIABLE, None)
    if given is None:
        return None
    listener, parent = (socket.socket(fileno=int(number)) for number in given.split(","))
    return listener, parent


def follow_parent(parent: socket.socket) -> None:
    """Tell the parent that this process is ready, and end when the parent is gone."""

    def wait() -> None:
        # It may have been killed while this process was starting.
        with suppress(OSError):
            parent.sendall(READY)
            parent.recv(1)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=wait, name="follow-parent", daemon=True).start()
