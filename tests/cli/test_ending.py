"""How a process ends: at once where its command says so, with everything done that has to be."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

from tests.signals import heeding

SCRIPT = """
import atexit, sys
from imgsearch.ending import Ending

class Freed:
    def __del__(self):
        print("freed", flush=True)

ending, held = Ending(), Freed()

def command():
    atexit.register(print, "called at the end")
    if {at_once}:
        ending.at_once()
    sys.stdout.write("hit ")
    {last}

ending.run(command)
"""


def end(last: str, *, at_once: bool) -> tuple[int, str, str]:
    script = SCRIPT.format(at_once=at_once, last=last)
    process = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=False)
    return process.returncode, process.stdout, process.stderr.strip().rpartition("\n")[2]


@pytest.mark.parametrize("at_once", [False, True])
@pytest.mark.parametrize(
    ("last", "code", "said"),
    [
        ("pass", 0, ""),
        ("sys.exit()", 0, ""),
        ("sys.exit(3)", 3, ""),
        ("sys.exit('no such file')", 1, "no such file"),
        ("raise ValueError('broken')", 1, "ValueError: broken"),
    ],
)
def test_a_process_ends_with_its_code_all_that_was_written_and_all_that_was_to_be_called(
    last: str, code: int, said: str, at_once: bool
) -> None:
    assert end(last, at_once=at_once) == (code, "hit called at the end\n" + ("" if at_once else "freed\n"), said)


def test_a_reader_that_has_gone_does_not_change_the_code() -> None:
    script = SCRIPT.format(at_once=True, last="sys.exit(3)")
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    read, write = os.pipe()
    os.close(read)
    process = subprocess.run(
        [sys.executable, "-c", script],
        stdout=write, stderr=subprocess.PIPE, timeout=60, check=False, env=environment,
    )  # fmt: skip
    os.close(write)
    assert (process.returncode, process.stderr) == (3, b"")


def test_a_shell_may_start_it_without_output() -> None:
    """`imgsearch query dogs >&-`: there is no stream to write to."""
    script = SCRIPT.format(at_once=True, last="sys.exit(3)").replace('sys.stdout.write("hit ")', "sys.stdout = None")
    process = subprocess.run([sys.executable, "-c", script], stderr=subprocess.PIPE, timeout=60, check=False)
    assert (process.returncode, process.stderr) == (3, b"")


STOPPED = """
import os, signal, sys
from imgsearch.ending import Ending

def command():
    try:
        os.kill(os.getpid(), {number})
        print("went on", flush=True)
    finally:
        print("put away", flush=True)

Ending().run(command)
"""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_command_that_is_told_to_stop_puts_away_what_it_had_and_ends_by_that_signal(number: int) -> None:
    process = subprocess.run(
        [sys.executable, "-c", STOPPED.format(number=int(number))],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        preexec_fn=heeding(number),
    )
    assert (process.returncode, process.stdout, process.stderr) == (-number, "put away\n", "")


def test_what_nohup_has_started_goes_on_when_its_terminal_is_closed() -> None:
    script = STOPPED.format(number=int(signal.SIGHUP))
    process = subprocess.run(
        ["nohup", sys.executable, "-c", script],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert (process.returncode, process.stdout) == (0, "went on\nput away\n")


def test_an_interruption_before_the_command_runs_is_no_traceback() -> None:
    script = "from imgsearch.ending import Ending\ndef command():\n    raise KeyboardInterrupt\nEnding().run(command)"
    process = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=False)
    assert (process.returncode, process.stderr) == (1, "Aborted!\n")
