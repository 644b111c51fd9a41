"""Training the match score on the experts' ratings."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from hashlib import sha256
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from imgsearch.encoders.protocol import FloatArray
from imgsearch.rescoring.columns import column_names
from imgsearch.rescoring.pairs import Background
from imgsearch.rescoring.regressor import Regressor
from imgsearch.rescoring.situations import SITUATIONS
from imgsearch.training.card import made_now
from imgsearch.training.feedback import Feedback
from imgsearch.training.learning import join
from imgsearch.training.pairs import RatedPairs
from imgsearch.training.scorer import KERNEL_SETTINGS, REPEATS, SETTINGS
from imgsearch.training.situations import Rows, fit_situations, measured_rows, predict_situation, situation_rows
from imgsearch.training.threshold import choose_threshold
from imgsearch.training.views import view_features

FOLDS = 5
BACKGROUND_SIZE = 256
#: For the card.
TARGET_TEXTS = {
    "mean": "mean of three experts, mapped from 1..4 to 0..1",
    "majority": "rating that two of three experts agree on, mapped from 1..4 to 0..1",
    "combined": "mean of three experts, mapped from 1..4 to 0..1, and the crowd's share of yes, by number of people",
}


class EncoderRevision(NamedTuple):
    """An encoder as it was when it made the vectors that a model learns from."""

    name: str
    revision: str


class OutOfFold(NamedTuple):
    """Predictions for each pair by models that never saw its picture."""

    by_situation: dict[str, FloatArray]
    """situation -> (P,); where a pair is not in the situation, by the model that takes over."""
    constant: FloatArray
    """(P,) mean rating of the training folds."""


def train_regressor(
    rated: RatedPairs,
    encoder: EncoderRevision,
    *,
    seed: int,
    progress: Callable[[str], None],
    feedback: Feedback | None = None,
    target: str = "mean",
) -> Regressor:
    """Train on all rated pairs, after five folds by picture have said how good such a model is.

    Args:
        rated: from read_rated_pairs.
        encoder: whose vectors those are.
        seed: for folds, background and boosting.
        progress: called with a line now and then.
        feedback: what people said on the page, to learn from too; the figures are on the experts' pairs all the same.
        target: which of TARGETS the ratings are.

    Returns:
        The regressor; its card holds the out-of-fold figures.
    """
    learning = join(rated, feedback)
    predicted = predict_out_of_fold(rated, learning.pairs.picture, seed=seed, progress=progress, feedback=feedback)
    background = sample_background(rated, np.arange(len(rated.rating)), seed)
    scorers = fit_situations(
        learning, view_features(learning.pairs.views, background), np.arange(len(learning.pairs.rating)), seed
    )
    progress("trained on all pairs")
    card = {
        "name": "boosting and kernel ridge, averaged",
        "encoder": encoder.name,
        "encoder_revision": encoder.revision,
        "features": column_names(rated.gallery.shape[1]),
        "target": TARGET_TEXTS[target],
        "settings": {"boosting": SETTINGS | {"repeats": REPEATS}, "kernel": KERNEL_SETTINGS},
        "seed": seed,
        "data": _describe_data(rated, learning.pairs, feedback),
        "metrics": score_predictions(rated, predicted),
        "thresholds": _choose_thresholds(rated, predicted, scorers),
        **made_now("numpy", "scikit-learn"),
    }
    return Regressor(card=card, background=background, scorers=scorers)


def _describe_data(rated: RatedPairs, learned: RatedPairs, feedback: Feedback | None) -> dict[str, Any]:
    """For the card: the experts' pairs, all that was learned from, and what the page added."""
    return {
        "pairs": len(rated.rating),
        "pictures": len(np.unique(rated.image_id)),
        "texts": len(set(rated.text)),
        "pairs_with_own_captions": int(measured_rows(rated, "captions").sum()),
        "fingerprint": fingerprint(learned),
        "picture_hashes": sorted(set(learned.picture_hash)),
        **({"feedback": feedback.summary()} if feedback is not None else {}),
    }


def _choose_thresholds(rated: RatedPairs, predicted: OutOfFold, situations: Iterable[str]) -> dict[str, float]:
    """For the card: situation -> the score from which a pair matches, out of fold."""
    return {
        situation: choose_threshold(predicted.by_situation[situation][rows], rated.rating[rows], rated.caption_id[rows])
        for situation, rows in ((name, situation_rows(rated, name)) for name in situations)
    }


def predict_out_of_fold(
    rated: RatedPairs,
    groups: npt.NDArray[Any],
    *,
    seed: int,
    progress: Callable[[str], None],
    feedback: Feedback | None = None,
) -> OutOfFold:
    """Five folds; everything that is learned, the background too, comes from the rated pairs of the other four.

    Args:
        rated: pairs without a rating (NaN) are predicted and not learned from.
        groups: (P,) what no two folds share: pictures or captions; (P + F,) with feedback.
        seed: for folds, background and boosting.
        progress: called with a line after each fold.
        feedback: F more pairs, learned from where their group is not in the fold that is predicted; the folds are
            the same without it.
    """
    from sklearn.model_selection import GroupKFold

    learning = join(rated, feedback)
    is_rated = ~np.isnan(rated.rating)
    count = len(rated.rating)
    said = np.arange(count, len(learning.pairs.rating))
    by_situation = {situation: np.zeros(count, dtype=np.float32) for situation in SITUATIONS}
    constant = np.zeros(count, dtype=np.float32)
    folds = GroupKFold(n_splits=FOLDS, shuffle=True, random_state=seed)
    for fold, (others, test) in enumerate(folds.split(rated.rating, groups=groups[:count]), start=1):
        train = others[is_rated[others]]
        features = view_features(learning.pairs.views, sample_background(rated, train, seed))
        more = said[~np.isin(groups[count:], groups[test])]
        scorers = fit_situations(learning, features, np.concatenate([train, more]), seed)
        for situation, predicted in by_situation.items():
            predicted[test] = predict_situation(scorers, situation, rated, features, test)
        constant[test] = rated.rating[train].mean()
        progress(f"fold {fold} of {FOLDS}")
    return OutOfFold(by_situation, constant)


def score_predictions(rated: RatedPairs, predicted: OutOfFold) -> dict[str, float]:
    """Mean squared error of each kind of prediction and of the constant, out of fold."""
    from sklearn.metrics import mean_squared_error

    columns = {**predicted.by_situation, "constant": predicted.constant}
    return {f"mse_{name}": float(mean_squared_error(rated.rating, column)) for name, column in columns.items()}


def sample_background(rated: RatedPairs, rows: Rows, seed: int) -> Background:
    """A sample of the pictures and of the texts in some of the pairs, each once."""
    generator = np.random.default_rng(seed)
    _, images = np.unique(rated.image_id[rows], return_index=True)
    _, texts = np.unique(rated.caption_id[rows], return_index=True)
    images, texts = (rows[generator.permutation(firsts)[:BACKGROUND_SIZE]] for firsts in (images, texts))
    return Background(
        images=rated.pairs.image[images],
        texts=rated.pairs.query[texts],
        captions={name: vectors[texts] for name, vectors in rated.pairs.caption_query.items()},
    )


def fingerprint(rated: RatedPairs) -> str:
    """Hash of what was trained on; the same data give the same hash on every machine."""
    digest = sha256()
    for text, rating in sorted(zip(rated.text, rated.rating.tolist(), strict=True)):
        if np.isnan(rating):
            continue
        digest.update(f"{text}\t{rating:.6f}\n".encode())
    return digest.hexdigest()[:16]
