"""How near scores come to the experts' ratings, out of fold, and how often nothing is answered where nothing is there.

    imgsearch load RATED_SET
    python -m benchmarks.findings [--resamples 200]

The figures are those of `imgsearch evaluate`, in the database that the commands use, in the order of docs/findings.md.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from typing import Any, NamedTuple

from benchmarks.record import Column, Record, Spread
from benchmarks.records import add_record_option, recording

#: What documents call a split and a model of an evaluation.
ROWS = {
    "**own captions**, by picture": ("picture", "captions"),
    "own captions, by caption": ("caption", "captions"),
    "**one to three of them**, by picture": ("picture", "few_captions"),
    "one to three of them, by caption": ("caption", "few_captions"),
    "**pixels only**, by picture": ("picture", "pixels"),
    "pixels only, by caption": ("caption", "pixels"),
    "own captions, query not English": ("picture", "captions_multilingual"),
    "one to three, query not English": ("picture", "few_captions_multilingual"),
    "pixels only, query not English": ("picture", "pixels_multilingual"),
    "closest own caption, untrained": ("picture", "caption_similarity"),
    "joint cosine, untrained": ("picture", "cosine"),
    "constant": ("picture", "constant"),
}


class Metric(NamedTuple):
    """A metric of an evaluation, and whether its interval is told."""

    name: str
    column: Column
    has_interval: bool = False


METRICS = (
    Metric("mse", Column("MSE", "", 4), has_interval=True),
    Metric("mae", Column("MAE", "", 3)),
    Metric("r2", Column("R²", "", 3, "higher")),
    Metric("spearman", Column("Spearman", "", 3, "higher")),
    Metric("ece", Column("ECE", "", 3)),
    Metric("tau_c", Column("tau-c", "", 1, "higher"), has_interval=True),
    Metric("tau_b", Column("tau-b (crowd)", "", 1, "higher")),
    Metric("ndcg_10", Column("nDCG@10", "", 3, "higher")),
)
NOTHING = "nothing matches, "
NOTHING_METRICS = {
    "threshold": Column("threshold", "", 2, "higher"),
    "absent_answered_nothing": Column("absent: answered with nothing", "%", 0, "higher"),
    "present_lost": Column("present: match lost", "%", 0),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--resamples", type=int, default=200)
    add_record_option(parser)
    options = parser.parse_args()
    with recording("findings", options.record) as record:
        command = [sys.executable, "-m", "imgsearch", "evaluate", "--resamples", str(options.resamples), "--json"]
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
        keep_figures(record, json.loads(done.stdout)["figures"])


def keep_figures(record: Record, figures: list[dict[str, Any]]) -> None:
    """Keep what an evaluation found."""
    found = {(figure["split"], figure["model"], figure["metric"]): figure for figure in figures}
    grid = record.grid("", [metric.column for metric in METRICS])
    for name, key in ROWS.items():
        grid.row(name, *(_said(found.get((*key, metric.name)), metric) for metric in METRICS))
    rules = record.grid("nothing", list(NOTHING_METRICS.values()), "rule, chosen on other queries")
    for model in dict.fromkeys(figure["model"] for figure in figures if figure["model"].startswith(NOTHING)):
        values = {figure["metric"]: figure["value"] for figure in figures if figure["model"] == model}
        shares = (values[name] * (100 if column.unit == "%" else 1) for name, column in NOTHING_METRICS.items())
        rules.row(model.removeprefix(NOTHING), *shares)


def _said(figure: dict[str, Any] | None, metric: Metric) -> float | Spread | None:
    if figure is None:
        return None
    if metric.has_interval and figure["low"] is not None:
        return Spread(figure["value"], figure["low"], figure["high"])
    return float(figure["value"])


if __name__ == "__main__":
    main()
