"""Contrastive training of the projection heads in torch."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from imgsearch.encoders.protocol import FloatArray

if TYPE_CHECKING:
    from imgsearch.training.captioned import CaptionedPictures

#: Each was chosen on the dev split; docs/models.md has the table.
RECIPE: dict[str, Any] = {
    "loss": "symmetric InfoNCE, captions of the same picture masked",
    "head": "linear plus one hidden layer",
    "hidden": 1024,
    "dimension": 512,
    "dropout": 0.5,
    "input_dropout": 0.5,
    "minilm_dropout": 0.2,
    "batch": 512,
    "epochs": 16,
    "learning_rate": 2e-3,
    "weight_decay": 0.01,
    "temperature": 0.05,
}
MINILM_WIDTH = 384


def train_heads(data: CaptionedPictures, *, seed: int, progress: Callable[[int, int], None]) -> dict[str, FloatArray]:
    """Train by symmetric InfoNCE (Oord et al. 2018, Radford et al. 2021).

    Strong dropout matters more than anything else with 6,000 pictures. MiniLM's half of the text is dropped as a
    whole now and then, so that USE alone, which is all that a Russian text has, finds pictures too.

    Args:
        data: features of the training pictures and their captions.
        seed: same seed, same heads, on one machine.
        progress: called with epochs done and in all.

    Returns:
        ``image.*`` and ``text.*`` arrays, one for each field of small.Head.
    """
    import torch
    from torch.nn import functional

    torch.manual_seed(seed)
    generator = np.random.default_rng(seed)
    image, text = torch.from_numpy(data.image), torch.from_numpy(data.text)
    owner = torch.from_numpy(data.owner)
    image_head, text_head = _make_head(image.shape[1]), _make_head(text.shape[1])
    log_scale = torch.nn.Parameter(torch.tensor(float(-np.log(RECIPE["temperature"]))))
    parameters = [*image_head.parameters(), *text_head.parameters(), log_scale]
    optimizer = torch.optim.AdamW(parameters, lr=RECIPE["learning_rate"], weight_decay=RECIPE["weight_decay"])
    size, epochs = min(RECIPE["batch"], len(text)), RECIPE["epochs"]
    batches = len(text) // size
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, RECIPE["learning_rate"], total_steps=max(2, epochs * batches)
    )
    for epoch in range(epochs):
        order = torch.from_numpy(generator.permutation(len(text)))
        for rows in order[: batches * size].reshape(batches, size):
            said = text[rows].clone()
            said[torch.rand(size) < RECIPE["minilm_dropout"], :MINILM_WIDTH] = 0
            seen = owner[rows]
            similarity = image_head(image[seen]) @ text_head(said).T * log_scale.exp().clamp(max=100)
            same = (seen[:, None] == seen[None]) & ~torch.eye(size, dtype=torch.bool)
            similarity = similarity.masked_fill(same, -1e4)
            target = torch.arange(size)
            loss = functional.cross_entropy(similarity, target) + functional.cross_entropy(similarity.T, target)
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimizer.step()
            schedule.step()
        progress(epoch + 1, epochs)
    return {**image_head.arrays("image"), **text_head.arrays("text")}


def _make_head(width: int) -> Any:  # noqa: ANN401 (the class exists only once torch is imported)
    import torch
    from torch import nn

    class TorchHead(nn.Module):
        """Differentiable twin of small.Head."""

        def __init__(self) -> None:
            super().__init__()
            self.drop_input = nn.Dropout(RECIPE["input_dropout"])
            self.linear = nn.Linear(width, RECIPE["dimension"], bias=False)
            self.hidden = nn.Linear(width, RECIPE["hidden"])
            self.drop = nn.Dropout(RECIPE["dropout"])
            self.output = nn.Linear(RECIPE["hidden"], RECIPE["dimension"])

        def forward(self, features: torch.Tensor) -> torch.Tensor:
            features = self.drop_input(features)
            mapped = self.linear(features) + self.output(self.drop(torch.relu(self.hidden(features))))
            return nn.functional.normalize(mapped, dim=-1)

        def arrays(self, side: str) -> dict[str, FloatArray]:
            tensors = {
                "linear_weight": self.linear.weight.T,
                "hidden_weight": self.hidden.weight.T,
                "hidden_bias": self.hidden.bias,
                "output_weight": self.output.weight.T,
                "output_bias": self.output.bias,
            }
            return {f"{side}.{name}": tensor.detach().numpy() for name, tensor in tensors.items()}

    return TorchHead()
