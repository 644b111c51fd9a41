"""What a benchmark measured: figures beside their baselines, by table, the machine, its pace, the commit."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal, NamedTuple

Better = Literal["lower", "higher"]
#: Between the row and the column of a figure's name.
CROSS = " | "
#: Decimals worth printing, where a figure says none.
DIGITS = {"s": 2, "ms": 1, "%": 1}
MOST_DIGITS = 4


@dataclass(frozen=True)
class Figure:
    """One figure of a run."""

    name: str
    """Stays the same from version to version: of a list, or `row | column`."""
    value: float
    unit: str
    better: Better = "lower"
    samples: list[float] = field(default_factory=list)
    """What it is the median of, in its unit; empty where it was measured once."""
    baseline: float | None = None
    """What the same run measured of something that no change of ours makes faster, in the same unit."""
    table: str = ""
    """The table of its section that it stands in."""
    digits: int | None = None
    """Decimals worth printing; None: those of DIGITS."""
    low: float | None = None
    """The least of what it was, or the lower end of its interval, where documents tell it."""
    high: float | None = None
    goal: float | None = None
    """What was wanted, of the ratio where there is a baseline and else of the value."""

    @property
    def ratio(self) -> float | None:
        """To the baseline."""
        return None if self.baseline is None else self.value / self.baseline

    @property
    def noise(self) -> float:
        """Relative standard error of the median, 1.2533 times that of a mean of normal samples; 0 for few."""
        if len(self.samples) < 3 or not self.value:
            return 0.0
        return 1.2533 * statistics.stdev(self.samples) / math.sqrt(len(self.samples)) / abs(self.value)

    @property
    def is_missed(self) -> bool:
        """Whether it is not what was wanted."""
        reached = self.value if self.ratio is None else self.ratio
        return self.goal is not None and (reached > self.goal if self.better == "lower" else reached < self.goal)

    def say(self, value: float | None = None) -> str:
        """The value, or another one in its unit, as documents print numbers: 1,234 and .56."""
        digits = DIGITS.get(self.unit, MOST_DIGITS) if self.digits is None else self.digits
        return number(self.value if value is None else value, digits)


def number(value: float, digits: int) -> str:
    """A number as documents print it: 1,234.5, .56 and 0.00."""
    text = f"{value:z,.{digits}f}"
    return text.replace("0.", ".", 1) if text.lstrip("-").startswith("0.") and float(text) else text


class Spread(NamedTuple):
    """A value between two others that documents tell as well: of rounds, or an interval."""

    value: float
    low: float
    high: float


class Column(NamedTuple):
    """What a column of a grid holds."""

    name: str
    unit: str = ""
    digits: int | None = None
    better: Better = "lower"


@dataclass
class Record:
    """A whole run of one section."""

    commit: str | None
    """None: printed before records were kept."""
    changed: bool
    """Whether files differed from the commit."""
    started_at: str
    machine: dict[str, Any]
    pace_ms: list[float]
    """Of a fixed piece of work, at the beginning and at the end: how fast the machine was at that time."""
    load_average: list[float]
    """Of a minute, at the beginning and at the end."""
    figures: list[Figure] = field(default_factory=list)
    headings: dict[str, str] = field(default_factory=dict)
    """Of the first column of each table, where it has one."""
    note: str = ""
    """What else has to be known of the run."""

    def add(
        self,
        name: str,
        values: float | list[float],
        unit: str,
        *,
        better: Better = "lower",
        baseline: float | list[float] | None = None,
        **others: Any,  # noqa: ANN401
    ) -> Figure:
        """Keep a figure, the median of several values; `others` are further fields of it."""
        samples = values if isinstance(values, list) else []
        value = statistics.median(samples) if isinstance(values, list) else values
        base = statistics.median(baseline) if isinstance(baseline, list) else baseline
        figure = Figure(name, float(value), unit, better, samples, base, **others)
        self.figures.append(figure)
        return figure

    def grid(self, table: str, columns: Sequence[Column], heading: str = "") -> Grid:
        """A table to fill row by row."""
        if heading:
            self.headings[table] = heading
        return Grid(self, table, columns)


class Grid:
    """Rows and columns of figures, each row printed as soon as it is known."""

    printed: ClassVar[Grid | None] = None
    """Whose header stands last on the terminal."""

    def __init__(self, record: Record, table: str, columns: Sequence[Column]) -> None:
        self.record, self.table, self.columns = record, table, columns

    def row(self, name: str, *values: float | list[float] | Spread | None) -> None:
        """Keep and print a row: in the order of the columns, None where there is nothing."""
        said = []
        for column, value in zip(self.columns, values, strict=True):
            if value is None:
                said.append("")
                continue
            ends = {"low": value.low, "high": value.high} if isinstance(value, Spread) else {}
            figure = self.record.add(
                f"{name}{CROSS}{column.name}",
                value.value if isinstance(value, Spread) else value,
                column.unit,
                better=column.better,
                table=self.table,
                digits=column.digits,
                **ends,
            )
            said.append(cell(figure))
        if Grid.printed is not self:
            names = (", ".join(filter(None, (column.name, column.unit))) for column in self.columns)
            print(" | ".join((self.record.headings.get(self.table) or self.table, *names)))
            Grid.printed = self
        print(" | ".join((name, *said)), flush=True)


def cell(figure: Figure) -> str:
    """A figure's value, with its ends where it has some."""
    if figure.low is None or figure.high is None:
        return figure.say()
    return f"{figure.say()} ({figure.say(figure.low)} to {figure.say(figure.high)})"
