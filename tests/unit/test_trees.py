from __future__ import annotations

import numpy as np
import pytest
from sklearn.ensemble import HistGradientBoostingRegressor

from imgsearch.rescoring.trees import TreeEnsemble, export_boosting

COLUMNS = np.arange(7)


@pytest.fixture(scope="module")
def rows() -> np.ndarray:
    generator = np.random.default_rng(0)
    values = generator.normal(size=(600, 7))
    values[generator.random(values.shape) < 0.2] = np.nan
    return values


@pytest.fixture(scope="module")
def model(rows: np.ndarray) -> HistGradientBoostingRegressor:
    target = np.nansum(rows[:, :3], axis=1) + np.isnan(rows[:, 1])
    return HistGradientBoostingRegressor(max_iter=40, max_depth=5, random_state=0).fit(rows, target)


def test_exported_trees_predict_what_scikit_learn_predicts(
    rows: np.ndarray, model: HistGradientBoostingRegressor
) -> None:
    np.testing.assert_allclose(export_boosting([model], COLUMNS).predict(rows), model.predict(rows), atol=1e-6)


def test_missing_values_take_the_learned_direction(rows: np.ndarray, model: HistGradientBoostingRegressor) -> None:
    missing = np.full_like(rows[:5], np.nan)
    np.testing.assert_allclose(export_boosting([model], COLUMNS).predict(missing), model.predict(missing), atol=1e-6)


def test_single_precision_meets_thresholds_as_double_precision_does(
    rows: np.ndarray, model: HistGradientBoostingRegressor
) -> None:
    trees = export_boosting([model], COLUMNS)
    # Numbers of single precision around every threshold, where rounding to the nearest would turn some the other way.
    near = np.unique(np.sort(trees.threshold).astype(np.float32))
    near = np.concatenate([near, np.nextafter(near, np.float32(9)), np.nextafter(near, np.float32(-9))])
    single = np.repeat(near[:, None], 7, axis=1)
    np.testing.assert_array_equal(trees.predict(single), trees.predict(single.astype(np.float64)))


def test_arrays_survive_a_round_trip(rows: np.ndarray, model: HistGradientBoostingRegressor) -> None:
    trees = export_boosting([model], COLUMNS)
    again = TreeEnsemble.from_arrays(trees.arrays("trees"), "trees")
    np.testing.assert_array_equal(again.predict(rows[:9]), trees.predict(rows[:9]))


def test_no_rows_give_no_predictions(model: HistGradientBoostingRegressor) -> None:
    assert export_boosting([model], COLUMNS).predict(np.zeros((0, 7))).shape == (0,)


def test_models_are_averaged_and_read_their_own_columns(rows: np.ndarray) -> None:
    columns = np.array([1, 4, 6])
    models = [
        HistGradientBoostingRegressor(max_iter=5, random_state=0).fit(rows[:, columns], np.nan_to_num(rows[:, column]))
        for column in columns[:2]
    ]
    expected = np.mean([model.predict(rows[:, columns]) for model in models], axis=0)
    np.testing.assert_allclose(export_boosting(models, columns).predict(rows), expected, atol=1e-6)
