"""How the process of a command ends."""

from __future__ import annotations

import atexit
import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from types import FrameType

#: What tells a command to stop besides Ctrl-C: a service manager, `docker stop`, a terminal that is closed.
STOPS = (signal.SIGTERM, signal.SIGHUP)


class Stopped(SystemExit):
    """A signal told the process to stop; whatever is under way puts its files and programs away, as after Ctrl-C."""


class Ending:
    """Of one process; what has to be done at its end is done, but memory is left to the system where a command says so.

    Python would free every object of every module, which takes a twentieth of a cold query.
    """

    def __init__(self) -> None:
        self._at_once = False
        self._code = 1
        self._signal: int | None = None

    def at_once(self) -> None:
        """Leave memory as it is. For commands that have closed their files and stopped what they started."""
        self._at_once = True

    def run(self, command: Callable[[], object]) -> None:
        """Run the command of the process, which ends as SystemExit says; any other error ends it with 1.

        A signal to stop ends it by that signal, once everything is put away; a second one does so at once.
        """
        # What was registered first is called last, when threads have ended and everybody else has been called.
        atexit.register(self._leave)
        for number in STOPS:
            if signal.getsignal(number) is signal.SIG_DFL:  # nohup ignores one of them
                signal.signal(number, self._stop)
        try:
            command()
            self._code = 0
        except SystemExit as exc:
            self._code = exc.code if isinstance(exc.code, int) else int(exc.code is not None)
            raise
        except OSError as exc:  # before any command: a help text that cannot be written
            sys.stderr.write(f"Error: {exc.filename or 'standard output'}: {exc.strerror or exc}\n")
            raise SystemExit(1) from None
        except KeyboardInterrupt:  # before Click or behind it; Click says the same
            sys.stderr.write("Aborted!\n")
            raise SystemExit(1) from None

    def _stop(self, number: int, _frame: FrameType | None) -> None:
        signal.signal(number, signal.SIG_DFL)
        self._signal = number
        raise Stopped(128 + number)

    def _leave(self) -> None:
        if self._signal is not None:  # so that whoever sent it sees that it ended the process
            os.kill(os.getpid(), self._signal)
        if self._at_once:
            for stream in filter(None, (sys.stdout, sys.stderr)):  # a shell may have started it without
                with suppress(OSError, ValueError):  # its reader has gone, or it was closed
                    stream.flush()
            os._exit(self._code)


ENDING = Ending()
