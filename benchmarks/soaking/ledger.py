"""What was done and seen, counted by all threads."""

from __future__ import annotations

import sys
import threading
from collections import Counter
from datetime import datetime

#: Of what happens again and again so many are said at once.
TOLD = 3


class Ledger:
    """Counts, errors, and what was acknowledged, so that it must be there in the end."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: Counter[str] = Counter()
        self.errors: list[str] = []
        self.milliseconds: list[float] = []
        self.removed: set[int] = set()
        """Ids of pictures whose removal was acknowledged."""

    def count(self, what: str, number: int = 1) -> None:
        """Add to a count."""
        with self._lock:
            self._counts[what] += number

    def counted(self, what: str) -> int:
        """A count."""
        with self._lock:
            return self._counts[what]

    def all_counts(self) -> dict[str, int]:
        """All of them, by name."""
        with self._lock:
            return dict(sorted(self._counts.items()))

    def fail(self, what: str) -> None:
        """Something that must not be; it is said at once, the first times."""
        with self._lock:
            self.errors.append(what)
            if self.errors.count(what) <= TOLD:
                print(f"{datetime.now():%H:%M:%S} {what}", file=sys.stderr, flush=True)

    def took(self, milliseconds: float) -> None:
        """A search was answered."""
        with self._lock:
            self.milliseconds.append(milliseconds)
