"""Whatever bytes a file holds: a picture that every part can work with, or our own error, and never much memory."""

from __future__ import annotations

import resource
from collections.abc import Callable
from contextlib import suppress
from io import BytesIO

import numpy as np
import pillow_heif
import pillow_jxl  # noqa: F401  (writes JPEG XL)
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from PIL import Image

from imgsearch.encoders.lite import to_pixels
from imgsearch.errors import UnreadableImage
from imgsearch.pictures import limits
from imgsearch.pictures.copies import make_full_copy, make_thumbnail
from imgsearch.pictures.decode import check_picture, read_full_picture, read_picture_file
from tests.fuzzing import damaged, small_pictures, trying
from tests.odd_pictures import dng, psd, saved, tiff

pillow_heif.register_heif_opener()


def other_kinds() -> dict[str, bytes]:
    """A small file of each kind that Pillow does not read alone."""
    noise = Image.effect_noise((36, 24), 90)
    colour = Image.merge("RGB", (noise, noise.transpose(Image.Transpose.ROTATE_180), noise))
    samples = np.asarray(colour)
    return {
        "a.heic": saved(colour, "HEIF").getvalue(),
        "a.avif": saved(colour, "AVIF").getvalue(),
        "a.jxl": saved(colour, "JXL").getvalue(),
        "a.psd": psd(samples.transpose(2, 0, 1), 3, is_packed=True).getvalue(),
        "preview.dng": dng(saved(colour, "JPEG").getvalue(), size=(36, 24)).getvalue(),
        "bare.dng": dng(size=(36, 24)).getvalue(),
        "planes.tif": tiff(
            samples.astype("u2") * 257, 2, is_planar=True, compression=5, predictor=2, tag_278=9
        ).getvalue(),
        "unit.tif": tiff((samples / 255).astype("f4"), 2, compression=8, predictor=3, tag_278=9).getvalue(),
        "raw.tif": tiff((samples / 255).astype("f2"), 2, order=">").getvalue(),
    }


PICTURES = small_pictures() | other_kinds()
#: Enough for every file above; a claim of more is refused as a real file's of 180 million would be.
FEW_PIXELS = 2_000_000


@pytest.fixture
def low_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_PIXELS", FEW_PIXELS)
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", FEW_PIXELS)


def look_through(data: bytes) -> bool:
    """Do with a file what loads, searches by picture, pages and sheets do; whether it is a picture."""
    read = 0
    for step in (check_picture, _encode, _copy):
        with suppress(UnreadableImage):
            step(BytesIO(data))
            read += 1
    return read == 3


def _encode(file: BytesIO) -> None:
    shown = read_picture_file(file)
    assert shown.width * shown.height <= FEW_PIXELS
    assert to_pixels(shown).shape == (260, 260, 3)
    assert len(make_thumbnail(shown).data) > 0
    assert shown.convert("RGB").mode == "RGB"


def _copy(file: BytesIO) -> None:
    copy = make_full_copy(file)
    assert copy.width * copy.height <= FEW_PIXELS


@pytest.mark.parametrize("name", PICTURES)
def test_the_files_that_are_damaged_are_pictures_before(low_limit: None, name: str) -> None:
    assert look_through(PICTURES[name])


@pytest.mark.filterwarnings("ignore")  # of metadata that make no sense
def test_no_damage_ends_in_another_error(low_limit: None) -> None:
    @trying(600)
    @given(st.one_of(damaged(PICTURES), st.binary(max_size=200)))
    @example(b"")
    def check(data: bytes) -> None:
        look_through(data)

    check()


def test_a_picture_that_is_wider_than_any_jpeg_is_shown_as_wide_as_one() -> None:
    data = BytesIO()
    Image.new("L", (70_000, 20)).save(data, "PNG")
    assert make_full_copy(BytesIO(data.getvalue()))[:2] == (65_500, 19)


def _bmp(side: int) -> bytes:
    return _with_sides("rgb.bmp", 18, side, "little", 4)


def _png(side: int) -> bytes:
    import zlib

    data = bytearray(_with_sides("rgb.png", 16, side, "big", 4))
    data[29:33] = zlib.crc32(data[12:29]).to_bytes(4, "big")
    return bytes(data)


def _gif(side: int) -> bytes:
    return _with_sides("palette.gif", 6, side, "little", 2)


def _jpeg(side: int) -> bytes:
    return _with_sides("rgb.jpg", PICTURES["rgb.jpg"].index(b"\xff\xc0\x00\x11\x08") + 5, side, "big", 2)


def _tiff(side: int) -> bytes:
    data = bytearray(PICTURES["packed.tif"])
    first = int.from_bytes(data[4:8], "little") + 2
    for at in range(first, first + 12 * int.from_bytes(data[first - 2 : first], "little"), 12):
        if int.from_bytes(data[at : at + 2], "little") in (256, 257):  # width and height; as a number of four bytes
            data[at + 2 : at + 12] = (4).to_bytes(2, "little") + (1).to_bytes(4, "little") + side.to_bytes(4, "little")
    return bytes(data)


def _webp(side: int) -> bytes:
    data = bytearray(PICTURES["animated.webp"])
    for at in (24, 27):  # the canvas, in 24 bits, less one
        data[at : at + 3] = (side - 1).to_bytes(3, "little")
    return bytes(data)


def _with_sides(name: str, at: int, side: int, order: str, width: int) -> bytes:
    data = bytearray(PICTURES[name])
    data[at : at + 2 * width] = 2 * side.to_bytes(width, order)  # type: ignore[arg-type]
    return bytes(data)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("claim", [_bmp, _png, _gif, _jpeg, _tiff, _webp])
def test_a_claim_of_billions_of_pixels_costs_no_memory(claim: Callable[[int], bytes]) -> None:
    data = claim(60_000 if claim is not _webp else 16_000)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for step in (check_picture, read_picture_file, read_full_picture):
        with pytest.raises(UnreadableImage):
            step(BytesIO(data))
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000  # kB
