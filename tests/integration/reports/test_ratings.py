"""The figures, against their definitions written out and against pandas."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pandas as pd
import pytest
from sqlalchemy.orm import Session

from imgsearch.reports import ratings as figures
from imgsearch.reports.eda.read import read_ratings

#: The experts' ratings of the fixture, in the order of its pictures and captions.
EXPERTS = np.array([[1, 2, 3], [4, 4, 4], [1, 1, 1], [3, 4, 4], [2, 1, 1], [1, 4, 2], [1, 1, 2], [4, 3, 4], [4, 1, 4]])


@pytest.fixture
def ratings(session: Session, gallery: dict[str, int]) -> pd.DataFrame:
    return read_ratings(session)


def quadratic_kappa(a: np.ndarray, b: np.ndarray) -> float:
    observed = np.mean((a - b) ** 2)
    expected = np.mean((a[:, None] - b[None, :]) ** 2)
    return float(1 - observed / expected)


def ordinal_alpha(units: np.ndarray) -> float:
    """Krippendorff's definition: every ordered pair of ratings, in a unit and over all units."""
    count = {value: int((units == value).sum()) for value in range(1, 5)}

    def distance(c: int, k: int) -> float:
        low, high = min(c, k), max(c, k)
        between = sum(count[value] for value in range(low, high + 1)) - (count[c] + count[k]) / 2
        return between**2 if c != k else 0.0

    within = [distance(a, b) for unit in units for a, b in permutations(unit.tolist(), 2)]
    overall = [distance(a, b) for a, b in permutations(units.ravel().tolist(), 2)]
    return float(1 - np.mean(within) / np.mean(overall))


def test_every_pair_is_read_once_with_all_its_ratings(ratings: pd.DataFrame) -> None:
    assert len(ratings) == 11
    assert figures.expert_pairs(ratings)[figures.EXPERTS].to_numpy().tolist() == EXPERTS.tolist()
    assert ratings[["yes_count", "no_count"]].notna().all(axis=1).sum() == 9


def test_kappas_follow_their_definition(ratings: pd.DataFrame) -> None:
    rated = figures.expert_pairs(ratings)
    found = {(p.first, p.second): p for p in figures.pairwise_agreement(rated)}
    assert found[("expert1", "expert2")].kappa == pytest.approx(quadratic_kappa(EXPERTS[:, 0], EXPERTS[:, 1]))
    assert found[("expert1", "expert3")].kappa == pytest.approx(quadratic_kappa(EXPERTS[:, 0], EXPERTS[:, 2]))
    assert found[("expert2", "expert3")].kappa == pytest.approx(quadratic_kappa(EXPERTS[:, 1], EXPERTS[:, 2]))
    assert found[("expert1", "expert2")].equal == pytest.approx(3 / 9)
    assert found[("expert1", "expert2")].higher == pytest.approx(3 / 9)


def test_alpha_follows_its_definition(ratings: pd.DataFrame) -> None:
    rated = figures.expert_pairs(ratings)
    assert figures.ordinal_alpha(rated) == pytest.approx(ordinal_alpha(EXPERTS))
    assert figures.interval_alpha(rated) != pytest.approx(ordinal_alpha(EXPERTS), abs=1e-3)


def test_disagreements_are_counted(ratings: pd.DataFrame) -> None:
    rated = figures.expert_pairs(ratings)
    assert figures.is_three_way(rated).tolist() == [True, False, False, False, False, True, False, False, False]
    assert figures.spread(rated).tolist() == [2, 0, 0, 1, 1, 3, 1, 1, 3]


def test_crowd_correlations_are_those_of_pandas(ratings: pd.DataFrame) -> None:
    both = figures.both_pairs(ratings)
    assert len(both) == 7
    rho, tau = figures.correlations(both["expert_mean"], both["crowd_share"])
    # pandas' own rank correlation, written out.
    ranks = both[["expert_mean", "crowd_share"]].rank()
    assert rho == pytest.approx(ranks.corr().iloc[0, 1])
    assert tau == pytest.approx(both["expert_mean"].corr(both["crowd_share"], method="kendall"))


def test_contradictions_are_far_apart_on_opposite_sides(ratings: pd.DataFrame, gallery: dict[str, int]) -> None:
    found = figures.contradictions(ratings)
    listed = list(found[["image_id", "caption_key"]].itertuples(index=False, name=None))
    # copy.jpg: experts 3 4 4 and no votes; girl.jpg: 4 1 4 and none; copy.jpg again: experts 2 1 1 and two of three.
    assert listed == [
        (gallery["copy.jpg"], "dog.jpg#0"),
        (gallery["girl.jpg"], "girl.jpg#1"),
        (gallery["copy.jpg"], "surfer.jpg#0"),
    ]


def test_aggregations_keep_and_drop_what_they_say(ratings: pd.DataFrame) -> None:
    ways = figures.aggregations(ratings)
    assert ways.notna().sum().to_dict() == {
        "mean of three": 9,
        "median of three": 9,
        "majority": 7,
        "crowd share": 9,
        "half experts, half crowd": 7,
        "experts .75, crowd .25": 7,
        "by votes (combined_score)": 11,
    }
    # Experts 1 2 3 with one yes of three: mean and median 1/3, no majority, mixes 1/3.
    first = ways.iloc[0]
    assert first["mean of three"] == first["median of three"] == first["crowd share"] == pytest.approx(1 / 3)
    assert np.isnan(first["majority"])
    assert first["experts .75, crowd .25"] == pytest.approx(1 / 3)


@pytest.mark.parametrize(("rows", "expected"), [(29, False), (30, True)])
def test_sorted_ratings_are_noticed_in_more_than_a_few_rows(rows: int, expected: bool) -> None:
    rated = pd.DataFrame([[1, 2, 2]] * rows, columns=figures.EXPERTS)
    assert figures.is_sorted(rated) is expected
    assert not figures.is_sorted(pd.concat([rated, pd.DataFrame([[2, 1, 2]], columns=figures.EXPERTS)]))
