"""Figures of the comparison, on pairs few enough to count."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np
import pytest

from imgsearch.errors import EmptyIndex
from imgsearch.training.zoo.data import Problem, make_folds
from imgsearch.training.zoo.metrics import calibration_error, compare_errors, score
from tests.rated import NAN, numbers, rated_pairs

EXPERTS = np.array([[4, 4, 3], [1, 1, 2], [2, 3, 3], [1, 2, 1], [4, 1, 2], [3, 4, 4]])
RATING = (EXPERTS.mean(axis=1) - 1) / 3


def problem(
    target: Sequence[float], *, is_own: Sequence[bool] = (False,) * 6, text: Sequence[str] | None = None
) -> Problem:
    return Problem(
        rated=rated_pairs([1, 1, 2, 2, 3, 3], RATING.tolist(), is_own=is_own, text=text),
        raw=np.zeros((6, 2), dtype=np.float32),
        raw_encoder="small",
        target_name="mean",
        target=numbers(*target),
        experts=EXPERTS,
        disagreement=np.zeros(6, dtype=np.float32),
    )


def tau_c(predicted: Sequence[float], rows: Sequence[int]) -> float:
    """Stuart's: each expert's rating is a row of its own, there are four classes of them."""
    flat = [(predicted[row], rating) for row in rows for rating in EXPERTS[row].tolist()]
    balance = sum(int(np.sign(a - b) * np.sign(c - d)) for (a, c), (b, d) in combinations(flat, 2))
    classes = min(len({score for score, _ in flat}), 4)
    return 100 * 2 * balance / (len(flat) ** 2 * (classes - 1) / classes)


def test_tau_c_drops_own_captions_and_counts_each_expert() -> None:
    predicted = [0.1, 0.1, 0.5, 0.4, 0.3, 0.8]
    some = problem(RATING.tolist(), is_own=[True, False, False, False, False, False])
    found = score(some, np.arange(6), numbers(*predicted))["kendall_tau_c"]
    assert found == pytest.approx(tau_c(predicted, range(1, 6)))
    assert found != pytest.approx(tau_c(predicted, range(6)))
    # And of those that the target keeps.
    found = score(some, np.arange(4), numbers(*predicted[:4]))["kendall_tau_c"]
    assert found == pytest.approx(tau_c(predicted, range(1, 4)))


def test_errors_are_against_the_target_and_one_against_the_experts() -> None:
    target = [0.0, 0.25, 0.5, 1.0, 0.25, NAN]
    found = score(problem(target), np.arange(5), numbers(0.25, 0.25, 1.0, 0.75, 0.5))
    assert found["mse"] == pytest.approx((0.0625 + 0.25 + 0.0625 + 0.0625) / 5)
    assert found["mae"] == pytest.approx((0.25 + 0.5 + 0.25 + 0.25) / 5)
    assert found["r2"] == pytest.approx(1 - 0.4375 / 0.575)  # squares around the mean of 0.4
    assert found["spearman"] == pytest.approx(np.corrcoef([1.5, 1.5, 5, 4, 3], [1, 2.5, 4, 5, 2.5])[0, 1])
    # Bins from 0.2, 0.5, 0.7 and 1.0 on: gaps of 0.25 + 0, 0.25, -0.25 and 0.5.
    assert found["ece"] == pytest.approx((0.25 + 0.25 + 0.25 + 0.5) / 5)
    expected = np.mean((numbers(0.25, 0.25, 1.0, 0.75, 0.5) - RATING[:5]) ** 2)
    assert found["mse_expert_mean"] == pytest.approx(expected)


def test_a_constant_has_no_ranks() -> None:
    found = score(problem(RATING.tolist()), np.arange(6), numbers(*[0.5] * 6))
    assert found["spearman"] is None
    assert found["kendall_tau_c"] is None
    assert found["mse"] == pytest.approx(np.mean((0.5 - RATING) ** 2))
    own = problem(RATING.tolist(), is_own=[True] * 6)
    assert score(own, np.arange(6), numbers(0, 0.1, 0.2, 0.3, 0.4, 0.5))["kendall_tau_c"] is None


def test_gaps_cancel_within_a_bin_and_not_between_bins() -> None:
    assert calibration_error(numbers(0.5, 0.6), numbers(0.51, 0.59)) == pytest.approx(0, abs=1e-6)
    assert calibration_error(numbers(0.4, 0.7), numbers(0.5, 0.6)) == pytest.approx(0.1, abs=1e-6)
    # A score of 1 is in the last bin, beside 0.95.
    assert calibration_error(numbers(0.9, 1.0), numbers(1.0, 0.9)) == pytest.approx(0, abs=1e-6)


def test_the_difference_is_resampled_by_group() -> None:
    target = np.zeros(200, dtype=np.float32)
    better = np.repeat([0.0, 1.0], 100).astype(np.float32)
    found = compare_errors(target, better, better[::-1].copy(), np.repeat([5, 3], 100), seed=0)
    # One model is right about one group, the other about the other.
    assert found == {"mse_difference": 0.0, "mse_difference_low": -1.0, "mse_difference_high": 1.0}
    worse = compare_errors(target, better, target, np.repeat([5, 3], 100), seed=0)
    assert worse == {"mse_difference": 0.5, "mse_difference_low": 0.0, "mse_difference_high": 1.0}
    assert compare_errors(target, better, target, np.zeros(200, dtype=np.int64), seed=0)["mse_difference"] == 0


def test_texts_of_one_wording_are_one_group() -> None:
    some = problem(RATING.tolist(), text=["b", "a", "b", "c", "a", "d"])
    assert some.groups("picture").tolist() == [1, 1, 2, 2, 3, 3]
    assert some.groups("caption").tolist() == [1, 0, 1, 2, 0, 3]


def test_folds_are_of_whole_groups_and_of_the_rows_alone() -> None:
    groups = np.repeat(np.arange(8), 3)
    rows = np.arange(6, 24)  # not the first two groups
    folds = make_folds(groups, rows, count=6, seed=0)
    assert sorted(fold.test.tolist() for fold in folds) == [[row, row + 1, row + 2] for row in range(6, 24, 3)]
    for fold in folds:
        assert sorted([*fold.train, *fold.test]) == rows.tolist()
    same, other = make_folds(groups, rows, count=3, seed=0), make_folds(groups, rows, count=3, seed=1)
    again = make_folds(groups, rows, count=3, seed=0)
    assert [fold.test.tolist() for fold in same] == [fold.test.tolist() for fold in again]
    assert [fold.test.tolist() for fold in same] != [fold.test.tolist() for fold in other]
    with pytest.raises(EmptyIndex, match="than the 6 that are rated"):
        make_folds(groups, rows, count=7, seed=0)
