"""From a query to its vectors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from imgsearch.encoders import check_vectors, is_latin
from imgsearch.encoders.protocol import FloatArray
from imgsearch.errors import BadInput, UnsupportedInput
from imgsearch.models.loaded import SearchModels
from imgsearch.rescoring.features import readers
from imgsearch.search.query import Query
from imgsearch.spelling import spell

if TYPE_CHECKING:
    from PIL import Image

#: Below this length nothing is left of the wanted parts to look for.
SHORTEST = 1e-3


@dataclass(frozen=True)
class EncodedText:
    """A text with its vectors."""

    text: str
    """As spell() gives it: what is encoded and compared by words."""
    weight: float
    vector: FloatArray
    """(1, D), unit length."""
    captions: dict[str, FloatArray]
    """caption encoder -> (1, E), unit length, in the order of CAPTION_ENCODERS; without those that cannot read it."""
    is_latin: bool
    """Whether the encoders that know Latin letters only can read it."""
    further: dict[str, FloatArray] = field(default_factory=dict)
    """The same by encoders that are only needed for the score, as no captions have vectors by them."""

    @property
    def caption_encoder(self) -> str | None:
        """The encoder by which its nearest captions are found; None where no encoder of captions can read it."""
        return next(iter(self.captions), None)


@dataclass(frozen=True)
class EncodedImage:
    """A picture with its vector."""

    weight: float
    vector: FloatArray
    """(1, D), unit length."""


@dataclass(frozen=True)
class EncodedQuery:
    """A query with all of its vectors."""

    query: Query
    texts: list[EncodedText]
    images: list[EncodedImage]
    direction: FloatArray
    """(1, D), unit length: the wanted parts minus the unwanted ones by their weights; candidates are near it."""
    wanted_texts: list[str]
    """Texts whose words are looked for in captions."""


def encode_query(models: SearchModels, query: Query) -> EncodedQuery:
    """Turn the parts of a query into vectors.

    Raises:
        BadInput: the unwanted parts cancel the wanted ones.
        UnsupportedInput: the active encoder has no text side and there is a text.
    """
    texts = [_encode_text(models, part.text, part.weight) for part in query.parts if part.text is not None]
    images = [_encode_image(models, part.image, part.weight) for part in query.parts if part.image is not None]
    wanted = [text.text for text in texts if text.weight > 0]
    return EncodedQuery(query, texts, images, _direction([*texts, *images]), wanted)


def _direction(encoded: Sequence[EncodedText | EncodedImage]) -> FloatArray:
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


def _encode_text(models: SearchModels, text: str, weight: float) -> EncodedText:
    text = spell(text)
    if not models.encoder.encodes_texts:
        raise UnsupportedInput(f"the active encoder {models.encoder.name} has no text side; search with --image")
    vector = models.encoder.encode_texts([text])
    check_vectors(vector, models.encoder.dimension)
    latin = is_latin(text)
    captions = {
        name: models.caption_encoders[name][1].encode_texts([text])
        for name in readers(is_latin=latin)
        if name in models.caption_encoders
    }
    further = {
        name: models.readers[name].encode_texts([text])
        for name in readers(is_latin=latin)
        if name in models.readers and name not in captions
    }
    return EncodedText(text, weight, vector, captions, latin, further)


def _encode_image(models: SearchModels, image: Image.Image, weight: float) -> EncodedImage:
    vector = models.encoder.encode_images([image])
    check_vectors(vector, models.encoder.dimension)
    return EncodedImage(weight, vector)
