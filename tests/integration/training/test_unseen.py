"""Pictures that the stored regressor never saw are scored by it as a search would."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from imgsearch.encoders import Encoder
from imgsearch.evaluation.judged import JudgedPairs, predict_unseen, read_judged_pairs
from imgsearch.rescoring.regressor import Regressor
from imgsearch.tables import Encoder as EncoderRow
from imgsearch.training.present import find_worse
from imgsearch.training.regressor import EncoderRevision, train_regressor

pytestmark = pytest.mark.usefixtures("quick_fits")


@pytest.fixture
def judged(session: Session, texts: Encoder) -> JudgedPairs:
    encoder_id = session.scalars(select(EncoderRow.id).where(EncoderRow.is_active)).one()
    return read_judged_pairs(session, encoder_id, texts)


@pytest.fixture
def regressor(judged: JudgedPairs) -> Regressor:
    """Has seen the pictures with even ids alone."""
    seen = judged.rated.select(np.flatnonzero(judged.rated.image_id % 2 == 0))
    return train_regressor(seen, EncoderRevision("small", "1"), seed=0, progress=lambda _: None)


def test_the_stored_regressor_scores_what_it_never_saw_by_what_is_known_of_it(
    judged: JudgedPairs, regressor: Regressor
) -> None:
    found = {each.model: each for each in predict_unseen(judged, regressor)}
    odd = np.flatnonzero(judged.rated.image_id % 2 == 1)
    assert {"captions", "few_captions", "pixels", "captions_multilingual", "cosine"} <= set(found)
    for predictions in found.values():
        np.testing.assert_array_equal(predictions.rows, odd)
    views = judged.rated.select(odd).views
    for model, view in (("captions", "all"), ("few_captions", "few"), ("captions_multilingual", "all_multilingual")):
        np.testing.assert_allclose(found[model].predicted, regressor.score(views[view]), atol=1e-6)
    assert np.corrcoef(found["captions"].predicted, judged.rated.rating[odd])[0, 1] > 0.7
    assert not np.allclose(found["pixels"].predicted, found["captions"].predicted)
    all_hashes = {"data": {"picture_hashes": judged.rated.picture_hash}}
    assert list(predict_unseen(judged, replace(regressor, card=regressor.card | all_hashes))) == []


def test_a_new_regressor_is_compared_on_what_the_present_one_never_saw(
    judged: JudgedPairs, regressor: Regressor
) -> None:
    found = {each.model: each for each in predict_unseen(judged, regressor)}
    rating = judged.rated.rating[found["pixels"].rows]
    errors = [np.mean((found[name].predicted - rating) ** 2) for name in ("captions", "pixels")]
    metrics = {"mse_captions": 1.0, "mse_pixels": 1.0, "mse_constant": 1.0}
    worse = find_worse(judged.rated, {"metrics": metrics}, regressor)
    assert worse is not None
    assert worse == pytest.approx((1, np.mean(errors) / rating.var()))
    assert find_worse(judged.rated, {"metrics": metrics | {"mse_constant": 1 / worse.present}}, regressor) is None
