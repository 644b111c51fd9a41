"""Heads in torch, against those in numpy that are made of their arrays."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch

from imgsearch.encoders.heads import Guess, Head
from imgsearch.training.torch_heads import TorchHead

RECIPE: dict[str, Any] = {"dimension": 5, "hidden": 7, "dropout": 0.5, "input_dropout": 0.5, "guess_dropout": 0.5}
RECIPE["guess_scale"] = 3.0
FEATURES = np.random.default_rng(0).normal(size=(6, 4)).astype(np.float32)
MEAN = FEATURES.mean(axis=0)
CLASSIFIER = (np.random.default_rng(1).normal(size=(4, 9)).astype(np.float32), np.linspace(0, 1, 9, dtype=np.float32))


def fields(arrays: dict[str, Any], side: str, names: tuple[str, ...]) -> list[Any]:
    return [arrays[f"{side}.{name}"] for name in names]


@pytest.mark.parametrize("guess", [None, CLASSIFIER], ids=["plain", "guess"])
@pytest.mark.parametrize("mean", [None, MEAN], ids=["as they come", "centred"])
def test_a_head_in_numpy_gives_what_it_gave_in_torch(mean: Any, guess: Any) -> None:  # noqa: ANN401
    torch.manual_seed(2)
    head = TorchHead(4, RECIPE, mean, guess).eval()
    if head.guess is not None:
        torch.nn.init.normal_(head.guess.weight)
    with torch.no_grad():
        expected = head(torch.from_numpy(FEATURES)).numpy()
    arrays = head.arrays("image")
    assert any(name.startswith("guess.") for name in arrays) is (guess is not None)
    further = 0.0 if guess is None else Guess(*fields(arrays, "guess", Guess._fields))(FEATURES)
    found = Head(*fields(arrays, "image", Head._fields))(FEATURES, further)
    np.testing.assert_allclose(found, expected, atol=1e-5)


def test_a_dropped_input_counts_as_the_mean() -> None:
    torch.manual_seed(3)
    head = TorchHead(4, RECIPE | {"input_dropout": 1.0, "dropout": 0.0}, MEAN)
    at_the_mean = head.eval()(torch.from_numpy(MEAN[None]))
    torch.testing.assert_close(head.train()(torch.from_numpy(FEATURES)), at_the_mean.expand(6, -1))


def test_a_guess_at_the_start_says_nothing() -> None:
    torch.manual_seed(4)
    guessing = TorchHead(4, RECIPE, None, CLASSIFIER).eval()
    plain = TorchHead(4, RECIPE).eval()
    plain.load_state_dict(guessing.state_dict(), strict=False)
    features = torch.from_numpy(FEATURES)
    torch.testing.assert_close(guessing(features), plain(features))
