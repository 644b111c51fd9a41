"""Figures of the classifier of minors, of pictures that what is asked has not seen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from imgsearch.encoders import FloatArray
from imgsearch.errors import BadInput, BadRow
from imgsearch.training.people import Eye, Samples
from imgsearch.writing import write_whole, writing

#: Captions of a picture, and probabilities between which pictures stand for one another.
CAPTIONS, EDGES = 5, (0.05, 0.1, 0.2, 0.35, 0.5, 0.8)
Flags = npt.NDArray[np.bool_]
ADULTS = Eye("y", "n")


class OutOfFold(NamedTuple):
    """A labelled picture."""

    name: str
    split: str
    """``train`` or ``dev``."""
    probability: float
    """That it shows a minor, by stages that did not learn from it."""
    weight: float
    """How many pictures of its split it stands for."""


def list_seen(samples: Samples, split: str, found: FloatArray) -> list[OutOfFold]:
    """The pictures of a split that were labelled by eye.

    Those whose captions disagree, and those of which an earlier classifier was in doubt, were looked at more often than
    others. So each stands for the pictures of the split whose captions name a minor as often and that are about as
    probable (poststratification; Holt and Smith 1979).

    Args:
        samples: N pictures of the split.
        split: its name.
        found: (N,) probabilities out of fold.
    """
    often = np.round(np.nan_to_num(samples.said) * CAPTIONS).astype(int)
    stratum = often * (len(EDGES) + 1) + np.digitize(found, EDGES)
    seen = np.array([eye is not None for eye in samples.eyes], dtype=np.bool_)
    every, looked = (np.bincount(stratum[rows], minlength=stratum.max() + 1) for rows in (slice(None), seen))
    return [
        OutOfFold(samples.names[row], split, float(found[row]), float(every[stratum[row]] / looked[stratum[row]]))
        for row in np.flatnonzero(seen)
    ]


def describe_seen(rows: Sequence[OutOfFold], labels: Mapping[str, Eye], threshold: float) -> dict[str, float]:
    """Shares of the pictures with a minor that are found, and of those with adults only that are hidden.

    Args:
        rows: N labelled pictures.
        labels: what was seen in each, by its name.
        threshold: from which on a picture is hidden.
    """
    eyes = [labels[row.name] for row in rows]
    weight = np.array([row.weight for row in rows])
    hidden = np.array([row.probability >= threshold for row in rows])
    figures: dict[str, float] = {}
    for name, chosen in (
        ("minors_found", np.array([eye.minor == "y" for eye in eyes], dtype=np.bool_)),
        ("adults_hidden", np.array([eye == ADULTS for eye in eyes], dtype=np.bool_)),
    ):
        total = weight[chosen].sum()
        if total:
            figures[name] = float(weight[chosen & hidden].sum() / total)
            figures[f"{name}_of"] = float(total**2 / (weight[chosen] ** 2).sum())
    return figures


def write_folds(file: Path, revision: str, rows: Sequence[OutOfFold]) -> None:
    """Write them behind a line that names the classifier's revision; folders are made.

    Raises:
        BadInput: the file cannot be written.
    """
    lines = [f"{row.name}\t{row.split}\t{row.probability:.9g}\t{row.weight:.6g}" for row in rows]
    with writing(file):
        write_whole((file, ("\n".join([f"# {revision}", *lines]) + "\n").encode()))


def read_folds(file: Path, revision: str) -> list[OutOfFold]:
    """Read what write_folds() wrote.

    Raises:
        BadInput: the file cannot be read, or is of another classifier.
        BadRow: a line is something else.
    """
    try:
        first, *lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError) as exc:
        raise BadInput(f"{file} cannot be read: {exc}") from exc
    if first != f"# {revision}":
        raise BadInput(f"{file} is not of classifier {revision} but of {first}; run `imgsearch train minors --folds`")
    rows = []
    for number, line in enumerate(lines, start=2):
        try:
            name, split, probability, weight = line.split("\t")
            rows.append(OutOfFold(name, split, float(probability), float(weight)))
        except ValueError as exc:
            raise BadRow(f"{file}:{number}: expected picture, split, probability and weight, with tabs") from exc
    return rows


def score(label: Flags, probability: FloatArray, threshold: float) -> dict[str, float]:
    """Figures of N pictures, by their captions and labels."""
    from sklearn.metrics import average_precision_score, brier_score_loss, precision_score, recall_score, roc_auc_score

    flagged = probability >= threshold
    return {
        "roc_auc": float(roc_auc_score(label, probability)),
        "average_precision": float(average_precision_score(label, probability)),
        "brier": float(brier_score_loss(label, probability)),
        "recall": float(recall_score(label, flagged)),
        "precision": float(precision_score(label, flagged)),
        "flagged_share": float(flagged.mean()),
        "minor_share": float(label.mean()),
    }
