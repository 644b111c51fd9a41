"""What folds share, and what they learn: seen through the constant, and through a model that keeps its rows."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from imgsearch.encoders.protocol import FloatArray
from imgsearch.evaluation.judged import predict_judged
from imgsearch.training import regressor, situations
from imgsearch.training.feedback import Feedback
from imgsearch.training.pairs import RatedPairs
from imgsearch.training.regressor import EncoderRevision, predict_out_of_fold, train_regressor
from imgsearch.training.scorer import KERNEL_SETTINGS, SETTINGS
from imgsearch.training.situations import MINIMUM_PAIRS
from tests.fakes import Level
from tests.rated import NAN, judged_pairs, rated_pairs

#: Five pictures, so each is a fold of its own; too few pairs for any model but the constant.
PICTURES = np.repeat(np.arange(5), 4)
#: Five texts, so the same holds of those; texts 2 and 7 are of one wording.
CAPTIONS = np.tile([10, 11, 2, 13], 5)
WORDINGS = {10: "a dog", 11: "a cat", 2: "a man", 7: "a man", 13: "a car", 14: "a bus"}
RATING = np.array([0.0, 0.1, 0.2, 0.3, 0.5, 0.9, 0.7, 0.6, 0.4, 1.0, 0.8, 0.0, 0.1, 0.3, 0.6, 0.2, 0.9, 1.0, 0.7, 0.8])


def means_of_others(groups: NDArray[Any], rating: NDArray[np.floating] = RATING) -> NDArray[np.float64]:
    """For each pair the mean rating of the pairs of other groups."""
    return np.array([np.nanmean(rating[groups != group]) for group in groups])


@pytest.fixture
def rated() -> RatedPairs:
    captions = CAPTIONS.copy()
    captions[[3, 9]] = [14, 7]
    texts = [WORDINGS[caption] for caption in captions.tolist()]
    return rated_pairs(PICTURES.tolist(), RATING.tolist(), caption_id=captions.tolist(), text=texts)


def no_progress(_: str) -> None:
    pass


def test_no_two_folds_share_a_group(rated: RatedPairs) -> None:
    told: list[str] = []
    found = predict_out_of_fold(rated, rated.image_id, seed=0, progress=told.append)
    np.testing.assert_allclose(found.constant, means_of_others(PICTURES), atol=1e-6)
    assert told == [f"fold {number} of 5" for number in (1, 2, 3, 4, 5)]


def test_copies_of_a_picture_share_a_fold(rated: RatedPairs) -> None:
    """The same file in two folders: a model that learned from one would have seen the other."""
    ids = [int(picture) + 5 * (row % 2) for row, picture in enumerate(PICTURES)]
    twice = replace(rated, image_id=np.array(ids))  # what was one picture is two of the same bytes
    assert len(np.unique(twice.image_id)) == 10
    assert twice.picture.tolist() == rated.picture.tolist() == PICTURES.tolist()
    card = train_regressor(twice, EncoderRevision("small", "1"), seed=0, progress=no_progress).card
    assert card["metrics"]["mse_constant"] == pytest.approx(
        np.mean((means_of_others(PICTURES) - RATING) ** 2), abs=1e-6
    )
    predicted = predict_judged(judged_pairs(twice), None, seed=0, progress=no_progress)
    found = next(one for one in predicted if (one.split, one.model) == ("picture", "constant"))
    np.testing.assert_allclose(found.predicted, means_of_others(PICTURES), atol=1e-6)


def test_card_tells_the_error_by_picture(rated: RatedPairs) -> None:
    card = train_regressor(rated, EncoderRevision("small", "1"), seed=0, progress=no_progress).card
    expected = np.mean((means_of_others(PICTURES) - RATING) ** 2)
    assert card["metrics"]["mse_constant"] == pytest.approx(expected, abs=1e-6)
    assert card["metrics"]["mse_pixels"] == pytest.approx(np.mean(RATING**2), abs=1e-6)  # no model, so 0
    assert card["data"]["picture_hashes"] == [f"{picture:012x}" for picture in range(5)]
    assert card["settings"] == {"boosting": SETTINGS | {"repeats": 2}, "kernel": KERNEL_SETTINGS}


def test_evaluation_splits_by_picture_and_by_wording(rated: RatedPairs) -> None:
    predicted = predict_judged(judged_pairs(rated), None, seed=0, progress=no_progress)
    found = {one.split: one for one in predicted if one.model == "constant"}
    wordings = np.array(rated.text)
    assert len(np.unique(wordings)) == 5
    np.testing.assert_allclose(found["picture"].predicted, means_of_others(PICTURES), atol=1e-6)
    np.testing.assert_allclose(found["caption"].predicted, means_of_others(wordings), atol=1e-6)


def test_what_only_the_crowd_judged_is_predicted_and_not_learned_from(rated: RatedPairs) -> None:
    rating = np.where(np.arange(20) % 7 == 0, np.nan, RATING)
    unrated = replace(rated, rating=rating.astype(np.float32))
    found = predict_out_of_fold(unrated, unrated.image_id, seed=0, progress=no_progress)
    np.testing.assert_allclose(found.constant, means_of_others(PICTURES, rating), atol=1e-6)


def test_seed_decides_the_folds() -> None:
    many = rated_pairs(list(range(30)), np.linspace(0, 1, 30).tolist())
    one, again, other = (
        predict_out_of_fold(many, many.image_id, seed=seed, progress=no_progress).constant for seed in (0, 0, 1)
    )
    np.testing.assert_array_equal(one, again)
    assert not np.array_equal(one, other)


@dataclass
class Kept:
    """What models were fitted on."""

    ratings: list[list[float]] = field(default_factory=list)
    weights: list[list[float] | None] = field(default_factory=list)
    seeds: list[int] = field(default_factory=list)
    backgrounds: list[list[int]] = field(default_factory=list)


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> Kept:
    """Models that only keep what they were given, and answer with their number of columns above 1."""
    kept = Kept()
    sample = regressor.sample_background

    def fit(
        rows: FloatArray, rating: FloatArray, columns: object, *, seed: int, weight: FloatArray | None = None
    ) -> Level:
        kept.ratings.append(sorted(np.round(rating.astype(float), 4).tolist()))
        kept.weights.append(None if weight is None else weight.tolist())
        kept.seeds.append(seed)
        return Level(1.5)

    def sampled(rated: RatedPairs, rows: NDArray[np.int64], seed: int) -> object:
        kept.backgrounds.append(rows.tolist())
        return sample(rated, rows, seed)

    monkeypatch.setattr(situations, "fit_scorer", fit)
    monkeypatch.setattr(regressor, "sample_background", sampled)
    return kept


def feedback_on(image_id: list[int], rating: list[float], is_latin: list[bool] | None = None) -> Feedback:
    count = len(image_id)
    pairs = rated_pairs(image_id, rating, caption_id=[-1 - row for row in range(count)])
    english = [True] * count if is_latin is None else is_latin
    return Feedback(pairs, np.full(count, 0.25, dtype=np.float32), np.array(english), np.zeros(count, dtype=np.bool_))


@pytest.fixture
def many() -> RatedPairs:
    """Five pictures of twenty pairs; the rating tells the picture."""
    return rated_pairs(np.repeat(np.arange(5), 20).tolist(), np.repeat([0.1, 0.2, 0.3, 0.4, 0.5], 20).tolist())


def test_models_and_background_come_from_the_other_folds(kept: Kept, many: RatedPairs) -> None:
    predict_out_of_fold(many, many.image_id, seed=3, progress=no_progress)
    assert len(kept.ratings) == 2 * 5  # with pixels alone, in English and not
    learned = [sorted(set(ratings)) for ratings in kept.ratings[::2]]
    levels = [0.1, 0.2, 0.3, 0.4, 0.5]
    assert sorted(learned) == sorted([level for level in levels if level != left_out] for left_out in levels)
    for ratings, rows in zip(kept.ratings[::2], kept.backgrounds, strict=True):
        assert sorted(np.round(many.rating[rows].astype(float), 4).tolist()) == ratings
    assert kept.weights == [None] * 10
    assert kept.seeds == [3] * 10


def test_scores_out_of_fold_are_cut_to_one(kept: Kept, many: RatedPairs) -> None:
    found = predict_out_of_fold(many, many.image_id, seed=0, progress=no_progress).by_situation
    assert set(np.concatenate(list(found.values())).tolist()) == {1.0}
    assert kept.ratings


def test_feedback_about_a_fold_s_own_pictures_is_left_out(kept: Kept, many: RatedPairs) -> None:
    # What was said of picture n is 0.9n; of a picture that no expert rated, 0.99.
    said = feedback_on([0, 1, 2, 3, 4, 77], [0.90, 0.91, 0.92, 0.93, 0.94, 0.99])
    groups = np.concatenate([many.image_id, said.pairs.image_id])
    predict_out_of_fold(many, groups, seed=0, progress=no_progress, feedback=said)
    learned = [sorted(set(ratings)) for ratings in kept.ratings[::2]]
    for picture in range(5):
        others = [number for number in range(5) if number != picture]
        expected = [0.1 + 0.1 * number for number in others] + [0.9 + 0.01 * number for number in others] + [0.99]
        assert any(np.allclose(found, expected) for found in learned)
    weights = [weight for weight in kept.weights if weight is not None]
    assert [(weight.count(1), weight.count(0.25)) for weight in weights] == [(80, 5)] * 10


def test_texts_that_english_encoders_cannot_read_teach_only_the_models_for_such(kept: Kept, many: RatedPairs) -> None:
    said = feedback_on([77, 78], [0.98, 0.99], [True, False])
    train_regressor(many, EncoderRevision("small", "1"), seed=0, progress=no_progress, feedback=said)
    english, multilingual = kept.ratings[-2:]
    assert (max(english), len(english)) == (0.98, 101)
    assert (max(multilingual), len(multilingual)) == (0.99, 102)
    # Feedback is no part of what cosines are compared with, nor of the figures.
    assert kept.backgrounds[-1] == list(range(100))


@pytest.mark.parametrize(("pairs", "models"), [(MINIMUM_PAIRS - 1, set()), (40, {"pixels", "pixels_multilingual"})])
def test_forty_pairs_make_a_model(kept: Kept, pairs: int, models: set[str]) -> None:
    few = rated_pairs([row % 5 for row in range(pairs)], [0.5] * pairs)
    trained = train_regressor(few, EncoderRevision("small", "1"), seed=0, progress=no_progress)
    assert set(trained.scorers) == models


def test_thresholds_are_of_the_texts_that_a_situation_is_trained_on(
    monkeypatch: pytest.MonkeyPatch, kept: Kept
) -> None:
    captions = [0, 2] * 45
    rating = np.tile([0.9, 0.7, 0.2], 30)
    pairs = rated_pairs(
        [row % 6 for row in range(90)],
        rating.tolist(),
        caption_id=[row // 3 for row in range(90)],
        own_captions=captions,
    )
    seen: list[tuple[int, int]] = []

    def choose(predicted: FloatArray, rating: FloatArray, query: NDArray[np.int64]) -> float:
        seen.append((len(predicted), len(np.unique(query))))
        return 0.25 * len(seen)

    monkeypatch.setattr(regressor, "choose_threshold", choose)
    trained = train_regressor(pairs, EncoderRevision("small", "1"), seed=0, progress=no_progress)
    assert trained.card["thresholds"] == {
        "pixels": 0.25, "few_captions": 0.5, "pixels_multilingual": 0.75, "few_captions_multilingual": 1.0,
    }  # fmt: skip
    assert seen == [(90, 30), (45, 30), (90, 30), (45, 30)]


def test_figures_of_the_card_are_mean_squares(rated: RatedPairs) -> None:
    predicted = regressor.OutOfFold({"pixels": (rated.rating + 0.2).astype(np.float32)}, rated.rating * 0)
    found = regressor.score_predictions(rated, predicted)
    assert found["mse_pixels"] == pytest.approx(0.04, abs=1e-6)
    assert found["mse_constant"] == pytest.approx(np.mean(RATING**2), abs=1e-6)


def test_the_next_situation_s_model_scores_what_a_situation_cannot() -> None:
    pairs = rated_pairs([1, 2, 3], [0.5, 0.5, NAN], own_captions=[5, 2, 0])
    features = dict.fromkeys(("all", "few"), np.zeros((3, 4), dtype=np.float32))
    scorers: Any = {"captions": Level(0.75), "few_captions": Level(-0.5), "pixels": Level(0.25)}
    rows = np.array([2, 1, 0])

    def scored(situation: str, *names: str) -> list[float]:
        some = {name: scorers[name] for name in names or scorers}
        found: list[float] = situations.predict_situation(some, situation, pairs, features, rows).tolist()
        return found

    assert scored("captions") == [0.25, 0.0, 0.75]
    assert scored("captions", "captions", "pixels") == [0.25, 0.25, 0.75]
    assert scored("few_captions") == [0.25, 0.0, 0.0]
    assert scored("few_captions", "captions", "pixels") == [0.25, 0.25, 0.75]
    assert scored("pixels") == [0.25] * 3
    assert scored("pixels", "captions") == [0.0] * 3
