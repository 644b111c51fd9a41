"""Progress bars on stderr."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from tqdm import tqdm


@contextmanager
def bars() -> Iterator[Callable[[str, int, int], None]]:
    """A callback that is told (step, done, total) and keeps one bar for each step."""
    open_bars: dict[str, tqdm[Any]] = {}

    def progress(step: str, done: int, total: int) -> None:
        if step not in open_bars:
            open_bars[step] = tqdm(total=total, desc=step, mininterval=1.0)
        bar = open_bars[step]
        bar.update(done - bar.n)

    try:
        yield progress
    finally:
        for bar in open_bars.values():
            bar.close()
