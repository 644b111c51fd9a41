"""A picture whose corners differ, turned in each of the ways that EXIF knows, is upright wherever it is looked at."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image as Pillow

from imgsearch.encoders.lite import to_pixels
from imgsearch.pictures.copies import make_full_copy, make_square, make_thumbnail
from imgsearch.pictures.decode import ORIENTATION_TAG, check_picture, read_picture_file
from tests.odd_pictures import ASCII, SIGNED_BYTE, Typed, Value, directory

COLOURS = {"r": (255, 0, 0), "g": (0, 255, 0), "b": (0, 0, 255), "w": (255, 255, 255)}
#: Orientation -> corners of the upright picture, left to right and top to bottom; as stored they are r g b w.
UPRIGHT = {1: "rgbw", 2: "grwb", 3: "wbgr", 4: "bwrg", 5: "rbgw", 6: "brwg", 7: "wgbr", 8: "gwrb"}
FORMATS = ("JPEG", "PNG", "WEBP", "TIFF")


def turned(
    orientation: int, image_format: str = "JPEG", half: tuple[int, int] = (48, 32), metadata: bytes = b""
) -> io.BytesIO:
    """A picture of four quarters, each of this width and height, with the orientation in its metadata."""
    width, height = half
    image = Pillow.new("RGB", (2 * width, 2 * height))
    for index, colour in enumerate(COLOURS.values()):
        image.paste(
            colour, (index % 2 * width, index // 2 * height, (index % 2 + 1) * width, (index // 2 + 1) * height)
        )
    exif = Pillow.Exif()
    exif[ORIENTATION_TAG] = orientation
    file = io.BytesIO()
    image.save(file, image_format, exif=b"Exif\0\0" + metadata if metadata else exif)
    file.seek(0)
    return file


def corners(image: Pillow.Image) -> str:
    """The letters of the colours nearest to the middles of the four quarters."""
    rgb = image.convert("RGB")
    at = [(x, y) for y in (rgb.height // 4, 3 * rgb.height // 4) for x in (rgb.width // 4, 3 * rgb.width // 4)]
    found = [np.array(rgb.getpixel(place), dtype=int) for place in at]
    return "".join(min(COLOURS, key=lambda name: np.abs(pixel - COLOURS[name]).sum()) for pixel in found)


@pytest.mark.parametrize("image_format", FORMATS)
@pytest.mark.parametrize("orientation", UPRIGHT)
def test_each_orientation_is_undone_in_what_is_stored_shown_and_encoded(orientation: int, image_format: str) -> None:
    size = (96, 64) if orientation < 5 else (64, 96)
    assert check_picture(turned(orientation, image_format)) == size
    upright = read_picture_file(turned(orientation, image_format))
    assert (upright.size, corners(upright)) == (size, UPRIGHT[orientation])
    for copy in (make_thumbnail(upright), make_full_copy(turned(orientation, image_format))):
        shown = Pillow.open(io.BytesIO(copy.data))
        assert (copy.width, copy.height) == shown.size == size
        assert corners(shown) == UPRIGHT[orientation]
        assert dict(shown.getexif()) == {}
    assert corners(make_square(upright, 20)) == UPRIGHT[orientation]
    assert corners(Pillow.fromarray(to_pixels(upright))) == UPRIGHT[orientation]


@pytest.mark.parametrize("orientation", UPRIGHT)
def test_large_pictures_are_shrunk_and_upright(orientation: int) -> None:
    upright = read_picture_file(turned(orientation, "PNG", (1200, 1024)))
    assert upright.size == ((600, 512) if orientation < 5 else (512, 600))
    assert corners(upright) == UPRIGHT[orientation]


@pytest.mark.parametrize("orientation", [0, 9, 255])
def test_orientations_that_do_not_exist_turn_nothing(orientation: int) -> None:
    assert check_picture(turned(orientation)) == (96, 64)
    assert corners(read_picture_file(turned(orientation))) == UPRIGHT[1]


@pytest.mark.parametrize("image_format", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("orientation", UPRIGHT)
def test_an_entry_of_a_wrong_type_beside_the_orientation_does_not_keep_a_picture_lying(
    orientation: int, image_format: str
) -> None:
    width_of_a_dot: Value = Typed(ASCII, b"72\x00")
    metadata = b"II*\x00\x08\x00\x00\x00" + directory({ORIENTATION_TAG: orientation, 282: width_of_a_dot}, 8)
    file = turned(orientation, image_format, metadata=metadata)
    upright = read_picture_file(file)
    assert upright.size == check_picture(file) == ((96, 64) if orientation < 5 else (64, 96))
    assert corners(upright) == UPRIGHT[orientation]


@pytest.mark.parametrize("camera", [5_000, Typed(SIGNED_BYTE, b"\xff")], ids=["behind the end", "before the file"])
def test_a_directory_of_the_camera_that_leads_nowhere_does_not_keep_a_picture_lying(camera: Value) -> None:
    metadata = b"II*\x00\x08\x00\x00\x00" + directory({ORIENTATION_TAG: 6, 34665: camera}, 8)
    assert corners(read_picture_file(turned(6, metadata=metadata))) == UPRIGHT[6]
