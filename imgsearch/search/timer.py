"""How long each step of a search took."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter

from imgsearch.tracing import span


class Timer:
    """Milliseconds spent in each step, and a span of each."""

    def __init__(self) -> None:
        self.spent_ms: dict[str, float] = {}

    @contextmanager
    def __call__(self, step: str) -> Iterator[None]:
        """Add the time of a block to a step."""
        start = perf_counter()
        try:
            with span(f"search.{step}"):
                yield
        finally:
            self.spent_ms[step] = self.spent_ms.get(step, 0.0) + (perf_counter() - start) * 1000
