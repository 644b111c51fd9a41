"""What was wanted of a million pictures, beside what came out."""

from __future__ import annotations

from typing import NamedTuple

from benchmarks.record import CROSS, Better, Record
from imgsearch.queries.session import EF_SEARCH


class Goal(NamedTuple):
    """A figure of a table, and what is wanted of it."""

    name: str
    table: str
    row: str
    column: str
    better: Better
    wanted: float


def goals(pictures: str, shown: str, searched: int) -> list[Goal]:
    """What is wanted.

    Args:
        pictures: how many, as tables say it.
        shown: how many of those may be shown.
        searched: how many candidates a search for ten looks at.
    """
    sql, copy = "candidates' SQL against hnswlib of the same recall", "COPY of vectors"
    ten = "the ten best by score, as by as many exact candidates"
    return [
        Goal("recall@100, default setting", "ef_search", f"{EF_SEARCH}", f"{pictures}: recall@100", "higher", 0.99),
        Goal(ten, "best", f"{searched}", f"{pictures}: as by as many exact candidates", "higher", 0.99),
        Goal("p50 of the candidates' SQL against the smallest table", "growth", shown, "of the smaller", "lower", 2),
        Goal(copy, "loading", "COPY alone", pictures, "higher", 50_000),
        Goal(f"{sql}, p50", "beside", f"hnswlib, {pictures}", "times its p50", "lower", 4),
        Goal(f"{sql}, processor", "beside", f"hnswlib, {pictures}", "times its processor time", "lower", 4),
    ]


def keep_goals(record: Record, wanted: list[Goal]) -> None:
    """Keep again what was measured of them, with what was wanted; the rest was left out of this run."""
    found = {(figure.table, figure.name): figure for figure in record.figures}
    for goal in wanted:
        figure = found.get((goal.table, f"{goal.row}{CROSS}{goal.column}"))
        if figure is not None:
            record.add(
                goal.name,
                figure.value,
                figure.unit,
                better=goal.better,
                table="reached",
                digits=figure.digits,
                goal=goal.wanted,
            )
