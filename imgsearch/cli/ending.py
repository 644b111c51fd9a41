"""How the process of a command ends."""

from __future__ import annotations

import atexit
import os
import sys
from collections.abc import Callable
from contextlib import suppress


class Ending:
    """Of one process; what has to be done at its end is done, but memory is left to the system where a command says so.

    Python would free every object of every module, which takes a twentieth of a cold query.
    """

    def __init__(self) -> None:
        self._at_once = False
        self._code = 1

    def at_once(self) -> None:
        """Leave memory as it is. For commands that have closed their files and stopped what they started."""
        self._at_once = True

    def run(self, command: Callable[[], object]) -> None:
        """Run the command of the process, which ends as SystemExit says; any other error ends it with 1."""
        # What was registered first is called last, when threads have ended and everybody else has been called.
        atexit.register(self._leave)
        try:
            command()
            self._code = 0
        except SystemExit as exc:
            self._code = exc.code if isinstance(exc.code, int) else int(exc.code is not None)
            raise

    def _leave(self) -> None:
        if self._at_once:
            for stream in filter(None, (sys.stdout, sys.stderr)):  # a shell may have started it without
                with suppress(OSError, ValueError):  # its reader has gone, or it was closed
                    stream.flush()
            os._exit(self._code)


ENDING = Ending()
