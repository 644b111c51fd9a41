"""What the errors look like: calibration, spread, and what a threshold gains and costs."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from imgsearch.reports.document import Block, Cell, Plot, Section, Table, Text
from imgsearch.reports.models import charts
from imgsearch.reports.models.measured import SCORES, name_of, sorted_results
from imgsearch.reports.models.read import SCORED, ModelsData, Row, of_split
from imgsearch.rescoring.situations import SITUATIONS

SHOWN_BINS = 10
THRESHOLDS = (0.3, 0.4, 0.5, 0.6, 0.7)
NOTHING = "nothing matches, "


def calibrated(data: ModelsData) -> Section:
    """Reliability diagrams."""
    blocks: list[Block] = []
    bins = {model: data.calibration[data.calibration["model"] == model] for model in SCORES}
    for name, multilingual, caption in (
        (
            "reliability",
            False,
            "The score in use: the experts' mean rating of pairs with about the same score. On the dashed line both "
            "are equal; the larger a dot, the more pairs.",
        ),
        ("reliability-multilingual", True, "The same for queries that are not in English."),
    ):
        in_use = {
            model.removesuffix("_multilingual").replace("_", " "): rows
            for model, rows in bins.items()
            if len(rows) and SITUATIONS[model].is_multilingual == multilingual
        }
        if in_use:
            blocks.append(Plot(name, charts.reliability(name, in_use), caption))
    others = {name: _bins(rows) for name, rows in best_results(data).items()}
    if others:
        svg = charts.reliability("reliability-others", others)
        blocks.append(
            Plot("reliability-others", svg, "The same for the best of the compared models on each set of columns.")
        )
    return Section("Calibration", blocks)


def spread(data: ModelsData) -> Section:
    """Predicted against rated."""
    in_use = {str(model): rows for model, rows in data.predictions.groupby("model")}
    blocks: list[Block] = []
    for name, panels, who in (
        ("predicted", in_use, "The score in use"),
        ("predicted-others", best_results(data), "The best of the compared models on each set of columns"),
    ):
        if panels:
            caption = (
                f"{who}: at each mean of the experts the median score (dot), the middle half (bar) and 5 to 95 percent "
                "(line). Folds by picture."
            )
            blocks.append(Plot(name, charts.predicted_against_rated(name, panels), caption))
    return Section("Predicted against rated", blocks)


def nothing_matches(data: ModelsData) -> Section:
    """What a threshold gains and costs."""
    all_curves = {model: data.nothing[data.nothing["model"] == model] for model in SCORED}
    curves = {model: curve for model, curve in all_curves.items() if len(curve)}
    if not curves:
        return Section("When nothing matches", [])
    rows: list[list[Cell]] = []
    for model, curve in curves.items():
        for threshold in THRESHOLDS:
            at = curve.iloc[(curve["threshold"] - threshold).abs().argmin()]
            rows.append(_threshold_row(model, threshold, at["absent_answered_nothing"], at["present_lost"]))
    for model, found in of_split(data, "searches").items():
        if model.startswith(NOTHING):
            names = ("threshold", "absent_answered_nothing", "present_lost")
            values = [found[name].value if name in found else math.nan for name in names]
            rows.append(_threshold_row(f"{model.removeprefix(NOTHING)}, chosen on other queries", *values))
    return Section(
        "When nothing matches",
        [
            Text(
                "Each query searches only the pictures that people rated for it. It has a match if the experts, or the "
                "crowd where no expert rated, say that one of them matches; without those pictures it has none. A "
                "higher threshold gives the right answer, nothing, to more queries without a match, and takes the "
                "matches from more of the others."
            ),
            Plot(
                "nothing",
                charts.nothing_curve(curves),
                "Along each line the threshold rises from lower left to upper right; dots mark 0.3, 0.5 and 0.7.",
            ),
            Table(("model", "threshold", "without a match, answered with nothing", "with a match, lost"), rows),
        ],
    )


def _threshold_row(model: str, threshold: float, answered: float, lost: float) -> list[Cell]:
    """A row; nothing where no query could tell."""
    figures = ((threshold, ".2f"), (answered, ".1%"), (lost, ".1%"))
    return [model, *(None if math.isnan(value) else f"{value:{form}}" for value, form in figures)]


def best_results(data: ModelsData) -> dict[str, pd.DataFrame]:
    """Predictions of the compared model with the lowest error on each set of columns, the constant left out."""
    groups = dict(list(data.result_predictions.groupby("result_id")))
    best: dict[str, Row] = {}
    for row in sorted_results(data, "picture"):
        if row["features"] != "none" and row["id"] in groups:
            best.setdefault(str(row["features"]), row)
    return {name_of(row): groups[row["id"]] for row in list(best.values())[: charts.PANELS]}


def _bins(predictions: pd.DataFrame) -> pd.DataFrame:
    """Ten bins of equal width, as the view evaluation_calibration has them."""
    number = np.minimum((predictions["predicted"].clip(0, 1) * SHOWN_BINS).astype(int), SHOWN_BINS - 1)
    return predictions.groupby(number).agg(
        mean_predicted=("predicted", "mean"), mean_rating=("rating", "mean"), pairs=("rating", "size")
    )
