"""How far predictions are from the ratings."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from imgsearch.encoders.protocol import FloatArray
from imgsearch.training.situations import Rows
from imgsearch.training.zoo.data import Problem

CALIBRATION_BINS = 10
RESAMPLES = 2000

Metrics = dict[str, float | None]


def score(problem: Problem, rows: Rows, predicted: FloatArray) -> Metrics:
    """Compare out-of-fold predictions with the target, and with the experts' ratings.

    Args:
        problem: from read_problem.
        rows: (N,) the pairs that were predicted.
        predicted: (N,) 0..1.

    Returns:
        mse, mae, r2, spearman and ece against the target; kendall_tau_c as published for this data: pairs with the
        picture's own caption dropped, each expert's rating a row of its own, times 100; mse_expert_mean. None where
        constant predictions leave a rank correlation undefined.
    """
    from scipy.stats import kendalltau, spearmanr
    from sklearn.metrics import mean_absolute_error, mean_squared_error, r2_score

    target = problem.target[rows]
    others = ~problem.rated.is_own[rows]
    is_constant = bool(np.ptp(predicted) == 0)
    tau = None
    if not is_constant and others.any():
        ratings = problem.experts[rows][others]
        tau = 100 * float(kendalltau(np.repeat(predicted[others], 3), ratings.ravel(), variant="c").statistic)
    return {
        "mse": float(mean_squared_error(target, predicted)),
        "mae": float(mean_absolute_error(target, predicted)),
        "r2": float(r2_score(target, predicted)),
        "spearman": None if is_constant else float(spearmanr(predicted, target).statistic),
        "kendall_tau_c": tau,
        "ece": calibration_error(target, predicted),
        "mse_expert_mean": float(mean_squared_error(problem.rated.rating[rows], predicted)),
    }


def calibration_error(target: FloatArray, predicted: FloatArray) -> float:
    """Expected calibration error over ten bins of equal width (Naeini et al. 2015), with the mean target as outcome.

    scikit-learn's calibration_curve takes binary targets only.
    """
    bins = np.minimum((predicted * CALIBRATION_BINS).astype(np.int64), CALIBRATION_BINS - 1)
    gap = np.bincount(bins, weights=predicted - target, minlength=CALIBRATION_BINS)
    return float(np.abs(gap).sum() / len(target))


def compare_errors(
    target: FloatArray, predicted: FloatArray, reference: FloatArray, groups: npt.NDArray[np.int64], seed: int
) -> Metrics:
    """Paired bootstrap over groups of the difference in mean squared error; below zero the reference is worse.

    Args:
        target: (N,).
        predicted: (N,) of one model.
        reference: (N,) of the model that it is compared with.
        groups: (N,) pictures or captions, which are resampled whole.
        seed: of the resampling.

    Returns:
        The difference and the ends of its 95 % interval.
    """
    from scipy.stats import bootstrap

    _, group = np.unique(groups, return_inverse=True)
    excess = np.bincount(group, weights=(predicted - target) ** 2 - (reference - target) ** 2)
    count = np.bincount(group).astype(np.float64)
    if len(count) < 2 or not excess.any():
        return {"mse_difference": 0.0, "mse_difference_low": 0.0, "mse_difference_high": 0.0}

    def difference(excess: npt.NDArray[Any], count: npt.NDArray[Any], axis: int = -1) -> npt.NDArray[Any]:
        return np.asarray(excess.sum(axis=axis) / count.sum(axis=axis))

    found = bootstrap(
        (excess, count),
        difference,
        paired=True,
        vectorized=True,
        n_resamples=RESAMPLES,
        method="percentile",
        rng=np.random.default_rng(seed),
    )
    low, high = found.confidence_interval
    return {
        "mse_difference": float(difference(excess, count)),
        "mse_difference_low": float(low),
        "mse_difference_high": float(high),
    }
