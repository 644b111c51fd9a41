"""From which score on a picture counts as a match."""

from __future__ import annotations

import numpy as np

from imgsearch.rescoring.features import FloatArray

#: Experts' mean, mapped to 0..1, from which a caption describes a picture: at least "with minor errors" on average.
MATCH_RATING = 0.6


def choose_threshold(predicted: FloatArray, rating: FloatArray) -> float:
    """Threshold that separates pairs that match from those that do not, both kinds weighing the same.

    It maximises Youden's J (sensitivity + specificity - 1) on out-of-fold predictions.

    Args:
        predicted: (P,) out of fold, 0..1.
        rating: (P,) experts' mean, 0..1.

    Returns:
        A score in 0..1; pictures that reach it match.
    """
    from sklearn.metrics import roc_curve

    matches = rating >= MATCH_RATING
    if matches.all() or not matches.any():
        return float(np.median(predicted))
    false_positive, true_positive, thresholds = roc_curve(matches, predicted)
    best = int(np.argmax(true_positive - false_positive))
    return float(np.clip(thresholds[best], 0.0, 1.0))
