"""Combining the predictions of several tuned models."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from imgsearch.encoders.protocol import FloatArray
from imgsearch.training.situations import Rows
from imgsearch.training.zoo.fitting import Params
from imgsearch.training.zoo.models import Model
from imgsearch.training.zoo.tuning import Task

#: Kinds of models that err differently, and are good enough not to harm.
MEMBERS = ("svr", "network", "boosting")


def average(members: Mapping[str, FloatArray]) -> FloatArray:
    """(N,) plain mean of the members' predictions."""
    mean: FloatArray = np.mean(list(members.values()), axis=0, dtype=np.float32)
    return mean


def predict_inner(task: Task, model: Model, params: Params, seed: int) -> FloatArray:
    """(P,) predictions for the pairs of the inner folds by models that did not see them; NaN for the others."""
    predicted = np.full(len(task.problem.target), np.nan, dtype=np.float32)
    for fold in task.inner:
        predicted[fold.test] = task.predict(model.fit(task.sample(fold.train), params, seed), fold.test)
    return predicted


def stack(
    inner: Mapping[str, FloatArray], members: Mapping[str, FloatArray], target: FloatArray, train: Rows
) -> tuple[FloatArray, Params]:
    """Weigh the members as suits their inner predictions best, no weight below zero.

    Args:
        inner: member -> (P,) from predict_inner.
        members: member -> (N,) predictions of the pairs held out.
        target: (P,).
        train: pairs to learn the weights from.

    Returns:
        (N,) predictions, cut to 0..1, and the weights.
    """
    from sklearn.linear_model import LinearRegression

    said = np.stack([values[train] for values in inner.values()], axis=1)
    weights = LinearRegression(positive=True).fit(said, target[train])
    predicted = weights.predict(np.stack([members[name] for name in inner], axis=1))
    named = dict(zip(inner, weights.coef_.astype(float).tolist(), strict=True))
    return np.asarray(np.clip(predicted, 0.0, 1.0), dtype=np.float32), named
