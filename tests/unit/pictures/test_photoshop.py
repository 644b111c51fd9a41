"""Photoshop files: the picture of all layers together, in every mode and depth that Photoshop saves."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image as Pillow

from imgsearch.errors import UnreadableImage
from imgsearch.pictures.decode import check_picture, read_full_picture
from tests.odd_pictures import ADOBE, psd, rgb_profile

GREY, INDEXED, RGB, CMYK, MULTICHANNEL, DUOTONE, LAB = 1, 2, 3, 4, 7, 8, 9
PALETTE = bytes(range(256)) * 2 + bytes(256)


def planes(*channels: float, dtype: str = "u1") -> npt.NDArray[Any]:
    full = {"u1": 1, "u2": 257, "f4": 1 / 255}[dtype]
    return np.stack([np.full((8, 12), value * full) for value in channels]).astype(dtype)


@pytest.mark.parametrize("version", [1, 2])
@pytest.mark.parametrize("is_packed", [False, True])
@pytest.mark.parametrize("dtype", ["u1", "u2", "f4"])
@pytest.mark.parametrize(
    ("mode", "channels", "expected"),
    [(GREY, (100,), (100, 100, 100)), (RGB, (200, 100, 50), (200, 100, 50)), (DUOTONE, (90,), (90, 90, 90)),
     (MULTICHANNEL, (90, 1), (90, 90, 90)), (CMYK, (55, 155, 205, 255), (55, 155, 205))],
)  # fmt: skip
def test_colours_are_shown(
    mode: int, channels: tuple[int, ...], expected: tuple[int, ...], dtype: str, *, is_packed: bool, version: int
) -> None:
    file = psd(planes(*channels, dtype=dtype), mode, is_packed=is_packed, version=version)
    assert check_picture(file) == (12, 8)
    np.testing.assert_allclose(np.array(read_full_picture(file).getpixel((3, 3))), expected, atol=1)


def test_lab_is_shown() -> None:
    found = read_full_picture(psd(planes(136, 208, 195), LAB)).getpixel((3, 3))
    np.testing.assert_allclose(np.array(found), (255, 0, 0), atol=14)


def test_a_palette_is_looked_up() -> None:
    assert read_full_picture(psd(planes(70), INDEXED, palette=PALETTE)).getpixel((3, 3)) == (70, 70, 0)


def test_a_bit_is_black() -> None:
    file = psd(np.array([[[0b10000000]]], "u1"), 0)
    data = bytearray(file.getvalue())
    data[14:24] = (1).to_bytes(4, "big") + (8).to_bytes(4, "big") + (1).to_bytes(2, "big")
    file = BytesIO(bytes(data))
    image = read_full_picture(file)
    assert [image.getpixel((x, 0)) for x in (0, 1, 7)] == [(0, 0, 0), (255, 255, 255), (255, 255, 255)]


def test_a_saved_selection_is_not_taken_for_transparency() -> None:
    assert read_full_picture(psd(planes(200, 100, 50, 0), RGB)).getpixel((3, 3)) == (200, 100, 50)


def test_the_profile_counts() -> None:
    file = psd(planes(200, 100, 50), RGB, resources={1000: b"odd", 1039: rgb_profile(ADOBE)})
    np.testing.assert_allclose(np.array(read_full_picture(file).getpixel((3, 3))), (227, 100, 42), atol=2)


def test_layers_without_their_picture_are_refused_by_name() -> None:
    without = {1057: bytes(4) + b"\x00"}
    with pytest.raises(UnreadableImage, match=r"saved its layers without the picture.*Maximize Compatibility"):
        check_picture(psd(planes(255, 255, 255), RGB, resources=without))
    drawn = planes(255, 255, 255)
    drawn[0, 1, 1] = 3
    assert check_picture(psd(drawn, RGB, resources=without)) == (12, 8)


@pytest.mark.parametrize("is_packed", [False, True])
def test_a_missing_end_is_noticed(*, is_packed: bool) -> None:
    noise = np.asarray(Pillow.effect_noise((12, 24), 90)).reshape(3, 8, 12)
    file = psd(noise, RGB, is_packed=is_packed)
    assert check_picture(file) == (12, 8)
    with pytest.raises(UnreadableImage, match="damaged"):
        check_picture(BytesIO(file.getvalue()[:-20]))


def test_a_claim_of_billions_of_pixels_is_refused_by_the_claim() -> None:
    data = bytearray(psd(planes(1, 2, 3), RGB).getvalue())
    data[14:22] = (60_000).to_bytes(4, "big") * 2
    with pytest.raises(UnreadableImage, match="60000 x 60000 pixels, the limit is"):
        check_picture(BytesIO(bytes(data)))


def test_kinds_that_are_not_read_are_named() -> None:
    with pytest.raises(UnreadableImage, match="a Photoshop file of mode 5 and 8 bits"):
        check_picture(psd(planes(1, 2, 3), 5))


@pytest.mark.parametrize(("version", "mode"), [(0, 3), (3, 3), (1, 5), (2, 99)])
def test_versions_and_modes_that_nobody_knows_are_refused_by_name(version: int, mode: int) -> None:
    with pytest.raises(UnreadableImage, match=f"^a Photoshop file of mode {mode} and 8 bits; save it as RGB"):
        check_picture(psd(np.zeros((3, 8, 8), "u1"), mode, version=version))
