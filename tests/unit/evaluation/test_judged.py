"""Which pairs each model's predictions are of."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from imgsearch.evaluation.judged import Predictions, predict_judged, predict_unseen
from imgsearch.evaluation.store import _means_something
from imgsearch.rescoring.regressor import Regressor
from imgsearch.training.regressor import sample_background
from tests.fakes import Level
from tests.rated import judged_pairs, rated_pairs

#: Own captions of six pictures, the third and the last of which the regressor never saw.
CAPTIONS = [5, 0, 2, 4, 5, 0]
PICTURES = [1, 2, 3, 4, 5, 6]


def regressor(data: dict[str, list[str]]) -> Regressor:
    scorers: Any = {"pixels": Level(0.25), "few_captions": Level(1.5), "captions": Level(0.75)}
    rated = rated_pairs(PICTURES, [0.5] * 6)
    return Regressor({"data": data, "thresholds": {}}, sample_background(rated, np.arange(6), 0), scorers)


def by_model(found: object) -> dict[tuple[str, str], Predictions]:
    return {(one.split, one.model): one for one in found}  # type: ignore[attr-defined]


def test_unseen_pictures_alone_are_scored_where_something_is_known_of_them() -> None:
    judged = judged_pairs(rated_pairs(PICTURES, [0.5] * 6, own_captions=CAPTIONS))
    seen = [f"{picture:012x}" for picture in (1, 2, 4, 5)]
    found = by_model(predict_unseen(judged, regressor({"picture_hashes": seen})))
    assert found["unseen", "pixels"].rows.tolist() == [2, 5]
    assert found["unseen", "pixels"].predicted.tolist() == [0.25, 0.25]
    assert found["unseen", "captions"].rows.tolist() == [2]  # no other has captions
    assert found["unseen", "captions"].predicted.tolist() == [1.0]  # by the model for few, cut to 1
    assert found["unseen", "cosine"].rows.tolist() == [2, 5]
    assert found["unseen", "caption_similarity"].rows.tolist() == [2]


def test_a_card_that_names_no_picture_counts_as_having_seen_all() -> None:
    judged = judged_pairs(rated_pairs(PICTURES, [0.5] * 6, own_captions=CAPTIONS))
    assert list(predict_unseen(judged, regressor({}))) == []


def test_yardsticks_are_the_cosine_and_the_closest_caption() -> None:
    rated = rated_pairs(PICTURES, [0.1, 0.2, 0.3, 0.4, 0.5, 0.6], own_captions=CAPTIONS)
    found = by_model(predict_judged(judged_pairs(rated), None, seed=0, progress=lambda _: None))
    assert {split for split, _ in found} == {"picture", "caption"}
    for split in ("picture", "caption"):
        cosine = [float(query @ image) for query, image in zip(rated.pairs.query, rated.pairs.image, strict=True)]
        np.testing.assert_allclose(found[split, "cosine"].predicted, cosine, atol=1e-6)
        assert found[split, "caption_similarity"].rows.tolist() == [0, 2, 3, 4]
        np.testing.assert_allclose(found[split, "caption_similarity"].predicted, [0.9] * 4, atol=1e-6)
        assert found[split, "captions"].rows.tolist() == [0, 2, 3, 4]
        assert found[split, "pixels"].rows.tolist() == found[split, "constant"].rows.tolist() == [0, 1, 2, 3, 4, 5]


def test_pictures_without_captions_and_few_texts_are_measured_as_far_as_can_be() -> None:
    rated = rated_pairs(PICTURES, [0.1, 0.2, 0.3, 0.4, 0.5, 0.6], caption_id=[1, 2] * 3)
    told: list[str] = []
    found = by_model(predict_judged(judged_pairs(rated), None, seed=0, progress=told.append))
    assert set(found) == {("picture", name) for name in ("constant", "cosine", "pixels", "pixels_multilingual")}
    assert told[-1] == "by caption: not measured, since 2 captions cannot be split into 5 folds"


@pytest.mark.parametrize(
    ("model", "errors", "ranks"),
    [("captions", True, True), ("cosine", False, True), ("caption_similarity", False, True), ("constant", True, False)],
)
def test_figures_are_kept_where_they_mean_something(model: str, errors: bool, ranks: bool) -> None:
    for metric in ("mse", "mae", "r2", "ece"):
        assert _means_something(model, metric) == errors
    for metric in ("spearman", "tau_c", "tau_b", "ndcg_10"):
        assert _means_something(model, metric) == ranks
