"""Which model learns from which pairs, and scores which."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from imgsearch.rescoring.situations import SITUATIONS
from imgsearch.training.pairs import RatedPairs
from imgsearch.training.regressor import EncoderRevision, predict_out_of_fold, train_regressor
from imgsearch.training.situations import measured_rows, situation_rows
from imgsearch.training.zoo.data import Problem

pytestmark = pytest.mark.usefixtures("quick_fits")


@pytest.fixture
def rated(problem: Problem) -> RatedPairs:
    """Pictures of three captions, one of which is often the rated text."""
    return problem.rated


def test_pictures_with_few_captions_make_the_model_for_few_and_are_scored_by_it(rated: RatedPairs) -> None:
    assert not situation_rows(rated, "captions").any()
    regressor = train_regressor(rated, EncoderRevision("small", "1"), seed=0, progress=lambda _: None)
    assert set(regressor.scorers) == {name for name, situation in SITUATIONS.items() if situation.least_captions < 4}
    scores, thresholds = regressor.predict(rated.pairs)
    assert (thresholds == np.float32(regressor.card["thresholds"]["few_captions"])).all()
    assert np.corrcoef(scores, rated.rating)[0, 1] > 0.8


def test_a_regressor_of_before_the_model_for_few_scores_them_by_its_model_for_captions(rated: RatedPairs) -> None:
    new = train_regressor(rated, EncoderRevision("small", "1"), seed=0, progress=lambda _: None)
    scorers = {name.removeprefix("few_"): scorer for name, scorer in new.scorers.items()}
    thresholds = {name.removeprefix("few_"): value for name, value in new.card["thresholds"].items()}
    old = replace(new, scorers=scorers, card=new.card | {"thresholds": thresholds})
    np.testing.assert_array_equal(old.score(rated.pairs), new.score(rated.pairs))


def test_own_captions_are_measured_whichever_model_scores_them(rated: RatedPairs) -> None:
    assert measured_rows(rated, "captions").all()
    some = np.arange(len(rated.rating)) % 2 == 0
    hidden = {name: np.where(some[:, None], values, np.nan) for name, values in rated.pairs.similarity.items()}
    half = replace(rated, pairs=rated.pairs._replace(similarity=hidden))
    np.testing.assert_array_equal(measured_rows(half, "captions"), some)
    assert measured_rows(half, "pixels").all()


def test_captions_are_scored_by_the_model_for_few_where_there_is_no_other(rated: RatedPairs) -> None:
    found = predict_out_of_fold(rated, rated.image_id, seed=0, progress=lambda _: None).by_situation
    for other in ("pixels", "few_captions"):  # what saw nothing of them, and less of them
        assert not np.allclose(found["captions"], found[other])
    assert np.corrcoef(found["captions"], rated.rating)[0, 1] > 0.8
