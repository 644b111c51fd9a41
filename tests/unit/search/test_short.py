from __future__ import annotations

import numpy as np
import pytest

from imgsearch.rescoring.familiar import is_short
from imgsearch.search.short import order_by_both


@pytest.mark.parametrize(
    ("text", "short"),
    [("dog", True), ("dog in snow", True), ("three black dogs", True), ("three black dogs run", False)],
)
def test_a_short_text_has_three_words_that_say_something(text: str, short: bool) -> None:
    assert is_short(text) is short


def test_of_nearly_equal_scores_the_nearer_picture_gets_the_higher_one() -> None:
    score = np.array([0.50, 0.49, 0.20], dtype=np.float32)
    cosine = np.array([0.1, 0.6, 0.2], dtype=np.float32)
    assert order_by_both(score, cosine, np.arange(3)) == pytest.approx([0.49, 0.50, 0.20])


def test_a_clearly_better_score_stays_first() -> None:
    score = np.array([0.9, 0.4], dtype=np.float32)
    assert order_by_both(score, np.array([0.1, 0.9], dtype=np.float32), np.arange(2)) == pytest.approx(score)


def test_other_rows_keep_their_scores() -> None:
    score = np.array([0.50, 0.49, 0.7], dtype=np.float32)
    cosine = np.array([0.1, 0.6, 0.0], dtype=np.float32)
    assert order_by_both(score, cosine, np.array([0, 1])) == pytest.approx([0.49, 0.50, 0.7])
    assert order_by_both(score, cosine, np.array([1])) == pytest.approx(score)
