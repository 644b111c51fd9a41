"""The machine that a benchmark runs on, how fast it is at the time, and the commit."""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
import time
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from benchmarks.record import Record

PACE_ROUNDS = 15
PACE_SIZE = 384


def begin() -> Record:
    """A record of this commit on this machine."""
    commit = _git("rev-parse", "--short=12", "HEAD")
    return Record(
        commit=commit,
        changed=bool(_git("status", "--porcelain", "--untracked-files=no", "--", ".", ":!docs")),
        started_at=datetime.now(UTC).isoformat(timespec="seconds"),
        machine={
            "processor": _processor(),
            "cores": os.cpu_count(),
            "memory_gb": round(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 1e9),
            "system": platform.platform(),
            "python": platform.python_version(),
        },
        pace_ms=[pace()],
        load_average=[os.getloadavg()[0]],
    )


def end(record: Record) -> None:
    """Measure the pace and the load once more."""
    record.pace_ms.append(pace())
    record.load_average.append(os.getloadavg()[0])


def pace() -> float:
    """Milliseconds of processor time of a fixed product of matrices and a sort, the median of some."""
    generator = np.random.default_rng(0)
    matrix = generator.normal(size=(PACE_SIZE, PACE_SIZE))
    spent = []
    for _ in range(PACE_ROUNDS):
        start = time.process_time()
        np.sort((matrix @ matrix).ravel())
        spent.append(1000 * (time.process_time() - start))
    return statistics.median(spent)


def _git(*arguments: str) -> str:
    root = Path(__file__).parents[1]
    done = subprocess.run(["git", "-C", str(root), *arguments], capture_output=True, text=True, check=False)
    return done.stdout.strip()


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines() if Path("/proc/cpuinfo").exists() else []:
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()
