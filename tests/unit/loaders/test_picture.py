from __future__ import annotations

import io
import struct
import warnings
import zlib
from pathlib import Path

import pytest
from PIL import Image as Pillow

from imgsearch.errors import UnreadableImage
from imgsearch.pictures.decode import check_picture, read_picture


def noise(image_format: str, size: tuple[int, int] = (400, 300), **options: object) -> bytes:
    buffer = io.BytesIO()
    Pillow.effect_noise(size, 90).convert("RGB").save(buffer, image_format, **options)
    return buffer.getvalue()


def png_claiming(width: int, height: int) -> io.BytesIO:
    header = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    checked = struct.pack(">I", 13) + header + struct.pack(">I", zlib.crc32(header))
    return io.BytesIO(b"\x89PNG\r\n\x1a\n" + checked + struct.pack(">I", 9) + b"IDAT" + b"x" * 13)


@pytest.mark.parametrize("image_format", ["JPEG", "PNG", "WEBP", "GIF", "TIFF", "BMP"])
def test_every_format_is_read(image_format: str) -> None:
    assert check_picture(io.BytesIO(noise(image_format))) == (400, 300)


@pytest.mark.parametrize("image_format", ["JPEG", "PNG", "WEBP", "TIFF", "BMP"])
@pytest.mark.parametrize("share", [0.98, 0.5])
def test_missing_end_is_noticed(image_format: str, share: float) -> None:
    data = noise(image_format)
    with pytest.raises(UnreadableImage):
        check_picture(io.BytesIO(data[: int(len(data) * share)]))


def test_progressive_jpeg_without_its_end_is_noticed() -> None:
    data = noise("JPEG", progressive=True)
    with pytest.raises(UnreadableImage, match="truncated"):
        check_picture(io.BytesIO(data[:-500]))


@pytest.mark.parametrize("side", [13_500, 20_000])
def test_picture_of_too_many_pixels_is_refused_before_decoding(side: int) -> None:
    with pytest.raises(UnreadableImage, match="178,956,970"):
        check_picture(png_claiming(side, side))


def test_the_limit_holds_where_warnings_are_only_shown() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with pytest.raises(UnreadableImage, match="13500 x 13500 pixels, the limit is 178,956,970"):
            check_picture(png_claiming(13_500, 13_500))


def test_large_pictures_shrink_to_what_encoders_need(tmp_path: Path) -> None:
    for name, size in (
        ("a.jpg", (4000, 3000)),
        ("b.png", (2000, 1100)),
        ("c.gif", (1500, 1200)),
        ("d.jpg", (600, 500)),
    ):
        Pillow.new("RGB", size, "red").save(tmp_path / name)
    found = {name: read_picture(tmp_path / name).size for name in ("a.jpg", "b.png", "c.gif", "d.jpg")}
    assert found == {"a.jpg": (1000, 750), "b.png": (1000, 550), "c.gif": (750, 600), "d.jpg": (600, 500)}


def test_read_picture_is_upright(tmp_path: Path) -> None:
    exif = Pillow.Exif()
    exif[0x0112] = 8
    for name in ("a.jpg", "b.png", "c.tif", "d.webp"):
        Pillow.new("RGB", (40, 30)).save(tmp_path / name, exif=exif)
        picture = read_picture(tmp_path / name)
        assert picture.size == (30, 40)
        assert 0x0112 not in picture.getexif()


def test_read_picture_names_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(UnreadableImage, match="cannot be opened: No such file or directory"):
        read_picture(tmp_path / "a.jpg")


@pytest.mark.filterwarnings("ignore:Corrupt EXIF data")
def test_broken_metadata_do_not_matter() -> None:
    data = noise("JPEG", exif=b"Exif\x00\x00II*\x00\xff\xff\xff\xff")
    assert check_picture(io.BytesIO(data)) == (400, 300)
