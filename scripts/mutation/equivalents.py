"""The list of mutants that no test can tell from the program, kept with their reasons in docs/testing.md."""

from __future__ import annotations

import re
from collections.abc import Collection
from pathlib import Path
from typing import NamedTuple

from scripts.mutation.mutants import make_mutants

HEADING = "## Equivalent mutants"


class Equivalent(NamedTuple):
    """A row of the list."""

    file: str
    function: str
    mutation: str
    reason: str

    @property
    def key(self) -> tuple[str, str, str]:
        """As a mutant's."""
        return self.file, self.function, self.mutation


def read_equivalents(document: Path) -> list[Equivalent]:
    """The rows of the table below the heading; a ``|`` in code is written ``\\|``.

    Raises:
        ValueError: a row has no reason, or not four cells.
    """
    if not document.exists():
        return []
    _, _, section = document.read_text().partition(f"{HEADING}\n")
    rows = []
    for line in section.split("\n## ")[0].splitlines():
        if not line.startswith("|") or line.startswith(("| file", "| ---")):
            continue
        cells = [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
        if len(cells) != 4 or not all(cells):
            raise ValueError(f"not file, function, mutation, reason: {line}")
        file, function, mutation = (cell.removeprefix("`").removesuffix("`") for cell in cells[:3])
        rows.append(Equivalent(file, function, mutation, cells[3]))
    return rows


def format_row(key: tuple[str, str, str], reason: str) -> str:
    """A row as the list has it."""
    return "| " + " | ".join([*(f"`{cell}`".replace("|", "\\|") for cell in key), reason]) + " |"


def find_stale(rows: Collection[Equivalent], root: Path) -> list[Equivalent]:
    """The rows that name a mutant that there no longer is."""
    there: set[tuple[str, str, str]] = set()
    for file in {row.file for row in rows if (root / row.file).exists()}:
        lines = [line.strip() for line in (root / file).read_text().splitlines()]
        wanted = [row for row in rows if row.file == file]
        for mutant in make_mutants(root, Path(file)):
            # Telling what a mutant changes takes long, and a row begins with the first line that is changed.
            changed = tuple(filter(None, lines[mutant.first_line - 1 : mutant.last_line]))
            if any(row.function == mutant.function and row.mutation.startswith(changed) for row in wanted):
                there.add(mutant.key)
    return [row for row in rows if row.key not in there]
