"""Literal numbers of small inputs: a change of preprocessing makes vectors that no longer fit those in databases."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from PIL import Image

from imgsearch.encoders import load_encoder, load_tower
from imgsearch.encoders.heads import Head
from imgsearch.encoders.lite import to_pixels
from imgsearch.encoders.small import SmallEncoder, join_parts

TEXTS = ("Two dogs run through deep snow .", "собака бежит по пляжу")


@pytest.fixture(scope="module")
def picture() -> Image.Image:
    x, y = np.meshgrid(np.arange(96), np.arange(64))
    return Image.fromarray(np.stack([x * 5 % 256, y * 7 % 256, x * y % 256], axis=2).astype(np.uint8))


def test_pixels_are_bicubic() -> None:
    step = Image.fromarray(np.array([[[60, 0, 10], [200, 255, 20]]], dtype=np.uint8))
    row = to_pixels(step)[0, [0, 65, 100, 129, 195, 259]]
    # Red goes from 43 to 217: bicubic overshoots where bilinear would keep 60 to 200.
    levels = [(43, 0, 9), (60, 0, 10), (92, 59, 12), (129, 126, 15), (200, 255, 20), (217, 255, 21)]
    np.testing.assert_array_equal(row, levels)


def test_nothing_is_cut_off_a_wide_picture() -> None:
    wide = Image.new("RGB", (520, 130), "black")
    wide.paste((255, 255, 255), (0, 0, 20, 130))
    wide.paste((255, 255, 255), (500, 0, 520, 130))
    pixels = to_pixels(wide)
    assert pixels.shape == (260, 260, 3)
    assert (pixels[:, :5].min(), pixels[:, -5:].min()) == (255, 255)
    assert pixels[:, 20:-20].max() == 0


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("efficientnet-lite2", (0.0, 0.015634, 0.014143, 0.002912, 0.008696, 0.035111)),
        ("small", (-0.030508, -0.015240, -0.045157, 0.006547, -0.005452, -0.025199)),
    ],
)
def test_vector_of_a_picture(name: str, expected: Sequence[float], picture: Image.Image) -> None:
    np.testing.assert_allclose(load_encoder(name).encode_images([picture])[0, :6], expected, atol=1e-4)


@pytest.mark.parametrize(
    ("name", "english", "russian"),
    [
        (
            "minilm",
            (-0.042226, -0.008858, 0.110253, 0.024857, -0.039276, -0.065626),
            (0.049121, 0.116643, -0.041387, 0.008470, -0.045861, 0.002765),
        ),
        (
            "use-multilingual",
            (-0.065753, 0.039051, -0.004046, 0.015390, -0.013670, -0.077610),
            (-0.052509, 0.037471, -0.052157, 0.048026, -0.074078, -0.080783),
        ),
        (
            "small",
            (0.041734, -0.002794, -0.010802, -0.020220, -0.037986, 0.015748),
            (0.026392, 0.023234, -0.037797, 0.048992, -0.024910, -0.002111),
        ),
    ],
)
def test_vectors_of_texts(name: str, english: Sequence[float], russian: Sequence[float]) -> None:
    # One or two texts are a query, which is read with rounded numbers.
    vectors = load_encoder(name).encode_texts([*TEXTS, *TEXTS])
    np.testing.assert_allclose(vectors[:, :6], [english, russian] * 2, atol=1e-4)


def test_multilingual_vectors_leave_minilm_out() -> None:
    encoder = load_encoder("small")
    assert isinstance(encoder, SmallEncoder)
    english, russian = encoder.encode_texts_multilingual([*TEXTS, *TEXTS])[:2]
    np.testing.assert_allclose(english[:6], (0.052191, -0.004581, -0.014531, -0.022478, -0.040263, 0.018699), atol=1e-4)
    np.testing.assert_allclose(russian, encoder.encode_texts([*TEXTS, *TEXTS])[1], atol=1e-6)


def test_small_reads_a_query_as_it_reads_many_texts_but_for_what_weights_of_8_bits_round() -> None:
    encoder = load_encoder("small")
    query, many = encoder.encode_texts(TEXTS[:1]), encoder.encode_texts([*TEXTS, *TEXTS])
    assert 0.9998 < query[0] @ many[0] < 1 - 1e-7


def test_a_head_adds_a_line_and_a_hidden_layer() -> None:
    arrays = ([[1, 0], [0, 1]], [[1, -1], [1, -1]], [-1, 0], [[2, 0], [0, 9]], [0, 1])
    head = Head(*(np.array(array, dtype=np.float32) for array in arrays))
    # hidden: max(3 + 4 - 1, 0) = 6 and max(-7, 0) = 0; together (3 + 12, 4 + 1).
    np.testing.assert_allclose(head(np.array([[3, 4]], dtype=np.float32)), [[15 / 250**0.5, 5 / 250**0.5]], atol=1e-6)


def test_texts_end_after_the_tokens_that_minilm_knows() -> None:
    encoder = load_encoder("minilm")
    # 256 tokens with the two that mark the ends.
    within, at, beyond = encoder.encode_texts([" ".join(["dog"] * count + ["cat"]) for count in (252, 253, 254)])
    assert not np.allclose(within, at, atol=1e-5)
    np.testing.assert_allclose(beyond, encoder.encode_texts([" ".join(["dog"] * 300)])[0], atol=1e-5)
    assert not np.allclose(at, beyond, atol=1e-5)


def test_parts_of_a_picture_reach_the_heads_at_the_length_that_they_were_trained_on(picture: Image.Image) -> None:
    (parts,) = join_parts(load_tower().extract([picture]))
    assert parts.shape == (11, 1280)
    np.testing.assert_allclose(np.linalg.norm(parts[[0, 10]], axis=1), 30, atol=1e-3)
    # Nine ninths are the whole.
    np.testing.assert_allclose(parts[1:10].mean(axis=0), parts[0], atol=1e-3)
    encoder = SmallEncoder(load_encoder)
    np.testing.assert_array_equal(encoder.encode_images([picture]), encoder.map_images(parts[None]))
    assert encoder.encode_images([]).shape == (0, encoder.dimension)
