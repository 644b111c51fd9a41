"""What the faces in a picture say of a minor, in a few numbers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from imgsearch.encoders import FloatArray, normalize
from imgsearch.minors.detectors.faces import MOST, Face
from imgsearch.minors.detectors.stage import Stage

#: Numbers that summarize() gives.
SUMMARY = 7
#: A face that looks younger than GROWN speaks for a minor; from OLD years on it is not counted as older.
YOUNG, GROWN, MIDDLE, OLD = 16, 25, 35.0, 60.0
#: A face that is at least so clear is worth pointing at, and shows that somebody is there.
PLAIN = 0.3


def summarize(faces: Sequence[Sequence[Face]], head: Stage) -> FloatArray:
    """(N, SUMMARY) numbers that tell of the faces of N pictures; zeros where there is none.

    Args:
        faces: of each picture, the clearest first; the first MOST count.
        head: how young a face looks by its descriptor, of unit length.
    """
    rows = [_summarize(found[:MOST], head) if found else np.zeros(SUMMARY, dtype=np.float32) for found in faces]
    return np.stack(rows) if rows else np.zeros((0, SUMMARY), dtype=np.float32)


def _summarize(faces: Sequence[Face], head: Stage) -> FloatArray:
    clear = np.array([face.clarity for face in faces])
    young = head.logit(normalize(np.stack([face.descriptor for face in faces])))
    ages = np.stack([face.ages for face in faces])
    ages = ages / ages.sum(axis=1, keepdims=True)
    age = np.minimum([face.age for face in faces], OLD)
    told = [
        clear.max(),
        1,
        (clear * ages[:, :YOUNG].sum(axis=1)).max(),
        (clear * (1 - age / MIDDLE)).max(),
        (clear * (age / MIDDLE - 1)).max(),
        (clear * ages[:, GROWN:].sum(axis=1)).max(),
        (clear * young).max(),
    ]
    return np.array(told, dtype=np.float32)


def judge(before: FloatArray, judged: FloatArray, faces: Sequence[Sequence[Face]]) -> FloatArray:
    """(N,) probabilities with what faces say: some tell nothing of those beyond them, so a group's clear nobody.

    Args:
        before: (N,) without a closer look.
        judged: (N,) by the faces.
        faces: of each picture.
    """
    is_group = np.array([len(each) > MOST for each in faces], dtype=np.bool_)
    return np.where(is_group, np.maximum(before, judged), judged)


def is_plain(faces: Sequence[Face]) -> bool:
    """Whether a face is clear enough to show by itself that somebody is there."""
    return any(face.clarity >= PLAIN for face in faces)


def youngest(faces: Sequence[Face]) -> Face | None:
    """The face that looks youngest of those that are clear; None where there is none."""
    return min((face for face in faces if face.clarity >= PLAIN), key=lambda face: face.age, default=None)
