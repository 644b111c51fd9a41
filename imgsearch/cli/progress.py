"""Progress on stderr: bars, or for a log lines."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tqdm import tqdm

from imgsearch.cli.echo import echo
from imgsearch.terminal import Progress

#: Between two lines of a log.
LINE_SECONDS = 60.0


class Bars:
    """Shows progress, as imgsearch.terminal.Progress is called: one bar for each step, closed when it is done.

    Args:
        options: of tqdm.
    """

    def __init__(self, **options: Any) -> None:  # noqa: ANN401 (tqdm's)
        self._options = options
        self._open: dict[str, tqdm[Any]] = {}

    def __call__(self, step: str, done: int, total: int) -> None:
        """Move the bar of a step."""
        if step not in self._open:
            self._open[step] = tqdm(desc=step, **self._options)
        bar = self._open[step]
        bar.total = total or None
        bar.update(done - bar.n)
        if 0 < total <= done:
            self._open.pop(step).close()

    def close(self) -> None:
        """Close those of steps that did not end."""
        while self._open:
            self._open.popitem()[1].close()


@contextmanager
def bars(**options: Any) -> Iterator[Bars]:  # noqa: ANN401 (tqdm's)
    """Bars that are closed at the end, whatever happens."""
    shown = Bars(**({"mininterval": 1.0} | options))
    try:
        yield shown
    finally:
        shown.close()


class Lines:
    """Shows progress where nobody watches: a line a minute, which tells a log that a long load goes on."""

    def __init__(self) -> None:
        self._said = time.monotonic()

    def __call__(self, step: str, done: int, total: int) -> None:
        """Say how far a step is, if it is time to, and if it goes on."""
        now = time.monotonic()
        if not 0 < total <= done and now - self._said >= LINE_SECONDS:
            self._said = now
            echo(f"{step}: {done:,} of {total:,}" if total else f"{step}: {done:,}", err=True)


def load_bars() -> Progress:
    """Bars that leave nothing behind; where stderr is not a terminal, now and then a line."""
    # A process may have been started without stderr.
    is_watched = sys.stderr is not None and sys.stderr.isatty()
    return Bars(mininterval=0.5, leave=False) if is_watched else Lines()
