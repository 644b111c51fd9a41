"""Whether a regressor that was just trained errs more than the one that searches use."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from imgsearch.errors import ModelUnavailable
from imgsearch.rescoring.regressor import Regressor
from imgsearch.training.pairs import MINIMUM_IMAGES, RatedPairs
from imgsearch.training.situations import predict_situation
from imgsearch.training.views import view_of

#: What searches meet: pictures with captions of their own and without.
COMPARED = ("captions", "pixels")
#: Other folds of the same pairs, and a few more ratings, move an error by less.
TOLERANCE = 1.1


class Worse(NamedTuple):
    """Mean errors as shares of that of one number for all pairs, which makes those on different pairs comparable."""

    trained: float
    present: float


def find_worse(rated: RatedPairs, card: Mapping[str, Any], present: Regressor | None) -> Worse | None:
    """How much more a new regressor errs than the present one; None where it does not, or nobody can tell.

    Args:
        rated: what the new one was trained on.
        card: of the new one; its errors are out of fold.
        present: what searches use with the same encoder.
    """
    if present is None:
        return None
    before = _on_unseen(rated, present)
    # A portable one's card tells of another encoder than this one.
    if before is None and not present.is_portable:
        before = _shares(present.card["metrics"])
    now = _shares(card["metrics"])
    both = [name for name in COMPARED if name in now and before and name in before]
    if before is None or not both:
        return None
    worse = Worse(*(float(np.mean([shares[name] for name in both])) for shares in (now, before)))
    return worse if worse.trained > TOLERANCE * worse.present else None


def _shares(metrics: Mapping[str, float]) -> dict[str, float]:
    constant = metrics.get("mse_constant", 0.0)
    return {name: metrics[f"mse_{name}"] / constant for name in COMPARED if constant and f"mse_{name}" in metrics}


def _on_unseen(rated: RatedPairs, present: Regressor) -> dict[str, float] | None:
    """The present one's errors on pictures that it did not learn from; None where those are too few to tell."""
    seen = set(present.card["data"].get("picture_hashes", rated.picture_hash))
    rows = np.flatnonzero([name not in seen for name in rated.picture_hash])
    if len({rated.picture_hash[row] for row in rows}) < MINIMUM_IMAGES:
        return None
    unseen = rated.select(rows)
    everything = np.arange(len(rows))
    views = unseen.views
    try:
        features = {view: present.describe(views[view]) for view in sorted(set(map(view_of, COMPARED)))}
        scores = {name: predict_situation(present.scorers, name, unseen, features, everything) for name in COMPARED}
    except ModelUnavailable:
        return None
    metrics = {f"mse_{name}": float(np.mean((unseen.rating - score) ** 2)) for name, score in scores.items()}
    return _shares(metrics | {"mse_constant": float(unseen.rating.var())})
