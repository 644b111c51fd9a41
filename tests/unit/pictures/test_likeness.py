"""Hashes of pictures, and finding close ones."""

from __future__ import annotations

from io import BytesIO

import numpy as np
import pytest
import sklearn.datasets
from PIL import Image, ImageEnhance

from imgsearch.pictures.likeness import alike_pairs, close_pairs, difference_hash, hash_positions, turn_hashes
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


@pytest.mark.parametrize("photograph", PHOTOGRAPHS)
def test_hashes_of_all_positions_are_those_of_pictures_in_these_positions(photograph: Image.Image) -> None:
    turned = [photograph, *(photograph.transpose(way) for way in Image.Transpose)]
    assert {differing(one, photograph) > 10 for one in turned[1:]} == {True}
    assert sorted(hash_positions(photograph)) == sorted(difference_hash(one) for one in turned)
    assert hash_positions(photograph)[0] == difference_hash(photograph)


@pytest.mark.parametrize(
    ("place", "way"),
    [(1, Image.Transpose.FLIP_TOP_BOTTOM), (2, Image.Transpose.FLIP_LEFT_RIGHT), (3, Image.Transpose.ROTATE_180)],
)
def test_hashes_tell_what_they_would_be_in_other_positions(place: int, way: Image.Transpose) -> None:
    """Noise has no neighbours that are as bright."""
    pixels = np.random.default_rng(0).permutation(72).reshape(8, 9).astype(np.uint8) * 3
    picture = Image.fromarray(pixels)
    turned = turn_hashes(np.array([0, difference_hash(picture)], dtype=np.uint64))
    assert turned.shape == (2, 4)
    assert int(turned[1, 0]) == difference_hash(picture)
    assert int(turned[1, place]) == difference_hash(picture.transpose(way))


def test_alike_pairs_are_found_in_each_position_once() -> None:
    known = np.random.default_rng(0).integers(0, 2**64, 8, dtype=np.uint64)
    fresh = turn_hashes(known)[[5, 6, 7, 3], [0, 1, 2, 3]]
    fresh[3] ^= np.uint64(0b111)
    assert alike_pairs(turn_hashes(fresh), known, 3).tolist() == [[0, 5], [1, 6], [2, 7], [3, 3]]
    assert alike_pairs(turn_hashes(fresh), known, 2).tolist() == [[0, 5], [1, 6], [2, 7]]
    assert alike_pairs(turn_hashes(fresh)[:, :1], known, 3).tolist() == [[0, 5]]


@pytest.mark.parametrize(("rows", "is_found"), [(["00000111"] * 8, False), (["00000111", "01110001"] * 4, True)])
def test_what_is_bright_in_the_middle_is_known_in_its_own_position_alone(rows: list[str], *, is_found: bool) -> None:
    known = np.array([int("".join(rows), 2)], dtype=np.uint64)
    turned = turn_hashes(known)[:, ::-1]
    assert alike_pairs(turn_hashes(known), known, 0).tolist() == [[0, 0]]
    assert alike_pairs(turned, known, 0).tolist() == [[0, 0]] * is_found
