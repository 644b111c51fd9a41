"""Progress bars on stderr."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tqdm import tqdm


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
        bar.total = total
        bar.update(done - bar.n)
        if done >= total:
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


def load_bars() -> Bars:
    """Bars that leave nothing behind, and that are not there where stderr is not a terminal."""
    return Bars(mininterval=0.5, leave=False, disable=None)
