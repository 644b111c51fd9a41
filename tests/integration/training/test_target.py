from __future__ import annotations

import numpy as np
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from imgsearch.encoders import Encoder
from imgsearch.evaluation.judged import predict_judged, read_judged_pairs
from imgsearch.tables import Encoder as EncoderRow
from imgsearch.training.pairs import read_rated_pairs
from imgsearch.training.zoo.data import Problem

pytestmark = pytest.mark.usefixtures("quick_fits")


def test_pairs_without_a_majority_are_left_out(session: Session, problem: Problem, texts: Encoder) -> None:
    encoder_id = session.scalars(select(EncoderRow.id).where(EncoderRow.is_active)).one()
    differ = np.array([len(set(ratings)) == 3 for ratings in problem.experts.tolist()])
    rated = read_rated_pairs(session, encoder_id, texts, "majority")
    assert differ.any()
    assert len(rated.rating) == (~differ).sum()
    middle = (np.median(problem.experts[~differ], axis=1) - 1) / 3
    np.testing.assert_allclose(rated.rating, middle, atol=1e-6)


def test_folds_learn_the_target_that_was_asked_for(session: Session, problem: Problem, texts: Encoder) -> None:
    encoder_id = session.scalars(select(EncoderRow.id).where(EncoderRow.is_active)).one()
    judged = read_judged_pairs(session, encoder_id, texts)
    found = {}
    for target in ("mean", "majority"):
        predicted = predict_judged(judged, None, seed=0, progress=lambda _: None, target=target)
        found[target] = next(each.predicted for each in predicted if each.model == "constant")
    for target, constants in found.items():
        values = judged.targets[target]
        assert np.isclose(constants.mean(), np.nanmean(values), atol=0.01)
    assert not np.allclose(found["mean"], found["majority"])
