from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image as Pillow

from imgsearch.errors import BadInput, InvalidVectors, UnsupportedInput
from imgsearch.search import Part, Query, SearchModels
from imgsearch.search.encode import encode_query
from imgsearch.search.encoded import EncodedQuery
from imgsearch.search.read import read_as_typed

RED = Pillow.new("RGB", (2, 2), "red")


class Axes:
    """Texts lie along the axis of their first letter, pictures along the last one."""

    encodes_texts = True
    dimension = 4
    name = "axes"
    scale = 1.0

    def encode_texts(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return np.stack([self.scale * np.eye(4, dtype=np.float32)["abc".find(text[0])] for text in texts])

    def encode_images(self, images: Sequence[Pillow.Image]) -> NDArray[np.float32]:
        return self.scale * np.eye(4, dtype=np.float32)[[3] * len(images)]


def models(encoder: Any = None) -> SearchModels:  # noqa: ANN401
    encoders: Any = {"minilm": (1, Axes()), "use-multilingual": (2, Axes())}
    joint: Any = encoder or Axes()
    return SearchModels(1, joint, encoders, None, None)


def encode(*parts: Part, by: Any = None) -> EncodedQuery:  # noqa: ANN401
    return encode_query(models(by), Query(parts))


@pytest.mark.parametrize(
    ("parts", "direction"),
    [
        ([Part("a", weight=3)], [1, 0, 0, 0]),
        ([Part("a"), Part("b")], [0.7071, 0.7071, 0, 0]),
        ([Part("a", weight=3), Part("b", weight=4)], [0.6, 0.8, 0, 0]),
        ([Part("a", weight=3), Part("b", weight=-4)], [0.6, -0.8, 0, 0]),
        ([Part("a", weight=3e-300), Part("b", weight=4e-300)], [0.6, 0.8, 0, 0]),
        ([Part(image=RED, weight=4), Part("a", weight=3)], [0.6, 0, 0, 0.8]),
    ],
)
def test_candidates_are_near_the_weighted_sum(parts: list[Part], direction: list[float]) -> None:
    np.testing.assert_allclose(encode(*parts).direction, [direction], atol=1e-4)


def test_parts_cancel_only_where_next_to_nothing_is_left() -> None:
    with pytest.raises(BadInput, match="cancel each other"):
        encode(Part("a"), Part("a", weight=-0.999))
    kept = encode(Part("a"), Part("a", weight=-0.99))
    np.testing.assert_allclose(kept.direction, [[1, 0, 0, 0]])


def test_only_wanted_texts_are_looked_for_by_words() -> None:
    encoded = encode(Part("a"), Part("b", weight=-1), Part(image=RED), Part("c", weight=0.5))
    assert encoded.wanted_texts == ["a", "c"]
    assert [(text.text, text.weight) for text in encoded.texts] == [("a", 1), ("b", -1), ("c", 0.5)]
    assert [picture.weight for picture in encoded.images] == [1]


@pytest.mark.parametrize(
    ("text", "encoders", "is_latin"),
    [("a dog", ["minilm", "use-multilingual"], True), ("собака", ["use-multilingual"], False)],
)
def test_a_text_is_read_by_the_encoders_of_captions_that_can(text: str, encoders: list[str], is_latin: bool) -> None:
    (encoded,) = encode(Part(text)).texts
    assert (list(encoded.captions), encoded.is_latin) == (encoders, is_latin)


def test_vectors_that_are_not_of_unit_length_reach_no_search() -> None:
    encoder = Axes()
    encoder.scale = 2.0
    for part in (Part("a"), Part(image=RED)):
        with pytest.raises(InvalidVectors, match=r"length 2\.0000"):
            encode(part, by=encoder)


def test_an_encoder_without_a_text_side_takes_pictures_only() -> None:
    encoder = Axes()
    encoder.encodes_texts = False
    assert encode(Part(image=RED), by=encoder).texts == []
    with pytest.raises(UnsupportedInput, match="axes has no text side"):
        encode(Part("a"), by=encoder)


class Letters(Axes):
    """Russian texts lie along one axis, others along another."""

    def __init__(self, name: str) -> None:
        self.name = name

    def encode_texts(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return np.eye(4, dtype=np.float32)[[0 if text[0] > "z" else 1 for text in texts]]


@pytest.mark.parametrize(
    ("text", "encoder", "vector", "captions", "english"),
    [
        ("собака в снегу", "small", [0.4472, 0.8944, 0, 0], ["use-multilingual", "minilm"], "dog in snow"),
        ("снег и абракадабра", "small", [0.7474, 0.6644, 0, 0], ["use-multilingual"], None),
        ("абракадабра", "small", [1, 0, 0, 0], ["use-multilingual"], None),
        ("собака в снегу", "siglip2-base", [1, 0, 0, 0], ["use-multilingual"], None),
        ("a dog", "small", [0, 1, 0, 0], ["minilm", "use-multilingual"], None),
    ],
)
def test_russian_words_that_are_known_are_asked_for_in_english_too(
    text: str, encoder: str, vector: list[float], captions: list[str], english: str | None
) -> None:
    readers: Any = {name: (1, Letters(name)) for name in ("minilm", "use-multilingual")}
    joint: Any = Letters(encoder)
    (encoded,) = encode_query(SearchModels(1, joint, readers, None, None), Query([Part(text)])).texts
    np.testing.assert_allclose(encoded.vector, [vector], atol=1e-4)
    assert (list(encoded.captions), encoded.english, encoded.text) == (captions, english, text)
    if english is not None:
        half = 0.5**0.5
        np.testing.assert_allclose(encoded.captions["use-multilingual"], [[half, half, 0, 0]], atol=1e-4)
        np.testing.assert_allclose(encoded.captions["minilm"], [[0, 1, 0, 0]])
        assert encoded.in_english is not None
        assert (encoded.in_english.text, encoded.in_english.is_latin) == (english, True)
        assert list(encoded.as_typed.captions) == ["use-multilingual"]


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("собака in the snow", "dog in the snow"),
        ("Dog на снегу", "dog on snow"),
        ("лыжи и snowboard", "ski and snowboard"),
        ("2 собаки in the snow", "two dog in the snow"),
        ("абракадабра in the snow", "абракадабра in the snow"),
        ("собака", "собака"),
        ("2 dogs", "two dogs"),
    ],
)
def test_a_text_of_two_languages_is_read_in_english(typed: str, read: str) -> None:
    assert read_as_typed(typed) == read
    assert encode(Part(typed)).texts[0].text == read
