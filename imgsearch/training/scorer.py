"""Fitting the two kinds of model whose mean is the match score."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from imgsearch.encoders.protocol import FloatArray
from imgsearch.rescoring.columns import column_names
from imgsearch.rescoring.kernel import KernelModel, scale_columns
from imgsearch.rescoring.scorer import Scorer
from imgsearch.rescoring.trees import export_boosting

#: Boosting models that differ in their random columns and are averaged.
REPEATS = 2
#: What HistGradientBoosting has at the most.
BINS = 255
#: Chosen by cross-validation on the training folds; see docs/regressor.md.
SETTINGS: dict[str, Any] = {
    "learning_rate": 0.05,
    "max_iter": 350,
    "max_features": 0.1,
    "max_leaf_nodes": 12,
    "max_depth": 6,
    "min_samples_leaf": 30,
    "l2_regularization": 5.0,
}
#: Of the kernel; gamma is a multiple of one over the number of columns, ``products`` what the many products weigh.
KERNEL_SETTINGS: dict[str, Any] = {"landmarks": 500, "gamma": 3.0, "alpha": 0.5, "products": 0.1}


def fit_scorer(
    rows: FloatArray, rating: FloatArray, columns: npt.NDArray[np.int64], *, seed: int, weight: FloatArray | None = None
) -> Scorer:
    """Fit both kinds of model.

    Args:
        rows: (N, F) all columns of the training pairs, from ``pair_columns``.
        rating: (N,) 0..1.
        columns: those that may be seen; one that nothing is known of is left out.
        seed: of random columns and landmarks.
        weight: (N,) how much each pair counts; None: all the same.
    """
    from sklearn.ensemble import HistGradientBoostingRegressor

    # A column that nothing is known of, such as the fourth caption of pictures with three, cannot be binned.
    columns = columns[~np.isnan(rows[:, columns]).all(axis=0)]
    known = rows[:, columns]
    # With weights scikit-learn's own binning takes minutes, unless there is a bin for each value.
    binned = known if weight is None else bin_columns(known)
    models = [
        HistGradientBoostingRegressor(random_state=seed + repeat, **SETTINGS).fit(binned, rating, weight)
        for repeat in range(REPEATS)
    ]
    names = column_names(rows.shape[1] - len(column_names(0)))
    kernel = fit_kernel(known, rating, {column: names[column] for column in columns.tolist()}, seed, weight)
    return Scorer(export_boosting(models, columns), kernel)


def bin_columns(known: FloatArray) -> FloatArray:
    """Move each value to the next quantile of its column, of which there are as many as boosting has bins.

    Args:
        known: (N, F); NaN stays.
    """
    grid = np.nanquantile(known, np.linspace(0, 1, BINS), axis=0, method="nearest")
    binned = known.copy()
    for column, values in enumerate(grid.T):
        there = ~np.isnan(known[:, column])
        binned[there, column] = values[np.searchsorted(values, known[there, column])]
    return binned


def fit_kernel(
    known: FloatArray,
    rating: FloatArray,
    columns: Mapping[int, str],
    seed: int,
    weight: FloatArray | None = None,
    settings: dict[str, Any] = KERNEL_SETTINGS,
) -> KernelModel:
    """Ridge regression on the kernel of standardised columns with a sample of the rows.

    Args:
        known: (N, F); NaN where nothing is known.
        rating: (N,) 0..1.
        columns: number of each of the F columns in the whole table -> its name; products of the two vectors weigh
            less, since they are many.
        seed: which rows are landmarks.
        weight: (N,) how much each pair counts; None: all the same.
        settings: as KERNEL_SETTINGS.
    """
    from sklearn.kernel_approximation import Nystroem
    from sklearn.linear_model import Ridge

    is_product = np.array([name.startswith("product_") for name in columns.values()], dtype=np.bool_)
    centre = np.nanmean(known, axis=0)
    spread = np.nanstd(known, axis=0)
    # A column that never changes says nothing.
    scale = np.where(spread > 0, np.where(is_product, settings["products"], 1.0) / np.maximum(spread, 1e-9), 0.0)
    centre, scale = centre.astype(np.float32), scale.astype(np.float32)
    # In half precision, as the landmarks are stored, so that they are the same when they are read back.
    scaled = scale_columns(known, centre, scale).astype(np.float16).astype(np.float64)
    gamma = settings["gamma"] / known.shape[1]
    kernel = Nystroem(
        gamma=gamma, n_components=min(settings["landmarks"], len(scaled)), random_state=np.random.RandomState(seed)
    ).fit(scaled)
    ridge = Ridge(alpha=settings["alpha"]).fit(kernel.transform(scaled), rating, weight)
    return KernelModel(
        column=np.array(list(columns), dtype=np.int32),
        centre=centre,
        scale=scale,
        landmark=kernel.components_.astype(np.float32),
        weight=kernel.normalization_.T @ ridge.coef_,
        gamma=np.array([gamma]),
        baseline=np.array([float(ridge.intercept_)]),
    )
