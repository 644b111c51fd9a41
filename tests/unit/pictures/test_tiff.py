"""TIFF files of every usual way to store samples, with the colours that the samples stand for."""

from __future__ import annotations

import io
import math
import tracemalloc
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image as Pillow

from imgsearch.errors import UnreadableImage
from imgsearch.pictures import limits
from imgsearch.pictures.decode import check_picture, read_full_picture, read_picture_file
from tests.odd_pictures import ADOBE, SHORT, UNDEFINED, Typed, Value, rgb_profile, saved, tiff

GREY, WHITE_IS_ZERO, RGB, CMYK, LAB, ICCLAB = 1, 0, 2, 5, 8, 9
#: Left half and right half, as 16-bit samples.
LEFT, RIGHT = (65_535, 32_896, 0), (12_850, 51_400, 30_000)
SHOWN = ((255, 128, 0), (50, 200, 117))

STORED: list[dict[str, object]] = [
    {"is_planar": is_planar, "compression": compression, "predictor": predictor, "order": order, "tag_278": rows}
    for is_planar in (False, True)
    for compression, predictor, rows in ((1, 1, 0), (1, 1, 3), (5, 1, 5), (5, 2, 0), (8, 2, 3))
    for order in "<>"
]


def halves(*colours: tuple[float, ...], dtype: str = "u2") -> npt.NDArray[Any]:
    left, right = colours
    samples = np.zeros((8, 12, len(left)), dtype)
    samples[:, :6], samples[:, 6:] = left, right
    return samples


def shown(file: io.BytesIO) -> tuple[object, object]:
    """The colours of both halves."""
    image = read_full_picture(file)
    assert image.mode == "RGB"
    return image.getpixel((1, 1)), image.getpixel((image.width - 2, image.height - 2))


@pytest.mark.parametrize("stored", STORED, ids=str)
def test_colours_of_16_bits_are_shown_however_they_lie_in_the_file(stored: dict[str, object]) -> None:
    file = tiff(halves(LEFT, RIGHT), RGB, **stored)  # type: ignore[arg-type]
    assert shown(file) == SHOWN
    assert check_picture(file) == (12, 8)


@pytest.mark.parametrize("dtype", ["f2", "f4", "f8", "u4"])
@pytest.mark.parametrize("order", ["<", ">"])
def test_colours_of_other_numbers_are_shown(dtype: str, order: Literal["<", ">"]) -> None:
    samples = halves(LEFT, RIGHT, dtype="f8") / 65_535
    wide = (samples * (2**32 - 1)).astype("u4") if dtype == "u4" else samples.astype(dtype)
    np.testing.assert_allclose(np.array(shown(tiff(wide, RGB, order=order))), SHOWN, atol=1)


@pytest.mark.parametrize("is_planar", [False, True])
@pytest.mark.parametrize("order", ["<", ">"])
def test_differences_of_floating_point_are_undone(order: Literal["<", ">"], is_planar: bool) -> None:
    samples = (halves(LEFT, RIGHT, dtype="f4") / np.float32(65_535)).astype("f4")
    assert shown(tiff(samples, RGB, order=order, is_planar=is_planar, compression=8, predictor=3, tag_278=5)) == SHOWN


@pytest.mark.parametrize(("photometric", "expected"), [(GREY, (128, 200)), (WHITE_IS_ZERO, (127, 55))])
@pytest.mark.parametrize("dtype", ["u1", "u2", "u4", "f4"])
@pytest.mark.parametrize("order", ["<", ">"])
def test_greys_are_neither_black_nor_white(
    photometric: int, expected: tuple[int, int], dtype: str, order: Literal["<", ">"]
) -> None:
    full = {"u1": 255, "u2": 65_535, "u4": 2**32 - 1, "f4": 1}[dtype]
    samples = (halves((128 / 255,), (200 / 255,), dtype="f8") * full + (0.5 if dtype != "f4" else 0)).astype(dtype)
    assert shown(tiff(samples, photometric, order=order)) == tuple((grey,) * 3 for grey in expected)


@pytest.mark.parametrize(("full", "dtype"), [(255, "f4"), (65_535, "f4"), (255, "i4"), (65_535, "i4"), (255, "i2")])
def test_greys_of_wide_numbers_are_scaled_by_what_they_hold(full: int, dtype: str) -> None:
    samples = halves((full * 100 / 255,), (full,), dtype="f8").astype(dtype)
    assert shown(tiff(samples, GREY)) == ((100, 100, 100), (255, 255, 255))


def test_highlights_of_floating_point_are_white_and_no_number_is_black() -> None:
    samples = halves((3.5,), (float("nan"),), dtype="f4")
    samples[0, 0] = 0.5
    file = tiff(samples, GREY)
    assert shown(file) == ((255, 255, 255), (0, 0, 0))
    assert read_full_picture(file).getpixel((0, 0)) == (128, 128, 128)


@pytest.mark.parametrize("number", [math.inf, -math.inf, math.nan, 1e300])
def test_a_number_without_end_is_black_and_leaves_the_others_as_they_are(number: float) -> None:
    samples = halves((0.5,), (1.0,), dtype="f8")
    samples[4, 4] = number
    file = tiff(samples, GREY)
    assert shown(file) == ((128, 128, 128), (255, 255, 255))
    assert read_full_picture(file).getpixel((4, 4)) == (0, 0, 0)


def test_greys_of_12_bits_are_not_black() -> None:
    packed = b"".join(bytes((0x80, 0x08, 0x00)) for _ in range(8 * 6))  # 0x800 twice
    file = tiff(np.frombuffer(packed, "u1").reshape(8, 18, 1), GREY, tag_256=12, tag_258=Typed(SHORT, b"\x0c\x00"))
    assert shown(file) == ((128, 128, 128), (128, 128, 128))


@pytest.mark.parametrize("kind", ["u1", "u2"])
@pytest.mark.parametrize("is_planar", [False, True])
def test_half_clear_grey_is_on_white(kind: str, is_planar: bool) -> None:
    full = 255 if kind == "u1" else 65_535
    samples = halves((0, full), (0, full * 51 // 255), dtype=kind)
    found = shown(tiff(samples, GREY, is_planar=is_planar, tag_338=Typed(SHORT, b"\x02\x00")))
    assert found == ((0, 0, 0), (204, 204, 204))


def test_colours_that_were_multiplied_with_alpha_are_divided_by_it() -> None:
    samples = halves((0, 0, 25_700, 25_700), (0, 0, 0, 0))
    found = shown(tiff(samples, RGB, is_planar=True, tag_338=Typed(SHORT, b"\x01\x00")))
    np.testing.assert_allclose(np.array(found), ((155, 155, 255), (255, 255, 255)), atol=2)


def test_grey_that_was_multiplied_with_alpha_is_divided_by_it() -> None:
    found = shown(tiff(halves((12_850, 25_700), (0, 0)), GREY, tag_338=Typed(SHORT, b"\x01\x00")))
    np.testing.assert_allclose(np.array(found), ((205,) * 3, (255,) * 3), atol=2)


def test_a_sample_behind_the_inks_is_left_out() -> None:
    samples = halves((255, 0, 0, 0, 9), (0, 0, 255, 0, 9), dtype="u1")
    found = shown(tiff(samples, CMYK, compression=5, tag_338=Typed(SHORT, (999).to_bytes(2, "little"))))
    assert found == ((0, 255, 255), (255, 255, 0))


def test_samples_of_no_meaning_are_left_out() -> None:
    samples = halves((*LEFT, 0, 9), (*RIGHT, 0, 9))
    assert shown(tiff(samples, RGB, is_planar=True, tag_338=Typed(SHORT, bytes(4)))) == SHOWN


def test_a_pixel_has_sixteen_samples_at_most() -> None:
    of_many = tiff(np.full((8, 12, 16), 51 << 8, "u2"), GREY)
    assert read_full_picture(of_many).getpixel((1, 1)) == (51, 51, 51)
    with pytest.raises(UnreadableImage, match="17 samples of 16 bits in each of 12 x 8 pixels"):
        check_picture(tiff(np.zeros((8, 12, 17), "u2"), GREY))


@pytest.mark.parametrize("dtype", ["u1", "u2"])
@pytest.mark.parametrize("is_planar", [False, True])
def test_inks_are_shown(dtype: str, is_planar: bool) -> None:
    full = 255 if dtype == "u1" else 65_535
    samples = halves((full, 0, 0, 0), (0, 0, full, full // 2), dtype=dtype)
    np.testing.assert_allclose(
        np.array(shown(tiff(samples, CMYK, is_planar=is_planar))), ((0, 255, 255), (128, 128, 0)), atol=1
    )


@pytest.mark.parametrize(
    ("photometric", "dtype", "left"),
    [(LAB, "u1", (136, 80, 67)), (LAB, "u2", (34_900, 80 << 8, 67 << 8)), (ICCLAB, "u1", (136, 208, 195)),
     (ICCLAB, "u2", (34_900, 208 << 8, 195 << 8))],
)  # fmt: skip
def test_lab_is_shown(photometric: int, dtype: str, left: tuple[int, ...]) -> None:
    grey = (128, 0, 0) if photometric == LAB else (128, 128, 128)
    samples = halves(left, tuple(part << 8 for part in grey) if dtype == "u2" else grey, dtype=dtype)
    red, middle = shown(tiff(samples, photometric))
    np.testing.assert_allclose(np.array(red), (255, 0, 0), atol=14)
    np.testing.assert_allclose(np.array(middle), (119, 119, 119), atol=3)


def test_tiles_are_put_together_and_cut_at_the_edge() -> None:
    tiles = np.zeros((4, 16, 16, 1), "u2")
    tiles[0], tiles[1], tiles[2], tiles[3] = LEFT[0], LEFT[1], RIGHT[0], RIGHT[1]
    data = tiles.tobytes()
    more: dict[str, Value] = {
        "tag_256": 24, "tag_257": 20, "tag_322": 16, "tag_323": 16, "tag_324": [8 + 512 * n for n in range(4)],
        "tag_325": [512] * 4, "tag_262": WHITE_IS_ZERO,
    }  # fmt: skip
    file = tiff(np.frombuffer(data, "u2").reshape(64, 16, 1), WHITE_IS_ZERO, **more)  # type: ignore[arg-type]
    image = read_full_picture(file)
    assert image.size == (24, 20)
    found = [image.getpixel(place) for place in ((15, 15), (16, 15), (15, 16), (23, 19))]
    assert found == [(grey,) * 3 for grey in (0, 127, 205, 55)]


@pytest.mark.parametrize("stored", [{}, {"compression": "tiff_lzw"}])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_width_and_height_are_turned_once(stored: dict[str, str], orientation: int) -> None:
    exif = Pillow.Exif()
    exif[0x0112] = orientation
    by_pillow = saved(Pillow.new("RGB", (12, 8)), "TIFF", exif=exif, **stored)
    by_us = tiff(halves(LEFT, RIGHT), RGB, is_planar=True, tag_274=orientation)
    size = (12, 8) if orientation < 5 else (8, 12)
    for file in (by_pillow, by_us):
        assert check_picture(file) == size
        assert read_full_picture(file).size == read_picture_file(file).size == size
    corner = {1: 0, 2: 1, 3: 1, 4: 0, 5: 0, 6: 0, 7: 1, 8: 1}[orientation]
    assert read_full_picture(by_us).getpixel((0, 0)) == SHOWN[corner]


@pytest.mark.parametrize("compression", [1, 5, 8])
@pytest.mark.parametrize("damage", [{"tag_279": [10] * 12}, {"tag_273": [8] * 11}], ids=["short", "few"])
def test_missing_strips_are_noticed(compression: int, damage: dict[str, Value]) -> None:
    samples = np.random.default_rng(1).integers(0, 65_535, (64, 64, 3), "u2")
    assert check_picture(tiff(samples, RGB, is_planar=True, compression=compression, tag_278=16)) == (64, 64)
    with pytest.raises(UnreadableImage, match="damaged"):
        check_picture(tiff(samples, RGB, is_planar=True, compression=compression, tag_278=16, **damage))  # type: ignore[arg-type]


def test_a_strip_unpacks_to_no_more_than_it_should() -> None:
    bomb = np.zeros((4000, 4000, 1), "u2")
    file = tiff(bomb, WHITE_IS_ZERO, compression=8, tag_256=8, tag_257=8, tag_278=4000)
    tracemalloc.start()
    assert read_full_picture(file).getpixel((1, 1)) == (255, 255, 255)
    assert tracemalloc.get_traced_memory()[1] < 1_000_000
    tracemalloc.stop()


def test_a_claim_of_billions_of_pixels_is_refused_by_the_claim() -> None:
    with pytest.raises(UnreadableImage, match="60000 x 60000 pixels, the limit is"):
        check_picture(tiff(halves(LEFT, RIGHT), RGB, is_planar=True, tag_256=60_000, tag_257=60_000))


def test_the_profile_counts() -> None:
    samples = halves((51_400, 25_700, 12_850), (0, 0, 0))
    profile = Typed(UNDEFINED, rgb_profile(ADOBE))
    left, right = shown(tiff(samples, RGB, is_planar=True, tag_34675=profile))
    np.testing.assert_allclose(np.array(left), (227, 100, 42), atol=2)
    assert right == (0, 0, 0)


def test_memory_is_bounded_by_samples_not_by_pixels_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_PIXELS", 96)
    assert check_picture(tiff(halves(LEFT, RIGHT), RGB, is_planar=True)) == (12, 8)
    with pytest.raises(UnreadableImage, match="3 samples of 32 bits in each of 12 x 8 pixels"):
        check_picture(tiff(halves(LEFT, RIGHT, dtype="f4"), RGB))
    with pytest.raises(UnreadableImage, match="12 x 9 pixels, the limit is 96"):
        check_picture(tiff(np.zeros((9, 12, 3), "u2"), RGB, is_planar=True))


@pytest.mark.parametrize("mode", ["1", "P", "PA", "L", "LA", "RGB", "RGBA", "CMYK", "YCbCr"])
def test_usual_modes_are_read_by_pillow(mode: str) -> None:
    image = Pillow.new("RGB", (12, 8), (255, 255, 255)).convert("L" if mode == "PA" else mode)
    found = shown(saved(image.convert(mode), "TIFF"))
    assert found == ((255, 255, 255),) * 2
