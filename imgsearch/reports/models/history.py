"""How the error changed from one evaluation to the next."""

from __future__ import annotations

from imgsearch.reports.document import Block, Cell, Plot, Section, Table
from imgsearch.reports.models import charts
from imgsearch.reports.models.read import ModelsData

#: Runs that are listed; the plot has all of them.
LISTED = 10


def over_time(data: ModelsData) -> Section:
    """The mean squared error of every run as a line for each situation, and the newest runs in words."""
    history = data.history
    runs = history.drop_duplicates("id")
    if len(runs) < 2:
        return Section("Over time", [])
    lines = {str(model): rows for model, rows in history.groupby("model")}
    rows: list[list[Cell]] = []
    for run in runs.tail(LISTED)[::-1].itertuples():
        values = history[history["id"] == run.id].set_index("model")["value"]
        cells = [f"{values[model]:.4f}" if model in values else "" for model in lines]
        rows.append([str(run.id), f"{run.evaluated_at:%Y-%m-%d %H:%M}", str(run.encoder), str(run.regressor), *cells])
    blocks: list[Block] = [
        Plot(
            "history",
            charts.history("history", lines, [int(number) for number in runs["id"]]),
            "Mean squared error on folds by picture, run by run, with its 95 percent interval over pictures.",
        ),
        Table(("run", "when", "encoder", "regressor", *lines), rows),
    ]
    return Section("Over time", blocks)
