"""One pair of heads that gives what several give together (knowledge distillation, Hinton et al. 2015).

A text costs nothing, so the text head learns from far more of them than have pictures. Pictures are few: the image head
also learns from mixtures of two (mixup, Zhang et al. 2018), for which the teacher is asked as well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from imgsearch.encoders.heads import whole_of
from imgsearch.encoders.protocol import FloatArray
from imgsearch.encoders.small import MINILM_DIMENSION, scale_parts

if TYPE_CHECKING:
    from torch import nn

    from imgsearch.training.kinds import Kinds
    from imgsearch.training.teacher import Teacher

RECIPE: dict[str, Any] = {
    "loss": "cosine with the teacher's vector",
    "hidden": 2048,
    "dropout": 0.0,
    "input_dropout": 0.05,
    "minilm_dropout": 0.35,
    "guess_dropout": 0.1,
    "tuned_dropout": 0.0,
    "guess_scale": 15.0,
    "batch": 512,
    "kinds": 128,
    "mixed": 0.5,
    "text_steps": 5000,
    "image_steps": 1440,
    "learning_rate": 2e-3,
    "weight_decay": 0.01,
}
TEXTS_AT_ONCE = 4096


class Lessons(NamedTuple):
    """What a student is shown."""

    parts: FloatArray
    """(N, 11, 1280) of pictures, from ``small.join_parts``."""
    text: FloatArray
    """(M, 896) features of texts."""
    kinds: Kinds | None
    """Further pictures, and what the tower takes pictures for."""


class _Step(NamedTuple):
    seen: tuple[FloatArray, ...]
    """What a head takes."""
    wanted: FloatArray


def distil(
    teacher: Teacher, lessons: Lessons, *, seed: int, progress: Callable[[str, int, int], None]
) -> dict[str, FloatArray]:
    """Train a pair of heads to give the teacher's vectors.

    Where MiniLM is silent, as it is on texts that it cannot read, what the teacher says of the whole text is wanted.

    Args:
        teacher: several pairs.
        lessons: what it is asked about.
        seed: same seed, same heads, on one machine.
        progress: called with the side, and steps done and in all.

    Returns:
        Arrays of a Pair by their names in a file.
    """
    arrays: dict[str, FloatArray] = {}
    for side, label in (("text", "head of texts"), ("image", "head of pictures")):
        arrays |= distil_side(side, teacher, lessons, seed=seed, progress=partial(progress, label))
    return arrays


def distil_side(
    side: str, teacher: Teacher, lessons: Lessons, *, seed: int, progress: Callable[[int, int], None]
) -> dict[str, FloatArray]:
    """Train the head of texts (`text`) or of pictures (`image`) alone; neither needs the other."""
    from imgsearch.training.torch_heads import seeded

    with seeded(seed):
        return _distil(side, teacher, lessons, np.random.default_rng(seed), progress)


def _distil(
    side: str,
    teacher: Teacher,
    lessons: Lessons,
    generator: np.random.Generator,
    progress: Callable[[int, int], None],
) -> dict[str, FloatArray]:
    from imgsearch.training.torch_heads import TorchHead, TorchImageHead

    recipe = {**RECIPE, "dimension": teacher.width}
    if side == "text":
        texts = TorchHead(lessons.text.shape[1], recipe)
        _fit(texts, _draw_texts(teacher, lessons.text, generator), RECIPE["text_steps"], progress)
        return texts.arrays(side)
    classifier = None if lessons.kinds is None else lessons.kinds.classifier
    mean, features = whole_of(lessons.parts).mean(axis=0), lessons.parts.shape[2]
    pictures = TorchImageHead(recipe, mean, classifier, features)
    _fit(pictures, _draw_pictures(teacher, lessons, generator), RECIPE["image_steps"], progress)
    return pictures.arrays()


def _fit(head: nn.Module, steps: Iterator[_Step], count: int, progress: Callable[[int, int], None]) -> None:
    import torch

    from imgsearch.training.torch_heads import Descent

    descent = Descent(head.parameters(), RECIPE, count)
    for number in range(count):
        seen, wanted = next(steps)
        given = head(*map(torch.from_numpy, seen))
        descent.step(1 - (given * torch.from_numpy(wanted)).sum(dim=1).mean())
        progress(number + 1, count)


def _draw_texts(teacher: Teacher, text: FloatArray, generator: np.random.Generator) -> Iterator[_Step]:
    rows = range(0, len(text), TEXTS_AT_ONCE)
    wanted = np.concatenate([teacher.map_texts(text[row : row + TEXTS_AT_ONCE]) for row in rows])
    while True:
        drawn = generator.integers(len(text), size=RECIPE["batch"])
        seen = text[drawn]
        seen[generator.random(len(seen)) < RECIPE["minilm_dropout"], :MINILM_DIMENSION] = 0
        yield _Step((seen,), wanted[drawn])


def _draw_pictures(teacher: Teacher, lessons: Lessons, generator: np.random.Generator) -> Iterator[_Step]:
    parts, kinds = lessons.parts, lessons.kinds
    made_up = 0 if kinds is None else RECIPE["kinds"]
    while True:
        first, second = (parts[generator.integers(len(parts), size=RECIPE["batch"] - made_up)] for _ in range(2))
        share = generator.random((len(first), 1, 1))
        share[generator.random(len(first)) >= RECIPE["mixed"]] = 1
        seen = scale_parts(share * first + (1 - share) * second)
        if kinds is None:
            yield _Step((whole_of(seen),), teacher.map_images(seen))
            continue
        seen = np.concatenate([seen, kinds.draw(made_up, generator).parts])
        roots = kinds.look(seen)
        yield _Step((whole_of(seen), roots), teacher.map_images(seen, roots))
