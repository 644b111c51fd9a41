"""Sizes, colours and bytes of copies that people look at."""

from __future__ import annotations

import io

import pytest
from PIL import Image as Pillow

from imgsearch.errors import UnreadableImage
from imgsearch.pictures import limits
from imgsearch.pictures.copies import make_full_copy, make_square, make_thumbnail
from imgsearch.pictures.decode import check_picture, read_picture_file


def saved(image: Pillow.Image, image_format: str, **options: object) -> io.BytesIO:
    file = io.BytesIO()
    image.save(file, image_format, **options)
    file.seek(0)
    return file


def opened(data: bytes) -> Pillow.Image:
    image = Pillow.open(io.BytesIO(data))
    image.load()
    return image


@pytest.mark.parametrize(
    ("size", "expected"),
    [((960, 480), (480, 240)), ((300, 1200), (120, 480)), ((480, 480), (480, 480)), ((481, 10), (480, 10)),
     ((40, 30), (40, 30))],
)  # fmt: skip
def test_thumbnails_are_webp_of_480_pixels_at_most(size: tuple[int, int], expected: tuple[int, int]) -> None:
    copy = make_thumbnail(Pillow.new("RGB", size, "red"))
    shown = opened(copy.data)
    assert (shown.format, shown.size, copy.width, copy.height) == ("WEBP", expected, *expected)


def test_full_copies_are_jpeg_of_the_same_size() -> None:
    shown = opened(make_full_copy(saved(Pillow.new("RGB", (1500, 1100), "red"), "PNG")).data)
    assert (shown.format, shown.size) == ("JPEG", (1500, 1100))


def test_full_copies_shrink_to_what_a_jpeg_can_hold() -> None:
    copy = make_full_copy(saved(Pillow.new("1", (66_000, 8)), "PNG"))
    assert copy.width == opened(copy.data).width == 65_500


def test_transparent_pixels_are_white_in_every_copy() -> None:
    clear = Pillow.new("RGBA", (64, 64), (0, 0, 0, 0))
    for image in (
        opened(make_thumbnail(clear).data),
        opened(make_full_copy(saved(clear, "PNG")).data),
        make_square(clear, 8),
    ):
        assert image.getpixel((4, 4)) == (255, 255, 255)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "CMYK", "I;16", "YCbCr"])
def test_every_mode_is_shown(mode: str) -> None:
    grey = Pillow.new("L", (32, 32), 255)
    image = grey if mode == "I;16" else grey.convert(mode)
    red, green, blue = opened(make_thumbnail(image).data).getpixel((9, 9))  # type: ignore[misc]
    assert min(red, green, blue) > 250


def test_a_square_is_cut_from_the_middle() -> None:
    wide = Pillow.new("RGB", (300, 100), "blue")
    wide.paste((255, 0, 0), (100, 0, 200, 100))
    square = make_square(wide, 10)
    assert square.size == (10, 10)
    assert {square.getpixel((x, 5)) for x in (1, 5, 8)} == {(255, 0, 0)}


def test_comments_and_profiles_are_left_behind() -> None:
    image = Pillow.new("RGB", (40, 30), "red")
    exif = Pillow.Exif()
    exif[0x010E] = "by Ann"
    file = saved(image, "JPEG", exif=exif, comment=b"secret", icc_profile=b"broken profile")
    for data in (make_full_copy(file).data, make_thumbnail(read_picture_file(file)).data):
        assert b"secret" not in data
        assert b"Ann" not in data
        assert not {"icc_profile", "exif", "comment"} & set(opened(data).info)


@pytest.mark.parametrize(
    ("size", "expected"),
    [((1024, 1024), (512, 512)), ((1023, 1023), (1023, 1023)), ((1536, 2000), (512, 667)), ((4000, 100), (4000, 100))],
)
@pytest.mark.parametrize("mode", ["RGB", "P", "L"])
def test_pictures_are_reduced_from_twice_the_side_that_encoders_need(
    size: tuple[int, int], expected: tuple[int, int], mode: str
) -> None:
    assert read_picture_file(saved(Pillow.new(mode, size), "PNG")).size == expected


def test_a_large_jpeg_is_decoded_small() -> None:
    assert read_picture_file(saved(Pillow.new("RGB", (2048, 1024)), "JPEG")).size == (1024, 512)
    assert read_picture_file(saved(Pillow.new("RGB", (1000, 1000)), "JPEG")).size == (1000, 1000)


def test_the_limit_of_pixels_is_the_last_size_that_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_PIXELS", 1200)
    assert check_picture(saved(Pillow.new("RGB", (40, 30)), "PNG")) == (40, 30)
    monkeypatch.setattr(limits, "MAX_PIXELS", 1199)
    with pytest.raises(UnreadableImage, match="40 x 30 pixels, the limit is 1,199"):
        check_picture(saved(Pillow.new("RGB", (40, 30)), "PNG"))
