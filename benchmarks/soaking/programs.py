"""The page and the watch as processes: started, killed, started again."""

from __future__ import annotations

import http.client
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import psutil

from benchmarks.soaking.faults import Faults

STARTS_IN_SECONDS = 600
#: A visitor waits no longer for an answer.
PATIENCE_SECONDS = 60


class Program:
    """A command that runs until it is killed, and is started again as a service's manager would."""

    def __init__(self, name: str, words: list[str], log: Path, faults: Faults, environment: dict[str, str]) -> None:
        self.name, self._words, self.log, self._faults = name, words, log, faults
        self._environment, self._lock = environment, threading.Lock()
        self.process = self._start()

    def _start(self) -> subprocess.Popen[bytes]:
        with self.log.open("ab") as log:
            self._said = len(self.log.read_text(errors="replace"))
            command = [sys.executable, "-m", "imgsearch", *self._words]
            return subprocess.Popen(command, stdout=log, stderr=log, env=self._environment)

    def kill(self) -> None:
        """SIGKILL to it, and start it again."""
        with self._lock, self._faults.down(self.name):
            self.process.kill()
            self.process.wait()
            self.process = self._start()
            self.wait()

    def keep_up(self) -> None:
        """Start it again where it has ended by itself, as one that finds no database when it starts does."""
        time.sleep(0.5)
        with self._lock:
            if self.process.poll() is not None:
                with self._faults.down(self.name):
                    self.process = self._start()
                    self.wait()

    def wait(self) -> None:
        """Return when it works."""
        time.sleep(1)

    def stop(self) -> None:
        """SIGTERM; it has to end."""
        self.process.terminate()
        try:
            self.process.wait(60)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class Page(Program):
    """`imgsearch serve`."""

    def __init__(self, name: str, workers: int, log: Path, faults: Faults, environment: dict[str, str]) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        words = ["serve", "--port", str(self.port), "--workers", str(workers), "--searches-per-minute", "1000000"]
        super().__init__(name, words, log, faults, environment)
        self.wait()

    def wait(self) -> None:
        """Return when it says that it listens; while processes of the one before do, it is started again and again."""
        deadline = time.monotonic() + STARTS_IN_SECONDS
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                self.process = self._start()
            if f"http://127.0.0.1:{self.port}/\n" in self.log.read_text(errors="replace")[self._said :]:
                return
            time.sleep(0.5)
        raise AssertionError(f"{self.name} does not start: {self.log.read_text()[-2000:]}")

    def ask(self, method: str, path: str, headers: dict[str, str] | None = None) -> tuple[int, bytes]:
        """Status and body, over a connection of its own."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_SECONDS)
        try:
            connection.request(method, path, headers=headers or {})
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def kill_worker(self, chance: random.Random) -> None:
        """SIGKILL to one of its processes; the others go on, and the parent replaces it."""
        workers = psutil.Process(self.process.pid).children()
        with self._faults.down(f"{self.name}'s worker"):
            if workers:
                os.kill(chance.choice(workers).pid, signal.SIGKILL)

    def memory_mb(self) -> float:
        """Resident memory of it and of its processes."""
        parent = psutil.Process(self.process.pid)
        return float(sum(one.memory_info().rss for one in (parent, *parent.children(recursive=True)))) / 1e6
