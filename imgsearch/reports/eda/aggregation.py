"""Ways to make one number of a pair's ratings, compared."""

from __future__ import annotations

import numpy as np
import pandas as pd

from imgsearch.reports import ratings as figures
from imgsearch.reports.document import Plot, Section, Table, Text
from imgsearch.reports.eda import charts
from imgsearch.reports.eda.read import EdaData


def aggregated_ratings(data: EdaData) -> Section:
    """How many pairs each way keeps, how it spreads them, and how the ways correlate."""
    title = "Ways to aggregate"
    if data.ratings.empty:
        return Section(title, [Text("There are no ratings.")])
    ways = figures.aggregations(data.ratings)
    by_experts = data.ratings["expert_mean"].notna()
    used = [name for name, values in ways.items() if values.notna().any()]
    total = int(by_experts.sum())
    return Section(
        title,
        [
            Text(
                "The mean of three, which the regressor predicts, keeps every pair that experts rated. The majority "
                f"drops the {total - int(ways['majority'].notna().sum()):,} of {total:,} on which all three differ, "
                "the hard ones. Mixes of experts and crowd keep only pairs that both rated; `combined_score` keeps "
                f"all, but {1 - total / len(data.ratings):.0%} of its pairs rest on the crowd alone."
            ),
            _spreads(ways[used], by_experts),
            Plot(
                "aggregations",
                charts.aggregation_distributions(ways[used]),
                "Distribution of each, as shares of the pairs that it keeps.",
            ),
            _correlations(ways[used]),
        ],
    )


def _spreads(ways: pd.DataFrame, by_experts: pd.Series[bool]) -> Table:
    """How many pairs each way keeps, and how it spreads them."""
    rows = []
    for name, values in ways.items():
        kept = values.dropna()
        rows.append(
            (
                str(name),
                len(kept),
                int(values[by_experts].notna().sum()),
                kept.nunique(),
                float(kept.mean()),
                float(kept.std(ddof=0)),
                f"{(kept >= 0.6).mean():.1%}",
            )
        )
    return Table(
        ("aggregation", "pairs", "of the experts' pairs", "levels", "mean", "standard deviation", "at .6 or more"), rows
    )


def _correlations(ways: pd.DataFrame) -> Table:
    """Spearman's rho of each way with those before it."""
    used = [str(name) for name in ways]
    matrix = np.array([[figures.correlations(*_common(ways[a], ways[b]))[0] for b in used] for a in used])
    rows = [(a, *(float(matrix[i, j]) if j < i else "" for j in range(len(used) - 1))) for i, a in enumerate(used) if i]
    return Table(("Spearman's rho", *used[:-1]), rows, "Over the pairs that both ways keep.")


def _common(a: pd.Series[float], b: pd.Series[float]) -> tuple[pd.Series[float], pd.Series[float]]:
    kept = a.notna() & b.notna()
    return a[kept], b[kept]
