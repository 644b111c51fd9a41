"""What a report consists of, whatever it is written as."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, TypeAlias

Cell: TypeAlias = str | int | float | None
INTERVAL = re.compile(r"(\S+) \((\S+ to \S+)\)")
NUMBER = re.compile(r"[-+−]?[\d.,]+(e[+-]\d+|%| MB| of \d+| \(\S+ to \S+\))?|–")


@dataclass(frozen=True)
class Text:
    """A paragraph; words in backticks are set as code."""

    kind: ClassVar = "text"
    text: str


@dataclass(frozen=True)
class Points:
    """A list of short statements."""

    kind: ClassVar = "points"
    lines: Sequence[str]


@dataclass(frozen=True)
class KeyFigures:
    """A few numbers in large type, each with its label."""

    kind: ClassVar = "key_figures"
    items: Sequence[tuple[Cell, str]]


@dataclass(frozen=True)
class Table:
    """Rows of cells; numbers are aligned right, and None is a dash."""

    kind: ClassVar = "table"
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    caption: str = ""

    @property
    def numeric(self) -> list[bool]:
        """For each column whether it holds numbers alone, with a unit or without; the first column labels its row."""
        filled = [
            [row[index] for row in self.rows if row[index] not in (None, "")] for index in range(len(self.columns))
        ]
        numbers = [all(NUMBER.fullmatch(format_cell(cell)) for cell in cells) for cells in filled]
        return [False, *numbers[1:]]


@dataclass(frozen=True)
class Plot:
    """A figure as SVG whose colours are variables of the page."""

    kind: ClassVar = "plot"
    name: str
    svg: str
    caption: str


@dataclass(frozen=True)
class Picture:
    """A thumbnail with what stands below it."""

    source: str
    """A data URI; empty where the file has gone since it was loaded."""
    title: str
    lines: Sequence[str] = ()
    marked: bool = False
    """Whether it is outlined, as the picture that should have been found."""


@dataclass(frozen=True)
class Pictures:
    """A sheet of pictures."""

    kind: ClassVar = "pictures"
    items: Sequence[Picture]
    caption: str = ""


@dataclass(frozen=True)
class Rankings:
    """What several rankings put first for one query, a row of pictures for each."""

    kind: ClassVar = "rankings"
    title: str
    rows: Sequence[tuple[str, str, Sequence[Picture]]]
    """Ranking, note, pictures."""


@dataclass(frozen=True)
class Folded:
    """Blocks that the page shows after a click, and in print."""

    kind: ClassVar = "folded"
    title: str
    blocks: Sequence[Block]
    note: str = ""


Block: TypeAlias = Text | Points | KeyFigures | Table | Plot | Pictures | Rankings | Folded


@dataclass(frozen=True)
class Section:
    """A heading and what stands below it."""

    title: str
    blocks: Sequence[Block]

    @property
    def anchor(self) -> str:
        """The heading as the target of a link."""
        return re.sub(r"[^a-z0-9]+", "-", self.title.lower()).strip("-")


@dataclass(frozen=True)
class Report:
    """A page."""

    title: str
    lead: str
    made_at: datetime
    sections: Sequence[Section]


def format_cell(value: Cell) -> str:
    """The cell as text: 4,650, 0.714 or 12.5, a dash for nothing, 1.8e+18 for very large numbers."""
    if value is None:
        return "–"
    if isinstance(value, str):
        return value
    if value != value:
        return "–"
    if abs(value) >= 1e12:
        return f"{value:.1e}"
    if isinstance(value, int):
        return f"{value:,}"
    return f"{value:.3f}" if abs(value) < 10 else f"{value:,.1f}"
