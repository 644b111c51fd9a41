"""Pictures that are near to every text are set back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import safetensors

from imgsearch.encoders import load_encoder
from imgsearch.encoders.hubs import DIMENSIONS, REACH, READ, SHARPNESS, UNREAD, Hubs
from imgsearch.encoders.protocol import FloatArray, normalize
from imgsearch.encoders.small import HUBS, SmallEncoder, scale_parts
from tests.fakes import RedBlueEncoder

WIDTH, USUAL = 12, 40


def draw(count: int, seed: int) -> FloatArray:
    return normalize(np.random.default_rng(seed).normal(size=(count, WIDTH)))


@pytest.fixture
def hubs() -> Hubs:
    return Hubs(draw(USUAL, 0), np.zeros(1, np.float32))


def test_nearness_is_the_soft_maximum_of_the_cosines(hubs: Hubs) -> None:
    images = draw(5, 1)
    cosines = images @ hubs.texts.T
    expected = [np.log(np.mean([np.exp(SHARPNESS * cosine) for cosine in row])) / SHARPNESS for row in cosines]
    np.testing.assert_allclose(hubs.nearness(images), expected, rtol=1e-5)


@pytest.mark.parametrize(("is_read", "weight"), [(True, READ), (False, UNREAD)])
def test_the_cosine_is_less_by_so_much_as_the_picture_is_nearer_than_usual(is_read: bool, weight: float) -> None:
    images, texts = draw(30, 1), draw(7, 2)
    plain = Hubs(draw(USUAL, 0), np.zeros(1, np.float32))
    hubs = Hubs(plain.texts, plain.nearness(images).mean(keepdims=True) - np.float32(0.1))
    corrected = hubs.of_texts(texts, np.full(7, is_read)) @ hubs.of_images(images).T
    back = np.clip(hubs.nearness(images) - hubs.level, -REACH, REACH)
    assert (np.abs(back) == np.float32(REACH)).any()
    assert (np.abs(back) < REACH / 2).any()
    expected = (texts @ images.T - weight * back) / np.sqrt((1 + weight**2) * (1 + REACH**2))
    np.testing.assert_allclose(corrected, expected, atol=1e-6)


def test_vectors_have_unit_length_and_pictures_keep_their_distances(hubs: Hubs) -> None:
    images = draw(20, 3)
    found = hubs.of_images(images)
    texts = hubs.of_texts(draw(4, 4), np.array([True, False, True, False]))
    assert found.shape == (20, WIDTH + DIMENSIONS)
    assert texts.shape == (4, WIDTH + DIMENSIONS)
    np.testing.assert_allclose(np.linalg.norm(np.concatenate([found, texts]), axis=1), 1, atol=1e-6)
    # What the further columns add lies between the same for all and, of a hub and its opposite, twice that less.
    added = found @ found.T * (1 + REACH**2) - images @ images.T
    assert added.max() <= REACH**2 + 1e-6
    assert added.min() >= -(REACH**2) - 1e-6


def test_what_ships_sets_hubs_back() -> None:
    encoder = SmallEncoder(lambda _name: RedBlueEncoder())
    arrays = encoder._arrays
    assert arrays[HUBS["texts"]].shape == (3000, encoder.dimension - DIMENSIONS)
    generator = np.random.default_rng(0)
    texts = generator.normal(size=(2, 896)).astype(np.float32)
    texts[1, :384] = 0
    weights = encoder.map_texts(texts)[:, -DIMENSIONS]
    np.testing.assert_allclose(weights, [READ / np.sqrt(1 + READ**2), UNREAD / np.sqrt(1 + UNREAD**2)], rtol=1e-5)
    images = encoder.map_images(scale_parts(generator.exponential(size=(5, 11, 1280)).astype(np.float32)))
    assert np.ptp(images[:, -DIMENSIONS]) > 0


def test_a_query_reads_of_the_heads_what_texts_need(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    original: Any = safetensors.safe_open

    class Watched:
        def __init__(self, path: Path, framework: str) -> None:
            self.file = original(path, framework)
            self.keys = self.file.keys

        def get_tensor(self, name: str) -> object:
            read.append(name)
            return self.file.get_tensor(name)

    monkeypatch.setattr(safetensors, "safe_open", Watched)
    SmallEncoder(load_encoder).encode_texts(["a heron in the reeds"])
    assert {name.split(".")[0] for name in read} == {"text", "hubs"}
    assert len(read) == len(set(read))
