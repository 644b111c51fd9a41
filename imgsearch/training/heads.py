"""Contrastive training of the projection heads in torch."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from imgsearch.encoders.heads import whole_of
from imgsearch.encoders.protocol import FloatArray
from imgsearch.encoders.small import MINILM_DIMENSION

if TYPE_CHECKING:
    import torch

    from imgsearch.training.captioned import CaptionedPictures
    from imgsearch.training.kinds import Kinds
    from imgsearch.training.torch_heads import TorchHead, TorchImageHead

#: Each was chosen on pictures that no head was trained on; docs/small.md has the tables.
RECIPE: dict[str, Any] = {
    "loss": "symmetric InfoNCE, captions of the same picture masked",
    "head": "linear plus one hidden layer",
    "hidden": 1024,
    "dimension": 512,
    "dropout": 0.5,
    "input_dropout": 0.4,
    "minilm_dropout": 0.3,
    "guess_dropout": 0.25,
    "tuned_dropout": 0.3,
    "guess_scale": 15.0,
    "batch": 512,
    "kinds": 192,
    "epochs": 12,
    "learning_rate": 2e-3,
    "weight_decay": 0.01,
    "temperature": 0.05,
}
#: What differs where heads learn captions alone.
CAPTIONS_ALONE = {"input_dropout": 0.5, "minilm_dropout": 0.2, "kinds": 0, "epochs": 16}


class Shown(NamedTuple):
    """Pictures as heads see them."""

    whole: FloatArray
    """(N, 2560), from ``heads.whole_of``."""
    roots: FloatArray | None
    """(N, 2000) what the tower takes them and their ninths for, where there are kinds."""


class Step(NamedTuple):
    """What one step of training sees."""

    whole: torch.Tensor
    roots: torch.Tensor | None
    text: torch.Tensor
    is_masked: torch.Tensor
    """(N, N) whether a text (column) fits a picture (row) that is not its own."""


def recipe_of(*, with_kinds: bool) -> dict[str, Any]:
    """How a pair of heads is trained."""
    return RECIPE if with_kinds else RECIPE | CAPTIONS_ALONE


def train_heads(
    data: CaptionedPictures, kinds: Kinds | None, *, seed: int, progress: Callable[[int, int], None]
) -> dict[str, FloatArray]:
    """Train by symmetric InfoNCE (Oord et al. 2018, Radford et al. 2021).

    Strong dropout matters more than anything else with 6,000 pictures. MiniLM's half of the text is dropped as a
    whole now and then, so that USE alone, which is all that a Russian text has, finds pictures too.

    Args:
        data: features of the training pictures and their captions.
        kinds: further pictures and texts beside each batch, and what the tower takes pictures for; None for neither.
        seed: same seed, same heads, on one machine.
        progress: called with epochs done and in all.

    Returns:
        Arrays of a Pair by their names in a file.
    """
    from imgsearch.training.torch_heads import seeded

    with seeded(seed):
        return _train(data, kinds, np.random.default_rng(seed), progress)


def _train(
    data: CaptionedPictures, kinds: Kinds | None, generator: np.random.Generator, progress: Callable[[int, int], None]
) -> dict[str, FloatArray]:
    import torch

    from imgsearch.training.torch_heads import Descent, TorchHead, TorchImageHead

    recipe = recipe_of(with_kinds=kinds is not None)
    classifier = None if kinds is None else kinds.classifier
    image_head = TorchImageHead(recipe, whole_of(data.image).mean(axis=0), classifier, data.image.shape[2])
    text_head = TorchHead(data.text.shape[1], recipe)
    log_scale = torch.nn.Parameter(torch.tensor(float(-np.log(recipe["temperature"]))))
    parameters = [*image_head.parameters(), *text_head.parameters(), log_scale]
    views = [show(parts, kinds) for parts in (data.image, data.mirrored) if parts is not None]
    epochs = recipe["epochs"]
    size = min(recipe["batch"], len(data.text))
    batches = len(data.text) // size
    descent = Descent(parameters, recipe, epochs * batches)
    for epoch in range(epochs):
        order = generator.permutation(len(data.text))
        for rows in order[: batches * size].reshape(batches, size):
            # Each batch shows all its pictures as they are, or all in a mirror.
            view = views[generator.integers(len(views))]
            step = _draw(view, data, kinds, rows, generator)
            descent.step(_loss(step, image_head, text_head, log_scale))
        progress(epoch + 1, epochs)
    return {**image_head.arrays(), **text_head.arrays("text")}


def show(parts: FloatArray, kinds: Kinds | None) -> Shown:
    """(N, 11, 1280) parts of pictures as heads see them."""
    return Shown(whole_of(parts), None if kinds is None else kinds.look(parts))


def _draw(
    view: Shown,
    data: CaptionedPictures,
    kinds: Kinds | None,
    rows: Any,  # noqa: ANN401 (an array)
    generator: np.random.Generator,
) -> Step:
    """The captions of these rows with their pictures, and pictures of kinds behind them."""
    import torch

    recipe = recipe_of(with_kinds=kinds is not None)
    owner, count = data.owner[rows], len(rows)
    whole, text = view.whole[owner], data.text[rows]
    fits = owner[:, None] == owner[None]
    roots = None if view.roots is None else view.roots[owner]
    if kinds is not None and roots is not None:
        batch = kinds.draw(recipe["kinds"], generator)
        made_up = show(batch.parts, kinds)
        whole = np.concatenate([whole, made_up.whole])
        roots = np.concatenate([roots, made_up.roots])
        text = np.concatenate([text, kinds.text[batch.rows]])
        fits = np.pad(fits, (0, len(batch.rows)))
        fits[count:, count:] = kinds.fits(batch)
        # Any of the captioned pictures may show a bird.
        fits[:count, count:] |= kinds.names.is_general[batch.rows]
    said = text.copy()
    said[generator.random(len(said)) < recipe["minilm_dropout"], :MINILM_DIMENSION] = 0
    np.fill_diagonal(fits, False)
    heard = None if roots is None else torch.from_numpy(roots)
    return Step(torch.from_numpy(whole), heard, torch.from_numpy(said), torch.from_numpy(fits))


def _loss(step: Step, image_head: TorchImageHead, text_head: TorchHead, log_scale: torch.Tensor) -> torch.Tensor:
    import torch
    from torch.nn import functional

    similarity = image_head(step.whole, step.roots) @ text_head(step.text).T * log_scale.exp().clamp(max=100)
    similarity = similarity.masked_fill(step.is_masked, -1e4)
    target = torch.arange(len(similarity))
    return functional.cross_entropy(similarity, target) + functional.cross_entropy(similarity.T, target)
