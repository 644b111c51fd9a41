"""What is searched for: texts and pictures, each wanted or unwanted, and their vectors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from imgsearch.encoders import check_vectors, is_latin
from imgsearch.errors import BadInput, UnsupportedInput
from imgsearch.models.loaded import SearchModels
from imgsearch.rescoring.features import ENGLISH_ENCODERS, FloatArray

if TYPE_CHECKING:
    from PIL import Image

MAXIMUM_QUERY_CHARACTERS = 2000
MAXIMUM_PARTS = 10
MAXIMUM_WEIGHT = 100.0
#: Below this length nothing is left of the wanted parts to look for.
SHORTEST = 1e-3


@dataclass(frozen=True)
class Part:
    """A text or a picture of a query."""

    text: str | None = None
    image: Image.Image | None = None
    weight: float = 1.0
    """How much it counts; below 0 it is unwanted."""

    def __str__(self) -> str:
        """As it is typed."""
        weight = "" if abs(self.weight) == 1 else f"{abs(self.weight):g}:"
        return f"{'-' if self.weight < 0 else ''}{weight}{self.text if self.text is not None else '(picture)'}"


@dataclass(frozen=True)
class Text:
    """An encoded text."""

    text: str
    weight: float
    vector: FloatArray
    """(1, D), unit length."""
    captions: dict[str, FloatArray]
    """caption encoder -> (1, E), unit length; those that cannot read the text are left out."""
    is_english: bool


@dataclass(frozen=True)
class Picture:
    """An encoded picture."""

    weight: float
    vector: FloatArray
    """(1, D), unit length."""


@dataclass(frozen=True)
class Question:
    """All parts, encoded."""

    texts: list[Text]
    pictures: list[Picture]
    direction: FloatArray
    """(1, D), unit length: the wanted parts minus the unwanted ones by their weights; candidates are near it."""
    wanted_texts: list[str]


def clean_parts(parts: Sequence[Part]) -> list[Part]:
    """Parts whose texts can be stored and searched for.

    Raises:
        BadInput: there are too many, none is wanted, or a text is empty or too long, or a weight is out of range.
    """
    if not parts or len(parts) > MAXIMUM_PARTS:
        raise BadInput(f"the query has {len(parts)} parts; it must have between 1 and {MAXIMUM_PARTS}")
    cleaned = [part if part.text is None else Part(_clean_text(part.text), None, part.weight) for part in parts]
    for part in cleaned:
        if not 0 < abs(part.weight) <= MAXIMUM_WEIGHT:
            raise BadInput(f"the weight of {str(part)!r} is out of range; it must be above 0 and at most 100")
    if all(part.weight < 0 for part in cleaned):
        raise BadInput("every part of the query is to be left out; say what to look for too")
    return cleaned


def _clean_text(text: str) -> str:
    # What PostgreSQL cannot store, NUL and lone surrogates, says nothing of a scene either.
    text = text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8").strip()
    if not text:
        raise BadInput('the query is empty; describe a scene, for example "two dogs running in the snow"')
    if len(text) > MAXIMUM_QUERY_CHARACTERS:
        raise BadInput(f"the query has {len(text)} characters; {MAXIMUM_QUERY_CHARACTERS} are the most")
    return text


def encode_parts(models: SearchModels, parts: Sequence[Part]) -> Question:
    """Turn parts into vectors.

    Raises:
        BadInput: the unwanted parts cancel the wanted ones.
        UnsupportedInput: the active encoder has no text side and there is a text.
    """
    texts = [_encode_text(models, part.text, part.weight) for part in parts if part.text is not None]
    pictures = [_encode_image(models, part.image, part.weight) for part in parts if part.image is not None]
    wanted = [part.text for part in parts if part.text is not None and part.weight > 0]
    return Question(texts, pictures, _direction([*texts, *pictures]), wanted)


def _direction(encoded: Sequence[Text | Picture]) -> FloatArray:
    if len(encoded) == 1:
        return encoded[0].vector
    # Only what they are to one another counts, and the smallest ones are 0 in single precision.
    largest = max(abs(part.weight) for part in encoded)
    weights = np.array([[part.weight / largest] for part in encoded], dtype=np.float32)
    total: FloatArray = (weights * np.concatenate([part.vector for part in encoded])).sum(axis=0, keepdims=True)
    length = np.linalg.norm(total)
    if length < SHORTEST * np.abs(weights).sum():
        raise BadInput("the parts of the query cancel each other; leave one out or change the weights")
    return np.asarray(total / length, dtype=np.float32)


def _encode_text(models: SearchModels, text: str, weight: float) -> Text:
    if not models.encoder.encodes_texts:
        raise UnsupportedInput(f"the active encoder {models.encoder.name} has no text side; search with --image")
    vector = models.encoder.encode_texts([text])
    check_vectors(vector, models.encoder.dimension)
    is_english = is_latin(text)
    captions = {
        name: encoder.encode_texts([text])
        for name, (_id, encoder) in models.caption_encoders.items()
        if is_english or name not in ENGLISH_ENCODERS
    }
    return Text(text, weight, vector, captions, is_english)


def _encode_image(models: SearchModels, image: Image.Image, weight: float) -> Picture:
    vector = models.encoder.encode_images([image])
    check_vectors(vector, models.encoder.dimension)
    return Picture(weight, vector)
