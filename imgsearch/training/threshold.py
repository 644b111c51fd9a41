"""From which score on a picture counts as a match."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from imgsearch.encoders.protocol import FloatArray

#: Experts' mean, mapped to 0..1, from which a caption describes a picture: at least "with minor errors" on average.
MATCH_RATING = 0.6


#: Share of the queries without a match that a search should answer with nothing.
ABSENT_ANSWERED_NOTHING = 0.8
#: Share of the queries with a match that may lose it.
PRESENT_LOST = 0.1
#: The crowd's share of yes above which a caption describes a picture that no expert looked at.
MATCH_SHARE = 0.5


def is_match(rating: FloatArray, crowd_share: FloatArray) -> npt.NDArray[np.bool_]:
    """Whether people say that a picture matches: the experts, or the crowd where there are none.

    Args:
        rating: (P,) experts' mean, 0..1, or NaN.
        crowd_share: (P,) the crowd's share of yes, or NaN.

    Returns:
        (P,)
    """
    return np.where(np.isnan(rating), crowd_share > MATCH_SHARE, rating >= MATCH_RATING)


def choose_nothing_threshold(best_other: FloatArray, answered_nothing: float) -> float:
    """The lowest threshold that leaves a share of the queries without a match without a hit.

    Args:
        best_other: (Q,) best score among each query's pictures that do not match; NaN is left out.
        answered_nothing: the share, 0..1.
    """
    return float(np.nextafter(np.float32(np.nanquantile(best_other, answered_nothing, method="higher")), np.float32(2)))


def choose_keeping_threshold(best_match: FloatArray, lost: float) -> float:
    """The highest threshold that leaves all but a share of the queries with a match their best one.

    Args:
        best_match: (Q,) best score among each query's pictures that match; NaN is left out.
        lost: the share, 0..1.
    """
    return float(np.nanquantile(best_match, lost, method="lower"))


def choose_threshold(predicted: FloatArray, rating: FloatArray, query: npt.NDArray[np.int64]) -> float:
    """Threshold for searches: nine in ten of the queries that have a match keep it.

    To lose a picture that is there is worse than to show one that matches in part; docs/regressor.md has the trade-off.

    Args:
        predicted: (P,) out of fold, 0..1.
        rating: (P,) experts' mean, 0..1.
        query: (P,) which text was rated.

    Returns:
        A score in 0..1; pictures that reach it match.
    """
    matches = rating >= MATCH_RATING
    if not matches.any():
        return float(np.median(predicted))
    _, number = np.unique(query[matches], return_inverse=True)
    best = np.full(number.max() + 1, -np.inf, dtype=np.float32)
    np.maximum.at(best, number, predicted[matches])
    return float(np.clip(choose_keeping_threshold(best, PRESENT_LOST), 0.0, 1.0))
