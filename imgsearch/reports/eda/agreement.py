"""Experts and crowd: their ratings, and how well they agree."""

from __future__ import annotations

import numpy as np
import pandas as pd

from imgsearch.counted import counted
from imgsearch.reports import ratings as figures
from imgsearch.reports.document import Block, KeyFigures, Plot, Section, Table, Text
from imgsearch.reports.eda import charts
from imgsearch.reports.eda.read import EdaData

MEANING = {1: "unrelated", 2: "a few aspects", 3: "with minor mistakes", 4: "describes it fully"}
NO_EXPERTS = Text("There are no expert ratings.")
NO_CROWD = Text("There are no crowd ratings.")


def expert_ratings(data: EdaData) -> Section:
    """Distribution of the experts' ratings."""
    rated = figures.expert_pairs(data.ratings)
    if rated.empty:
        return Section("Expert ratings", [NO_EXPERTS])
    counts = {name: [int((rated[name] == value).sum()) for value in figures.SCALE] for name in figures.EXPERTS}
    rows: list[tuple[str | int | float, ...]] = [
        (f"{value} {MEANING[value]}", *(counts[name][index] for name in figures.EXPERTS))
        for index, value in enumerate(figures.SCALE)
    ]
    rows.append(("mean", *(float(rated[name].mean()) for name in figures.EXPERTS)))
    unrelated = float((rated[figures.EXPERTS] == 1).to_numpy().mean())
    blocks: list[Block] = [
        Text(
            f"{counted(len(rated), 'pair')} of {counted(rated['image_id'].nunique(), 'picture')} and "
            f"{counted(rated['caption_key'].nunique(), 'caption')}, three ratings each. {unrelated:.0%} of all ratings "
            f"are 1, unrelated; {(rated['expert_mean'] >= 0.6).mean():.1%} of the pairs have a mean of 2.8 or more."
        ),
        Plot(
            "experts",
            charts.expert_distribution(counts, rated["expert_mean"]),
            "Left: ratings by column. Right: the "
            "mean of the three, mapped from 1..4 to 0..1, which the regressor predicts.",
        ),
        Table(("rating", *figures.EXPERTS), rows),
    ]
    if figures.is_sorted(rated):
        blocks.append(
            Text(
                "In every row `expert1` ≤ `expert2` ≤ `expert3`: the file lists each pair's ratings in ascending "
                "order. The columns are therefore the lowest, middle and highest rating, not three persons, and do not "
                "tell how lenient an expert is."
            )
        )
    return Section("Expert ratings", blocks)


def expert_agreement(data: EdaData) -> Section:
    """How well the experts agree."""
    rated = figures.expert_pairs(data.ratings)
    if rated.empty:
        return Section("Expert agreement", [NO_EXPERTS])
    pairs = figures.pairwise_agreement(rated)
    three_way = int(figures.is_three_way(rated).sum())
    spreads = figures.spread(rated).value_counts().reindex(range(4)).fillna(0).astype(int)
    blocks: list[Block] = [
        KeyFigures(
            [
                (figures.ordinal_alpha(rated), "Krippendorff's alpha, ordinal"),
                (figures.interval_alpha(rated), "Krippendorff's alpha, interval"),
                (three_way, f"three-way disagreements of {len(rated):,}"),
                (f"{spreads[0] / len(rated):.1%}", "pairs that all three rate the same"),
            ]
        ),
        Table(
            ("column", "against", "quadratic weighted kappa", "same rating", "second is higher"),
            [(p.first, p.second, p.kappa, f"{p.equal:.1%}", f"{p.higher:.1%}") for p in pairs],
        ),
    ]
    if figures.is_sorted(rated):
        blocks.append(
            Text(
                "Since the ratings of a row are sorted, these kappas compare lowest, middle and highest ratings; "
                "Krippendorff's alpha does not depend on who gave which rating, so it is the figure to quote."
            )
        )
    blocks += [
        Plot(
            "agreement",
            charts.confusion(rated),
            "How often two columns give two ratings together, percent of all pairs.",
        ),
        Table(
            ("highest minus lowest", "pairs", "share"),
            [(str(value), int(count), f"{count / len(rated):.1%}") for value, count in spreads.items()],
        ),
    ]
    return Section("Expert agreement", blocks)


def crowd_ratings(data: EdaData) -> Section:
    """Distribution of the crowd's votes."""
    crowd = data.ratings.dropna(subset=["crowd_share"])
    if crowd.empty:
        return Section("Crowd ratings", [NO_CROWD])
    votes = (crowd["yes_count"] + crowd["no_count"]).astype(int)
    rows = []
    for count, group in crowd.groupby(votes):
        share = group["crowd_share"]
        split = (share > 0) & (share < 1)
        rows.append(
            (str(count), len(group), f"{(share == 0).mean():.1%}", f"{split.mean():.1%}", f"{(share == 1).mean():.1%}")
        )
    return Section(
        "Crowd ratings",
        [
            Text(
                f"{counted(len(crowd), 'pair')}, {counted(votes.sum(), 'vote')}. "
                f"{(crowd['crowd_share'] == 0).mean():.0%} of the pairs got no yes and "
                f"{(crowd['crowd_share'] == 1).mean():.1%} only yes."
            ),
            Plot(
                "crowd",
                charts.crowd_distribution(crowd["crowd_share"]),
                "Share of yes votes; the scale of the counts is logarithmic.",
            ),
            Table(("votes on a pair", "pairs", "all no", "split", "all yes"), rows),
        ],
    )


def crowd_and_experts(data: EdaData) -> Section:
    """The crowd against the experts."""
    both = figures.both_pairs(data.ratings)
    title = "Crowd against experts"
    if both.empty:
        return Section(title, [Text("No pair was rated by experts and crowd.")])
    rho, tau = figures.correlations(both["expert_mean"], both["crowd_share"])
    rows = []
    for mean, group in both.groupby((both["expert_mean"] * 9).round() / 9):
        share = group["crowd_share"]
        rows.append((f"{mean:.2f}", len(group), float(share.mean()), f"{(share >= 0.5).mean():.0%}"))
    blocks: list[Block] = [
        KeyFigures(
            [
                (len(both), "pairs rated by both"),
                (rho, "Spearman's rho"),
                (tau, "Kendall's tau-b"),
                (float(np.abs(both["expert_mean"] - both["crowd_share"]).mean()), "mean absolute difference"),
            ]
        ),
        Plot(
            "crowd-experts",
            charts.crowd_against_experts(both),
            "The larger a dot, the more pairs. The line is the crowd's mean share at each expert mean; on the dashed "
            f"line both would say the same. {_strictness(both)}",
        ),
        Table(("expert mean", "pairs", "crowd's mean share", "crowd's majority says yes"), rows),
    ]
    return Section(title, blocks)


def _strictness(both: pd.DataFrame) -> str:
    """Whether the crowd or the experts say yes more often."""
    crowd, experts = float(both["crowd_share"].mean()), float(both["expert_mean"].mean())
    word = "stricter" if crowd < experts else "more lenient"
    return f"The crowd is {word}: {crowd:.2f} on average where the experts say {experts:.2f}."
