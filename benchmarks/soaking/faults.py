"""When something was down on purpose: only then may a visitor see an error, and only the documented one."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import NamedTuple

#: After something is up again until visitors must see nothing of it any more, s.
GRACE_SECONDS = 2.0
FOREVER = float("inf")


class Fault(NamedTuple):
    """Something was down."""

    kind: str
    start: float
    end: float
    """Times of time.monotonic()."""


class Faults:
    """All of them so far; threads share it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._faults: list[Fault] = []

    @contextmanager
    def down(self, kind: str) -> Iterator[None]:
        """Something is down for the time of a block."""
        with self._lock:
            place = len(self._faults)
            self._faults.append(Fault(kind, time.monotonic(), FOREVER))
        yield
        with self._lock:
            self._faults[place] = self._faults[place]._replace(end=time.monotonic())

    def explain(self, kinds: Collection[str], start: float, end: float) -> bool:
        """Whether one of these kinds was down at some moment between two, or shortly before."""
        with self._lock:
            return any(
                fault.kind in kinds and fault.start < end and start < fault.end + GRACE_SECONDS
                for fault in self._faults
            )

    def counts(self) -> Counter[str]:
        """How often each kind was down."""
        with self._lock:
            return Counter(fault.kind for fault in self._faults)

    def longest(self, kind: str) -> float:
        """Seconds of the longest one."""
        with self._lock:
            return max((fault.end - fault.start for fault in self._faults if fault.kind == kind), default=0.0)
