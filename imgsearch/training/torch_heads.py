"""Differentiable twins of the heads of the `small` encoder. Importing this imports torch."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from imgsearch.encoders.heads import Guess
from imgsearch.encoders.protocol import FloatArray


class TorchHead(nn.Module):
    """Twin of small.Head.

    Args:
        width: of the inputs.
        recipe: of training.
        mean: (width,) what is taken from the inputs, so that dropping one puts its mean in its place; None for nothing.
        guess: (width, 1000) and (1000,) weights of the tower's last layer, if the head also gets its probabilities.
    """

    mean: torch.Tensor
    guess_weight: torch.Tensor
    guess_bias: torch.Tensor

    def __init__(
        self,
        width: int,
        recipe: dict[str, Any],
        mean: FloatArray | None = None,
        guess: tuple[FloatArray, FloatArray] | None = None,
    ) -> None:
        super().__init__()
        self.recipe = recipe
        self.register_buffer("mean", torch.from_numpy(np.zeros(width, np.float32) if mean is None else mean))
        self.linear = nn.Linear(width, recipe["dimension"], bias=False)
        self.hidden = nn.Linear(width, recipe["hidden"])
        self.output = nn.Linear(recipe["hidden"], recipe["dimension"])
        self.guess: nn.Linear | None = None
        if guess is not None:
            self.register_buffer("guess_weight", torch.from_numpy(guess[0]))
            self.register_buffer("guess_bias", torch.from_numpy(guess[1]))
            self.guess = nn.Linear(len(guess[1]), recipe["dimension"], bias=False)
            nn.init.zeros_(self.guess.weight)

    def forward(self, features: torch.Tensor) -> torch.Tensor:
        """(N, width) -> (N, dimension), unit length."""
        kept = functional.dropout(features - self.mean, self.recipe["input_dropout"], self.training)
        hidden = functional.dropout(torch.relu(self.hidden(kept)), self.recipe["dropout"], self.training)
        mapped = self.linear(kept) + self.output(hidden)
        if self.guess is not None:
            with torch.no_grad():
                logits = features @ self.guess_weight + self.guess_bias
                root = torch.softmax(logits, dim=1).sqrt() * self.recipe["guess_scale"]
            mapped = mapped + self.guess(functional.dropout(root, self.recipe["guess_dropout"], self.training))
        return functional.normalize(mapped, dim=-1)

    def arrays(self, side: str) -> dict[str, FloatArray]:
        """What small.Head, and small.Guess where there is one, are made of."""
        mean = self.mean
        tensors = {
            "linear_weight": self.linear.weight.T,
            "hidden_weight": self.hidden.weight.T,
            "hidden_bias": self.hidden.bias - self.hidden.weight @ mean,
            "output_weight": self.output.weight.T,
            "output_bias": self.output.bias - self.linear.weight @ mean,
        }
        arrays = {f"{side}.{name}": tensor.detach().numpy() for name, tensor in tensors.items()}
        if self.guess is not None:
            output = self.guess.weight.T * self.recipe["guess_scale"]
            guess = Guess(self.guess_weight.numpy(), self.guess_bias.numpy(), output.detach().numpy())
            arrays |= {f"guess.{name}": array for name, array in guess._asdict().items()}
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
