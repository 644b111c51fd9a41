"""Training the match score on the experts' ratings."""

from __future__ import annotations

import platform
from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256
from importlib.metadata import version
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from imgsearch.rescoring.features import Background, FloatArray, feature_names, pair_features, without_captions
from imgsearch.rescoring.regressor import Regressor
from imgsearch.rescoring.trees import export_boosting
from imgsearch.training.pairs import RatedPairs
from imgsearch.training.threshold import choose_threshold

FOLDS = 5
BACKGROUND_SIZE = 256
#: Chosen by cross-validation on the training folds; see docs/models.md.
SETTINGS: dict[str, Any] = {
    "learning_rate": 0.05,
    "max_iter": 220,
    "max_leaf_nodes": 12,
    "max_depth": 6,
    "min_samples_leaf": 30,
    "l2_regularization": 5.0,
}


class OutOfFold(NamedTuple):
    """Predictions for each pair by a model that never saw its picture."""

    with_captions: FloatArray
    """(P,)"""
    pixels: FloatArray
    """(P,) as if the pictures had no captions."""
    constant: FloatArray
    """(P,) mean rating of the training folds."""


def train_regressor(
    rated: RatedPairs, encoder_name: str, encoder_revision: str, *, seed: int, progress: Callable[[str], None]
) -> Regressor:
    """Train on all rated pairs, after five folds by picture have said how good such a model is.

    Args:
        rated: from read_rated_pairs.
        encoder_name: whose vectors those are.
        encoder_revision: at which revision.
        seed: for folds, background and boosting.
        progress: called with a line now and then.

    Returns:
        The regressor; its card holds the out-of-fold figures.
    """
    predicted = predict_out_of_fold(rated, seed=seed, progress=progress)
    metrics = score_predictions(rated, predicted)
    has_captions = ~np.isnan(rated.pairs.similarity["minilm"]).all(axis=1)
    background = sample_background(rated, np.arange(len(rated.rating)), seed)
    model = _fit(pair_features(rated.pairs, background), rated.rating, seed)
    progress("trained on all pairs")
    card = {
        "name": "boosting",
        "encoder": encoder_name,
        "encoder_revision": encoder_revision,
        "features": feature_names(rated.gallery.shape[1]),
        "target": "mean of three experts, mapped from 1..4 to 0..1",
        "settings": SETTINGS,
        "seed": seed,
        "data": {
            "pairs": len(rated.rating),
            "pictures": len(np.unique(rated.image_id)),
            "texts": len(set(rated.text)),
            "pairs_with_own_captions": int(has_captions.sum()),
            "fingerprint": fingerprint(rated),
        },
        "metrics": metrics,
        "thresholds": {
            "with_captions": choose_threshold(predicted.with_captions[has_captions], rated.rating[has_captions]),
            "pixels": choose_threshold(predicted.pixels, rated.rating),
        },
        "trained_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "versions": {name: version(name) for name in ("numpy", "scikit-learn")} | {"python": platform.python_version()},
    }
    return Regressor(card=card, background=background, trees=export_boosting(model))


def predict_out_of_fold(rated: RatedPairs, *, seed: int, progress: Callable[[str], None]) -> OutOfFold:
    """Five folds by picture; everything that is learned, the background too, comes from the other four."""
    from sklearn.model_selection import GroupKFold

    count = len(rated.rating)
    result = OutOfFold(*(np.zeros(count, dtype=np.float32) for _ in OutOfFold._fields))
    folds = GroupKFold(n_splits=FOLDS, shuffle=True, random_state=seed)
    for fold, (train, test) in enumerate(folds.split(rated.rating, groups=rated.image_id), start=1):
        features = pair_features(rated.pairs, sample_background(rated, train, seed))
        model = export_boosting(_fit(features[train], rated.rating[train], seed))
        result.with_captions[test] = np.clip(model.predict(features[test]), 0, 1)
        result.pixels[test] = np.clip(model.predict(without_captions(features[test])), 0, 1)
        result.constant[test] = rated.rating[train].mean()
        progress(f"fold {fold} of {FOLDS}")
    return result


def score_predictions(rated: RatedPairs, predicted: OutOfFold) -> dict[str, float]:
    """Mean squared error of each kind of prediction and of the constant, out of fold."""
    from sklearn.metrics import mean_squared_error

    return {
        f"mse_{name}": float(mean_squared_error(rated.rating, getattr(predicted, name))) for name in OutOfFold._fields
    }


def sample_background(rated: RatedPairs, rows: npt.NDArray[np.int64], seed: int) -> Background:
    """A sample of the pictures and of the texts in some of the pairs, each once."""
    generator = np.random.default_rng(seed)
    _, images = np.unique(rated.image_id[rows], return_index=True)
    _, texts = np.unique(rated.caption_id[rows], return_index=True)
    images, texts = (rows[generator.permutation(firsts)[:BACKGROUND_SIZE]] for firsts in (images, texts))
    return Background(images=rated.pairs.image[images], texts=rated.pairs.query[texts])


def fingerprint(rated: RatedPairs) -> str:
    """Hash of what was trained on; the same data give the same hash on every machine."""
    digest = sha256()
    for text, rating in sorted(zip(rated.text, rated.rating.tolist(), strict=True)):
        digest.update(f"{text}\t{rating:.6f}\n".encode())
    return digest.hexdigest()[:16]


def _fit(features: FloatArray, rating: FloatArray, seed: int) -> Any:  # noqa: ANN401 (scikit-learn has no types)
    """Fit on each pair twice, once as if its picture had no captions, so that both kinds are served."""
    from sklearn.ensemble import HistGradientBoostingRegressor

    model = HistGradientBoostingRegressor(random_state=seed, **SETTINGS)
    return model.fit(np.concatenate([features, without_captions(features)]), np.concatenate([rating, rating]))
