"""Fitting each kind of model to a sample of rated pairs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from imgsearch.encoders.protocol import FloatArray
from imgsearch.training.scorer import fit_kernel
from imgsearch.training.zoo.columns import Table
from imgsearch.training.zoo.network import NetworkSettings, fit_network

Params = dict[str, Any]
Predict = Callable[[Table], FloatArray]


class Sample(NamedTuple):
    """N pairs to learn from."""

    table: Table
    target: FloatArray
    """(N,) 0..1."""
    groups: npt.NDArray[np.int64]
    """(N,) pictures or texts."""
    experts: npt.NDArray[np.int64]
    """(N, 3) ratings, 1..4."""
    disagreement: FloatArray
    """(N,) standard deviation of the experts, mapped to 0..1."""


Fit = Callable[[Sample, Params, int], Predict]
#: From settings, seed and number of columns to a scikit-learn estimator.
Make = Callable[[Params, int, int], Any]


def fit_estimator(make: Make) -> Fit:
    """A scikit-learn estimator on standardised columns, missing values filled in with the median."""

    def fit(sample: Sample, params: Params, seed: int) -> Predict:
        settings = dict(params)
        scale = _fit_scale(sample.table, settings.pop("products", 1.0))
        model = make(settings, seed, sample.table.values.shape[1]).fit(scale(sample.table), sample.target)
        return lambda table: np.asarray(model.predict(scale(table)), dtype=np.float32)

    return fit


def fit_torch(sample: Sample, params: Params, seed: int) -> Predict:
    """The fully connected network on standardised columns."""
    settings = dict(params)
    scale = _fit_scale(sample.table, settings.pop("products", 1.0))
    predict = fit_network(scale(sample.table), sample.target, sample.groups, NetworkSettings(**settings), seed=seed)
    return lambda table: predict(scale(table))


def fit_constant(sample: Sample, params: Params, seed: int) -> Predict:
    """The mean of the training pairs."""
    from sklearn.dummy import DummyRegressor

    dummy = DummyRegressor().fit(sample.table.values, sample.target)
    return lambda table: np.asarray(dummy.predict(table.values), dtype=np.float32)


def fit_isotonic(signal: Callable[[Table, Params], FloatArray]) -> Fit:
    """A signal that needs no training, mapped to 0..1 by the rising function that fits best."""

    def fit(sample: Sample, params: Params, seed: int) -> Predict:
        from sklearn.isotonic import IsotonicRegression

        def known(table: Table) -> FloatArray:
            # A picture without captions counts as far from every text.
            return np.nan_to_num(signal(table, params), nan=-1.0)

        mapped = IsotonicRegression(out_of_bounds="clip").fit(known(sample.table), sample.target)
        return lambda table: np.asarray(mapped.predict(known(table)), dtype=np.float32)

    return fit


def fit_boosting(sample: Sample, params: Params, seed: int, weight: FloatArray | None = None) -> Predict:
    """Boosted trees, several seeds averaged; they handle missing values themselves."""
    from sklearn.ensemble import HistGradientBoostingRegressor

    settings = {name: value for name, value in params.items() if name != "repeats"}
    models = [
        HistGradientBoostingRegressor(random_state=seed + repeat, **settings).fit(
            sample.table.values, sample.target, sample_weight=weight
        )
        for repeat in range(params.get("repeats", 1))
    ]
    return lambda table: np.mean([model.predict(table.values) for model in models], axis=0, dtype=np.float32)


def fit_kernel_model(sample: Sample, params: Params, seed: int) -> Predict:
    """The kernel half of the shipped model."""
    columns = dict(enumerate(sample.table.names))
    kernel = fit_kernel(sample.table.values, sample.target, columns, seed, settings=params)
    return lambda table: np.asarray(kernel.predict(table.values), dtype=np.float32)


def fit_shipped(sample: Sample, params: Params, seed: int) -> Predict:
    """What searches use: boosting and kernel, averaged."""
    halves = (fit_boosting(sample, params["boosting"], seed), fit_kernel_model(sample, params["kernel"], seed))
    return lambda table: np.mean([predict(table) for predict in halves], axis=0, dtype=np.float32)


def linear(params: Params, seed: int, columns: int) -> object:
    """Least squares."""
    from sklearn.linear_model import LinearRegression

    return LinearRegression()


def ridge(params: Params, seed: int, columns: int) -> object:
    """Least squares with a penalty."""
    from sklearn.linear_model import Ridge

    return Ridge(**params)


def tree(params: Params, seed: int, columns: int) -> object:
    """One decision tree."""
    from sklearn.tree import DecisionTreeRegressor

    return DecisionTreeRegressor(random_state=seed, **params)


def forest(params: Params, seed: int, columns: int) -> object:
    """Averaged trees on bootstrap samples."""
    from sklearn.ensemble import RandomForestRegressor

    return RandomForestRegressor(random_state=seed, **params)


def svr(params: Params, seed: int, columns: int) -> object:
    """Support vector regression; gamma is a multiple of 1/columns, so that one range suits every table."""
    from sklearn.svm import SVR

    return SVR(**{**params, "gamma": params["gamma"] / columns, "cache_size": 500})


def _fit_scale(table: Table, products: float) -> Callable[[Table], FloatArray]:
    """Standardise columns; the many products of the two vectors are scaled by a factor of their own."""
    from sklearn.impute import SimpleImputer
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    scaler = make_pipeline(SimpleImputer(strategy="median", keep_empty_features=True), StandardScaler())
    scaler.fit(table.values)
    factor = np.array([products if name.startswith("product_") else 1.0 for name in table.names], dtype=np.float32)
    return lambda rows: np.asarray(scaler.transform(rows.values) * factor, dtype=np.float32)
