"""Statistics of ratings: agreement of experts, the crowd against them, ways to aggregate them."""

from __future__ import annotations

from itertools import combinations
from typing import NamedTuple

import numpy as np
import pandas as pd

EXPERTS = ["expert1", "expert2", "expert3"]
SCALE = (1, 2, 3, 4)
FEW = 30
#: A pair is contradicted when the experts' mean or the crowd's share is at most the lower bound, and the other at least
#: the upper one.
CONTRADICTION = (1 / 3, 2 / 3)


class Agreement(NamedTuple):
    """How two experts agree."""

    first: str
    second: str
    kappa: float
    """Quadratic weighted kappa."""
    equal: float
    """Share of pairs that both rate the same."""
    higher: float
    """Share of pairs that the second rates higher."""


def expert_pairs(ratings: pd.DataFrame) -> pd.DataFrame:
    """The pairs that experts rated, ratings as integers."""
    rated = ratings.dropna(subset=EXPERTS)
    return rated.astype(dict.fromkeys(EXPERTS, int))


def both_pairs(ratings: pd.DataFrame) -> pd.DataFrame:
    """The pairs that experts and crowd rated."""
    return ratings.dropna(subset=["expert_mean", "crowd_share"])


def pairwise_agreement(rated: pd.DataFrame) -> list[Agreement]:
    """Agreement of each two experts.

    Args:
        rated: from expert_pairs.
    """
    from sklearn.metrics import cohen_kappa_score

    found = []
    for first, second in combinations(EXPERTS, 2):
        a, b = rated[first], rated[second]
        kappa = float(cohen_kappa_score(a, b, labels=list(SCALE), weights="quadratic"))
        found.append(Agreement(first, second, kappa, float((a == b).mean()), float((b > a).mean())))
    return found


def ordinal_alpha(rated: pd.DataFrame) -> float:
    """Krippendorff's alpha of all experts on the ordinal scale; nan when all ratings are the same."""
    import krippendorff

    values = rated[EXPERTS].to_numpy().T
    if np.unique(values).size < 2:
        return float("nan")
    return float(krippendorff.alpha(reliability_data=values, level_of_measurement="ordinal"))


def interval_alpha(rated: pd.DataFrame) -> float:
    """Krippendorff's alpha of all experts with ratings taken as numbers; nan when all are the same."""
    import krippendorff

    values = rated[EXPERTS].to_numpy().T
    if np.unique(values).size < 2:
        return float("nan")
    return float(krippendorff.alpha(reliability_data=values, level_of_measurement="interval"))


def spread(rated: pd.DataFrame) -> pd.Series[int]:
    """Difference of the highest and the lowest expert."""
    result: pd.Series[int] = rated[EXPERTS].max(axis=1) - rated[EXPERTS].min(axis=1)
    return result


def is_three_way(rated: pd.DataFrame) -> pd.Series[bool]:
    """Whether all three experts differ."""
    result: pd.Series[bool] = rated[EXPERTS].nunique(axis=1) == len(EXPERTS)
    return result


def is_sorted(rated: pd.DataFrame) -> bool:
    """Whether every row's ratings are in ascending order, so that a column is not one expert.

    False for fewer rows than FEW, which may be in order by chance.
    """
    return len(rated) >= FEW and bool((np.diff(rated[EXPERTS].to_numpy(), axis=1) >= 0).all())


def contradictions(ratings: pd.DataFrame) -> pd.DataFrame:
    """Pairs on which experts and crowd contradict each other, largest difference first."""
    low, high = CONTRADICTION
    both = both_pairs(ratings)
    margin = 1e-9  # thirds are not exact
    experts_yes = (both["expert_mean"] >= high - margin) & (both["crowd_share"] <= low + margin)
    crowd_yes = (both["expert_mean"] <= low + margin) & (both["crowd_share"] >= high - margin)
    found = both[experts_yes | crowd_yes]
    gap = (found["expert_mean"] - found["crowd_share"]).abs()
    return found.assign(gap=gap).sort_values("gap", ascending=False, kind="stable")


def correlations(a: pd.Series[float], b: pd.Series[float]) -> tuple[float, float]:
    """Spearman's rho and Kendall's tau-b of two columns; nan when one is constant."""
    from scipy.stats import kendalltau, spearmanr

    if a.nunique() < 2 or b.nunique() < 2:
        return float("nan"), float("nan")
    return float(spearmanr(a, b).statistic), float(kendalltau(a, b, variant="b").statistic)


def aggregations(ratings: pd.DataFrame) -> pd.DataFrame:
    """Every way to make one number in 0..1 of a pair's ratings; nan where it drops the pair."""
    experts, crowd = ratings["expert_mean"], ratings["crowd_share"]
    return pd.DataFrame(
        {
            "mean of three": experts,
            "median of three": (ratings[EXPERTS].median(axis=1, skipna=False) - 1) / 3,
            "majority": ratings["expert_majority"],
            "crowd share": crowd,
            "half experts, half crowd": (experts + crowd) / 2,
            "experts .75, crowd .25": 0.75 * experts + 0.25 * crowd,
            "by votes (combined_score)": ratings["combined_score"],
        }
    )
