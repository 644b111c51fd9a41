"""From which scores on pictures without captions show what is unwanted, and which show people."""

from __future__ import annotations

import numpy as np
import pytest

from imgsearch.search.bands import Scored, Thresholds
from imgsearch.search.encoded import EncodedText
from imgsearch.search.evident import SHARE, SPREADS, are_evident, lower_for_words

AXIS = np.eye(3, dtype=np.float32)


@pytest.mark.parametrize(
    ("said", "english", "is_lowered"),
    [
        ("dogs", None, True),
        ("a large dog near the water", None, False),
        ("собаки", "dogs", True),
        ("большая собака у самой воды", "a large dog near the water", False),
    ],
)
def test_few_words_need_less_of_pictures_without_captions(said: str, english: str | None, is_lowered: bool) -> None:
    text = EncodedText(said, -1.0, AXIS[:1], {}, is_latin=english is None, english=english)
    two = np.full(2, 0.4, np.float32)
    nearest = {"use-multilingual": np.array([0.3, np.nan], dtype=np.float32)}
    scored = Scored(two, two, None, nearest, np.full(2, english is None))
    lowered = lower_for_words(Thresholds(two, 2 * two), text, scored)
    share = SHARE if is_lowered else 1.0
    np.testing.assert_allclose(lowered.maybe, [0.4, 0.4 * share])
    np.testing.assert_allclose(lowered.sure, [0.8, 0.8 * share])


def test_a_picture_shows_one_of_several_texts_that_is_far_nearer_than_to_usual_pictures() -> None:
    asked = AXIS[:2]
    # Cosines of the first text: mean 0, spread .1; of the second 0 with all.
    usual = np.array([[0.1, 0, 0.995], [-0.1, 0, 0.995]], dtype=np.float32)
    just, almost = SPREADS * 0.1 + 1e-4, SPREADS * 0.1 - 1e-4
    images = np.array([[just, 0, 1], [almost, 0, 1], [0, 0.01, 1], [-just, 0, 1], [0, 0, 1]], dtype=np.float32)
    assert are_evident(images, asked, usual).tolist() == [True, False, True, False, False]
    assert are_evident(images, asked[:1], usual).tolist() == [True, False, False, False, False]
