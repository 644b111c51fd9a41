"""Hashes of pictures, and finding close ones."""

from __future__ import annotations

from io import BytesIO

import numpy as np
import pytest
import sklearn.datasets
from PIL import Image, ImageEnhance

from imgsearch.pictures.likeness import close_pairs, difference_hash
from loaders.series import COPY_BITS

PHOTOGRAPHS = [Image.fromarray(photograph) for photograph in sklearn.datasets.load_sample_images().images]


def jpeg(picture: Image.Image, quality: int) -> Image.Image:
    file = BytesIO()
    picture.save(file, "JPEG", quality=quality)
    return Image.open(file)


def differing(one: Image.Image, other: Image.Image) -> int:
    return (difference_hash(one) ^ difference_hash(other)).bit_count()


def test_each_bit_says_whether_the_right_neighbour_is_brighter() -> None:
    rising = Image.fromarray(np.tile(np.arange(9, dtype=np.uint8) * 20, (8, 1)))
    assert difference_hash(rising) == 2**64 - 1
    assert difference_hash(rising.transpose(Image.Transpose.FLIP_LEFT_RIGHT)) == 0
    pixels = np.zeros((8, 9), dtype=np.uint8)
    pixels[0, 1] = pixels[7, 8] = 200
    assert difference_hash(Image.fromarray(pixels)) == 1 << 63 | 1


@pytest.mark.parametrize("photograph", PHOTOGRAPHS)
def test_copies_differ_in_few_bits_and_other_photographs_in_many(photograph: Image.Image) -> None:
    copies = [
        photograph.resize((photograph.width // 3, photograph.height // 3)),
        photograph.resize((250, 250)),
        jpeg(photograph, 40),
        photograph.convert("L"),
        ImageEnhance.Brightness(photograph).enhance(0.9),
    ]
    assert max(differing(photograph, copy) for copy in copies) <= COPY_BITS
    assert differing(*PHOTOGRAPHS) > 15


@pytest.mark.parametrize("most_bits", [0, 1, 3, 7])
def test_close_pairs_are_those_that_comparing_all_finds(most_bits: int) -> None:
    random = np.random.default_rng(most_bits)
    known = random.integers(0, 2**64, 300, dtype=np.uint64)
    fresh = known[:60].copy()
    for place in range(len(fresh)):
        for bit in random.choice(64, size=place % 9, replace=False):
            fresh[place] ^= np.uint64(1 << int(bit))
    distance = np.bitwise_count(fresh[:, None] ^ known[None, :])
    assert close_pairs(fresh, known, most_bits).tolist() == np.argwhere(distance <= most_bits).tolist()
    assert close_pairs(known[:0], known, most_bits).shape == (0, 2)
