"""A forked process encodes, though it has none of the threads of the one that it comes from."""

from __future__ import annotations

import subprocess
import sys

SCRIPT = """
import os, signal, time
from imgsearch.encoders import runtime

runtime.cores = lambda: 2
runtime.on_all_cores(lambda part: time.sleep(0.2), range(4))  # so that all threads are there
process = os.fork()
if not process:
    signal.alarm(20)
    os._exit(0 if runtime.on_all_cores(str, [4, 5, 6]) == ["4", "5", "6"] else 1)
print(os.waitpid(process, 0)[1])
"""


def test_a_forked_process_has_threads_of_its_own() -> None:
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout == "0\n"
