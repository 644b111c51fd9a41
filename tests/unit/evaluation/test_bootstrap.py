"""Intervals come from resampling pictures, whole; metrics follow the published protocol."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from numpy.typing import NDArray

from imgsearch.evaluation.bootstrap import interval, intervals, metrics_of, ndcg_interval, recall_intervals
from imgsearch.evaluation.judged import JudgedPairs, Predictions
from tests.rated import NAN, judged_pairs, rated_pairs

#: Seven pairs: one with the picture's own caption, one that only the crowd judged.
EXPERTS: list[list[float]] = [[4, 4, 3], [1, 1, 2], [2, 3, 3], [1, 2, 1], [NAN] * 3, [4, 1, 2], [3, 4, 4]]
PREDICTED = [0.9, 0.1, 0.5, 0.5, 0.7, 0.3, 0.8]
CROWD = [1.0, 0.0, NAN, 0.0, 1 / 3, NAN, 2 / 3]


def everything(judged: JudgedPairs, predicted: object, model: str = "captions") -> Predictions:
    return Predictions("picture", model, np.arange(len(judged.caption_key)), np.array(predicted, dtype=np.float32))


def ordered_pairs(first: list[float], second: list[float]) -> tuple[int, int, int]:
    """Concordant pairs less discordant ones, and how many are tied in each."""
    steps = [(a - b, c - d) for (a, c), (b, d) in combinations(list(zip(first, second, strict=True)), 2)]
    return (
        sum(int(np.sign(one) * np.sign(other)) for one, other in steps),
        sum(one == 0 for one, _ in steps),
        sum(other == 0 for _, other in steps),
    )


@pytest.fixture
def judged() -> JudgedPairs:
    rating = [(float(np.mean(voices)) - 1) / 3 for voices in EXPERTS]
    own = [True, False, False, False, False, False, False]
    return judged_pairs(rated_pairs([1, 1, 2, 2, 3, 3, 3], rating, is_own=own), experts=EXPERTS, crowd=CROWD)


def test_tau_c_drops_own_captions_and_counts_each_expert(judged: JudgedPairs) -> None:
    measured = metrics_of(judged, everything(judged, PREDICTED))["tau_c"](np.arange(7))
    kept = [1, 2, 3, 5, 6]  # neither the own caption nor what no expert rated
    scores = [PREDICTED[row] for row in kept for _ in range(3)]
    balance, _, _ = ordered_pairs(scores, [EXPERTS[row][voice] for row in kept for voice in range(3)])
    # Stuart's tau-c: 15 ratings, four classes on either side.
    assert measured == pytest.approx(100 * 2 * balance / (15**2 * (3 / 4)))
    assert balance == 40


def test_tau_b_is_of_the_pairs_that_the_crowd_judged(judged: JudgedPairs) -> None:
    measured = metrics_of(judged, everything(judged, PREDICTED))["tau_b"](np.arange(7))
    kept = [0, 1, 3, 4, 6]
    balance, _, tied = ordered_pairs([PREDICTED[row] for row in kept], [CROWD[row] for row in kept])
    assert (balance, tied) == (9, 1)
    assert measured == pytest.approx(100 * 9 / np.sqrt(10 * 9))


def test_errors_are_of_the_pairs_that_experts_rated(judged: JudgedPairs) -> None:
    found = metrics_of(judged, everything(judged, [1, 0, 0.5, 0.5, 0.9, 0.5, 0.5]))
    rating = np.array([8, 1, 5, 1, 4, 8]) / 9
    error = np.array([9, 0, 4.5, 4.5, 4.5, 4.5]) / 9 - rating
    values = {name: found[name](np.arange(7)) for name in ("mse", "mae", "r2", "spearman")}
    assert values["mse"] == pytest.approx(np.mean(error**2))
    assert values["mae"] == pytest.approx(np.mean(np.abs(error)))
    assert values["r2"] == pytest.approx(1 - np.mean(error**2) / np.var(rating))
    ranks = np.array([[6, 1, 3.5, 3.5, 3.5, 3.5], [5.5, 1.5, 4, 1.5, 3, 5.5]])
    assert values["spearman"] == pytest.approx(float(np.asarray(np.corrcoef(ranks))[0, 1]), abs=1e-6)
    # What is rated twice counts twice, as a resample needs it.
    assert found["mae"](np.array([0, 0, 1])) == pytest.approx((1 + 1 + 1) / 27)


def test_rankings_have_no_errors_and_a_constant_has_no_ranks(judged: JudgedPairs) -> None:
    errors, ranks = {"mse", "mae", "r2", "ece"}, {"spearman", "tau_c", "tau_b"}
    for model, expected in (
        ("captions", errors | ranks),
        ("cosine", ranks),
        ("caption_similarity", ranks),
        ("constant", errors),
    ):
        assert set(metrics_of(judged, everything(judged, PREDICTED, model))) == expected


def test_rows_are_those_of_the_predictions(judged: JudgedPairs) -> None:
    of_some = Predictions("picture", "captions", np.array([5, 1]), np.array([0.5, 0.5], dtype=np.float32))
    assert metrics_of(judged, of_some)["mae"](np.array([0])) == pytest.approx(0.5 - 4 / 9)
    assert metrics_of(judged, of_some)["mae"](np.array([1])) == pytest.approx(0.5 - 1 / 9)


@pytest.fixture
def two_pictures() -> JudgedPairs:
    """A hundred pairs of each of two pictures, every text rated for both."""
    return judged_pairs(rated_pairs([7] * 100 + [9] * 100, [0.0] * 200, caption_id=[*range(100), *range(100)]))


def test_pictures_are_resampled_whole(two_pictures: JudgedPairs) -> None:
    # All is right about one picture and wrong about the other: if either is drawn alone, the error is 0 or 1.
    predictions = everything(two_pictures, [0.0] * 100 + [1.0] * 100, "constant")
    found = intervals(two_pictures, predictions, resamples=60, seed=0)
    assert found["mse"] == found["mae"] == (0.0, 1.0)


def test_resamples_are_the_seeds_and_there_may_be_none(two_pictures: JudgedPairs) -> None:
    many = judged_pairs(rated_pairs(list(range(30)), np.linspace(0, 1, 30).tolist()))
    predictions = everything(many, [0.5] * 30, "constant")
    one, again, other = (intervals(many, predictions, resamples=20, seed=seed)["mse"] for seed in (0, 0, 1))
    assert one == again != other
    assert intervals(many, predictions, resamples=0, seed=0) == {}


def test_rows_of_predictions_are_grouped_by_their_own_pictures() -> None:
    pairs = judged_pairs(rated_pairs([1, 1, 2, 2, 3, 3], [0, 0, 1, 1, 0, 0]))
    some = Predictions("unseen", "constant", np.array([1, 2, 3, 4]), np.zeros(4, dtype=np.float32))
    low, high = intervals(pairs, some, resamples=60, seed=0)["mse"]
    assert low == 0  # without the second picture
    assert high > 0.75


def test_interval_is_the_middle_95_percent() -> None:
    assert interval([float(value) for value in range(1001)]) == (25.0, 975.0)
    assert interval([NAN, *(float(value) for value in range(1001))]) == (25.0, 975.0)


def recalls(image_id: list[int], ranks: list[int]) -> dict[str, tuple[float, float]]:
    return {
        name: (bounds.low, bounds.high)
        for name, bounds in recall_intervals(np.array(image_id), np.array(ranks), resamples=60, seed=0).items()
    }


def test_recall_counts_ranks_up_to_k_in_percent() -> None:
    found = recalls([4] * 8, [1, 2, 5, 6, 10, 11, 12, 13])
    assert found == {"recall_1": (12.5, 12.5), "recall_5": (37.5, 37.5), "recall_10": (62.5, 62.5)}


def test_queries_of_a_picture_are_resampled_together() -> None:
    found = recalls([4] * 100 + [6] * 100, [1] * 100 + [7] * 100)
    assert found == {"recall_1": (0, 100), "recall_5": (0, 100), "recall_10": (100, 100)}
    # A share of the queries, however many a picture has: one right of three, three of four, or two of two drawn.
    found = recalls([4, 6, 6, 6], [1, 20, 20, 20])
    assert found["recall_1"] == (0, 100)


def ndcg(gains: list[float]) -> float:
    """Of ratings in the order in which they are shown, ten places."""
    ideal = sorted(gains, reverse=True)[:10]
    places = 1 / np.log2(np.arange(2, 12))
    return float(np.dot(gains[:10], places[: len(gains[:10])]) / np.dot(ideal, places[: len(ideal)]))


def ndcg_of(gains: list[list[float]], keys: list[str], pictures: list[int] | None = None) -> NDArray[np.float64]:
    """Interval for one query each, whose pictures are shown in the order of the gains."""
    flat = [gain for query in gains for gain in query]
    captions = [number for number, query in enumerate(gains) for _ in query]
    scores = [-place for query in gains for place in range(len(query))]
    rated = rated_pairs(pictures or list(range(len(flat))), flat, caption_id=captions)
    judged = judged_pairs(rated, caption_key=[keys[caption] for caption in captions])
    return np.array(ndcg_interval(judged, everything(judged, scores), resamples=60, seed=0))


def test_ndcg_has_ten_places() -> None:
    gains = [0.0, 1.0, 0.5, 0.0, 0.0, 0.0, 2 / 3, 0.0, 0.0, 1 / 3, 1.0, 1.0]
    np.testing.assert_allclose(ndcg_of([gains], ["a.jpg#0"]), [ndcg(gains)] * 2)


def test_ndcg_leaves_out_what_cannot_be_ranked() -> None:
    gains = [[0.0, 1.0], [1.0], [0.0, 0.0, 0.0], [NAN, 1.0, NAN]]
    keys = ["a.jpg#0", "a.jpg#1", "a.jpg#2", "a.jpg#3"]
    np.testing.assert_allclose(ndcg_of(gains, keys), [ndcg([0.0, 1.0])] * 2)


def test_ndcg_resamples_the_pictures_that_queries_were_written_for() -> None:
    well, badly = [1.0, 0.0], [0.0, 1.0]
    keys = [f"a.jpg#{number}" for number in range(50)] + [f"b.jpg#{number}" for number in range(50)]
    found = ndcg_of([well] * 50 + [badly] * 50, keys)
    np.testing.assert_allclose(found, [ndcg(badly), 1.0])
