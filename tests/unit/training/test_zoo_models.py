"""Ensembles and single models of the comparison, on a few rows."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.ensemble import HistGradientBoostingRegressor

from imgsearch.rescoring.features import CAPTION_FEATURES
from imgsearch.training.scorer import fit_kernel
from imgsearch.training.zoo.columns import Table, make_table
from imgsearch.training.zoo.data import Problem
from imgsearch.training.zoo.ensemble import average, stack
from imgsearch.training.zoo.fitting import Sample, fit_boosting, fit_estimator, fit_isotonic, fit_shipped, svr
from imgsearch.training.zoo.models import caption_similarity, cosine, normalised_cosine
from imgsearch.training.zoo.tuning import Task
from imgsearch.training.zoo.variants import fit_ordinal, fit_weighted, fit_wordless
from tests.rated import numbers, rated_pairs

BOOSTING = {"max_iter": 5, "min_samples_leaf": 5, "max_features": 0.5}
KERNEL = {"landmarks": 20, "gamma": 1.0, "alpha": 1.0, "products": 0.5}


@pytest.fixture
def sample() -> Sample:
    values = np.random.default_rng(0).normal(size=(60, 3)).astype(np.float32)
    target = (1 / (1 + np.exp(-values[:, 0]))).astype(np.float32)
    experts = np.clip(np.rint(target[:, None] * 3 + 1 + [0, 0.3, -0.3]), 1, 4).astype(np.int64)
    disagreement = (experts.std(axis=1) / 3).astype(np.float32)
    return Sample(Table(["cosine", "product_1", "words_best"], values), target, np.arange(60), experts, disagreement)


def test_average_is_the_plain_mean() -> None:
    members = {"a": numbers(0, 0.5), "b": numbers(0.1, 0.5), "c": numbers(0.8, 0.8)}
    np.testing.assert_allclose(average(members), [0.3, 0.6], atol=1e-6)


def test_stack_weighs_by_the_training_pairs_alone_and_never_below_zero() -> None:
    # Of pairs 2 to 5 the target is 0.7 a + 0.2 b + 0.1; of the first two it is something else.
    a, b = numbers(0, 0, 0.1, 0.5, 0.9, 0.2), numbers(1, 1, 0.3, 0.8, 0.1, 0.6)
    target = numbers(1, 0, *(0.7 * a[2:] + 0.2 * b[2:] + 0.1))
    train = np.array([2, 3, 4, 5])
    held_out = {"b": numbers(0.5, 2, -3), "a": numbers(0.5, 2, -3)}
    predicted, weights = stack({"a": a, "b": b}, held_out, target, train)
    assert weights == pytest.approx({"a": 0.7, "b": 0.2}, abs=1e-5)
    np.testing.assert_allclose(predicted, [0.55, 1, 0], atol=1e-5)
    _, weights = stack({"a": a, "b": b}, held_out, numbers(*(0.5 - 0.3 * b)), train)
    assert min(weights.values()) >= 0


def test_boosting_averages_seeds_that_follow_each_other(sample: Sample) -> None:
    predicted = fit_boosting(sample, {**BOOSTING, "repeats": 2}, 4)(sample.table)
    values = sample.table.values
    by_hand = [
        HistGradientBoostingRegressor(random_state=seed, **BOOSTING).fit(values, sample.target).predict(values)
        for seed in (4, 5)
    ]
    assert not np.allclose(by_hand[0], by_hand[1])
    np.testing.assert_allclose(predicted, np.mean(by_hand, axis=0), atol=1e-6)
    kernel = fit_kernel(values, sample.target, dict(enumerate(sample.table.names)), 4, settings=KERNEL).predict(values)
    shipped = fit_shipped(sample, {"boosting": {**BOOSTING, "repeats": 2}, "kernel": KERNEL}, 4)(sample.table)
    np.testing.assert_allclose(shipped, (predicted + kernel) / 2, atol=1e-6)


def test_estimators_see_columns_scaled_by_the_training_pairs() -> None:
    table = Table(["cosine", "product_0"], np.array([[1, 2], [3, 4], [np.nan, 6], [8, 20]], dtype=np.float32))
    seen: list[np.ndarray] = []

    class Spy:
        def fit(self, rows: np.ndarray, target: np.ndarray) -> Spy:
            seen.append(rows)
            return self

        def predict(self, rows: np.ndarray) -> np.ndarray:
            seen.append(rows)
            return rows[:, 0]

    def make(params: dict[str, float], seed: int, columns: int) -> Spy:
        assert (params, seed, columns) == ({"alpha": 1}, 3, 2)
        return Spy()

    nothing = np.zeros(4)
    sample = Sample(table, numbers(0, 0, 0, 0), np.arange(4), nothing[:, None].astype(np.int64), numbers(0, 0, 0, 0))
    predict = fit_estimator(make)(sample, {"alpha": 1, "products": 0.5}, 3)
    predict(Table(table.names, numbers(3, 8)[None]))
    first = np.array([1, 3, 3, 8])  # the missing one is the median
    second = np.array([2, 4, 6, 20])
    expected = [(first - 3.75) / first.std(), 0.5 * (second - 8) / second.std()]
    np.testing.assert_allclose(seen[0], np.stack(expected, axis=1), rtol=1e-5)
    np.testing.assert_allclose(seen[1], [[-0.75 / first.std(), 0]], rtol=1e-5)


def test_a_rising_function_never_falls() -> None:
    table = Table(["cosine"], numbers(0, 1, 2, 3)[:, None])
    experts = np.ones((4, 3), dtype=np.int64)
    sample = Sample(table, numbers(0.1, 0.5, 0.3, 0.8), np.arange(4), experts, numbers(0, 0, 0, 0))
    predict = fit_isotonic(cosine)(sample, {}, 0)
    asked = Table(["cosine"], numbers(-5, 0, 1, 1.5, 2, 2.5, 3, 9)[:, None])
    np.testing.assert_allclose(predict(asked), [0.1, 0.1, 0.4, 0.4, 0.4, 0.6, 0.8, 0.8], atol=1e-6)


def test_signals() -> None:
    table = Table(["minilm_mean", "image_bias", "cosine", "query_bias"], numbers(0.7, 0.1, 0.5, 0.3)[None])
    assert cosine(table, {}).tolist() == pytest.approx([0.5])
    assert normalised_cosine(table, {"bias_share": 0.5}).tolist() == pytest.approx([0.3])
    assert caption_similarity(table, {}).tolist() == pytest.approx([0.7])


def test_gamma_of_support_vectors_is_a_multiple_of_one_over_the_columns() -> None:
    assert svr({"gamma": 3.0, "C": 0.5}, 0, 12).gamma == 0.25  # type: ignore[attr-defined]


def test_weights_are_one_over_the_variance_of_the_raters_mean(sample: Sample) -> None:
    predicted = fit_weighted(sample, {**BOOSTING, "rater_noise": 0.2}, 1)(sample.table)
    weight = 1 / (0.04 + sample.disagreement**2 / 3)
    values = sample.table.values
    by_hand = HistGradientBoostingRegressor(random_state=1, **BOOSTING).fit(
        values, sample.target, weight / weight.mean()
    )
    np.testing.assert_allclose(predicted, by_hand.predict(values), atol=1e-6)


def test_ordinal_steps_are_reached_and_not_passed() -> None:
    experts = np.repeat([[1] * 3, [2] * 3, [3] * 3, [4] * 3], 30, axis=0)
    table = Table(["cosine"], np.repeat([0, 1, 2, 3], 30).astype(np.float32)[:, None])
    target = np.repeat([0, 1 / 3, 2 / 3, 1], 30).astype(np.float32)
    sample = Sample(table, target, np.arange(120), experts, np.zeros(120, dtype=np.float32))
    predicted = fit_ordinal(sample, {"max_iter": 60, "min_samples_leaf": 5}, 0)(table)
    np.testing.assert_allclose(predicted, target, atol=0.05)


def test_without_words_a_model_sees_no_such_column(sample: Sample) -> None:
    predict = fit_wordless(sample, BOOSTING, 0)
    turned = sample.table.values.copy()
    turned[:, 2] = turned[::-1, 2]
    np.testing.assert_array_equal(predict(sample.table), predict(Table(sample.table.names, turned)))


@pytest.fixture
def problem() -> Problem:
    rated = rated_pairs([1, 1, 2, 3], [0, 0.2, 0.4, 1])
    experts = np.ones((4, 3), dtype=np.int64)
    raw = np.arange(8, dtype=np.float32).reshape(4, 2)
    return Problem(rated, raw, "small", "mean", rated.rating, experts, numbers(0, 0, 0, 0))


def test_columns_are_compared_with_the_training_pairs_alone(problem: Problem) -> None:
    train = np.array([0, 2])
    found = make_table(problem, "pixels", train, 0)
    queries, pictures = problem.rated.pairs.query, problem.rated.pairs.image
    np.testing.assert_allclose(found.column("query_bias"), (queries @ pictures[train].T).mean(axis=1), atol=1e-6)
    np.testing.assert_allclose(found.column("image_bias"), (pictures @ queries[train].T).mean(axis=1), atol=1e-6)
    assert not set(CAPTION_FEATURES) & set(found.names)
    assert {"near", "minilm_mapped", "like_texts"} <= set(found.names)
    assert make_table(problem, "none", train, 0).values.shape == (4, 0)
    np.testing.assert_array_equal(make_table(problem, "raw", train, 0).column("raw_1"), [1, 3, 5, 7])


def test_predictions_are_cut_to_0_and_1(problem: Problem) -> None:
    task = Task(problem, Table(["raw"], numbers(-1, 0.25, 0.5, 2)[:, None]), "picture", "raw", 0, None, [])  # type: ignore[arg-type]
    assert task.predict(lambda table: table.values[:, 0], np.array([3, 1, 0])).tolist() == [1, 0.25, 0]
