"""From which score on a picture matches, to the last bit where a score lies on the edge."""

from __future__ import annotations

import numpy as np
import pytest

from imgsearch.training.threshold import (
    choose_keeping_threshold,
    choose_nothing_threshold,
    choose_threshold,
    is_match,
)
from tests.rated import numbers

NAN = np.nan
#: The nearest numbers on either side of an edge.
BELOW_06, AT_06 = np.nextafter(np.float32(0.6), np.float32(0)), np.float32(0.6)


@pytest.mark.parametrize(
    ("rating", "crowd", "matches"),
    [
        (0.7, NAN, True),
        (0.5, NAN, False),
        (NAN, 0.5, False),
        (NAN, 0.51, True),
        (0.5, 1.0, False),
        (0.7, 0.0, True),
        (NAN, NAN, False),
    ],
)
def test_experts_decide_and_the_crowd_where_there_are_none(rating: float, crowd: float, matches: bool) -> None:
    assert is_match(numbers(rating), numbers(crowd)).tolist() == [matches]


def test_a_rating_on_the_edge_matches() -> None:
    assert is_match(np.array([AT_06, BELOW_06]), numbers(NAN, NAN)).tolist() == [True, False]
    query, predicted = np.array([0, 1]), numbers(0.8, 0.2)
    assert choose_threshold(predicted, np.array([AT_06, BELOW_06]), query) == pytest.approx(0.8)


def test_threshold_lets_a_share_of_the_absent_queries_get_nothing() -> None:
    best = numbers(0.1, 0.2, 0.3, 0.4, 0.5, 0.6, NAN)
    threshold = choose_nothing_threshold(best, 0.7)
    # Of the six, at least seven tenths stay below: five, for which it takes one bit more than the fifth.
    assert threshold == float(np.nextafter(np.float32(0.5), np.float32(1)))
    assert (best < threshold).sum() == 5
    assert choose_nothing_threshold(best, 0.6) == float(np.nextafter(np.float32(0.4), np.float32(1)))


def test_threshold_loses_at_most_a_share_of_the_present_queries() -> None:
    best = numbers(0.1, 0.2, 0.3, 0.4, 0.5, 0.6, NAN)
    assert choose_keeping_threshold(best, 0.3) == pytest.approx(0.2)
    assert choose_keeping_threshold(best, 0.4) == pytest.approx(0.3)
    assert choose_keeping_threshold(best, 0.0) == pytest.approx(0.1)


def test_nine_in_ten_queries_keep_their_best_match() -> None:
    # Queries 0 to 10 have a match each, the first of them two; 0.99 is no match and 11 has none.
    rating = numbers(1, 0.7, 0.2, *[0.8] * 10, 0)
    query = np.array([0, 0, 0, *range(1, 11), 11])
    predicted = numbers(0.35, 0.1, 0.99, *(0.3 + 0.05 * step for step in range(10)), 0.01)
    # The best are 0.30, 0.35, 0.35, 0.40 ... 0.75: one of eleven may be lost.
    assert choose_threshold(predicted, rating, query) == pytest.approx(0.35)
    assert choose_threshold(predicted[::-1], rating[::-1], query[::-1]) == pytest.approx(0.35)


def test_threshold_is_a_score() -> None:
    assert choose_threshold(numbers(1.2, 1.3), numbers(1, 1), np.array([0, 1])) == 1
    assert choose_threshold(numbers(-0.2, -0.3), numbers(1, 1), np.array([0, 1])) == 0


def test_without_matches_half_of_the_scores_stay_below() -> None:
    assert choose_threshold(numbers(0.1, 0.4, 0.2), numbers(0, 0, 0.5), np.array([0, 1, 2])) == pytest.approx(0.2)
