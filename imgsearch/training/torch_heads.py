"""Differentiable twins of the heads of the `small` encoder. Importing this imports torch."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from imgsearch.encoders.heads import Guess
from imgsearch.encoders.protocol import FloatArray


@contextmanager
def seeded(seed: int) -> Iterator[None]:
    """Train from a seed. Processors with instructions for it multiply in bfloat16, which takes half the time."""
    before = torch.get_float32_matmul_precision()
    torch.manual_seed(seed)
    torch.set_float32_matmul_precision("medium")
    try:
        yield
    finally:
        torch.set_float32_matmul_precision(before)


class TorchHead(nn.Module):
    """Twin of heads.Head.

    Args:
        width: of the inputs.
        recipe: of training.
        mean: (width,) what is taken from the inputs, so that dropping one puts its mean in its place; None for nothing.
    """

    mean: torch.Tensor

    def __init__(self, width: int, recipe: dict[str, Any], mean: FloatArray | None = None) -> None:
        super().__init__()
        self.recipe = recipe
        self.register_buffer("mean", torch.from_numpy(np.zeros(width, np.float32) if mean is None else mean))
        self.linear = nn.Linear(width, recipe["dimension"], bias=False)
        self.hidden = nn.Linear(width, recipe["hidden"])
        self.output = nn.Linear(recipe["hidden"], recipe["dimension"])

    def forward(self, features: torch.Tensor) -> torch.Tensor:
        """(N, width) -> (N, dimension), unit length."""
        return functional.normalize(self.map(features), dim=-1)

    def map(self, features: torch.Tensor) -> torch.Tensor:
        """(N, width) -> (N, dimension), of any length."""
        kept = functional.dropout(features - self.mean, self.recipe["input_dropout"], self.training)
        hidden = functional.dropout(torch.relu(self.hidden(kept)), self.recipe["dropout"], self.training)
        mapped: torch.Tensor = self.linear(kept) + self.output(hidden)
        return mapped

    def arrays(self, side: str) -> dict[str, FloatArray]:
        """What heads.Head is made of, by name in a file."""
        mean = self.mean
        tensors = {
            "linear_weight": self.linear.weight.T,
            "hidden_weight": self.hidden.weight.T,
            "hidden_bias": self.hidden.bias - self.hidden.weight @ mean,
            "output_weight": self.output.weight.T,
            "output_bias": self.output.bias - self.linear.weight @ mean,
        }
        return {f"{side}.{name}": tensor.detach().numpy() for name, tensor in tensors.items()}


class TorchImageHead(nn.Module):
    """Twin of heads.Head, with heads.Guess where there are kinds.

    Args:
        recipe: of training.
        mean: (width,) of the whole pictures, from ``heads.whole_of``.
        guess: (D, 1000) and (1000,) weights of the tower's last layer, if the head also gets its probabilities.
        features: the tower's D; what stands behind it is what tuned blocks see. None if there is nothing.
    """

    def __init__(
        self,
        recipe: dict[str, Any],
        mean: FloatArray,
        guess: tuple[FloatArray, FloatArray] | None = None,
        features: int | None = None,
    ) -> None:
        super().__init__()
        self.recipe, self.classifier, self.features = recipe, guess, features or len(mean)
        self.whole = TorchHead(len(mean), recipe, mean)
        self.guess: nn.Linear | None = None
        if guess is not None:
            self.guess = nn.Linear(2 * len(guess[1]), recipe["dimension"], bias=False)
            nn.init.zeros_(self.guess.weight)

    def forward(self, whole: torch.Tensor, roots: torch.Tensor | None = None) -> torch.Tensor:
        """Map pictures.

        Args:
            whole: (N, width) features of whole pictures.
            roots: (N, 2000) from ``Guess.look`` where there are kinds.

        Returns:
            (N, dimension), unit length.
        """
        mapped = self.whole.map(self._drop_tuned(whole) if self.training else whole)
        if self.guess is not None and roots is not None:
            heard = functional.dropout(roots * self.recipe["guess_scale"], self.recipe["guess_dropout"], self.training)
            mapped = mapped + self.guess(heard)
        return functional.normalize(mapped, dim=-1)

    def _drop_tuned(self, whole: torch.Tensor) -> torch.Tensor:
        """Put the mean in the place of all that tuned blocks see of a picture, now and then."""
        is_kept = torch.rand(len(whole), 1) >= self.recipe["tuned_dropout"]
        tuned = torch.where(is_kept, whole[:, self.features :], self.whole.mean[self.features :])
        return torch.cat([whole[:, : self.features], tuned], dim=1)

    def arrays(self) -> dict[str, FloatArray]:
        """What heads.Pair has of pictures, by name in a file."""
        arrays = self.whole.arrays("image")
        if self.guess is not None and self.classifier is not None:
            output = (self.guess.weight.T * self.recipe["guess_scale"]).detach().numpy()
            arrays |= {f"guess.{name}": array for name, array in Guess(*self.classifier, output)._asdict().items()}
        return arrays


class Descent:
    """AdamW (Loshchilov and Hutter 2019) with a rate that rises and falls once (Smith and Topin 2018).

    Args:
        parameters: to be trained.
        recipe: of training.
        steps: that will be taken.
    """

    def __init__(self, parameters: Iterable[nn.Parameter], recipe: dict[str, Any], steps: int) -> None:
        rate = recipe["learning_rate"]
        self._optimizer = torch.optim.AdamW(parameters, lr=rate, weight_decay=recipe["weight_decay"], fused=True)
        self._schedule = torch.optim.lr_scheduler.OneCycleLR(self._optimizer, rate, total_steps=max(2, steps))

    def step(self, loss: torch.Tensor) -> None:
        """Go down a loss."""
        self._optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        self._optimizer.step()
        self._schedule.step()
