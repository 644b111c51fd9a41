"""A lock of what belongs to one process, such as connections: two that read from one mix up their answers."""

from __future__ import annotations

import threading
from os import getpid
from types import TracebackType

from imgsearch.errors import BadInput


class OwnLock:
    """A lock that a forked process is refused; waiting for one that a thread held at the fork would never end."""

    def __init__(self) -> None:
        self._process = getpid()
        self._lock = threading.Lock()

    @property
    def is_of_another_process(self) -> bool:
        """Whether this process was forked since."""
        return self._process != getpid()

    def __enter__(self) -> None:
        """Take it.

        Raises:
            BadInput: in a forked process.
        """
        if self.is_of_another_process:
            raise BadInput("this catalog is of the process that was forked; open another one with Catalog.open")
        self._lock.acquire()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._lock.release()
