"""How well searches know that nothing matches.

A query sees the pictures that people judged for it. Present: one of them matches, by the experts' mean or, where no
expert looked, by the crowd's majority. Absent: the same query once every matching picture is taken away. Taking away
only the one picture that a caption was written for would not do: other pictures often show the same scene, and a
search is right to show them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from imgsearch.encoders.protocol import FloatArray
from imgsearch.evaluation.judged import JudgedPairs, Predictions
from imgsearch.evaluation.store import Figure
from imgsearch.training.situations import Rows
from imgsearch.training.threshold import (
    ABSENT_ANSWERED_NOTHING,
    PRESENT_LOST,
    choose_keeping_threshold,
    choose_nothing_threshold,
    is_match,
)

FOLDS = 5


class QueryBests(NamedTuple):
    """The best scores of Q queries."""

    match: FloatArray
    """(Q,) of the pictures that match; NaN where none does."""
    other: FloatArray
    """(Q,) of the pictures that do not; NaN where all do."""


def best_scores(judged: JudgedPairs, predictions: Predictions) -> QueryBests:
    """The best score of each query's matching and other pictures."""
    rows = predictions.rows
    matches = is_match(judged.rated.rating[rows], judged.crowd_share[rows])
    _, query = np.unique(judged.rated.caption_id[rows], return_inverse=True)
    bests = np.full((2, query.max() + 1), -np.inf, dtype=np.float32)
    for best, kept in zip(bests, (matches, ~matches), strict=True):
        np.maximum.at(best, query[kept], predictions.predicted[kept])
    bests[np.isinf(bests)] = np.nan
    return QueryBests(*bests)


def choose_on_training_folds(judged: JudgedPairs, predicted: list[Predictions], *, seed: int) -> list[Figure]:
    """Choose thresholds by two rules on four fifths of the queries and count on the last; the mean over five folds.

    The scores are out of fold by picture already, so neither picture nor query took part in what judges them.
    """
    from sklearn.model_selection import KFold

    figures = []
    for predictions in predicted:
        if predictions.split != "picture" or predictions.model not in ("captions", "pixels"):
            continue
        bests = best_scores(judged, predictions)
        if len(bests.match) < FOLDS:
            continue
        folds = list(KFold(FOLDS, shuffle=True, random_state=seed).split(bests.match))
        for rule, choose in RULES.items():
            label = f"nothing matches, {predictions.model}, {rule}"
            figures += [
                Figure("searches", label, name, value, len(bests.match))
                for name, value in _over_folds(bests, folds, choose).items()
            ]
    return figures


def _over_folds(
    bests: QueryBests, folds: list[tuple[Rows, Rows]], choose: Callable[[QueryBests], float | None]
) -> dict[str, float]:
    """What a rule comes to: the means over the folds that can tell; without those of which none can."""
    found: dict[str, list[float]] = {name: [] for name in NAMES}
    for train, test in folds:
        threshold = choose(QueryBests(bests.match[train], bests.other[train]))
        if threshold is None:
            continue
        found[NAMES[0]].append(threshold)
        for name, best in zip(NAMES[1:], (bests.other[test], bests.match[test]), strict=True):
            asked = best[~np.isnan(best)]
            if len(asked):
                found[name].append(float((asked < threshold).mean()))
    return {name: float(np.mean(values)) for name, values in found.items() if values}


NAMES = ("threshold", "absent_answered_nothing", "present_lost")
RULES: dict[str, Callable[[QueryBests], float | None]] = {
    f"{PRESENT_LOST:.0%} may be lost": lambda bests: _chosen(choose_keeping_threshold, bests.match, PRESENT_LOST),
    f"{ABSENT_ANSWERED_NOTHING:.0%} to get nothing": lambda bests: _chosen(
        choose_nothing_threshold, bests.other, ABSENT_ANSWERED_NOTHING
    ),
}


def _chosen(choose: Callable[[FloatArray, float], float], best: FloatArray, share: float) -> float | None:
    """A threshold; None where no query has such a picture, as where few are rated."""
    return None if np.isnan(best).all() else choose(best, share)
