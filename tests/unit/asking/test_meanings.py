"""Words of other languages, by what they mean in English."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from imgsearch.asking.mistakes.meanings import Meanings, in_english, shipped_meanings
from imgsearch.encoders import normalize
from imgsearch.errors import ModelUnavailable
from imgsearch.minors import mentions_minors


@pytest.mark.parametrize(
    ("text", "english"),
    [
        ("perro", "dog"),
        ("Hund", "dog"),
        ("coche rojo", "car red"),
        ("gafas", "glasses"),
        ("pájaro", "bird"),
        ("fiets", "bicycle"),
        ("samolot", "airplane"),
        ("şemsiye", "umbrella"),
        # Not listed
        ("tortuga", "turtle"),
        ("violino", "violin"),
        ("perro tortuga", "dog turtle"),
        ("Schnee Tortuga Schnee", "snow turtle snow"),
    ],
)
def test_a_word_is_put_into_english(text: str, english: str) -> None:
    assert in_english(text) == english


@pytest.mark.parametrize("text", ["nikon", "blorp", "dog", "собака", "perro nikon", "one two three four perro", ""])
def test_names_and_english_words_are_not(text: str) -> None:
    assert in_english(text) is None


def test_words_that_other_languages_read_otherwise_are_left_out() -> None:
    words = shipped_meanings().words
    assert {"dog", "bread", "umbrella", "window"} <= set(words)
    assert {"cane", "pan", "chat", "dogs"}.isdisjoint(words)
    assert len(set(words)) == len(words) == len(shipped_meanings().vectors)


@pytest.mark.parametrize("text", ["niño", "bambini", "enfants", "dzieci", "çocuklar"])
def test_what_means_a_minor_still_does(text: str) -> None:
    assert mentions_minors(in_english(text) or "child")


def test_a_file_holds_what_was_written(tmp_path: Path) -> None:
    vectors = normalize(np.random.default_rng(1).normal(size=(3, 512)).astype(np.float32))
    file = tmp_path / "meanings.safetensors"
    file.write_bytes(Meanings(("one", "two", "three"), vectors, np.array([0.1, 0.2, 0.3], dtype=np.float32)).to_bytes())
    read = Meanings.read(file)
    assert read.words == ("one", "two", "three")
    np.testing.assert_allclose(read.vectors, vectors, atol=0.001)
    np.testing.assert_allclose(read.usual, [0.1, 0.2, 0.3])
    assert [word for word, _ in read.nearest(vectors[[2, 0]])] == ["three", "one"]
    file.write_bytes(b"nothing of the kind")
    with pytest.raises(ModelUnavailable, match=r"meanings\.safetensors cannot be read"):
        Meanings.read(file)


def test_what_is_near_to_everything_means_less() -> None:
    vectors = np.eye(2, 512, dtype=np.float32)
    between = normalize(np.array([[0.8, 0.7, *[0.0] * 510]], dtype=np.float32))
    for usual, word in (((0.0, 0.0), "near"), ((0.4, 0.2), "far")):
        [(found, cosine)] = Meanings(("near", "far"), vectors, np.array(usual, dtype=np.float32)).nearest(between)
        assert found == word
        assert cosine == pytest.approx(float(between[0, ("near", "far").index(word)]))
