"""Training the classifier of minors: labels from captions and by eye, features from the pictures themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from imgsearch.encoders import FloatArray, load_tower
from imgsearch.errors import BadInput
from imgsearch.minors.detectors.classifier import BELOW, CARD_FILE, CLASSIFIER_FILE, Classifier, Stage
from imgsearch.terminal import Progress
from imgsearch.training.captioned import CaptionedFiles
from imgsearch.training.card import made_now, write_model
from imgsearch.training.people import Samples, join, read_folder, read_labels, read_split
from imgsearch.training.stages import SOMEBODY, calibrate, fit_stages, logits

Flags = npt.NDArray[np.bool_]

#: Of the pictures that show a minor, this share must be flagged: the law weighs more than a picture lost.
RECALL = 0.9
#: Of the pictures without people, this share must not even pass for pictures of people.
EMPTY = 0.98
#: From this share of captions on a minor is there.
NAMED = 0.6
FOLDS = 5


@dataclass(frozen=True)
class MinorFiles:
    """What the classifier is trained on."""

    captioned: CaptionedFiles
    labels: Sequence[Path] = ()
    """Files of labels by eye; see read_labels()."""
    folders: Sequence[Path] = ()
    """Of more pictures, with captions or without people; see read_folder()."""


def train_minors(files: MinorFiles, out: Path, *, seed: int, progress: Progress) -> dict[str, Any]:
    """Train on pictures whose captions name people and minors, and write the classifier with its card.

    Calibration and threshold are fitted out of fold: on what each picture of the training split gets from stages
    that did not learn from it. The dev split is for the figures alone.

    Args:
        files: pictures with captions, labels and folders.
        out: folder for the two files.
        seed: for the folds.
        progress: called as work goes on.

    Returns:
        The card.

    Raises:
        BadInput: a file or picture is missing, or no caption names a minor.
        BadRow: a line of the captions has no tab.
        UnreadableImage: a picture cannot be decoded.
    """
    tower = load_tower()
    labels = read_labels(files.labels)
    train, dev = (read_split(files.captioned, split, labels, tower, progress) for split in ("train", "dev"))
    for split, samples in (("train", train), ("dev", dev)):
        shows = shows_minor(samples)
        if shows.sum() < FOLDS or (~shows).sum() < FOLDS:
            raise BadInput(f"the {split} split needs pictures with and without minors in their captions")
    every = join([train, *(read_folder(folder, labels, tower, progress) for folder in files.folders)])
    classifier = fit(every, len(train.names), seed, progress)
    content = to_bytes(classifier.stages)
    limits = {name: classifier.card[name] for name in ("gate", "threshold")}
    card = {
        "name": "two logistic regressions: a person, and of what age",
        "revision": sha256(content + repr(limits).encode()).hexdigest()[:12],
        "tower": tower.name,
        "tower_revision": tower.revision,
        **limits | {"prior": classifier.card["prior"]},
        "settings": {"recall": RECALL, "empty": EMPTY, "folds": FOLDS},
        "seed": seed,
        "data": {
            "captions_sha256": sha256(files.captioned.captions.read_bytes()).hexdigest(),
            "labels_sha256": [sha256(file.read_bytes()).hexdigest() for file in files.labels],
            "pictures": {"train": len(train.names), "folders": len(every.names) - len(train.names)},
            "dev": len(dev.names),
        },
        "metrics": score(classifier, dev),
        **made_now("numpy", "scikit-learn"),
    }
    write_model(out / CLASSIFIER_FILE, content, out / CARD_FILE, card)
    return card


def fit(samples: Samples, split: int, seed: int, progress: Progress) -> Classifier:
    """Stages from all samples; calibration, gate and threshold out of fold.

    Args:
        samples: the training split, then pictures of folders.
        split: how many are of the training split, which alone sets the threshold.
        seed: for the folds.
        progress: called after each fold.
    """
    from sklearn.model_selection import KFold

    count = len(samples.names)
    person, minor = np.zeros((2, count), dtype=np.float32)
    folds = KFold(FOLDS, shuffle=True, random_state=seed).split(np.arange(count))
    for number, (learned, other) in enumerate(folds, start=1):
        person[other], minor[other] = logits(fit_stages(samples.take(learned)), samples.take(other))
        progress("folds", number, FOLDS)
    there = (samples.person >= SOMEBODY) & ~np.isnan(samples.minor)
    stages = fit_stages(samples)
    stages = {
        "person": calibrate(stages["person"], person, samples.person, samples.weight),
        "minor": calibrate(
            stages["minor"], minor[there], shows_minor(samples)[there].astype(np.float32), samples.weight[there]
        ),
    }
    somebody = stages["person"].probability(person)
    gate = float(np.quantile(somebody[samples.person == 0], EMPTY))
    both = (somebody * stages["minor"].probability(minor))[:split]
    passes = somebody[:split] >= gate
    threshold = choose_threshold(np.where(passes, both, 0)[shows_minor(samples)[:split]])
    # As many show a minor as the probabilities say together: what they have to be corrected from elsewhere.
    prior = float(np.where(passes, both, np.minimum(both, BELOW * threshold)).mean())
    return Classifier(stages, {"gate": gate, "threshold": threshold, "prior": prior})


def choose_threshold(probability: FloatArray) -> float:
    """What all but a tenth of the pictures that show a minor reach; (N,) are theirs.

    Raises:
        BadInput: more than a tenth do not pass the gate.
    """
    threshold = float(np.quantile(probability, 1 - RECALL, method="lower"))
    if threshold <= 0:
        raise BadInput("people and empty pictures cannot be told apart by these captions; label more of them by eye")
    return threshold


def shows_minor(samples: Samples) -> Flags:
    """(N,) whether most captions, or an eye, say that a minor is there."""
    return np.asarray(np.nan_to_num(samples.minor) >= NAMED)


def to_bytes(stages: Mapping[str, Stage]) -> bytes:
    """The content of the classifier's file."""
    from safetensors.numpy import save

    arrays = {f"{name}.weight": stage.weight.astype(np.float16) for name, stage in stages.items()}
    lines = {
        f"{name}.line": np.array([stage.bias, stage.scale, stage.shift], dtype=np.float32)
        for name, stage in stages.items()
    }
    return save(arrays | lines)


def score(classifier: Classifier, dev: Samples) -> dict[str, float]:
    """Figures of the dev split, by its captions and labels."""
    from sklearn.metrics import average_precision_score, brier_score_loss, precision_score, recall_score, roc_auc_score

    label = shows_minor(dev)
    probability = classifier.predict(dev.features)
    flagged = probability >= classifier.threshold
    return {
        "roc_auc": float(roc_auc_score(label, probability)),
        "average_precision": float(average_precision_score(label, probability)),
        "brier": float(brier_score_loss(label, probability)),
        "recall": float(recall_score(label, flagged)),
        "precision": float(precision_score(label, flagged)),
        "flagged_share": float(flagged.mean()),
        "minor_share": float(label.mean()),
    }
