from __future__ import annotations

import numpy as np
import pytest
from sklearn.impute import SimpleImputer
from sklearn.kernel_approximation import Nystroem
from sklearn.linear_model import Ridge
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from imgsearch.rescoring.kernel import KernelModel
from imgsearch.training.scorer import fit_kernel

COLUMNS = np.array([1, 2, 4, 6])
SETTINGS = {"landmarks": 60, "gamma": 1.0, "alpha": 0.5, "products": 1.0}
NAMES = {number: f"column_{number}" for number in COLUMNS.tolist()}


@pytest.fixture(scope="module")
def rows() -> np.ndarray:
    values = np.random.default_rng(0).normal(size=(200, 7)).astype(np.float32)
    values[::9, 4] = np.nan
    return values


@pytest.fixture(scope="module")
def target(rows: np.ndarray) -> np.ndarray:
    return np.asarray(np.tanh(rows[:, 1]) + np.nan_to_num(rows[:, 4]) ** 2, dtype=np.float32)


def fitted(rows: np.ndarray, target: np.ndarray, weight: np.ndarray | None = None) -> KernelModel:
    return fit_kernel(rows[:, COLUMNS], target, NAMES, 0, weight, SETTINGS)


def test_exported_kernel_predicts_what_scikit_learn_predicts(rows: np.ndarray, target: np.ndarray) -> None:
    known = rows[:, COLUMNS].astype(np.float64)
    scaler = make_pipeline(SimpleImputer(), StandardScaler())
    spread = np.nanstd(known, axis=0) / SimpleImputer().fit_transform(known).std(axis=0)
    scaled = scaler.fit_transform(known) / spread  # the spread of what is known, not of what was filled in
    model = make_pipeline(Nystroem(gamma=1 / 4, n_components=60, random_state=0), Ridge(alpha=0.5)).fit(scaled, target)
    # Landmarks are kept in half precision.
    np.testing.assert_allclose(fitted(rows, target).predict(rows), model.predict(scaled), atol=5e-3)


def test_missing_value_counts_as_the_mean(rows: np.ndarray, target: np.ndarray) -> None:
    model = fitted(rows, target)
    filled = rows[:1].copy()
    filled[0, 4] = np.nanmean(rows[:, 4])
    missing = filled.copy()
    missing[0, 4] = np.nan
    np.testing.assert_allclose(model.predict(missing), model.predict(filled), atol=1e-5)


def test_pairs_that_weigh_nothing_teach_nothing(rows: np.ndarray, target: np.ndarray) -> None:
    weight = (np.arange(200) < 100).astype(np.float32)
    wrong = np.where(weight, target, 9.0).astype(np.float32)
    predicted = fitted(rows, wrong, weight).predict(rows)
    np.testing.assert_allclose(predicted, fitted(rows, target, weight).predict(rows))
    assert np.abs(predicted - fitted(rows, wrong).predict(rows)).max() > 1


def test_arrays_survive_a_round_trip(rows: np.ndarray, target: np.ndarray) -> None:
    model = fitted(rows, target)
    again = KernelModel.from_arrays(model.arrays("kernel"), "kernel")
    np.testing.assert_array_equal(again.predict(rows), model.predict(rows))
