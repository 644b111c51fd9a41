"""What a run of benchmarks measured, as one JSON: figures beside their baselines, the machine, its pace, the commit."""

from __future__ import annotations

import json
import math
import os
import platform
import statistics
import subprocess
import time
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

import numpy as np

Better = Literal["lower", "higher"]
PACE_ROUNDS = 15
PACE_SIZE = 384


@dataclass(frozen=True)
class Figure:
    """One figure of a run."""

    name: str
    """Stays the same from version to version."""
    value: float
    unit: str
    better: Better = "lower"
    samples: list[float] = field(default_factory=list)
    """What it is the median of, in its unit; empty where it was measured once."""
    baseline: float | None = None
    """What the same run measured of something that no change of ours makes faster, in the same unit."""

    @property
    def ratio(self) -> float | None:
        """To the baseline."""
        return None if self.baseline is None else self.value / self.baseline

    @property
    def noise(self) -> float:
        """Relative standard error of the median, 1.2533 times that of a mean of normal samples; 0 for few."""
        if len(self.samples) < 3:
            return 0.0
        return 1.2533 * statistics.stdev(self.samples) / math.sqrt(len(self.samples)) / abs(self.value)


@dataclass
class Record:
    """A whole run."""

    commit: str
    changed: bool
    """Whether files differed from the commit."""
    started_at: str
    machine: dict[str, Any]
    pace_ms: list[float]
    """Of a fixed piece of work, at the beginning and at the end: how fast the machine was at that time."""
    load_average: list[float]
    """Of a minute, at the beginning and at the end."""
    figures: list[Figure] = field(default_factory=list)

    def add(
        self,
        name: str,
        values: float | list[float],
        unit: str,
        *,
        better: Better = "lower",
        baseline: float | list[float] | None = None,
    ) -> Figure:
        """Keep a figure, the median of several values."""
        samples = values if isinstance(values, list) else []
        value = statistics.median(samples) if isinstance(values, list) else values
        base = statistics.median(baseline) if isinstance(baseline, list) else baseline
        figure = Figure(name, value, unit, better, samples, base)
        self.figures.append(figure)
        return figure

    def write(self, path: Path) -> None:
        """Measure the pace once more and write everything."""
        self.pace_ms.append(pace())
        self.load_average.append(os.getloadavg()[0])
        path.write_text(json.dumps(asdict(self), indent=1) + "\n")


def begin() -> Record:
    """A record of this commit on this machine."""
    commit = _git("rev-parse", "--short=12", "HEAD")
    return Record(
        commit=commit,
        changed=bool(_git("status", "--porcelain", "--untracked-files=no")),
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


def read(path: Path) -> Record:
    """A record that was written.

    Raises:
        SystemExit: it is none.
    """
    try:
        found = json.loads(path.read_text())
        return Record(**found | {"figures": [Figure(**figure) for figure in found["figures"]]})
    except (OSError, ValueError, KeyError, TypeError) as exc:
        raise SystemExit(f"{path} is no record of `make bench`: {exc}") from exc


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
