"""The figures of the page on models."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from imgsearch.reports.plots import INK, MUTED, SERIES, drawing, to_svg

BLUE, ORANGE, GREEN, VIOLET, RED = SERIES
COLUMN_COLOURS = {"none": MUTED, "raw": RED, "pixels": ORANGE, "captions": BLUE}
PANELS = 4
#: Bars are cut at this many times their median.
CUT = 4


class Bar(NamedTuple):
    """A figure with its interval."""

    label: str
    value: float
    low: float | None
    high: float | None
    group: str


def bars(name: str, items: Sequence[Bar]) -> str:
    """Figures as bars with their intervals, from top to bottom; the colour shows which columns the model uses.

    A bar far longer than most is cut, so that the others can be told apart; its number says how long it is.
    """
    longest = CUT * float(np.median([item.value for item in items]))
    with drawing(height=0.26 * len(items) + 0.5) as (figure, (axis,)):
        seen: set[str] = set()
        for place, item in enumerate(reversed(items)):
            colour = COLUMN_COLOURS.get(item.group, BLUE)
            label = None if item.group in seen else item.group
            axis.barh(place, min(item.value, longest), 0.68, color=colour, label=label)
            seen.add(item.group)
            end = min(item.value, longest)
            if item.low is not None and item.high is not None:
                axis.plot([item.low, item.high], [place, place], color=INK, linewidth=1.1, solid_capstyle="butt")
                end = max(end, item.high)
            axis.annotate(
                f"{item.value:.4f}" + (", cut" if item.value > longest else ""),
                (end, place),
                (5, 0),
                textcoords="offset points",
                va="center",
                color=MUTED,
                size=8.5,
            )
        axis.set_yticks(range(len(items)), [item.label for item in reversed(items)])
        axis.grid(visible=False)
        axis.set_ylim(-0.6, len(items) - 0.4)
        axis.margins(x=0.14)
        axis.spines["bottom"].set_visible(False)
        axis.set_xticks([])
        if len(seen - {""}) > 1:
            handles, labels = axis.get_legend_handles_labels()
            figure.legend(handles[::-1], labels[::-1], loc="outside upper left", ncols=len(COLUMN_COLOURS))
        return to_svg(figure, name)


def reliability(name: str, bins: Mapping[str, pd.DataFrame]) -> str:
    """A panel for each model: mean rating against mean score in each bin, dots by the number of pairs.

    Args:
        name: of the figure.
        bins: model -> mean_predicted, mean_rating, pairs; at most PANELS of them.
    """
    with drawing(height=2.4 if len(bins) > 2 else 3.4, columns=len(bins)) as (figure, axes):
        for axis, (model, frame) in zip(axes, bins.items(), strict=True):
            axis.plot([0, 1], [0, 1], color=MUTED, linewidth=1, linestyle=(0, (3, 3)))
            axis.plot(frame["mean_predicted"], frame["mean_rating"], color=BLUE, linewidth=1.4)
            area = 90 * np.sqrt(frame["pairs"] / frame["pairs"].max()) + 6
            axis.scatter(frame["mean_predicted"], frame["mean_rating"], s=area, color=BLUE, zorder=3, linewidths=0)
            axis.set(title=_two_lines(model), xlim=(-0.03, 1.05), ylim=(-0.03, 1.05), aspect="equal", xlabel="score")
            axis.set_xticks([0, 0.5, 1])
            axis.set_yticks([0, 0.5, 1])
        axes[0].set(ylabel="experts' mean")
        return to_svg(figure, name)


def predicted_against_rated(name: str, panels: Mapping[str, pd.DataFrame]) -> str:
    """A panel for each model: at each rating the spread of its scores; box: the middle half, line: 5 to 95 percent.

    Args:
        name: of the figure.
        panels: model -> predicted, rating; at most PANELS of them.
    """
    with drawing(height=2.7 if len(panels) > 2 else 3.4, columns=len(panels)) as (figure, axes):
        for axis, (model, frame) in zip(axes, panels.items(), strict=True):
            axis.plot([0, 1], [0, 1], color=MUTED, linewidth=1, linestyle=(0, (3, 3)))
            levels = (frame["rating"] * 9).round() / 9
            for level, scores in frame["predicted"].groupby(levels):
                low, lower, middle, upper, high = np.quantile(scores, (0.05, 0.25, 0.5, 0.75, 0.95))
                axis.plot([level, level], [low, high], color=ORANGE, linewidth=1, solid_capstyle="butt")
                axis.plot([level, level], [lower, upper], color=ORANGE, linewidth=6, solid_capstyle="butt")
                axis.plot(level, middle, marker="o", markersize=3, color=INK)
            axis.set(title=_two_lines(model), xlabel="experts' mean")
            axis.set(xlim=(-0.06, 1.06), ylim=(-0.03, 1.05), aspect="equal")
            axis.set_xticks([0, 0.5, 1])
            axis.set_yticks([0, 0.5, 1])
        axes[0].set(ylabel="score")
        return to_svg(figure, name)


def _two_lines(title: str) -> str:
    """A title that fits above a narrow panel."""
    return title.replace(", ", ",\n") if ", " in title else title.replace(" ", "\n", 1)


def nothing_curve(curves: Mapping[str, pd.DataFrame]) -> str:
    """Absent queries answered with nothing against present queries that lose their matches, along the threshold."""
    with drawing(height=4.2) as (figure, (axis,)):
        for (model, frame), colour in zip(curves.items(), SERIES, strict=False):
            axis.plot(100 * frame["present_lost"], 100 * frame["absent_answered_nothing"], color=colour, label=model)
            for threshold in (0.3, 0.5, 0.7):
                at = frame.iloc[(frame["threshold"] - threshold).abs().argmin()]
                x, y = 100 * float(at["present_lost"]), 100 * float(at["absent_answered_nothing"])
                axis.plot(x, y, marker="o", markersize=4.5, color=colour)
                axis.annotate(f"{threshold:.1f}", (x, y), (6, -10), textcoords="offset points", color=MUTED, size=8.5)
        axis.set(
            xlabel="queries with a match that lose it, percent", ylabel="queries without a match, answered with nothing"
        )
        axis.set(xlim=(-2, 102), ylim=(-2, 104))
        axis.legend(loc="lower right")
        return to_svg(figure, "nothing")


def history(name: str, lines: Mapping[str, pd.DataFrame], runs: Sequence[int]) -> str:
    """A figure of each run from left to right, a line for each model, with its interval as a band.

    Args:
        name: of the figure.
        lines: model -> id, value, low, high; the bounds may be missing.
        runs: ids of all runs, in order.
    """
    place = {run: number for number, run in enumerate(runs)}
    with drawing(height=3.2) as (figure, (axis,)):
        for (model, frame), colour in zip(lines.items(), SERIES, strict=False):
            at = [place[run] for run in frame["id"]]
            axis.plot(at, frame["value"], color=colour, marker="o", markersize=4.5, label=model)
            axis.fill_between(at, frame["low"].astype(float), frame["high"].astype(float), color=colour, alpha=0.15)
        axis.set_xticks(range(len(runs)), [str(run) for run in runs])
        axis.set(xlabel="run of imgsearch evaluate", ylabel="mean squared error")
        axis.set_ylim(bottom=0)
        axis.legend(loc="lower right")
        return to_svg(figure, name)
