"""Training a regressor for encoders that it never saw, on several that stand in for them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from imgsearch.encoders.protocol import FloatArray
from imgsearch.rescoring.pairs import Background
from imgsearch.rescoring.portable import COLUMNS, portable_features, scene_rows, scenes_hash, survey
from imgsearch.rescoring.portable_model import PortableModel
from imgsearch.rescoring.scorer import Scorer
from imgsearch.rescoring.situations import SITUATIONS, known_columns
from imgsearch.rescoring.trees import export_boosting
from imgsearch.training.card import made_now
from imgsearch.training.pairs import RatedPairs
from imgsearch.training.regressor import BACKGROUND_SIZE, FOLDS, TARGET_TEXTS, EncoderRevision, fingerprint
from imgsearch.training.scorer import fit_kernel
from imgsearch.training.situations import MINIMUM_PAIRS, Rows, measured_rows, predict_situation, situation_rows
from imgsearch.training.standins import READS_ALL, StandIn, Words
from imgsearch.training.threshold import choose_threshold
from imgsearch.training.views import view_of

#: Chosen by leaving out one stand-in after the other.
SETTINGS: dict[str, Any] = {
    "learning_rate": 0.05,
    "max_iter": 200,
    "max_features": 0.3,
    "max_leaf_nodes": 12,
    "max_depth": 6,
    "min_samples_leaf": 60,
    "l2_regularization": 5.0,
}
KERNEL_SETTINGS: dict[str, Any] = {"landmarks": 400, "gamma": 1.0, "alpha": 1.0, "products": 0.2}
LATIN = "minilm"


class Scenes(NamedTuple):
    """The scenes by one encoder."""

    texts: FloatArray
    """(C, D) as it reads them."""
    multilingual: FloatArray
    """(C, D) as it would read them if they were in letters that the English encoders cannot read."""
    captions: Words
    """caption encoder -> (C, E)"""


class Seen(NamedTuple):
    """The rated pairs as one encoder sees them."""

    rated: RatedPairs
    scenes: Scenes
    reads_all: bool


def see(rated: RatedPairs, features: FloatArray, stand_in: StandIn, scenes: Words) -> Seen:
    """The rated pairs, and the scenes, by a stand-in.

    Args:
        rated: P pairs, by any encoder.
        features: (P, D) of their pictures by the image tower.
        stand_in: the encoder.
        scenes: caption encoder -> (C, E) vectors of the scenes.
    """
    said = rated.pairs.caption_query
    pairs = rated.pairs._replace(query=stand_in.text(said), image=stand_in.image(features))
    multilingual = stand_in.text(_silence(said)) if stand_in.reads_all else pairs.query
    return Seen(
        replace(rated, pairs=pairs, multilingual_query=multilingual, gallery=pairs.image[:1]),
        Scenes(
            stand_in.text(scenes), stand_in.text(_silence(scenes)) if stand_in.reads_all else scenes[LATIN], scenes
        ),
        stand_in.reads_all,
    )  # fmt: skip


def train_portable(
    learned: Mapping[str, Seen],
    tested: Seen,
    encoder: EncoderRevision,
    *,
    seed: int,
    progress: Callable[[str], None],
) -> PortableModel:
    """Train on the pairs as several encoders see them, after five folds by picture have said how good that is.

    Args:
        learned: name -> the pairs by an encoder to learn from.
        tested: the pairs by one that takes no part; the figures in the card are by it.
        encoder: the same.
        seed: for folds, backgrounds and models.
        progress: called with a line now and then.

    Returns:
        The model; thresholds are the medians of those that suit the encoders it learned from, out of fold.
    """
    rated = tested.rated
    predicted = _predict_out_of_fold(learned, tested, seed, progress)
    everything = np.arange(len(rated.rating))
    features = {name: describe(seen, everything, seed) for name, seen in learned.items()}
    scorers = fit_all(learned, features, everything, seed)
    card = {
        "name": "portable: boosting and kernel ridge, averaged",
        "features": list(COLUMNS),
        "scenes": scenes_hash(),
        "target": TARGET_TEXTS["mean"],
        "learned_from": list(learned),
        "tested_on": f"{encoder.name} {encoder.revision}, which took no part",
        "settings": {"boosting": SETTINGS, "kernel": KERNEL_SETTINGS},
        "seed": seed,
        "data": {
            "pairs": len(rated.rating),
            "pictures": len(np.unique(rated.image_id)),
            "fingerprint": fingerprint(rated),
            "picture_hashes": sorted(set(rated.picture_hash)),
        },
        "metrics": _errors(rated, predicted[""]),
        "thresholds": {name: _threshold(learned, predicted, name) for name in scorers},
        **made_now("numpy", "scikit-learn"),
    }
    return PortableModel(card, scorers)


def _predict_out_of_fold(
    learned: Mapping[str, Seen], tested: Seen, seed: int, progress: Callable[[str], None]
) -> dict[str, dict[str, npt.NDArray[np.float32]]]:
    """Encoder, or nothing for the tested one -> situation -> (P,) scores by models that never saw the picture."""
    from sklearn.model_selection import GroupKFold

    rated = tested.rated
    predicted = {name: _empty(rated) for name in (*learned, "")}
    folds = GroupKFold(n_splits=FOLDS, shuffle=True, random_state=seed)
    for fold, (train, test) in enumerate(folds.split(rated.rating, groups=rated.picture), start=1):
        features = {name: describe(seen, train, seed) for name, seen in learned.items()}
        scorers = fit_all(learned, features, train, seed)
        for name, seen in (*learned.items(), ("", tested)):
            described = features[name] if name else describe(tested, train, seed)
            for situation, values in predicted[name].items():
                if view_of(situation) not in described:
                    continue
                values[test] = predict_situation(scorers, situation, seen.rated, described, test)
        progress(f"fold {fold} of {FOLDS}")
    return predicted


def describe(seen: Seen, train: Rows, seed: int) -> dict[str, FloatArray]:
    """View -> (P, F) columns; the background's pictures are those of some pairs."""
    rated = seen.rated
    generator = np.random.default_rng(seed)
    _, firsts = np.unique(rated.image_id[train], return_index=True)
    pictures = rated.pairs.image[train[generator.permutation(firsts)[:BACKGROUND_SIZE]]]
    latin = scene_rows(is_latin_query=True)
    around = {
        # The rated texts are English, also where they are seen as if the English encoders could not read them.
        is_latin: survey(
            Background(pictures, texts, seen.scenes.captions), is_latin_query=is_latin, rows=latin
        )
        for is_latin, texts in ((True, seen.scenes.texts), (False, seen.scenes.multilingual))
        if is_latin or seen.reads_all
    }  # fmt: skip
    return {
        view: portable_features(pairs, around[pairs.is_latin])
        for view, pairs in rated.views.items()
        if pairs.is_latin in around
    }


def fit_all(
    learned: Mapping[str, Seen], features: Mapping[str, Mapping[str, FloatArray]], train: Rows, seed: int
) -> dict[str, Scorer]:
    """A model for each situation, on the pairs as every encoder sees them that can."""
    scorers = {}
    for situation in SITUATIONS:
        view, parts, ratings = view_of(situation), [], []
        for name, seen in learned.items():
            rows = train[situation_rows(seen.rated, situation)[train]]
            if view in features[name] and len(rows) >= MINIMUM_PAIRS:
                parts.append(features[name][view][rows])
                ratings.append(seen.rated.rating[rows])
        if parts:
            scorers[situation] = _fit(np.concatenate(parts), np.concatenate(ratings), situation, seed)
    return scorers


def _fit(rows: FloatArray, rating: FloatArray, situation: str, seed: int) -> Scorer:
    from sklearn.ensemble import HistGradientBoostingRegressor

    columns = known_columns(situation, COLUMNS)
    columns = columns[~np.isnan(rows[:, columns]).all(axis=0)]
    known = rows[:, columns]
    model = HistGradientBoostingRegressor(random_state=seed, **SETTINGS).fit(known, rating)
    named = {column: COLUMNS[column] for column in columns.tolist()}
    kernel = fit_kernel(known, rating, named, seed, settings=KERNEL_SETTINGS)
    return Scorer(export_boosting([model], columns), kernel)


def _errors(rated: RatedPairs, predicted: Mapping[str, FloatArray]) -> dict[str, float]:
    errors = {
        f"mse_{name}": float(np.mean(np.square(values - rated.rating)[measured_rows(rated, name)]))
        for name, values in predicted.items()
    }
    return errors | {"mse_constant": float(np.var(rated.rating))}


def _threshold(learned: Mapping[str, Seen], predicted: Mapping[str, Mapping[str, FloatArray]], situation: str) -> float:
    needs_all = SITUATIONS[situation].is_multilingual
    found: Sequence[float] = [
        choose_threshold(
            predicted[name][situation][rows], seen.rated.rating[rows], seen.rated.caption_id[rows]
        )
        for name, seen in learned.items()
        if seen.reads_all or not needs_all
        for rows in [situation_rows(seen.rated, situation)]
    ]  # fmt: skip
    return float(np.median(found))


def _empty(rated: RatedPairs) -> dict[str, npt.NDArray[np.float32]]:
    return {situation: np.zeros(len(rated.rating), dtype=np.float32) for situation in SITUATIONS}


def _silence(words: Words) -> Words:
    """What is left of texts where the English encoders cannot read them."""
    return {name: vectors if name == READS_ALL else np.zeros_like(vectors) for name, vectors in words.items()}
