"""A model for each situation: its pairs, fitting it, and which model takes over where it does not apply."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from imgsearch.encoders.protocol import FloatArray
from imgsearch.rescoring.scorer import Scorer
from imgsearch.rescoring.situations import SITUATIONS, situation_columns, take_over
from imgsearch.training.learning import Learning
from imgsearch.training.pairs import RatedPairs
from imgsearch.training.scorer import fit_scorer
from imgsearch.training.views import view_of

Rows = npt.NDArray[np.int64]

#: Fewer pairs than this with captions make no model of their own.
MINIMUM_PAIRS = 40


def situation_rows(rated: RatedPairs, situation: str) -> npt.NDArray[np.bool_]:
    """(P,) the pairs that a situation's model can be trained on: those with enough captions besides the rated text."""
    count = (~np.isnan(rated.pairs.similarity["use-multilingual"])).sum(axis=1)
    return np.asarray(count >= SITUATIONS[situation].least_captions, dtype=np.bool_)


def measured_rows(rated: RatedPairs, situation: str) -> npt.NDArray[np.bool_]:
    """(P,) the pairs that a situation is measured on: where it has captions, those with any, whichever model scores."""
    return situation_rows(rated, "few_captions" if SITUATIONS[situation].least_captions else "pixels")


def fit_situations(learning: Learning, features: Mapping[str, FloatArray], train: Rows, seed: int) -> dict[str, Scorer]:
    """A model for each situation that some of the training pairs are in."""
    fitted = {situation: fit_situation(learning, features, train, situation, seed) for situation in SITUATIONS}
    return {situation: scorer for situation, scorer in fitted.items() if scorer is not None}


def fit_situation(
    learning: Learning, features: Mapping[str, FloatArray], train: Rows, situation: str, seed: int
) -> Scorer | None:
    """The model for a situation; None where too few of the training pairs are in it.

    Args:
        learning: all pairs.
        features: view -> (P, F).
        train: the pairs to learn from.
        situation: one of SITUATIONS.
        seed: for both kinds of model.
    """
    rated = learning.pairs
    is_known_row = situation_rows(rated, situation)
    if not situation.endswith("multilingual"):
        is_known_row &= learning.is_latin
    rows = train[is_known_row[train]]
    if len(rows) < MINIMUM_PAIRS:
        return None
    weight = learning.weight[rows]
    return fit_scorer(
        features[view_of(situation)][rows],
        rated.rating[rows],
        situation_columns(situation, rated.gallery.shape[1]),
        seed=seed,
        weight=None if (weight == 1).all() else weight,
    )


def predict_situation(
    scorers: Mapping[str, Scorer], situation: str, rated: RatedPairs, features: Mapping[str, FloatArray], rows: Rows
) -> FloatArray:
    """Scores of some pairs, seen as in a situation; where one has too few captions, the next model takes over.

    Args:
        scorers: situation -> model.
        situation: one of SITUATIONS.
        rated: P pairs.
        features: view -> (P, F).
        rows: (R,) which pairs.

    Returns:
        (R,) in [0, 1].
    """
    seen = features[view_of(situation)]
    scores = np.zeros(len(rows), dtype=np.float32)
    is_open = np.ones(len(rows), dtype=np.bool_)
    for name in take_over(situation):
        if name in scorers and (chosen := is_open & situation_rows(rated, name)[rows]).any():
            scores[chosen] = np.clip(scorers[name].predict(seen[rows[chosen]]), 0, 1)
            is_open &= ~chosen
    return scores
