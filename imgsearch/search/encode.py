"""From a query to its vectors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from imgsearch.encoders import Encoder, check_vectors, is_english, normalize
from imgsearch.encoders.protocol import FloatArray
from imgsearch.errors import BadInput, NoSuchPicture, UnsupportedInput
from imgsearch.models.loaded import SearchModels
from imgsearch.rescoring.features import LATIN_ENCODERS, readers
from imgsearch.rescoring.russian import English
from imgsearch.search.encoded import EncodedImage, EncodedQuery, EncodedText
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
    encode = partial(encode_text, models, is_foreign=query.is_foreign)
    texts = [encode(part.text, part.weight) for part in query.parts if part.text is not None]
    images = [_encode_picture(models, part, liked) for part in query.parts if part.text is None]
    wanted = [text.text for text in texts if text.weight > 0]
    beside = None if query.beside is None else encode(query.beside.shown)
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


def encode_text(models: SearchModels, text: str, weight: float = 1.0, *, is_foreign: bool = False) -> EncodedText:
    """Turn one text into vectors.

    Args:
        models: from read_models.
        text: in any language.
        weight: of the text in its query.
        is_foreign: whether it is in a language other than English, whatever its letters say.

    Raises:
        UnsupportedInput: the active encoder has no text side.
    """
    text = read_as_typed(text)
    if not models.encoder.encodes_texts:
        raise UnsupportedInput(f"the active encoder {models.encoder.name} has no text side; search with --image")
    english = read_english(text) if models.encoder.name in READ_IN_ENGLISH and not is_foreign else None
    vector = _encode_foreign(models.encoder, text) if is_foreign else encode_with_english(models.encoder, text, english)
    check_vectors(vector, models.encoder.dimension)
    latin = is_english(text) and not is_foreign
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
    # What words look like was learned of English and Russian ones.
    looks = None if is_foreign else look_up(models.words, text, english)
    near = toward(models.words, vector, text, looks)
    return EncodedText(text, weight, vector, captions, latin, further, said, near, looks)


def _encode_foreign(encoder: Encoder, text: str) -> FloatArray:
    encode = getattr(encoder, "encode_texts_multilingual", encoder.encode_texts)
    return np.asarray(encode([text]), dtype=np.float32)


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
