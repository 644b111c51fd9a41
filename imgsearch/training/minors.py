"""Training the classifier of minors: labels from the words of captions, features from the default encoder."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from imgsearch.encoders import FloatArray, load_encoder
from imgsearch.errors import BadInput
from imgsearch.minors import find_terms
from imgsearch.minors.detectors.classifier import CARD_FILE, CLASSIFIER_FILE
from imgsearch.terminal import Progress
from imgsearch.training.captioned import CaptionedFiles, encode_pictures, read_captions, read_names
from imgsearch.training.card import made_now, write_model

Labels = npt.NDArray[np.bool_]

#: Of the pictures that show a minor, this share must be flagged: the law weighs more than a picture lost.
RECALL = 0.9
#: Inverse strengths of the penalty that are tried.
PENALTIES = (0.01, 0.03, 0.1, 0.3, 1.0)


class Fitted(NamedTuple):
    """A calibrated logistic regression and the probability from which it flags."""

    weight: FloatArray
    bias: float
    threshold: float
    penalty: float

    def predict(self, vectors: FloatArray) -> FloatArray:
        """(N, D) -> (N,) probabilities."""
        return np.asarray(1 / (1 + np.exp(-(vectors @ self.weight + self.bias))), dtype=np.float32)


def train_minors(files: CaptionedFiles, out: Path, *, seed: int, progress: Progress) -> dict[str, Any]:
    """Train on pictures whose captions name a minor against the rest, and write the classifier with its card.

    The encoder's heads have seen the training pictures, so those look easier than new ones. What depends on how sure
    the classifier is (penalty, calibration, threshold) is therefore fitted on the dev pictures; the figures of the
    card come from two halves of them, each scored by what was fitted on the other.

    Args:
        files: pictures with captions; those of dev are calibrated on too.
        out: folder for the two files.
        seed: for the halves.
        progress: called as work goes on.

    Returns:
        The card.

    Raises:
        BadInput: a file or picture is missing, or no caption names a minor.
        BadRow: a line of the captions has no tab.
        UnreadableImage: a picture cannot be decoded.
    """
    from safetensors.numpy import save

    texts = read_captions(files.captions)
    encoder = load_encoder("small")
    names = {"train": read_names(files.train), "dev": read_names(files.dev)}
    vectors = {split: encode_pictures(encoder, texts, files.pictures, names[split], split, progress) for split in names}
    labels = {split: label_pictures(texts, names[split]) for split in names}
    _check_labels(labels)
    fitted = fit(vectors["train"], labels["train"], vectors["dev"], labels["dev"])
    content = save({"weight": fitted.weight, "bias": np.array([fitted.bias], dtype=np.float32)})
    card = {
        "name": "logistic regression, calibrated",
        "revision": sha256(content).hexdigest()[:12],
        "encoder": encoder.name,
        "encoder_revision": encoder.revision,
        "threshold": fitted.threshold,
        "settings": {"recall": RECALL, "penalty": fitted.penalty},
        "seed": seed,
        "data": {
            "captions_sha256": sha256(files.captions.read_bytes()).hexdigest(),
            "pictures": {split: len(label) for split, label in labels.items()},
            "with_minors": {split: int(label.sum()) for split, label in labels.items()},
        },
        "metrics": score_halves(vectors, labels, seed),
        **made_now("numpy", "scikit-learn"),
    }
    write_model(out / CLASSIFIER_FILE, content, out / CARD_FILE, card)
    return card


def label_pictures(texts: dict[str, list[str]], names: list[str]) -> Labels:
    """(N,) whether a caption of the picture names a minor."""
    return np.array([any(find_terms(text) for text in texts[name]) for name in names])


def _check_labels(labels: dict[str, Labels]) -> None:
    for split, label in labels.items():
        if label.sum() < 2 or (~label).sum() < 2:
            raise BadInput(f"the {split} split needs pictures with and without minors in their captions")


def fit(train: FloatArray, train_label: Labels, held: FloatArray, held_label: Labels) -> Fitted:
    """Fit on one part; choose penalty, calibration (Platt, 1999) and threshold on another."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.metrics import log_loss

    best: tuple[float, Fitted] | None = None
    for penalty in PENALTIES:
        model = LogisticRegression(C=penalty, max_iter=2000).fit(train, train_label)
        logit = model.decision_function(held)
        platt = LogisticRegression(C=1e6).fit(logit[:, None], held_label)
        scale, shift = float(platt.coef_[0, 0]), float(platt.intercept_[0])
        probability = platt.predict_proba(logit[:, None])[:, 1]
        fitted = Fitted(
            weight=(model.coef_[0] * scale).astype(np.float32),
            bias=float(model.intercept_[0]) * scale + shift,
            threshold=float(np.quantile(probability[held_label], 1 - RECALL, method="lower")),
            penalty=penalty,
        )
        loss = float(log_loss(held_label, probability))
        if best is None or loss < best[0]:
            best = loss, fitted
    assert best is not None
    return best[1]


def score_halves(vectors: dict[str, FloatArray], labels: dict[str, Labels], seed: int) -> dict[str, float]:
    """Figures of dev, each half scored by what was fitted on the other."""
    from sklearn.metrics import average_precision_score, brier_score_loss, precision_score, recall_score, roc_auc_score
    from sklearn.model_selection import StratifiedKFold

    dev, label = vectors["dev"], labels["dev"]
    probability, flagged = np.zeros(len(label)), np.zeros(len(label), dtype=np.bool_)
    for half, other in StratifiedKFold(n_splits=2, shuffle=True, random_state=seed).split(dev, label):
        fitted = fit(vectors["train"], labels["train"], dev[half], label[half])
        probability[other] = fitted.predict(dev[other])
        flagged[other] = probability[other] >= fitted.threshold
    return {
        "roc_auc": float(roc_auc_score(label, probability)),
        "average_precision": float(average_precision_score(label, probability)),
        "brier": float(brier_score_loss(label, probability)),
        "recall": float(recall_score(label, flagged)),
        "precision": float(precision_score(label, flagged)),
        "flagged_share": float(flagged.mean()),
        "minor_share": float(label.mean()),
    }
