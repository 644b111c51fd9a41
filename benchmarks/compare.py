"""What became slower, or worse, from one record of `make bench` to another by more than noise.

    python benchmarks/compare.py old.json new.json

Where a figure has a baseline of its own run, ratios to it are compared; other times are divided by the machine's pace
in their run. A change counts when it is larger than three standard errors of both together, and than a tenth for times
that were measured once, a twentieth for others, a hundredth for errors and recalls. If anything became worse the exit
code is 1.
"""

from __future__ import annotations

import argparse
import math
import statistics
import sys
from pathlib import Path

if __package__ in (None, ""):
    sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.record import Figure, Record, read

TIMES = ("s", "ms")
ONCE, SEVERAL, QUALITY = 0.10, 0.05, 0.01
STANDARD_ERRORS = 3


def comparable(figure: Figure, record: Record) -> float:
    """What does not depend on how fast the machine was at the time."""
    if figure.ratio is not None:
        return figure.ratio
    return figure.value / statistics.mean(record.pace_ms) if figure.unit in TIMES else figure.value


def allowance(old: Figure, new: Figure) -> float:
    """The relative change that may be noise."""
    least = QUALITY if old.unit not in TIMES else SEVERAL if old.samples and new.samples else ONCE
    return max(least, STANDARD_ERRORS * math.hypot(old.noise, new.noise))


def verdict(change: float, allowed: float, better: str) -> str:
    """worse, better or the same."""
    if abs(change) <= allowed:
        return "same"
    return "better" if (change < 0) == (better == "lower") else "WORSE"


def compare(old: Record, new: Record) -> tuple[list[str], bool]:
    """Lines of a table, and whether anything became worse."""
    lines = [
        f"{old.commit}{' changed' if old.changed else ''} -> {new.commit}{' changed' if new.changed else ''}",
        f"pace {statistics.mean(old.pace_ms):.1f} -> {statistics.mean(new.pace_ms):.1f} ms",
    ]
    if old.machine != new.machine:
        lines.append("the machines differ: only figures with a baseline can be compared")
    lines.append(f"{'':<44}{'old':>10}{'new':>10}{'change':>9}{'noise':>8}")
    earlier = {figure.name: figure for figure in old.figures}
    is_worse = False
    for figure in new.figures:
        before = earlier.pop(figure.name, None)
        if before is None:
            lines.append(f"{figure.name:<44}{'':>10}{figure.value:>10.4g}  new")
            continue
        change = comparable(figure, new) / comparable(before, old) - 1
        allowed = allowance(before, figure)
        said = verdict(change, allowed, figure.better)
        is_worse = is_worse or said == "WORSE"
        values = f"{before.value:>10.4g}{figure.value:>10.4g}"
        lines.append(f"{figure.name:<44}{values}{change:>+9.1%}{allowed:>8.1%}  {said}")
    lines += [f"{name:<44}{figure.value:>10.4g}  gone" for name, figure in earlier.items()]
    return lines, is_worse


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("old", type=Path)
    parser.add_argument("new", type=Path)
    arguments = parser.parse_args()
    lines, is_worse = compare(read(arguments.old), read(arguments.new))
    print("\n".join(lines))
    sys.exit(is_worse)


if __name__ == "__main__":
    main()
