"""Heads by small numbers: what they take pictures and texts for can be worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from imgsearch.encoders import load_encoder
from imgsearch.encoders.heads import Guess, Head, Pair, look, make_pair
from imgsearch.encoders.protocol import FloatArray
from imgsearch.encoders.small import text_features

#: Two pictures of three parts of two numbers; for the two kinds they have odds of 3 : 1, 1 : 1 and so on.
ODDS = np.array([[[3, 1], [1, 1], [1, 8]], [[1, 1], [15, 1], [1, 3]]], dtype=np.float32)
PARTS = np.log(ODDS).astype(np.float32)
WEIGHT, BIAS = np.eye(2, dtype=np.float32), np.zeros(2, dtype=np.float32)
#: Square roots of the probabilities: of the whole, then the highest of the other parts.
SEEN = np.sqrt([[3 / 4, 1 / 4, 1 / 2, 8 / 9], [1 / 2, 1 / 2, 15 / 16, 3 / 4]])


def array(*rows: tuple[float, ...]) -> FloatArray:
    return np.array(rows, dtype=np.float32)


def test_a_picture_is_taken_for_the_roots_of_its_odds_and_for_the_highest_of_its_parts() -> None:
    np.testing.assert_allclose(look(PARTS, WEIGHT, BIAS), SEEN, atol=1e-6)
    np.testing.assert_allclose(look(PARTS, WEIGHT, BIAS + 90), SEEN, atol=1e-6)
    np.testing.assert_allclose(
        look(PARTS[:, :1], WEIGHT, np.log(array((1, 2))[0]))[0], np.sqrt([3 / 5, 2 / 5]), atol=1e-6
    )
    assert look(PARTS[:0], WEIGHT, BIAS).shape == (0, 4)


@pytest.mark.parametrize("inputs", [2, 4])
def test_heads_that_were_trained_on_whole_pictures_alone_look_at_no_parts(inputs: int) -> None:
    guess = Guess(WEIGHT, BIAS, np.arange(inputs * 2, dtype=np.float32).reshape(inputs, 2))
    seen = guess.look(PARTS)
    np.testing.assert_allclose(seen, SEEN[:, :inputs], atol=1e-6)
    np.testing.assert_allclose(guess(seen), SEEN[:, :inputs] @ guess.output_weight, atol=1e-5)


def test_many_pictures_are_taken_for_what_each_is_taken_for_alone() -> None:
    many = np.random.default_rng(0).normal(size=(1030, 10, 2)).astype(np.float32)
    whole = look(many, WEIGHT, BIAS)
    assert whole.shape == (1030, 4)
    for row in (0, 511, 512, 1024, 1029):
        np.testing.assert_allclose(whole[row], look(many[row : row + 1], WEIGHT, BIAS)[0], atol=1e-6)


def test_what_a_picture_is_taken_for_is_added_before_its_length_is_made_one() -> None:
    head = Head(WEIGHT, array((0,), (0,)), array((0,))[0], array((0, 0)), array((0, 0))[0])
    pair = Pair(head, head, Guess(WEIGHT, BIAS, array((4, 0), (0, 0))))
    vector = np.log(ODDS[0, 0]) + np.array((4 * np.sqrt(3 / 4), 0))
    expected = [vector / np.linalg.norm(vector)]
    np.testing.assert_allclose(pair.map_images(PARTS[:1]), expected, atol=1e-6)
    np.testing.assert_allclose(pair.map_images(PARTS[:1], roots=array((1, 0))), [[1, 0]], atol=0.05)
    np.testing.assert_allclose(pair._replace(guess=None).map_images(PARTS[:1]), [[1, 0]], atol=1e-6)


@pytest.mark.parametrize("has_guess", [True, False])
def test_a_pair_is_made_of_the_arrays_that_it_gives(has_guess: bool) -> None:
    numbers = iter(range(20))
    heads = [Head(*(array((next(numbers),)) for _ in Head._fields)) for _ in range(2)]
    guess = Guess(*(array((next(numbers),)) for _ in Guess._fields)) if has_guess else None
    pair = Pair(heads[0], heads[1], guess)
    arrays = pair.arrays()
    assert len(arrays) == 10 + 3 * has_guess
    assert make_pair(arrays) == pair
    del arrays["text.hidden_bias"]
    with pytest.raises(KeyError, match="hidden_bias"):
        make_pair(arrays)


@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_texts_have_features_of_single_precision_however_many_there_are(count: int) -> None:
    features = text_features(load_encoder, ["собака", "a dog", "кошка", "a cat"][:count])
    assert (str(features.dtype), features.shape) == ("float32", (count, 896))
    assert [bool(row[:384].any()) for row in features] == [False, True, False, True][:count]
