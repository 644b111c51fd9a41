from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from pgvector import HalfVector

from imgsearch.search.both import order_by_both
from imgsearch.search.score import score_candidates
from tests.unit.test_scores import AXIS, Candidate, Told, encoded, found_by, models, text

SPREAD = 0.1


def test_of_nearly_equal_scores_the_nearer_picture_gets_the_higher_one() -> None:
    score = np.array([0.50, 0.49, 0.20], dtype=np.float32)
    cosine = np.array([0.3, 0.4, 0.2], dtype=np.float32)
    assert order_by_both(score, cosine, np.arange(3), SPREAD) == pytest.approx([0.49, 0.50, 0.20])


def test_a_clearly_better_score_stays_first() -> None:
    score = np.array([0.9, 0.4], dtype=np.float32)
    cosine = np.array([0.3, 0.4], dtype=np.float32)
    assert order_by_both(score, cosine, np.arange(2), SPREAD) == pytest.approx(score)


def test_a_difference_counts_by_the_spread_of_usual_pictures_not_by_that_of_the_few_that_are_there() -> None:
    score = np.array([0.6, 0.4], dtype=np.float32)
    cosine = np.array([0.3, 0.31], dtype=np.float32)
    assert order_by_both(score, cosine, np.arange(2), SPREAD) == pytest.approx(score)
    assert order_by_both(score, cosine, np.arange(2), SPREAD / 10) == pytest.approx(score[::-1])


def test_other_rows_keep_their_scores() -> None:
    score = np.array([0.50, 0.49, 0.7], dtype=np.float32)
    cosine = np.array([0.3, 0.4, 0.0], dtype=np.float32)
    assert order_by_both(score, cosine, np.array([0, 1]), SPREAD) == pytest.approx([0.49, 0.50, 0.7])
    assert order_by_both(score, cosine, np.array([1]), SPREAD) == pytest.approx(score)


class WithSpread(Told):
    def spread(self, text: Any) -> float:  # noqa: ANN401
        return 0.5


@pytest.mark.parametrize("said", ["a dog", "two dogs run through the deep snow of a wide field"])
def test_of_nearly_equal_scores_the_nearer_picture_gets_the_higher_one_by_a_text_of_any_length(said: str) -> None:
    told = WithSpread({0: [0.52, 0.51, 0.2]})
    near = [Candidate(0.0, HalfVector(AXIS[axis]).to_binary()) for axis in (1, 0, 2)]
    found = score_candidates(models(told), encoded(replace(text(), text=said)), found_by(near))
    assert found.score.tolist() == pytest.approx([0.51, 0.52, 0.2])
