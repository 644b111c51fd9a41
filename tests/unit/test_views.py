"""Pairs as the models see them."""

from __future__ import annotations

import numpy as np
import pytest

from imgsearch.rescoring.pairs import Pairs
from imgsearch.rescoring.words import WORD_FEATURES, word_overlap
from imgsearch.training.views import choose_few, compare_words, hide_captions, make_views, view_of

TEXTS = ["a red dog", "two men", "a boat"]
OWN = [["a dog", "a red dog runs", "grass", "a park", "a brown animal"], ["men at work"], []]


@pytest.fixture
def views() -> dict[str, Pairs]:
    one = np.array([[1, 0]] * 3, dtype=np.float32)
    similarity = np.array([[0.1, 0.2, 0.3, 0.4, 0.5], [0.6] + [np.nan] * 4, [np.nan] * 5], dtype=np.float32)
    pairs = Pairs(
        query=one,
        image=one,
        caption_query={"minilm": one, "use-multilingual": one},
        similarity={"minilm": similarity, "use-multilingual": similarity + 1},
        is_latin=True,
    )
    told = pairs._replace(words=compare_words(TEXTS, OWN))
    return make_views(told, hide_captions(TEXTS, OWN, pairs.similarity), one * 2)


def test_few_captions_are_between_one_and_three_and_always_the_same() -> None:
    counts = set()
    for number in range(50):
        chosen = choose_few(f"text {number}", OWN[0])
        assert chosen == choose_few(f"text {number}", OWN[0])
        assert len(set(chosen)) == len(chosen)
        assert set(chosen) <= set(range(5))
        counts.add(len(chosen))
    assert counts == {1, 2, 3}
    assert choose_few("text", OWN[1]) == [0]
    assert choose_few("text", []) == []


def test_the_same_captions_are_hidden_from_every_encoder_and_from_the_words(views: dict[str, Pairs]) -> None:
    kept = choose_few(TEXTS[0], OWN[0])
    for name, first in (("minilm", 0.1), ("use-multilingual", 1.1)):
        row = views["few"].similarity[name][0]
        assert np.flatnonzero(~np.isnan(row)).tolist() == sorted(kept)
        np.testing.assert_allclose(row[kept], [first + column / 10 for column in kept], atol=1e-6)
    words = views["few"].words
    assert words is not None
    np.testing.assert_array_equal(words[:1], word_overlap(TEXTS[0], [[OWN[0][column] for column in kept]]))


def test_nothing_is_hidden_from_the_other_view(views: dict[str, Pairs]) -> None:
    counts = (~np.isnan(views["all"].similarity["minilm"])).sum(axis=1)
    assert counts.tolist() == [5, 1, 0]
    words = views["all"].words
    assert words is not None
    assert np.isnan(words[:, : len(WORD_FEATURES)]).any(axis=1).tolist() == [False, False, True]


def test_english_encoders_say_nothing_in_multilingual_views(views: dict[str, Pairs]) -> None:
    for name in ("all_multilingual", "few_multilingual"):
        assert set(views[name].similarity) == set(views[name].caption_query) == {"use-multilingual"}
        assert views[name].words is None
        assert views[name].query[0, 0] == 2
    assert view_of("few_captions_multilingual") == "few_multilingual"
    assert view_of("pixels") == view_of("captions") == "all"
