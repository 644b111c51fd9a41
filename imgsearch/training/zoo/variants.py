"""The boosting half of the shipped model with one thing changed, to see what that thing is worth."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from imgsearch.encoders.protocol import FloatArray
from imgsearch.rescoring.words import WORD_FEATURES
from imgsearch.training.zoo.columns import Table
from imgsearch.training.zoo.fitting import Params, Predict, Sample, fit_boosting

#: Experts rate 1..4, so a rating passes up to three steps.
STEPS = (2, 3, 4)
_NORMALISATIONS = ("_z", "_z_of_query", "_z_of_image", "_bias", "_spread", "_nearer")


def fit_unnormalised(sample: Sample, params: Params, seed: int) -> Predict:
    """Without the columns that say how large a similarity is for this query and this picture."""
    return _fit_without(lambda name: name.endswith(_NORMALISATIONS), sample, params, seed)


def fit_wordless(sample: Sample, params: Params, seed: int) -> Predict:
    """Without the columns that compare words."""
    return _fit_without(lambda name: name in WORD_FEATURES, sample, params, seed)


def _fit_without(is_left_out: Callable[[str], bool], sample: Sample, params: Params, seed: int) -> Predict:
    kept = [index for index, name in enumerate(sample.table.names) if not is_left_out(name)]

    def without(table: Table) -> Table:
        return Table([table.names[index] for index in kept], table.values[:, kept])

    predict = fit_boosting(sample._replace(table=without(sample.table)), params, seed)
    return lambda table: predict(without(table))


def fit_weighted(sample: Sample, params: Params, seed: int) -> Predict:
    """Pairs whose raters disagree weigh less: one over the variance of their mean, and of everything else.

    ``rater_noise`` is the standard deviation that remains where all three agree.
    """
    settings = dict(params)
    noise = settings.pop("rater_noise")
    weight = 1 / (noise**2 + sample.disagreement**2 / sample.experts.shape[1])
    return fit_boosting(sample, settings, seed, weight / weight.mean())


def fit_ordinal(sample: Sample, params: Params, seed: int) -> Predict:
    """Cumulative ordinal model: for each step of the scale, the probability that an expert goes beyond it.

    Each pair counts for a step and against it by the share of its experts; the mean over the steps is the expected
    rating in 0..1, whatever the target.
    """
    from sklearn.ensemble import HistGradientBoostingClassifier

    rows = np.concatenate([sample.table.values, sample.table.values])
    is_beyond = np.repeat([1, 0], len(sample.target))
    classifiers = []
    for step in STEPS:
        share = (sample.experts >= step).mean(axis=1)
        weight = np.concatenate([share, 1 - share])
        used = weight > 0
        classifiers.append(
            HistGradientBoostingClassifier(random_state=seed, **params).fit(
                rows[used], is_beyond[used], sample_weight=weight[used]
            )
        )

    def predict(table: Table) -> FloatArray:
        beyond = [classifier.predict_proba(table.values)[:, -1] for classifier in classifiers]
        mean: FloatArray = np.mean(beyond, axis=0, dtype=np.float32)
        return mean

    return predict
