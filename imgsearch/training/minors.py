"""Training the classifier of minors: labels from captions and by eye, features from the pictures themselves."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from imgsearch.encoders import FloatArray, load_tower
from imgsearch.encoders.arrays import pack_arrays
from imgsearch.errors import BadInput
from imgsearch.minors.detectors.classifier import BELOW, CARD_FILE, CLASSIFIER_FILE, Classifier, beside
from imgsearch.minors.detectors.closer import SUMMARY, is_plain, judge, summarize
from imgsearch.minors.detectors.stage import Stage
from imgsearch.terminal import Progress
from imgsearch.training.card import made_now, write_model
from imgsearch.training.minor_figures import describe_seen, list_seen, score, write_folds
from imgsearch.training.minor_files import MinorFiles, Sizes, describe_data
from imgsearch.training.people import Looks, Samples, join, read_folder, read_labels, read_split
from imgsearch.training.stages import SOMEBODY, calibrate, fit_closer, fit_face, fit_stages, logits

Flags = npt.NDArray[np.bool_]

#: Of the pictures that show a minor, this share must be flagged: the law weighs more than a picture lost.
RECALL = 0.91
#: Of the pictures without people, this share must not even pass for pictures of people.
EMPTY = 0.983
#: Faces are looked at from a probability on that this share of the pictures with a minor does not reach, below one that
#: they would not change, and where one can be expected to be so clear.
MISSED, SURE, VISIBLE = 0.005, 0.9, 0.12
#: From this share of captions on a minor is there.
NAMED = 0.6
FOLDS = 5


def train_minors(files: MinorFiles, out: Path, *, seed: int, progress: Progress) -> dict[str, Any]:
    """Train on pictures whose captions name people and minors, and write the classifier with its card.

    Calibration and threshold are fitted out of fold: on what each picture of the training split gets from stages
    that did not learn from it. The dev split chooses nothing, also where it is learned from; its figures come out of
    fold then.

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
        check_labels(samples, split)
    known = join([train, *(read_folder(folder, labels, tower, progress) for folder in files.folders)])
    sizes = Sizes(len(train.names), len(known.names))
    classifier, found = fit(join([known, dev]) if files.with_dev else known, sizes, seed, progress)
    content = to_bytes(classifier.stages)
    limits = {name: classifier.card[name] for name in ("gate", "closer", "visible", "threshold")}
    revision = sha256(content + repr(limits).encode()).hexdigest()[:12]
    said = found[sizes.choosing :] if files.with_dev else predict(classifier, dev)
    seen = {"train": list_seen(train, "train", found[: sizes.split]), "dev": list_seen(dev, "dev", said)}
    if files.folds is not None:
        write_folds(files.folds, revision, seen["train"] + seen["dev"])
    card = {
        "name": "a person, of what age, and what faces say where that is in doubt",
        "revision": revision,
        **{"tower": tower.name, "tower_revision": tower.revision},
        **limits | {"prior": classifier.card["prior"]},
        "settings": {"recall": RECALL, "empty": EMPTY, "missed": MISSED, "sure": SURE, "folds": FOLDS},
        "seed": seed,
        "data": describe_data(files, sizes, len(dev.names)),
        "metrics": score(shows_minor(dev), said, classifier.threshold),
        "by_eye": {split: describe_seen(rows, labels, classifier.threshold) for split, rows in seen.items()},
        **made_now("numpy", "scikit-learn"),
    }
    write_model(out / CLASSIFIER_FILE, content, out / CARD_FILE, card)
    return card


def check_labels(samples: Samples, split: str) -> None:
    """Raise BadInput where a split does not show both what is to be found and what is not."""
    shows = shows_minor(samples)
    if shows.sum() < FOLDS or (~shows).sum() < FOLDS:
        raise BadInput(f"the {split} split needs pictures with and without minors in their captions")


def fit(samples: Samples, sizes: Sizes, seed: int, progress: Progress) -> tuple[Classifier, FloatArray]:
    """Stages from all samples; calibration, gate, doubt and threshold out of fold.

    Args:
        samples: the training split, then pictures of folders, then those that choose nothing.
        sizes: how many there are of each.
        seed: for the folds.
        progress: called after each fold.

    Returns:
        The classifier, and (N,) what it says of each picture by stages that did not learn from it.
    """
    split, choosing = sizes
    person, told, visible, closer = out_of_fold(samples, seed, progress)
    chooses = np.arange(len(samples.names)) < choosing
    there = (samples.person >= SOMEBODY) & ~np.isnan(samples.minor)
    named, known = shows_minor(samples), there & chooses
    young = named[known].astype(np.float32), samples.weight[known]
    stages = fit_stages(samples)
    by_all = fit_closer(told[there], samples.minor[there], samples.weight[there])
    whose = samples.person[chooses], samples.weight[chooses]
    stages = {
        "person": calibrate(stages["person"], person[chooses], *whose),
        "minor": calibrate(stages["minor"], told[known, 0], *young),
        "visible": stages["visible"],
        "face": fit_face(samples),
        "closer": calibrate(by_all, closer[known], *young),
    }
    somebody = stages["person"].probability(person)
    gate = float(np.quantile(somebody[chooses & (samples.person == 0)], EMPTY))
    both = somebody * stages["minor"].probability(told[:, 0])
    doubt = min(float(np.quantile(both[:split][named[:split]], MISSED)), SURE), SURE
    near = (both >= doubt[0]) & (both < doubt[1]) & (stages["visible"].probability(visible) >= VISIBLE)
    seen = (somebody >= gate) | (near & np.array([is_plain(faces) for faces in samples.faces]))
    found = np.where(near, judge(both, somebody * stages["closer"].probability(closer), samples.faces), both)
    threshold = choose_threshold(np.where(seen, found, 0)[:split][named[:split]])
    found = np.where(seen, found, np.minimum(found, BELOW * threshold)).astype(np.float32)
    # As many show a minor as the probabilities say together: what they have to be corrected from elsewhere.
    prior = float(found[:split].mean())
    card = {"gate": gate, "closer": doubt, "visible": VISIBLE, "threshold": threshold, "prior": prior}
    return Classifier(stages, card), found


def out_of_fold(
    samples: Samples, seed: int, progress: Progress
) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    """What stages say of pictures that they did not learn from.

    Returns:
        (N,) log-odds of a person; (N, 1 + SUMMARY) those of a minor and what faces say; (N,) log-odds of a face that
        can be seen; (N,) log-odds of a minor by all of this.
    """
    from sklearn.model_selection import KFold

    count = len(samples.names)
    person, visible, closer = np.zeros((3, count), dtype=np.float32)
    told = np.zeros((count, 1 + SUMMARY), dtype=np.float32)
    folds = list(KFold(FOLDS, shuffle=True, random_state=seed).split(np.arange(count)))
    for number, (learned, other) in enumerate(folds, start=1):
        known, rest = samples.take(learned), samples.take(other)
        person[other], minor, visible[other] = logits(fit_stages(known), rest)
        told[other] = beside(minor, summarize(rest.faces, fit_face(known)))
        progress("folds", number, FOLDS)
    there = (samples.person >= SOMEBODY) & ~np.isnan(samples.minor)
    for learned, other in folds:
        rows = learned[there[learned]]
        closer[other] = fit_closer(told[rows], samples.minor[rows], samples.weight[rows]).logit(told[other])
    return person, told, visible, closer


def choose_threshold(probability: FloatArray) -> float:
    """What a share of RECALL of the pictures that show a minor reach; (N,) are theirs.

    Raises:
        BadInput: fewer pass the gate.
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
    arrays = {
        f"{name}.weight": stage.weight.astype(np.float32 if name == "closer" else np.float16)
        for name, stage in stages.items()
    }
    lines = {
        f"{name}.line": np.array([stage.bias, stage.scale, stage.shift], dtype=np.float32)
        for name, stage in stages.items()
    }
    return pack_arrays(arrays | lines)


def predict(classifier: Classifier, samples: Samples | Looks) -> FloatArray:
    """(N,) how likely each picture shows a minor."""
    return classifier.predict(samples.features, lambda rows: [samples.faces[row] for row in rows])
