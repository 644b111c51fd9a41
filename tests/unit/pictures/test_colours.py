"""Every mode and profile becomes the sRGB colours that people see; the values are computed by hand."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image as Pillow
from PIL import ImageCms

from imgsearch.errors import UnreadableImage
from imgsearch.pictures.colours import SAMPLE_BITS, to_srgb
from imgsearch.pictures.copies import make_full_copy, make_square, make_thumbnail
from imgsearch.pictures.decode import read_full_picture, read_picture_file
from imgsearch.pictures.hdr import CICP
from tests.odd_pictures import ADOBE, DISPLAY_P3, grey_profile, profile, rgb_profile, saved

SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
COLOUR = (200, 100, 50)
#: What (200, 100, 50) of a display with these primaries and gamma 2.2 is in sRGB.
FROM_P3, FROM_ADOBE = (216, 93, 24), (227, 100, 42)


def pixel(image: Pillow.Image) -> tuple[int, ...]:
    assert image.mode == "RGB"
    found = image.getpixel((image.width // 2, image.height // 2))
    assert isinstance(found, tuple)
    return tuple(int(part) for part in found)


def flat(mode: str, colour: object, **info: object) -> Pillow.Image:
    image = Pillow.new(mode, (16, 16), colour)  # type: ignore[arg-type]
    image.info.update(info)
    return image


@pytest.mark.parametrize(
    ("image", "expected"),
    [
        (flat("RGB", COLOUR), COLOUR),
        (flat("1", 1), (255, 255, 255)),
        (flat("L", 77), (77, 77, 77)),
        (flat("LA", (0, 51)), (204, 204, 204)),
        (flat("La", (0, 51)), (204, 204, 204)),
        (flat("RGBA", (255, 0, 0, 102)), (255, 153, 153)),
        (flat("RGBa", (102, 0, 0, 102)), (255, 153, 153)),
        (flat("CMYK", (0, 255, 255, 0)), (255, 0, 0)),
        (flat("CMYK", (0, 0, 0, 155)), (100, 100, 100)),
        (flat("YCbCr", (76, 85, 255)), (254, 0, 0)),
        (flat("I;16", 25_700), (100, 100, 100)),
        (flat("I;16", 200), (1, 1, 1)),
        (flat("I;16B", 25_700), (100, 100, 100)),
        (flat("I;16", 1606, **{SAMPLE_BITS: 12}), (100, 100, 100)),
        (flat("I", 25_700), (100, 100, 100)),
        (flat("I", 100), (0, 0, 0)),
        (flat("F", 0.392), (100, 100, 100)),
        (flat("L", 77, transparency=77), (255, 255, 255)),
        (flat("L", 77, transparency=78), (77, 77, 77)),
        (flat("I;16", 25_700, transparency=25_700), (255, 255, 255)),
        (flat("RGB", COLOUR, transparency=COLOUR), (255, 255, 255)),
        (flat("P", 3, transparency=3), (255, 255, 255)),
        (flat("P", 3, transparency=bytes((255, 255, 255, 0))), (255, 255, 255)),
    ],
    ids=lambda value: f"{value.mode}-{sorted(value.info)}" if isinstance(value, Pillow.Image) else "",
)
def test_every_mode_is_shown_with_its_colours_on_white(image: Pillow.Image, expected: tuple[int, ...]) -> None:
    if image.mode == "I" and image.getpixel((0, 0)) == 100:
        image.putpixel((0, 0), 65_535)  # so that 100 is of 65,535
    np.testing.assert_allclose(pixel(to_srgb(image)), expected, atol=1)


@pytest.mark.parametrize(
    ("mode", "colour", "icc", "expected"),
    [
        ("RGB", COLOUR, SRGB, COLOUR),
        ("RGB", COLOUR, rgb_profile(DISPLAY_P3), FROM_P3),
        ("RGB", COLOUR, rgb_profile(ADOBE), FROM_ADOBE),
        ("RGBA", (*COLOUR, 255), rgb_profile(ADOBE), FROM_ADOBE),
        ("RGBA", (*COLOUR, 0), rgb_profile(ADOBE), (255, 255, 255)),
        ("L", 128, grey_profile(1.0), (188, 188, 188)),
        ("LA", (128, 255), grey_profile(1.0), (188, 188, 188)),
        ("LA", (128, 0), grey_profile(1.0), (255, 255, 255)),
        ("I;16", 128 * 257, grey_profile(1.0), (188, 188, 188)),
        ("L", 128, rgb_profile(ADOBE, 1.0), (188, 188, 188)),
        ("RGB", COLOUR, grey_profile(1.0), COLOUR),
        ("L", 128, b"no profile", (128, 128, 128)),
        ("RGB", COLOUR, b"no profile", COLOUR),
        ("CMYK", (0, 255, 255, 0), b"no profile", (255, 0, 0)),
        ("CMYK", (0, 255, 255, 0), rgb_profile(ADOBE), (255, 0, 0)),
    ],
)
def test_the_profile_of_a_picture_counts(mode: str, colour: object, icc: bytes, expected: tuple[int, ...]) -> None:
    shown = to_srgb(flat(mode, colour, icc_profile=icc))
    np.testing.assert_allclose(pixel(shown), expected, atol=2)
    assert shown.info.get("icc_profile") is None or shown.info["icc_profile"] == icc
    np.testing.assert_allclose(pixel(to_srgb(shown)), expected, atol=2)  # and counts once


def ink_profile() -> bytes:
    """CMYK by a table of two steps for each ink: no ink is white, all are black, and any other mix is mid-grey."""
    entries = [(255, 128, 128)] + [(128, 128, 128)] * 14 + [(0, 128, 128)]
    table = b"".join(bytes(entry) for entry in entries)
    identity = bytes(range(256))
    lut = b"mft1" + bytes(4) + bytes((4, 3, 2, 0)) + np.array(np.eye(3) * 65_536, ">i4").tobytes()
    lut += identity * 4 + table + identity * 3
    made = bytearray(profile(b"CMYK", {}))
    made[12:16], made[20:24] = b"prtr", b"Lab "
    count = int.from_bytes(made[128:132], "big")
    shifted = b"".join(
        made[at : at + 4]
        + (int.from_bytes(made[at + 4 : at + 8], "big") + 12).to_bytes(4, "big")
        + made[at + 8 : at + 12]
        for at in range(132, 132 + 12 * count, 12)
    )
    values = bytes(made[132 + 12 * count :])
    place = 132 + 12 * (count + 1) + len(values)
    entry = b"A2B0" + place.to_bytes(4, "big") + len(lut).to_bytes(4, "big")
    whole = bytes(made[:128]) + (count + 1).to_bytes(4, "big") + shifted + entry + values + lut
    return len(whole).to_bytes(4, "big") + whole[4:]


@pytest.mark.parametrize("image_format", ["JPEG", "TIFF"])
def test_inks_are_shown_by_their_profile(image_format: str) -> None:
    files = [
        saved(flat("CMYK", colour), image_format, icc_profile=ink_profile())
        for colour in ((0, 255, 255, 0), (0, 0, 0, 0))
    ]
    red, white = (pixel(read_full_picture(file)) for file in files)
    np.testing.assert_allclose(red, (119, 119, 119), atol=3)
    np.testing.assert_allclose(white, (255, 255, 255), atol=3)


def test_encoders_thumbnails_copies_and_sheets_see_the_same_colours() -> None:
    file = saved(Pillow.new("RGB", (1200, 1200), COLOUR), "PNG", icc_profile=rgb_profile(ADOBE))
    for read in (read_picture_file, read_full_picture):
        assert read(file).info == {}
    seen = read_picture_file(file)
    thumbnail = Pillow.open(saved(Pillow.new("RGB", (1, 1)), "PNG"))
    thumbnail = Pillow.open(type(file)(make_thumbnail(seen).data))
    copy = Pillow.open(type(file)(make_full_copy(file).data))
    for image in (seen, thumbnail, copy, make_square(seen, 20)):
        np.testing.assert_allclose(pixel(image.convert("RGB")), FROM_ADOBE, atol=4)


@pytest.mark.parametrize("depth", [16, 1])
def test_large_deep_greys_shrink_like_others(depth: int) -> None:
    image = Pillow.new("I;16" if depth == 16 else "1", (2048, 1024), 25_700 if depth == 16 else 1)
    shown = read_picture_file(saved(image, "PNG"))
    assert (shown.size, pixel(shown)) == ((1024, 512), (100,) * 3 if depth == 16 else (255,) * 3)


@pytest.mark.parametrize("colour_space", ["R03", "R98"])
def test_what_cameras_call_adobe_rgb_needs_no_profile(colour_space: str) -> None:
    exif = Pillow.Exif()
    exif[0x0112] = 1
    below = exif.get_ifd(0x8769)
    below[0xA001] = 0xFFFF
    below[0xA005] = {1: colour_space}
    file = saved(Pillow.new("RGB", (32, 32), COLOUR), "JPEG", exif=exif, quality=95, subsampling=0)
    expected = FROM_ADOBE if colour_space == "R03" else COLOUR
    np.testing.assert_allclose(pixel(read_full_picture(file)), expected, atol=3)


@pytest.mark.parametrize(
    ("cicp", "colour", "expected"),
    [
        ((1, 13), COLOUR, COLOUR),
        ((2, 2), COLOUR, COLOUR),
        ((12, 13), COLOUR, (215, 93, 31)),
        ((9, 13), COLOUR, (241, 76, 29)),
        ((1, 16), (148, 148, 148), (247, 247, 247)),  # 203 cd/m2; what is brighter still differs
        ((1, 16), (112, 112, 112), (135, 135, 135)),  # 49 cd/m2, a quarter
        ((1, 16), (255, 255, 255), (255, 255, 255)),
        ((1, 18), (191, 191, 191), (247, 247, 247)),  # 75 % is as bright
        ((1, 18), (0, 0, 0), (0, 0, 0)),
    ],
)
def test_colours_named_by_number_are_shown(
    cicp: tuple[int, int], colour: tuple[int, ...], expected: tuple[int, ...]
) -> None:
    found = pixel(to_srgb(flat("RGB", colour, **{CICP: cicp})))
    np.testing.assert_allclose(found, expected, atol=3)


def test_modes_that_nobody_knows_are_refused() -> None:
    with pytest.raises(UnreadableImage, match="its colours are stored as HSV; save it as RGB"):
        to_srgb(Pillow.new("HSV", (4, 4)))
