"""Background, fingerprint and rows of the training, on small arrays."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from imgsearch.training.regressor import BACKGROUND_SIZE, fingerprint, sample_background
from imgsearch.training.situations import measured_rows, situation_rows
from tests.rated import NAN, rated_pairs, unit_vectors


def test_background_holds_each_picture_and_text_of_the_rows_once() -> None:
    rated = rated_pairs([5, 5, 6, 6, 7, 8], [0.5] * 6, caption_id=[30, 31, 30, 32, 33, 34])
    # Two rows of the same picture, and of the same text, have the same vector.
    image = unit_vectors(9, 7)[rated.image_id]
    query, minilm, use = (unit_vectors(35, seed)[rated.caption_id] for seed in (8, 9, 10))
    pairs = rated.pairs._replace(image=image, query=query, caption_query={"minilm": minilm, "use-multilingual": use})
    rated = replace(rated, pairs=pairs)
    found = sample_background(rated, np.array([1, 2, 3, 4]), seed=0)
    assert sorted(found.images.tolist()) == sorted(unit_vectors(9, 7)[[5, 6, 7]].tolist())
    texts = [unit_vectors(35, 8)[[30, 31, 32, 33]].tolist().index(vector) for vector in found.texts.tolist()]
    assert sorted(texts) == [0, 1, 2, 3]
    # Caption encoders' vectors are of the same texts in the same order.
    for name, seed in (("minilm", 9), ("use-multilingual", 10)):
        np.testing.assert_array_equal(found.captions[name], unit_vectors(35, seed)[[30, 31, 32, 33]][texts])


def test_background_is_drawn_by_the_seed_and_no_larger_than_it_may_be() -> None:
    rated = rated_pairs(list(range(300)), [0.5] * 300)
    one, again, other = (sample_background(rated, np.arange(300), seed) for seed in (0, 0, 1))
    assert len(one.images) == len(one.texts) == len(one.captions["minilm"]) == BACKGROUND_SIZE == 256
    np.testing.assert_array_equal(one.images, again.images)
    assert not np.array_equal(one.images, other.images)
    assert len(np.unique(one.images, axis=0)) == 256


def test_fingerprint_is_of_texts_and_ratings_in_any_order() -> None:
    texts, ratings = ["b", "a", "c"], [0.25, 0.5, NAN]
    known = fingerprint(rated_pairs([1, 2, 3], ratings, text=texts))
    # sha256 of "a, tab, 0.500000, line end" and the same of b.
    assert known == "36bcad89c31f5db9"
    assert fingerprint(rated_pairs([9, 9, 8], ratings[::-1], text=texts[::-1])) == known
    assert fingerprint(rated_pairs([1, 2, 3], [0.25, 0.75, NAN], text=texts)) != known
    assert fingerprint(rated_pairs([1, 2, 3], ratings, text=["b", "x", "c"])) != known


@pytest.mark.parametrize(
    ("situation", "trained_on", "measured_on"),
    [
        ("pixels", [0, 1, 3, 4, 5], [0, 1, 3, 4, 5]),
        ("few_captions", [1, 3, 4, 5], [1, 3, 4, 5]),
        ("captions", [4, 5], [1, 3, 4, 5]),
        ("pixels_multilingual", [0, 1, 3, 4, 5], [0, 1, 3, 4, 5]),
        ("few_captions_multilingual", [1, 3, 4, 5], [1, 3, 4, 5]),
        ("captions_multilingual", [4, 5], [1, 3, 4, 5]),
    ],
)
def test_a_situation_needs_so_many_captions(situation: str, trained_on: list[int], measured_on: list[int]) -> None:
    captions = np.array([0, 1, 3, 4, 5])
    rated = rated_pairs([1, 2, 3, 4, 5], [0.5] * 5, own_captions=captions.tolist())
    assert captions[situation_rows(rated, situation)].tolist() == trained_on
    assert captions[measured_rows(rated, situation)].tolist() == measured_on
