"""`imgsearch serve` as it runs, in processes of its own."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

import httpx2
import psutil
from sqlalchemy.engine import URL

STARTS_IN = 120


class Page(NamedTuple):
    """A running command, and where it listens."""

    process: subprocess.Popen[str]
    address: str
    log: Path

    def workers(self) -> list[int]:
        """Ids of the processes that answer."""
        return sorted(child.pid for child in psutil.Process(self.process.pid).children())

    def end(self) -> tuple[int, float]:
        """Tell it to stop; exit code and seconds."""
        started = time.monotonic()
        self.process.terminate()
        return self.process.wait(60), time.monotonic() - started


Serve = Callable[..., Page]


def until(is_so: Callable[[], bool], seconds: float = STARTS_IN) -> None:
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, "it took too long"
        time.sleep(0.05)


def start_page(stack: ExitStack, url: URL, folder: Path, *options: str, workers: int) -> Page:
    """A page that runs until the stack ends."""
    log = folder / "log"
    environment = os.environ | {
        "IMGSEARCH_DATABASE_URL": url.render_as_string(hide_password=False),
        "IMGSEARCH_DATA_DIR": str(folder / "data"),
    }
    words = ["serve", "--port", "0", "--workers", str(workers), *options]
    with log.open("w") as opened:
        process = subprocess.Popen(
            [sys.executable, "-m", "imgsearch", *words], env=environment, stderr=opened, text=True
        )
    stack.callback(process.wait, 60)
    stack.callback(process.terminate)
    until(lambda: process.poll() is not None or re.search(r"^http://\S+/$", log.read_text(), re.M) is not None)
    found = re.search(r"^(http://\S+)/$", log.read_text(), re.M)
    assert found is not None, log.read_text()
    return Page(process, found[1], log)


def ask(page: Page, path: str, **options: object) -> httpx2.Response:
    """A request over a connection of its own, which any of the processes may take."""
    return httpx2.get(page.address + path, timeout=30, **options)  # type: ignore[arg-type]


def ask_each(page: Page, path: str, **options: object) -> list[httpx2.Response]:
    """The same request, answered by one process and by the other."""
    answers = []
    for process in page.workers():
        os.kill(process, signal.SIGSTOP)
        try:
            answers.append(ask(page, path, **options))
        finally:
            os.kill(process, signal.SIGCONT)
    return answers


@contextmanager
def only(page: Page, number: int) -> Iterator[None]:
    """One of two processes answers meanwhile."""
    other = page.workers()[1 - number]
    os.kill(other, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(other, signal.SIGCONT)
