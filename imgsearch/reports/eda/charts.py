"""The figures of the page on the data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from imgsearch.reports.plots import INK, MUTED, PAPER, SERIES, drawing, to_svg, with_thousands
from imgsearch.reports.ratings import EXPERTS, SCALE

if TYPE_CHECKING:
    from matplotlib.patches import Patch

BLUE, ORANGE, GREEN, VIOLET, RED = SERIES


def expert_distribution(counts: dict[str, list[int]], mean: pd.Series[float]) -> str:
    """Ratings by column, and the mean of three.

    Args:
        counts: for each expert how often each rating 1..4 occurs.
        mean: expert_mean of each pair.
    """
    with drawing(columns=2) as (figure, (left, right)):
        for index, name in enumerate(EXPERTS):
            left.bar(np.array(SCALE) + (index - 1) * 0.27, counts[name], 0.24, color=SERIES[index], label=name)
        left.set(title="Ratings", xticks=SCALE, xlabel="rating")
        left.legend()
        levels = (mean * 9).round().astype(int).value_counts().reindex(range(10)).fillna(0)
        right.bar(levels.index / 9, levels, 0.085, color=BLUE)
        right.set(title="Mean of three", xlabel="mean, 0..1")
        with_thousands(left, right)
        return to_svg(figure, "experts")


def confusion(rated: pd.DataFrame) -> str:
    """For each two columns the share of pairs at each two ratings."""
    pairs = [(0, 1), (0, 2), (1, 2)]
    with drawing(height=2.9, columns=3) as (figure, axes):
        for axis, (first, second) in zip(axes, pairs, strict=True):
            table = pd.crosstab(rated[EXPERTS[first]], rated[EXPERTS[second]], normalize="all")
            share = 100 * table.reindex(index=SCALE, columns=SCALE).fillna(0).to_numpy()
            for (row, column), value in np.ndenumerate(share):
                opacity = float(np.sqrt(value / max(share.max(), 1e-9)))
                axis.add_patch(_cell(column, row, opacity))
                label = f"{value:.0f}" if value >= 1 else (f"{value:.1f}" if value > 0 else "")
                colour = PAPER if opacity > 0.6 else INK
                axis.text(column, row, label, ha="center", va="center", color=colour, fontsize=8.5)
            axis.set(xlim=(-0.5, 3.5), ylim=(-0.5, 3.5), aspect="equal", xlabel=EXPERTS[second], ylabel=EXPERTS[first])
            axis.set_xticks(range(4), [str(value) for value in SCALE])
            axis.set_yticks(range(4), [str(value) for value in SCALE])
            axis.grid(visible=False)
            axis.spines["bottom"].set_visible(False)
        return to_svg(figure, "agreement")


def _cell(column: int, row: int, opacity: float) -> Patch:
    from matplotlib.patches import Rectangle

    return Rectangle((column - 0.47, row - 0.47), 0.94, 0.94, facecolor=BLUE, alpha=max(opacity, 0.04))


def crowd_distribution(share: pd.Series[float]) -> str:
    """Pairs by share of yes votes."""
    with drawing(height=2.6) as (figure, (axis,)):
        levels = share.round(3).value_counts().sort_index()
        axis.bar(levels.index, levels, 0.035, color=ORANGE)
        axis.set(yscale="log", xlabel="share of yes votes", ylabel="pairs")
        with_thousands(axis)
        return to_svg(figure, "crowd")


def crowd_against_experts(both: pd.DataFrame) -> str:
    """Expert mean against crowd share, dots by number of pairs, and the crowd's mean."""
    level = (both["expert_mean"] * 9).round() / 9
    dots = both.groupby([level, both["crowd_share"].round(3)]).size().reset_index(name="pairs")
    means = both.groupby(level)["crowd_share"].mean()
    with drawing(height=4.4) as (figure, (axis,)):
        axis.plot([0, 1], [0, 1], color=MUTED, linewidth=1, linestyle=(0, (3, 3)))
        area = 900 * dots["pairs"] / dots["pairs"].max()
        axis.scatter(dots["expert_mean"], dots["crowd_share"], s=area + 4, color=ORANGE, alpha=0.55, linewidths=0)
        axis.plot(means.index, means, color=BLUE, marker="o", markersize=5, label="crowd's mean")
        axis.set(xlabel="mean of three experts, 0..1", ylabel="crowd's share of yes")
        axis.set(xlim=(-0.05, 1.05), ylim=(-0.08, 1.08))
        axis.legend(loc="upper left")
        return to_svg(figure, "crowd-experts")


def aggregation_distributions(ways: pd.DataFrame) -> str:
    """Small histograms, one below the other, on one scale."""
    edges = np.linspace(-0.025, 1.025, 22)
    with drawing(height=0.62 * len(ways.columns) + 0.5) as (figure, (axis,)):
        for row, name in enumerate(ways.columns):
            kept = ways[name].dropna()
            share = np.histogram(kept, edges)[0] / max(len(kept), 1)
            base = len(ways.columns) - 1 - row
            heights = np.sqrt(share) * 0.85
            axis.bar((edges[:-1] + edges[1:]) / 2, heights, 0.04, bottom=base, color=BLUE)
        labels = list(ways.columns)[::-1]
        axis.set_yticks(range(len(labels)), labels)
        axis.set(xlabel="aggregated rating, 0..1; heights are square roots of shares")
        return to_svg(figure, "aggregations")


def rating_counts(counts: dict[tuple[str, str], pd.Series[int]]) -> str:
    """Histograms of the number of rated pairs.

    Args:
        counts: (pictures or captions, experts or crowd) -> number of rated pairs of each picture or caption.
    """
    with drawing(columns=len(counts), height=2.4) as (figure, axes):
        for axis, ((side, kind), series) in zip(axes, counts.items(), strict=True):
            step = max(1, int(series.max()) // 16)
            bins = np.arange(0.5, series.max() + step + 0.5, step).tolist()
            axis.hist(series, bins=bins, color=BLUE if kind == "experts" else ORANGE, rwidth=0.86)
            axis.set(title=f"{side.capitalize()}, {kind}", xlabel="rated pairs")
        return to_svg(figure, "rating-counts")


def terms(words: Sequence[tuple[str, int]]) -> str:
    """Pictures by word, most first."""
    with drawing(height=0.24 * len(words) + 0.6) as (figure, (axis,)):
        names, values = [word for word, _ in words], [count for _, count in words]
        axis.barh(names[::-1], values[::-1], 0.7, color=VIOLET)
        for index, value in enumerate(values[::-1]):
            axis.text(value, index, f"  {value:,}", va="center", color=MUTED, fontsize=8.5)
        axis.grid(visible=False)
        axis.set(xticks=[])
        axis.spines["bottom"].set_visible(False)
        return to_svg(figure, "terms")


def classifier(probabilities: pd.DataFrame) -> str:
    """The classifier's probabilities of flagged pictures and of the others."""
    with drawing(height=2.6) as (figure, (axis,)):
        edges = np.linspace(0, 1, 26).tolist()
        for flagged, colour, label in ((False, GREEN, "not flagged"), (True, RED, "flagged")):
            values = probabilities.loc[probabilities["is_hidden"] == flagged, "probability"]
            axis.hist(values, bins=edges, color=colour, alpha=0.6, label=label)
        axis.set(xlabel="probability that the picture shows a minor", ylabel="pictures")
        axis.legend()
        return to_svg(figure, "classifier")
