"""How often a threshold answers with nothing, rightly and wrongly."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.model_selection import KFold

from imgsearch.evaluation import nothing
from imgsearch.evaluation.judged import JudgedPairs, Predictions
from imgsearch.evaluation.nothing import QueryBests, best_scores, choose_on_training_folds
from tests.rated import NAN, judged_pairs, rated_pairs


def predictions(predicted: list[float], model: str = "captions", split: str = "picture", start: int = 0) -> Predictions:
    rows = np.arange(start, start + len(predicted))
    return Predictions(split, model, rows, np.array(predicted, dtype=np.float32))


def test_best_scores_are_of_each_text_s_pictures_of_either_kind() -> None:
    # Texts 10, 11 and 12; the first pair is not predicted.
    rating = [1.0, 0.7, 1.0, 0.1, 0.2, NAN, NAN, 1.0]
    crowd = [NAN, 0.0, NAN, NAN, 1.0, 1.0, 0.2, NAN]
    captions = [10, 10, 10, 10, 11, 11, 11, 12]
    judged = judged_pairs(rated_pairs([1, 2, 3, 4, 1, 2, 3, 4], rating, caption_id=captions), crowd=crowd)
    found = best_scores(judged, predictions([0.5, 0.4, 0.6, 0.3, 0.2, 0.1, 0.9], start=1))
    np.testing.assert_allclose(found.match, [0.5, 0.2, 0.9], atol=1e-7)
    np.testing.assert_allclose(found.other, [0.6, 0.3, NAN], atol=1e-7)


@pytest.fixture
def judged() -> JudgedPairs:
    """Ten texts with a picture each that matches and one that does not."""
    rated = rated_pairs([*range(10), *range(10, 20)], [1.0] * 10 + [0.0] * 10, caption_id=[*range(10)] * 2)
    return judged_pairs(rated)


def test_thresholds_are_chosen_on_four_fifths_and_counted_on_the_last(judged: JudgedPairs) -> None:
    match, other = [0.50 + 0.05 * step for step in range(10)], [0.05 * step for step in range(10)]
    figures = choose_on_training_folds(judged, [predictions(match + other)], seed=0)
    found = {(figure.model, figure.metric): figure.value for figure in figures}
    thresholds, lost, refused = [], [], []
    for train, test in KFold(5, shuffle=True, random_state=0).split(np.zeros(10)):
        # Of eight, a tenth may be lost, which is none: the lowest best match is the threshold.
        thresholds.append(min(match[row] for row in train))
        lost.append(np.mean([match[row] < thresholds[-1] for row in test]))
        # And of eight, four fifths are seven.
        limit = sorted(other[row] for row in train)[6]
        refused.append(np.mean([other[row] <= limit for row in test]))
    keeping, empty = "nothing matches, captions, 10% may be lost", "nothing matches, captions, 80% to get nothing"
    assert found[keeping, "threshold"] == pytest.approx(np.mean(thresholds))
    assert found[keeping, "present_lost"] == pytest.approx(np.mean(lost)) == pytest.approx(0.1)
    assert found[keeping, "absent_answered_nothing"] == 1
    assert found[empty, "absent_answered_nothing"] == pytest.approx(np.mean(refused))
    assert 0 < np.mean(refused) < 1
    assert found[empty, "present_lost"] == 0
    assert {(figure.split, figure.sample_size) for figure in figures} == {("searches", 10)}


def test_a_score_at_the_threshold_is_an_answer(judged: JudgedPairs, monkeypatch: pytest.MonkeyPatch) -> None:
    def at_half(bests: QueryBests) -> float:
        return 0.5

    monkeypatch.setattr(nothing, "RULES", {"half": at_half})
    figures = choose_on_training_folds(judged, [predictions([0.5] * 20)], seed=0)
    assert {figure.metric: figure.value for figure in figures} == {
        "threshold": 0.5,
        "absent_answered_nothing": 0.0,
        "present_lost": 0.0,
    }


def test_only_what_searches_show_is_counted(judged: JudgedPairs) -> None:
    predicted = [0.9] * 10 + [0.1] * 10
    several = [
        predictions(predicted, model, split)
        for model in ("captions", "pixels", "constant", "few_captions")
        for split in ("picture", "caption")
    ]
    figures = choose_on_training_folds(judged, several, seed=0)
    assert {figure.model.split(", ")[1] for figure in figures} == {"captions", "pixels"}
    assert len(figures) == 2 * 2 * 3


def test_what_no_query_can_tell_is_left_out(judged: JudgedPairs) -> None:
    """Where few are rated, folds may have no query with a match: nan is no figure, and no JSON."""
    rating = np.where(np.arange(20) == 0, 1.0, 0.0)  # a single text has a match
    few = judged_pairs(rated_pairs(judged.rated.image_id.tolist(), rating.tolist(), caption_id=[*range(10)] * 2))
    scores = [0.9] + [0.1] * 19
    figures = choose_on_training_folds(few, [predictions(scores)], seed=0)
    assert np.isfinite([figure.value for figure in figures]).all()
    found = {(figure.model.rpartition(", ")[2], figure.metric): figure.value for figure in figures}
    assert found["80% to get nothing", "present_lost"] == 0
    assert found["10% may be lost", "threshold"] == pytest.approx(0.9)
    assert ("10% may be lost", "present_lost") not in found  # no fold has both something to choose by and to count

    none = judged_pairs(rated_pairs([*range(10)], [0.0] * 10))
    without = choose_on_training_folds(none, [predictions([0.1] * 10)], seed=0)
    assert {(figure.model.rpartition(", ")[2], figure.metric) for figure in without} == {
        ("80% to get nothing", "threshold"),
        ("80% to get nothing", "absent_answered_nothing"),
    }
    three = judged_pairs(rated_pairs([1, 2, 3], [1.0, 0.0, 1.0]))
    assert choose_on_training_folds(three, [predictions([0.1, 0.2, 0.3])], seed=0) == []
