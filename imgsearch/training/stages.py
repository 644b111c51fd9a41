"""Fitting the two stages of the classifier of minors to soft labels."""

from __future__ import annotations

import numpy as np

from imgsearch.encoders import FloatArray, normalize
from imgsearch.minors.detectors.faces import DESCRIPTOR
from imgsearch.minors.detectors.stage import Stage, attend, pool, views
from imgsearch.training.people import Samples

#: Numbers of unit length vary by about a hundredth; at this length weights start well.
SCALE = 60.0
#: Inverse strengths of the penalty.
PERSON_PENALTY, MINOR_PENALTY, VISIBLE_PENALTY = 0.001, 0.0005, 0.0005
#: The same for faces, and for what they say together.
FACE_PENALTY, CLOSER_PENALTY = 0.0025, 1.0
#: Of a picture whose faces are less clear together than this, they are learned from less.
FAINT = 0.5
#: Log-odds of what has never been seen.
NEVER = -10.0
#: From this share of captions on somebody is there to learn the age of.
SOMEBODY = 0.5
#: From this share on the most telling ninth of a picture shows somebody too.
CERTAINLY_SOMEBODY = 0.8
#: Weights of a ninth with somebody and of one without, against a whole picture.
NINTH_WITH, NINTH_WITHOUT = 0.5, 0.25
#: How often the ninths with somebody are chosen anew.
ROUNDS = 2


def fit_stages(samples: Samples) -> dict[str, Stage]:
    """The stages ``person``, ``minor`` and ``visible``, which says how clear a face can be expected."""
    seen = views(samples.features)
    person = fit_person(seen, samples.person, samples.weight)
    somebody = samples.person >= SOMEBODY
    there = somebody & ~np.isnan(samples.minor)
    features = attend(samples.features, seen, person.logit(seen))
    clear = np.array([max((face.clarity for face in faces), default=0.0) for faces in samples.faces], dtype=np.float32)
    return {
        "person": person,
        "minor": fit_soft(features[there], samples.minor[there], samples.weight[there], MINOR_PENALTY),
        "visible": fit_visible(features[somebody], clear[somebody]),
    }


def fit_visible(features: FloatArray, clear: FloatArray) -> Stage:
    """How clear the clearest face of a picture with people is; where none is seen in any, none is expected."""
    if not clear.any():
        return Stage(np.zeros(features.shape[1], dtype=np.float32), NEVER)
    return fit_soft(features, clear, np.ones(len(clear), dtype=np.float32), VISIBLE_PENALTY)


def fit_person(seen: FloatArray, label: FloatArray, weight: FloatArray) -> Stage:
    """Multiple-instance logistic regression on whole pictures and ninths.

    Every ninth of a picture without people shows nobody; of a picture with people the most telling one shows somebody.
    """
    stage = fit_soft(seen[:, 0], label, weight, PERSON_PENALTY)
    nobody, somebody = label == 0, label >= CERTAINLY_SOMEBODY
    empty = seen[nobody, 1:].reshape(-1, seen.shape[2])
    for _ in range(ROUNDS):
        best = seen[np.flatnonzero(somebody), 1 + stage.logit(seen[somebody, 1:]).argmax(axis=1)]
        stage = fit_soft(
            np.concatenate([seen[:, 0], best, empty]),
            np.concatenate([label, label[somebody], np.zeros(len(empty), dtype=np.float32)]),
            np.concatenate(
                [weight, weight[somebody] * NINTH_WITH, np.repeat(weight[nobody], seen.shape[1] - 1) * NINTH_WITHOUT]
            ),
            PERSON_PENALTY,
        )
    return stage


def fit_soft(features: FloatArray, share: FloatArray, weight: FloatArray, penalty: float) -> Stage:
    """Logistic regression on labels in [0, 1]: each row counts as so much of either."""
    from sklearn.linear_model import LogisticRegression

    yes, no = share > 0, share < 1
    model = LogisticRegression(C=penalty, max_iter=500).fit(
        np.concatenate([features[yes], features[no]]) * SCALE,
        np.concatenate([np.ones(yes.sum()), np.zeros(no.sum())]),
        sample_weight=np.concatenate([(weight * share)[yes], (weight * (1 - share))[no]]),
    )
    return Stage((model.coef_[0] * SCALE).astype(np.float32), float(model.intercept_[0]))


def fit_face(samples: Samples) -> Stage:
    """How young a face looks, from pictures with people: the clearer a face, the more of its picture's label it takes.

    Where no face is seen at all it tells nothing.
    """
    there = np.flatnonzero((samples.person >= SOMEBODY) & ~np.isnan(samples.minor))
    rows = [(row, face) for row in there for face in samples.faces[row]]
    if not rows:
        return Stage(np.zeros(DESCRIPTOR, dtype=np.float32), 0.0)
    owner, clear = np.array([row for row, _ in rows], dtype=np.intp), np.array([face.clarity for _, face in rows])
    together = np.bincount(owner, clear, minlength=len(samples.names))
    weight = samples.weight[owner] * clear / np.maximum(together[owner], FAINT)
    descriptors = normalize(np.stack([face.descriptor for _, face in rows]))
    return fit_soft(descriptors, samples.minor[owner], weight.astype(np.float32), FACE_PENALTY)


def fit_closer(told: FloatArray, share: FloatArray, weight: FloatArray) -> Stage:
    """Logistic regression on a few numbers of different size.

    Args:
        told: (N, K) numbers, from stages that did not learn from the same pictures.
        share: (N,) labels in [0, 1].
        weight: (N,) of each.
    """
    middle, spread = told.mean(axis=0), told.std(axis=0) + 1e-6
    stage = fit_soft((told - middle) / spread / SCALE, share, weight, CLOSER_PENALTY)
    slopes = (stage.weight / SCALE / spread).astype(np.float32)
    return Stage(slopes, stage.bias - float(slopes @ middle))


def calibrate(stage: Stage, logit: FloatArray, share: FloatArray, weight: FloatArray) -> Stage:
    """Give a stage the scale and shift with which its probabilities fit held-out labels (Platt, 1999).

    Args:
        stage: to be completed.
        logit: (N,) of held-out pictures, by stages that did not learn from them.
        share: (N,) their labels, in [0, 1].
        weight: (N,) of each.
    """
    fitted = fit_soft(logit[:, None] / SCALE, share, weight, 1e6)
    return stage._replace(scale=float(fitted.weight[0]) / SCALE, shift=fitted.bias)


def logits(stages: dict[str, Stage], samples: Samples) -> tuple[FloatArray, FloatArray, FloatArray]:
    """(N,) log-odds of each of the three stages."""
    seen = views(samples.features)
    found = stages["person"].logit(seen)
    attended = attend(samples.features, seen, found)
    return pool(found), stages["minor"].logit(attended), stages["visible"].logit(attended)
