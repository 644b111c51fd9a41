"""From a query to its vectors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from imgsearch.encoders import Encoder, check_vectors, is_english, normalize
from imgsearch.encoders.protocol import FloatArray
from imgsearch.errors import BadInput, NoSuchPicture, UnsupportedInput
from imgsearch.models.loaded import SearchModels
from imgsearch.rescoring.features import LATIN_ENCODERS, readers
from imgsearch.rescoring.learned import Looks
from imgsearch.rescoring.russian import English
from imgsearch.search.looks import look_up, toward
from imgsearch.search.query import Part, Query
from imgsearch.search.read import read_as_typed, read_english

if TYPE_CHECKING:
    from PIL import Image

#: Below this length nothing is left of the wanted parts to look for.
SHORTEST = 1e-3
#: A picture shows nothing whose cells, so many in a row, differ by at most so many of 256 levels in each colour.
PLAIN_CELLS, PLAIN_LEVELS = 8, 12
#: Encoders that find more by a Russian text and its English words than by the text alone.
READ_IN_ENGLISH = frozenset({"small"})
#: How much the English words of a Russian text count.
ENGLISH_WEIGHT = 2.0


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
    """Whether the encoders that know English only can read it."""
    further: dict[str, FloatArray] = field(default_factory=dict)
    """The same by encoders that are only needed for the score, as no captions have vectors by them."""
    english: str | None = None
    """A Russian text in English, where every word of it is known."""
    near: FloatArray | None = None
    """(1, D), unit length: nearer than its vector to what its words look like; None where none of them was learned."""
    looks: Looks | None = None
    """What its words look like one by one; None where none of them was learned."""

    @property
    def direction(self) -> FloatArray:
        """(1, D), unit length: pictures that show it are near to this."""
        return self.vector if self.near is None else self.near

    @property
    def in_english(self) -> EncodedText | None:
        """What is asked of pictures that have no Russian captions; None where nothing else than what was typed is."""
        return None if self.english is None else replace(self, text=self.english, is_latin=True, english=None)

    @property
    def as_typed(self) -> EncodedText:
        """What is asked of pictures that have Russian captions, without encoders that cannot read those."""
        if self.english is None:
            return self
        captions, further = (
            {name: vector for name, vector in each.items() if name not in LATIN_ENCODERS}
            for each in (self.captions, self.further)
        )
        return replace(self, captions=captions, further=further, english=None)

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
    is_plain: bool = False
    """Whether it shows nothing: one colour, or noise around one."""


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
    liked: frozenset[int] = frozenset()
    """Pictures that were asked by, which are no hits."""
    beside: EncodedText | None = None
    """What the single wanted text asks for besides names."""

    @property
    def judging(self) -> list[EncodedText]:
        """All texts that candidates are judged by, by their numbers."""
        return [*self.texts, *([] if self.beside is None else [self.beside])]


def encode_query(
    models: SearchModels, query: Query, liked: Mapping[int, FloatArray] = MappingProxyType({})
) -> EncodedQuery:
    """Turn the parts of a query into vectors.

    Args:
        models: from read_models.
        query: what is asked for.
        liked: (1, D), unit length, of the pictures of the gallery that it asks by.

    Raises:
        BadInput: the unwanted parts cancel the wanted ones.
        NoSuchPicture: a picture's vector was made by another encoder.
        UnsupportedInput: the active encoder has no text side and there is a text.
    """
    texts = [encode_text(models, part.text, part.weight) for part in query.parts if part.text is not None]
    images = [_encode_picture(models, part, liked) for part in query.parts if part.text is None]
    wanted = [text.text for text in texts if text.weight > 0]
    beside = None if query.beside is None else encode_text(models, query.beside.shown)
    return EncodedQuery(query, texts, images, _direction([*texts, *images]), wanted, frozenset(liked), beside)


def _direction(encoded: Sequence[EncodedText | EncodedImage]) -> FloatArray:
    if len(encoded) == 1:
        return _toward(encoded[0])
    # Only what they are to one another counts, and the smallest ones are 0 in single precision.
    largest = max(abs(part.weight) for part in encoded)
    weights = np.array([[part.weight / largest] for part in encoded], dtype=np.float32)
    total: FloatArray = (weights * np.concatenate(list(map(_toward, encoded)))).sum(axis=0, keepdims=True)
    length = np.linalg.norm(total)
    if length < SHORTEST * np.abs(weights).sum():
        raise BadInput(
            "the parts of the query cancel each other; leave one out or change the weights",
            ru="части запроса уничтожают друг друга; уберите одну или измените веса",
        )
    return np.asarray(total / length, dtype=np.float32)


def _toward(part: EncodedText | EncodedImage) -> FloatArray:
    return part.direction if isinstance(part, EncodedText) else part.vector


def encode_text(models: SearchModels, text: str, weight: float = 1.0) -> EncodedText:
    """Turn one text into vectors.

    Raises:
        UnsupportedInput: the active encoder has no text side.
    """
    text = read_as_typed(text)
    if not models.encoder.encodes_texts:
        raise UnsupportedInput(f"the active encoder {models.encoder.name} has no text side; search with --image")
    english = read_english(text) if models.encoder.name in READ_IN_ENGLISH else None
    vector = encode_with_english(models.encoder, text, english)
    check_vectors(vector, models.encoder.dimension)
    latin = is_english(text)
    said = english.text if english is not None and english.is_whole else None
    # Captions near in meaning are found by the first, which has to read what was typed.
    names = [*readers(is_latin=latin), *(LATIN_ENCODERS if said is not None else ())]
    captions = {
        name: encode_reading(models.caption_encoders[name][1], text, said)
        for name in names
        if name in models.caption_encoders
    }
    further = {
        name: encode_reading(models.readers[name], text, said)
        for name in names
        if name in models.readers and name not in captions
    }
    looks = look_up(models.words, text, english)
    near = toward(models.words, vector, text, looks)
    return EncodedText(text, weight, vector, captions, latin, further, said, near, looks)


def encode_with_english(encoder: Encoder, text: str, english: English | None) -> FloatArray:
    """(1, D), unit length, of a text and of what it says in English, which counts for more."""
    if english is None:
        return encoder.encode_texts([text])
    vectors = encoder.encode_texts([text, english.text])
    return normalize(vectors[:1] + ENGLISH_WEIGHT * english.share**2 * vectors[1:])


def encode_reading(encoder: Encoder, text: str, english: str | None) -> FloatArray:
    """(1, E), unit length, of a text by an encoder of captions; of both languages by one that reads both."""
    if english is None:
        return encoder.encode_texts([text])
    vector = encoder.encode_texts([english])
    return vector if encoder.name in LATIN_ENCODERS else normalize(vector + encoder.encode_texts([text]))


def encode_image(models: SearchModels, image: Image.Image) -> FloatArray:
    """(1, D), unit length, of a picture."""
    vector = models.encoder.encode_images([image])
    check_vectors(vector, models.encoder.dimension)
    return vector


def is_plain(image: Image.Image) -> bool:
    """Whether a picture shows nothing: one colour, or noise around one."""
    from PIL.Image import Resampling

    cells = image.convert("RGB").resize((PLAIN_CELLS, PLAIN_CELLS), resample=Resampling.BOX)
    return bool((np.ptp(np.asarray(cells, dtype=np.int16), axis=(0, 1)) <= PLAIN_LEVELS).all())


def _encode_picture(models: SearchModels, part: Part, liked: Mapping[int, FloatArray]) -> EncodedImage:
    if part.like is not None:
        return EncodedImage(part.weight, liked[part.like])
    if part.vector is not None:
        if part.vector.encoder_id != models.encoder_id:
            raise NoSuchPicture(
                "the picture was read by a model that is in use no longer; choose it again",
                ru="картинку прочитала модель, которая больше не используется; выберите её снова",
            )
        return EncodedImage(part.weight, part.vector.values, part.vector.is_plain)
    assert part.image is not None
    return EncodedImage(part.weight, encode_image(models, part.image), is_plain(part.image))
