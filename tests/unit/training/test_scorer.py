"""Fitting the shipped kinds of models: compared with scikit-learn's own, fitted by hand."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.ensemble import HistGradientBoostingRegressor
from sklearn.kernel_approximation import Nystroem
from sklearn.linear_model import Ridge

from imgsearch.rescoring.columns import column_names
from imgsearch.training import scorer
from imgsearch.training.scorer import bin_columns, fit_kernel, fit_scorer

BOOSTING = {"learning_rate": 0.3, "max_iter": 5, "max_features": 0.5, "min_samples_leaf": 5}
NAMES = column_names(3)
#: A product among other columns, one that is never known, and one that is known now and then.
COLUMNS = np.array([0, 3, NAMES.index("product_1"), NAMES.index("minilm_mean"), NAMES.index("minilm_lowest")])


@pytest.fixture(scope="module")
def rows() -> np.ndarray:
    values = np.random.default_rng(0).normal(size=(80, len(NAMES))).astype(np.float32)
    values[:, COLUMNS[3]] = np.nan
    values[::3, COLUMNS[4]] = np.nan
    return values


@pytest.fixture(scope="module")
def rating(rows: np.ndarray) -> np.ndarray:
    return np.asarray(1 / (1 + np.exp(-rows[:, 0] - rows[:, 3])), dtype=np.float32)


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scorer, "SETTINGS", BOOSTING)


@pytest.mark.parametrize("weighted", [False, True])
def test_scorer_is_two_boostings_and_a_kernel_on_the_columns_that_say_something(
    rows: np.ndarray, rating: np.ndarray, weighted: bool
) -> None:
    weight = np.where(np.arange(80) < 40, 1.0, 0.1).astype(np.float32) if weighted else None
    fitted = fit_scorer(rows, rating, COLUMNS, seed=5, weight=weight)
    kept = COLUMNS[[0, 1, 2, 4]]
    assert fitted.kernel.column.tolist() == kept.tolist()
    by_hand = [
        HistGradientBoostingRegressor(random_state=seed, **BOOSTING)
        .fit(rows[:, kept], rating, weight)
        .predict(rows[:, kept])
        for seed in (5, 6)
    ]
    assert not np.allclose(by_hand[0], by_hand[1])
    trees = fitted.trees.predict(rows)
    np.testing.assert_allclose(trees, np.mean(by_hand, axis=0), atol=1e-6)
    kernel = fit_kernel(rows[:, kept], rating, {int(column): NAMES[column] for column in kept}, 5, weight).predict(rows)
    np.testing.assert_array_equal(fitted.kernel.predict(rows), kernel)
    np.testing.assert_allclose(fitted.predict(rows), (trees + kernel) / 2)


def test_kernel_scales_by_the_spread_and_products_weigh_less(rows: np.ndarray, rating: np.ndarray) -> None:
    known = rows[:, COLUMNS[[0, 2, 4]]].copy()
    known[:, 0] = 7  # never changes
    settings = {"landmarks": 10, "gamma": 3.0, "alpha": 1.0, "products": 0.2}
    names = ["cosine", "product_1", "minilm_lowest"]
    model = fit_kernel(known, rating, dict(enumerate(names)), 0, settings=settings)
    np.testing.assert_allclose(model.centre, [7, known[:, 1].mean(), np.nanmean(known[:, 2])], rtol=1e-5)
    np.testing.assert_allclose(model.scale, [0, 0.2 / known[:, 1].std(), 1 / np.nanstd(known[:, 2])], rtol=1e-5)
    assert model.gamma.tolist() == [1.0]  # three over the number of columns
    assert model.landmark.shape == (10, 3)
    other = fit_kernel(known, rating, dict(enumerate(names)), 1, settings=settings)
    assert not np.array_equal(model.landmark, other.landmark)
    scaled = np.nan_to_num((known - model.centre) * model.scale).astype(np.float16).astype(np.float64)
    landmarks = Nystroem(gamma=1.0, n_components=10, random_state=np.random.RandomState(0)).fit(scaled)
    ridge = Ridge(alpha=1.0).fit(landmarks.transform(scaled), rating)
    np.testing.assert_allclose(model.predict(known), ridge.predict(landmarks.transform(scaled)), atol=1e-3)


def test_settings_are_those_of_the_docs() -> None:
    assert scorer.KERNEL_SETTINGS == {"landmarks": 500, "gamma": 3.0, "alpha": 0.5, "products": 0.1}
    assert scorer.REPEATS == 2


def test_values_move_to_the_next_quantile(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scorer, "BINS", 3)
    known = np.array([[0, 5], [1, np.nan], [2, 1], [3, 3], [4, np.nan]], dtype=np.float32)
    expected = [[0, 5], [2, np.nan], [2, 1], [4, 3], [4, np.nan]]
    np.testing.assert_array_equal(bin_columns(known), expected)
    np.testing.assert_array_equal(known[1], [1, np.nan])
