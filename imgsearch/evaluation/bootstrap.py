"""How far figures would wander if other pictures had been rated: the bootstrap over pictures.

Values come from the views of the database; scikit-learn and SciPy compute the resampled ones here, and a test holds
the two together.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from imgsearch.encoders.protocol import FloatArray
from imgsearch.evaluation.judged import JudgedPairs, Predictions
from imgsearch.training.zoo.metrics import calibration_error

Indices = npt.NDArray[np.int64]
#: Places that count in nDCG.
NDCG_PLACES = 10


class Interval(NamedTuple):
    """2.5th and 97.5th percentile."""

    low: float
    high: float


def metrics_of(judged: JudgedPairs, predictions: Predictions) -> dict[str, Callable[[Indices], float]]:
    """Every metric that the pairs allow, as a function of which rows (repeats allowed) of the predictions to take."""
    from scipy.stats import kendalltau, spearmanr
    from sklearn.metrics import mean_absolute_error, mean_squared_error, r2_score

    rating = judged.rated.rating[predictions.rows]
    experts = judged.experts[predictions.rows]
    crowd = judged.crowd_share[predictions.rows]
    is_own = judged.rated.is_own[predictions.rows]
    predicted = predictions.predicted
    rated = ~np.isnan(rating)

    def of_rated(metric: Callable[[FloatArray, FloatArray], float]) -> Callable[[Indices], float]:
        def measure(rows: Indices) -> float:
            kept = rows[rated[rows]]
            return float(metric(rating[kept], predicted[kept]))

        return measure

    def tau_c(rows: Indices) -> float:
        kept = rows[rated[rows] & ~is_own[rows]]
        return 100 * float(kendalltau(np.repeat(predicted[kept], 3), experts[kept].ravel(), variant="c").statistic)

    def tau_b(rows: Indices) -> float:
        kept = rows[~np.isnan(crowd[rows])]
        return 100 * float(kendalltau(predicted[kept], crowd[kept], variant="b").statistic)

    is_score = predictions.model not in ("cosine", "caption_similarity")
    found: dict[str, Callable[[Indices], float]] = {}
    if is_score:
        found |= {
            "mse": of_rated(mean_squared_error),
            "mae": of_rated(mean_absolute_error),
            "r2": of_rated(r2_score),
            "ece": of_rated(calibration_error),
        }
    if predictions.model != "constant":
        found |= {"spearman": of_rated(lambda rating, value: spearmanr(rating, value).statistic), "tau_c": tau_c}
        if not np.isnan(crowd).all():
            found["tau_b"] = tau_b
    return found


def intervals(judged: JudgedPairs, predictions: Predictions, *, resamples: int, seed: int) -> dict[str, Interval]:
    """95 % intervals of every metric over resampled pictures."""
    metrics = metrics_of(judged, predictions)
    groups = _rows_by_key(judged.rated.picture[predictions.rows])
    generator = np.random.default_rng(seed)
    found: dict[str, list[float]] = {name: [] for name in metrics}
    for _ in range(resamples):
        drawn = generator.integers(len(groups), size=len(groups))
        rows = np.concatenate([groups[picture] for picture in drawn])
        for name, metric in metrics.items():
            found[name].append(metric(rows))
    return {name: interval(values) for name, values in found.items() if values}


def interval(values: list[float]) -> Interval:
    """The middle 95 % of resampled values."""
    low, high = np.nanpercentile(values, (2.5, 97.5))
    return Interval(float(low), float(high))


def recall_intervals(image_id: Indices, ranks: Indices, *, resamples: int, seed: int) -> dict[str, Interval]:
    """Intervals of recall at 1, 5 and 10 (percent) over resampled pictures."""
    _, picture = np.unique(image_id, return_inverse=True)
    hits = np.stack([ranks <= k for k in (1, 5, 10)], axis=1).astype(np.float64)
    sums = np.zeros((picture.max() + 1, 4))
    np.add.at(sums, picture, np.concatenate([hits, np.ones((len(hits), 1))], axis=1))
    generator = np.random.default_rng(seed)
    drawn = generator.multinomial(len(sums), np.full(len(sums), 1 / len(sums)), size=resamples)
    totals = drawn @ sums
    shares = 100 * totals[:, :3] / totals[:, 3:]
    return {f"recall_{k}": interval(shares[:, column].tolist()) for column, k in enumerate((1, 5, 10))}


def ndcg_interval(judged: JudgedPairs, predictions: Predictions, *, resamples: int, seed: int) -> Interval:
    """Interval of nDCG at 10 when the pictures that the queries were written for are resampled.

    Resampling the ranked pictures instead would put copies beside each other, which are too easy to rank.
    """
    from sklearn.metrics import ndcg_score

    rating = judged.rated.rating[predictions.rows]
    rated = np.flatnonzero(~np.isnan(rating))
    caption = judged.rated.caption_id[predictions.rows]
    keys = [judged.caption_key[row] for row in predictions.rows.tolist()]
    scores: dict[str, list[float]] = {}
    for group in _rows_by_key(caption[rated]):
        pairs = rated[group]
        if len(pairs) > 1 and rating[pairs].max() > 0:
            score = ndcg_score(rating[None, pairs], predictions.predicted[None, pairs], k=NDCG_PLACES)
            scores.setdefault(keys[pairs[0]].rpartition("#")[0], []).append(float(score))
    sums = np.array([(sum(found), len(found)) for found in scores.values()])
    drawn = np.random.default_rng(seed).multinomial(len(sums), np.full(len(sums), 1 / len(sums)), size=resamples)
    totals = drawn @ sums
    return interval((totals[:, 0] / totals[:, 1]).tolist())


def _rows_by_key(key: Indices) -> list[Indices]:
    """Indices of the rows of each key."""
    order = np.argsort(key, kind="stable")
    return np.split(order, np.flatnonzero(np.diff(key[order])) + 1)
