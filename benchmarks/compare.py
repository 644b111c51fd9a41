"""What became slower, or worse, from one file of records of `make bench` to another by more than noise.

    python benchmarks/compare.py old.json new.json

Sections that both have are compared, figure by figure. Where a figure has a baseline of its own run, ratios to it are
compared; other times are divided by the machine's pace in their run. A change counts when it is larger than three
standard errors of both together, and than a tenth for times that were measured once, a twentieth for others, a
hundredth for errors and recalls. If anything became worse the exit code is 1.
"""

from __future__ import annotations

import argparse
import math
import statistics
import sys
from collections.abc import Mapping
from pathlib import Path

if __package__ in (None, ""):
    sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.record import Figure, Record
from benchmarks.records import read

TIMES = ("s", "ms")
ONCE, SEVERAL, QUALITY = 0.10, 0.05, 0.01
WIDTH = 68
STANDARD_ERRORS = 3


def comparable(figure: Figure, record: Record) -> float | None:
    """What does not depend on how fast the machine was at the time; None where that is not known."""
    if figure.ratio is not None:
        return figure.ratio
    if figure.unit not in TIMES:
        return figure.value
    return figure.value / statistics.mean(record.pace_ms) if record.pace_ms else None


def allowance(old: Figure, new: Figure) -> float:
    """The relative change that may be noise."""
    least = QUALITY if old.unit not in TIMES else SEVERAL if old.samples and new.samples else ONCE
    return max(least, STANDARD_ERRORS * math.hypot(old.noise, new.noise))


def verdict(change: float, allowed: float, better: str) -> str:
    """worse, better or the same."""
    if abs(change) <= allowed:
        return "same"
    return "better" if (change < 0) == (better == "lower") else "WORSE"


def compare_all(old: Mapping[str, Record], new: Mapping[str, Record]) -> tuple[list[str], bool]:
    """Lines of tables, a section each, and whether anything became worse."""
    lines: list[str] = []
    is_worse = False
    for name in sorted(old.keys() & new.keys()):
        if old[name] == new[name]:
            lines.append(f"== {name}: the same run")
            continue
        of_section, worse = compare(old[name], new[name])
        lines += [f"== {name}", *of_section]
        is_worse = is_worse or worse
    lines += [
        f"== {name}: only in the {'old' if name in old else 'new'} one" for name in sorted(old.keys() ^ new.keys())
    ]
    return lines, is_worse


def compare(old: Record, new: Record) -> tuple[list[str], bool]:
    """Lines of a section's table, and whether anything became worse."""
    lines = [f"{describe(old)} -> {describe(new)}"]
    if old.machine != new.machine:
        lines.append("the machines differ: only figures with a baseline, and those that are no times, can be compared")
    lines.append(f"{'':<{WIDTH}}{'old':>10}{'new':>10}{'change':>9}{'noise':>8}")
    earlier = {key(figure): figure for figure in old.figures}
    is_worse = False
    for figure in new.figures:
        name = key(figure)
        before = earlier.pop(name, None)
        if before is None:
            lines.append(f"{name:<{WIDTH}}{'':>10}{figure.value:>10.4g}  new")
            continue
        values = f"{before.value:>10.4g}{figure.value:>10.4g}"
        first, last = comparable(before, old), comparable(figure, new)
        if first is None or last is None:
            lines.append(f"{name:<{WIDTH}}{values}  not comparable: its machine's pace is not known")
            continue
        change = last / first - 1 if first else math.inf * last if last else 0.0
        allowed = allowance(before, figure)
        said = verdict(change, allowed, figure.better)
        is_worse = is_worse or said == "WORSE"
        lines.append(f"{name:<{WIDTH}}{values}{change:>+9.1%}{allowed:>8.1%}  {said}")
    lines += [f"{name:<{WIDTH}}{figure.value:>10.4g}  gone" for name, figure in earlier.items()]
    return lines, is_worse


def key(figure: Figure) -> str:
    """What a figure is called within its section."""
    return f"{figure.table}: {figure.name}" if figure.table else figure.name


def describe(record: Record) -> str:
    """Which run it was."""
    commit = record.commit or f"of {record.started_at[:10]}"
    pace = f", pace {statistics.mean(record.pace_ms):.1f} ms" if record.pace_ms else ""
    return f"{commit}{' changed' if record.changed else ''}{pace}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("old", type=Path)
    parser.add_argument("new", type=Path)
    arguments = parser.parse_args()
    lines, is_worse = compare_all(read(arguments.old), read(arguments.new))
    print("\n".join(lines))
    sys.exit(is_worse)


if __name__ == "__main__":
    main()
