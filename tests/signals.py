"""Programs that tests start and stop by signals."""

from __future__ import annotations

import signal
from collections.abc import Callable
from functools import partial


def heeding(number: int) -> Callable[[], object]:
    """For a program that is about to start: heed a signal that it would inherit as ignored.

    Who runs the tests with nohup ignores SIGHUP, and a shell's job in the background SIGINT.
    """
    return partial(signal.signal, number, signal.SIG_DFL)
