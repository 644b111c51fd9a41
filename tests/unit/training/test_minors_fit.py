"""The classifier of minors: penalty, calibration and threshold, against scikit-learn by hand."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss
from sklearn.model_selection import StratifiedKFold

from imgsearch.training.minors import PENALTIES, fit, score_halves

Arrays = dict[str, np.ndarray]


@pytest.fixture(scope="module")
def labels() -> Arrays:
    generator = np.random.default_rng(1)
    return {"train": generator.random(120) < 0.4, "dev": generator.random(81) < 0.3}


@pytest.fixture(scope="module")
def vectors(labels: Arrays) -> Arrays:
    generator = np.random.default_rng(2)
    found = {}
    for split, label in labels.items():
        noise = generator.normal(size=(len(label), 4))
        found[split] = (noise + np.where(label[:, None], [1.5, 0, 0, 0], 0)).astype(np.float32)
    return found


def test_the_penalty_whose_calibrated_loss_is_least_is_taken(vectors: Arrays, labels: Arrays) -> None:
    fitted = fit(vectors["train"], labels["train"], vectors["dev"], labels["dev"])
    losses, expected = {}, {}
    for penalty in PENALTIES:
        model = LogisticRegression(C=penalty, max_iter=2000).fit(vectors["train"], labels["train"])
        logit = model.decision_function(vectors["dev"])[:, None]
        calibrated = LogisticRegression(C=1e6).fit(logit, labels["dev"])
        expected[penalty] = calibrated.predict_proba(logit)[:, 1]
        losses[penalty] = log_loss(labels["dev"], expected[penalty])
    assert fitted.penalty == min(losses, key=lambda penalty: losses[penalty])
    np.testing.assert_allclose(fitted.predict(vectors["dev"]), expected[fitted.penalty], atol=1e-5)


def test_nine_in_ten_of_those_with_minors_reach_the_threshold(vectors: Arrays, labels: Arrays) -> None:
    kept = np.delete(np.arange(81), np.flatnonzero(labels["dev"])[0])
    dev, label = vectors["dev"][kept], labels["dev"][kept]
    fitted = fit(vectors["train"], labels["train"], dev, label)
    shown = np.sort(fitted.predict(dev)[label])
    assert len(shown) == 20
    # A tenth of the way from the first to the twentieth lies between the second and the third: the lower one.
    assert fitted.threshold == pytest.approx(shown[1], abs=1e-6)


def test_each_half_is_scored_by_what_was_fitted_on_the_other(vectors: Arrays, labels: Arrays) -> None:
    dev, label = vectors["dev"], labels["dev"]
    one, other = (half for half, _ in StratifiedKFold(2, shuffle=True, random_state=3).split(dev, label))
    probability, flagged = np.zeros(81), np.zeros(81, dtype=np.bool_)
    for learned, scored in ((one, other), (other, one)):
        fitted = fit(vectors["train"], labels["train"], dev[learned], label[learned])
        probability[scored] = fitted.predict(dev[scored])
        flagged[scored] = probability[scored] >= fitted.threshold
    found = score_halves(vectors, labels, 3)
    assert found["brier"] == pytest.approx(np.mean((probability - label) ** 2))
    assert found["recall"] == pytest.approx(flagged[label].mean())
    assert found["precision"] == pytest.approx(label[flagged].mean())
    assert found["flagged_share"] == pytest.approx(flagged.mean())
    assert found["minor_share"] == pytest.approx(label.mean())
    pairs = probability[label][:, None] - probability[~label]
    assert found["roc_auc"] == pytest.approx((pairs > 0).mean() + (pairs == 0).mean() / 2)


def test_a_picture_on_the_threshold_is_flagged() -> None:
    # Every picture of a kind is the same, so the threshold is exactly what they get.
    label = np.arange(40) % 2 == 0
    vectors = np.where(label[:, None], [[1.0, 0.0]], [[0.0, 1.0]]).astype(np.float32)
    found = score_halves({"train": vectors, "dev": vectors}, {"train": label, "dev": label}, 0)
    assert (found["recall"], found["precision"], found["flagged_share"]) == (1, 1, 0.5)
