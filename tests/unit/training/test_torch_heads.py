"""Heads in torch, against those in numpy that are made of their arrays."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch

from imgsearch.encoders.heads import Head, make_pair
from imgsearch.training.torch_heads import TorchHead, TorchImageHead, seeded

RECIPE: dict[str, Any] = {"dimension": 5, "hidden": 7, "dropout": 0.5, "input_dropout": 0.5, "guess_dropout": 0.5}
RECIPE |= {"guess_scale": 3.0, "tuned_dropout": 0.0}
PARTS = np.random.default_rng(0).normal(size=(6, 10, 4)).astype(np.float32)
FEATURES = PARTS[:, 0]
MEAN = FEATURES.mean(axis=0)
CLASSIFIER = (np.random.default_rng(1).normal(size=(4, 9)).astype(np.float32), np.linspace(0, 1, 9, dtype=np.float32))


@pytest.mark.parametrize("mean", [None, MEAN], ids=["as they come", "centred"])
def test_a_head_in_numpy_gives_what_it_gave_in_torch(mean: Any) -> None:  # noqa: ANN401
    torch.manual_seed(2)
    head = TorchHead(4, RECIPE, mean).eval()
    with torch.no_grad():
        expected = head(torch.from_numpy(FEATURES)).numpy()
    arrays = head.arrays("image")
    found = Head(*(arrays[f"image.{name}"] for name in Head._fields))(FEATURES)
    np.testing.assert_allclose(found, expected, atol=1e-5)


@pytest.mark.parametrize("guess", [None, CLASSIFIER], ids=["plain", "guess"])
def test_a_head_that_hears_guesses_in_numpy_gives_what_it_gave_in_torch(guess: Any) -> None:  # noqa: ANN401
    torch.manual_seed(2)
    head = TorchImageHead(RECIPE, MEAN, guess).eval()
    if head.guess is not None:
        torch.nn.init.normal_(head.guess.weight)
    pair = make_pair(head.arrays() | TorchHead(3, RECIPE).arrays("text"))
    assert (pair.guess is None) is (guess is None)
    roots = None if pair.guess is None else pair.guess.look(PARTS)
    with torch.no_grad():
        expected = head(torch.from_numpy(FEATURES), None if roots is None else torch.from_numpy(roots)).numpy()
    np.testing.assert_allclose(pair.map_images(PARTS), expected, atol=1e-5)
    np.testing.assert_array_equal(pair.map_images(PARTS, roots), pair.map_images(PARTS))


def test_the_tower_takes_whole_pictures_and_ninths_for_something() -> None:
    pair = make_pair(TorchImageHead(RECIPE, MEAN, CLASSIFIER).arrays() | TorchHead(3, RECIPE).arrays("text"))
    assert pair.guess is not None
    logits = PARTS @ CLASSIFIER[0] + CLASSIFIER[1]
    odds = np.exp(logits) / np.exp(logits).sum(axis=2, keepdims=True)
    whole, ninths = np.split(pair.guess.look(PARTS), 2, axis=1)
    np.testing.assert_allclose(whole, odds[:, 0] ** 0.5, rtol=1e-4)
    np.testing.assert_allclose(ninths, odds[:, 1:].max(axis=1) ** 0.5, rtol=1e-4)


def test_a_dropped_input_counts_as_the_mean() -> None:
    torch.manual_seed(3)
    head = TorchHead(4, RECIPE | {"input_dropout": 1.0, "dropout": 0.0}, MEAN)
    at_the_mean = head.eval()(torch.from_numpy(MEAN[None]))
    torch.testing.assert_close(head.train()(torch.from_numpy(FEATURES)), at_the_mean.expand(6, -1))


def test_a_guess_at_the_start_says_nothing() -> None:
    torch.manual_seed(4)
    guessing = TorchImageHead(RECIPE, MEAN, CLASSIFIER).eval()
    features = torch.from_numpy(FEATURES)
    torch.testing.assert_close(guessing(features, torch.ones(6, 18)), guessing(features))


def draw_and_fail(drawn: list[float]) -> None:
    with seeded(3):
        assert torch.get_float32_matmul_precision() == "medium"
        drawn.append(float(torch.rand(1)))
        raise ValueError("broke off")


def test_a_seed_decides_and_torch_multiplies_afterwards_as_it_did_before() -> None:
    before, drawn = torch.get_float32_matmul_precision(), list[float]()
    for _ in range(2):
        with pytest.raises(ValueError, match="broke off"):
            draw_and_fail(drawn)
    assert drawn[0] == drawn[1]
    assert torch.get_float32_matmul_precision() == before
