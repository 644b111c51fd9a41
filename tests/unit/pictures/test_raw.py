"""RAW files are seen as the camera's preview shows them; RAW and JPEG of one stem are one photograph."""

from __future__ import annotations

import io
import struct
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Pillow

from imgsearch.errors import UnreadableImage
from imgsearch.pictures import limits
from imgsearch.pictures.decode import check_picture, read_full_picture, read_picture
from imgsearch.pictures.raw import find_developed, lacks_rows
from imgsearch.pictures.tags import MOST_ENTRIES, holds_sensor_data, read_directory
from tests.odd_pictures import Value, directory, dng, saved

RED, BLUE = (250, 20, 10), (10, 20, 240)


def preview(size: tuple[int, int] = (640, 520), orientation: int = 0) -> bytes:
    image = Pillow.new("RGB", size, BLUE)
    image.paste(RED, (0, 0, size[0] // 2, size[1] // 2))
    exif = Pillow.Exif()
    if orientation:
        exif[0x0112] = orientation
    return saved(image, "JPEG", exif=exif, quality=95).getvalue()


def is_red(image: Pillow.Image, x: float, y: float) -> bool:
    found = image.getpixel((int(x * image.width), int(y * image.height)))
    assert isinstance(found, tuple)
    return found[0] > 128


@pytest.mark.parametrize(
    ("flip", "size", "corner"),
    [
        (1, (640, 520), (0.2, 0.2)),
        (3, (640, 520), (0.8, 0.8)),
        (6, (520, 640), (0.8, 0.2)),
        (8, (520, 640), (0.2, 0.8)),
    ],
)
def test_the_preview_is_turned_as_the_camera_was_held(
    flip: int, size: tuple[int, int], corner: tuple[float, float]
) -> None:
    file = dng(preview(), flip=flip, size=(1280, 1040))
    assert check_picture(file) == size
    upright = read_full_picture(file)
    assert upright.size == size
    assert [is_red(upright, x, y) for x, y in ((0.2, 0.2), (0.8, 0.2), (0.2, 0.8), (0.8, 0.8))].count(True) == 1
    assert is_red(upright, *corner)


def test_a_preview_that_says_how_it_lies_is_believed() -> None:
    with_jfif = preview(orientation=3)
    file = dng(with_jfif[:2] + with_jfif[20:], flip=6, size=(1280, 1040))
    assert check_picture(file) == (640, 520)
    assert is_red(read_full_picture(file), 0.8, 0.8)


def test_a_preview_that_is_upright_already_stays_so() -> None:
    file = dng(preview((520, 640)), flip=6, size=(1280, 1040))
    assert check_picture(file) == (520, 640)
    assert is_red(read_full_picture(file), 0.2, 0.2)


@pytest.mark.parametrize("small", [b"", preview((160, 120))], ids=["none", "small"])
@pytest.mark.parametrize("flip", [1, 6])
def test_a_raw_without_a_preview_to_look_at_is_developed_at_half_its_size(small: bytes, flip: int) -> None:
    file = dng(small, flip=flip, size=(1240, 1040))
    assert check_picture(file) == ((620, 520) if flip == 1 else (520, 620))
    red, green, blue = (np.asarray(read_full_picture(file)).reshape(-1, 3)).mean(axis=0)
    assert max(red, green, blue) - min(red, green, blue) < 2
    assert red > 100


def test_a_raw_is_not_taken_for_the_thumbnail_that_begins_it(tmp_path: Path) -> None:
    (tmp_path / "photo.tif").write_bytes(dng(preview(), size=(1280, 1040)).getvalue())
    assert read_picture(tmp_path / "photo.tif").size == (640, 520)


def test_the_limit_of_pixels_is_asked_of_sensor_and_preview(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_PIXELS", 640 * 520)
    assert check_picture(dng(preview(), size=(640, 520))) == (640, 520)
    with pytest.raises(UnreadableImage, match="640 x 521 pixels, the limit is"):
        check_picture(dng(preview(), size=(640, 521)))
    with pytest.raises(UnreadableImage, match="640 x 521 pixels, the limit is"):
        check_picture(dng(preview((640, 521)), size=(640, 520)))


def test_a_raw_that_ends_early_is_said_to_in_plain_words() -> None:
    with pytest.raises(UnreadableImage, match=r"^damaged: it ends too early$"):
        check_picture(io.BytesIO(b"II*\x00\xff\x00\x00\x00" + bytes(20)))


def test_directories_that_lead_nowhere_are_refused() -> None:
    endless: dict[int, Value] = {256: 4, 257: 4, 262: 2, 330: [8] * 5}
    file = io.BytesIO(b"II*\x00\x08\x00\x00\x00" + directory(endless, 8))
    with pytest.raises(UnreadableImage, match="damaged"):
        check_picture(file)
    with pytest.raises(UnreadableImage, match=f"a directory of {MOST_ENTRIES + 1} entries"):
        check_picture(io.BytesIO(b"II*\x00\x08\x00\x00\x00" + (MOST_ENTRIES + 1).to_bytes(2, "little") + bytes(99)))


@pytest.mark.parametrize(("photometric", "is_raw"), [(32803, True), (34892, True), (2, False)])
def test_pixels_of_a_sensor_are_found_behind_a_directory_that_is_damaged(photometric: int, is_raw: bool) -> None:
    below = directory({262: photometric}, 8)
    first = directory({262: 2, 330: [9_999, 8]}, 8 + len(below))
    file = io.BytesIO(b"II*\x00" + (8 + len(below)).to_bytes(4, "little") + below + first)
    assert holds_sensor_data(file, read_directory(file)) is is_raw


@pytest.mark.parametrize(("mark", "is_raw"), [(b"IIII", True), (b"MMMM", True), (b"IIMM", False)])
def test_phase_ones_mark_stands_behind_the_head(mark: bytes, is_raw: bool) -> None:
    file = io.BytesIO(b"II*\x00\x0c\x00\x00\x00" + mark + directory({262: 2}, 12))
    assert holds_sensor_data(file, read_directory(file)) is is_raw


@pytest.mark.parametrize(("black", "dark", "lacks"), [(15, 0, True), (15, 1, False), (0, 0, False)])
def test_a_row_darker_than_black_was_never_read(black: int, dark: int, lacks: bool) -> None:
    sensor = np.full((8, 6), 200, dtype=np.uint16)
    assert not lacks_rows(sensor, black)
    sensor[3] = 0
    sensor[3, 4] = dark
    assert lacks_rows(sensor, black) is lacks
    without_a_fourth_colour = np.stack([sensor, sensor, sensor, np.zeros_like(sensor)], axis=2)
    assert lacks_rows(without_a_fourth_colour, black) is lacks


JPEG_XL = 52546


def packed_as(file: io.BytesIO, compression: int) -> io.BytesIO:
    """A DNG whose sensor's data are said to be compressed."""
    whole, entry = file.getvalue(), struct.pack("<HHL", 259, 4, 1)
    at = whole.rindex(entry) + len(entry)
    return io.BytesIO(whole[:at] + struct.pack("<L", compression) + whole[at + 4 :])


def test_a_kind_of_raw_that_the_library_does_not_read_is_named_with_a_remedy() -> None:
    with pytest.raises(
        UnreadableImage, match=r"^a RAW file of a kind that LibRaw [\d.]+ does not read; save it as TIFF"
    ):
        check_picture(packed_as(dng(size=(640, 520)), JPEG_XL))


def test_a_preview_is_seen_where_the_library_cannot_read_the_rest() -> None:
    assert check_picture(packed_as(dng(preview(), size=(1280, 1040)), JPEG_XL)) == (640, 520)


def test_what_the_library_says_of_damage_is_text() -> None:
    with pytest.raises(UnreadableImage, match=r"^damaged: [A-Z][a-z/ ]+$"):
        check_picture(packed_as(dng(size=(640, 520)), 34892))


def test_a_raw_and_its_jpeg_are_one_photograph() -> None:
    names = ["A.NEF", "a.jpg", "b.CR2", "c.dng", "C.HEIC", "d.jpg", "e.arw", "e.png", "f.raf", "f.raf.jpg", "g.jpg.orf"]
    assert find_developed(names) == {"A.NEF", "c.dng"}
