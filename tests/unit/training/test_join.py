"""Two pairs of heads in one file."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from safetensors.numpy import save_file

from imgsearch.encoders.heads import Guess, Head, Pair, make_pair
from imgsearch.encoders.hubs import DIMENSIONS, REACH, Hubs
from imgsearch.encoders.protocol import normalize
from imgsearch.encoders.small import CARD_FILE, HEADS_FILE, HUBS, SmallEncoder
from imgsearch.errors import ModelUnavailable
from imgsearch.training.join import FIRST_WEIGHT, join_pairs, to_bytes
from tests.fakes import RedBlueEncoder

IN, HIDDEN, OUT, KINDS = 6, 5, 4, 7


def make_head(generator: np.random.Generator) -> Head:
    shapes = ((IN, OUT), (IN, HIDDEN), (HIDDEN,), (HIDDEN, OUT), (OUT,))
    return Head(*(generator.normal(size=shape).astype(np.float32) for shape in shapes))


def make(seed: int, with_guess: bool) -> Pair:
    generator = np.random.default_rng(seed)
    shapes = ((IN, KINDS), (KINDS,), (KINDS, OUT))
    guess = Guess(*(generator.normal(size=shape).astype(np.float32) for shape in shapes)) if with_guess else None
    return Pair(make_head(generator), make_head(generator), guess)


def features(seed: int) -> NDArray[np.float32]:
    return np.random.default_rng(seed).normal(size=(40, IN)).astype(np.float32)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    arrays = join_pairs(make(0, with_guess=False), make(1, with_guess=True), features(2), features(3))
    save_file(to_bytes(arrays), tmp_path / HEADS_FILE)
    (tmp_path / CARD_FILE).write_text(json.dumps({"revision": "joined"}))
    return tmp_path


def side_by_side(side: str, rows: NDArray[np.float32]) -> NDArray[np.float32]:
    pairs = (make(0, with_guess=False), make(1, with_guess=True))
    weights = (FIRST_WEIGHT, 1.0)
    return np.concatenate([w * pair.map(side, rows) for w, pair in zip(weights, pairs, strict=True)], axis=1)


@pytest.mark.parametrize("side", ["image", "text"])
def test_joined_vectors_keep_what_varies_most_of_both(side: str, folder: Path) -> None:
    seen = np.concatenate([side_by_side("image", features(2)), side_by_side("text", features(3))])
    directions = np.linalg.svd(seen, full_matrices=False)[2][:OUT]
    rows = features(4)
    expected = normalize(side_by_side(side, rows) @ directions.T)
    encoder = SmallEncoder(lambda _name: RedBlueEncoder(), folder)
    found = (encoder.map_images if side == "image" else encoder.map_texts)(rows)
    # Directions are known but for their signs, which no cosine depends on.
    np.testing.assert_allclose(found @ found.T, expected @ expected.T, atol=0.05)


def test_of_hubs_it_is_known_how_near_they_are_to_what_is_usually_asked_for(tmp_path: Path) -> None:
    pairs = make(0, with_guess=False), make(1, with_guess=True)
    arrays = join_pairs(*pairs, features(2), features(3), features(5))
    assert arrays[HUBS["texts"]].shape == (40, OUT - DIMENSIONS)
    save_file(to_bytes(arrays), tmp_path / HEADS_FILE)
    (tmp_path / CARD_FILE).write_text(json.dumps({"revision": "joined"}))
    encoder = SmallEncoder(lambda _name: RedBlueEncoder(), tmp_path)
    images, texts = encoder.map_images(features(2)), encoder.map_texts(features(3))
    assert images.shape == texts.shape == (40, OUT)
    bank = Hubs(arrays[HUBS["texts"]], arrays[HUBS["level"]])
    near = bank.nearness(normalize(images[:, : OUT - DIMENSIONS]))
    # A picture's number is what it is nearer than the others, which are the ones that the level is the mean of.
    np.testing.assert_allclose(near.mean(), bank.level[0], atol=0.01)
    back = -images[:, OUT - DIMENSIONS] * np.sqrt(1 + REACH**2)
    np.testing.assert_allclose(back, np.clip(near - bank.level, -REACH, REACH), atol=0.02)


def test_bytes_are_as_close_as_a_byte_can_be(folder: Path) -> None:
    arrays = make(1, with_guess=True).arrays()
    stored = to_bytes(arrays)
    assert {array.dtype for name, array in stored.items() if arrays.get(name, np.zeros(1)).ndim == 2} == {
        np.dtype("int8")
    }
    read = SmallEncoder(lambda _name: RedBlueEncoder(), folder).pairs[1].arrays()
    for name, array in arrays.items():
        step = np.abs(array).max(axis=0) / 127 if array.ndim == 2 else np.abs(array) / 1000
        assert (np.abs(read[name] - array) <= 0.6 * step + 1e-3).all(), name


def test_a_pair_is_made_of_its_own_arrays() -> None:
    pair = make(1, with_guess=True)
    again = make_pair({f"1.{name}": array for name, array in pair.arrays().items()}, "1.")
    for name, array in pair.arrays().items():
        np.testing.assert_array_equal(again.arrays()[name], array)
    assert make_pair(make(0, with_guess=False).arrays()).guess is None


def test_a_file_that_lacks_an_array_is_refused(folder: Path) -> None:
    arrays = to_bytes(join_pairs(make(0, with_guess=False), make(1, with_guess=True), features(2), features(3)))
    del arrays["1.text.hidden_bias"]
    save_file(arrays, folder / HEADS_FILE)
    with pytest.raises(ModelUnavailable, match=r"heads\.safetensors cannot be read"):
        SmallEncoder(lambda _name: RedBlueEncoder(), folder).map_texts(features(4))


def test_what_ships_knows_kinds() -> None:
    first, second = SmallEncoder(lambda _name: RedBlueEncoder()).pairs
    assert first.guess is None
    assert second.guess is not None
    assert second.guess.output_weight.shape == (1000, 512)
