"""Copies of pictures to look at: upright, in sRGB, with nothing of the original's metadata."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from math import ceil, floor
from typing import IO, NamedTuple

from PIL import Image, ImageOps

from imgsearch.pictures.colours import to_srgb
from imgsearch.pictures.decode import read_full_picture

#: Long side of a thumbnail in pixels: a tile of the grid on a screen of twice the density.
THUMBNAIL_SIDE = 480
WEBP_QUALITY = 80
#: How hard the encoder tries, 0..6: the usual 4 takes twice as long and saves one byte in forty.
WEBP_METHOD = 2
JPEG_QUALITY = 92
#: No JPEG is longer or wider.
JPEG_SIDE = 65_500


class Copy(NamedTuple):
    """An encoded picture."""

    width: int
    height: int
    data: bytes


def make_thumbnail(image: Image.Image) -> Copy:
    """Shrink a picture to a WebP file of at most 480 pixels; smaller ones keep their size.

    Args:
        image: upright, see imgsearch.pictures.decode.read_picture.
    """
    small = to_srgb(image).copy()
    small.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE), Image.Resampling.LANCZOS)
    return _encode(small, "WEBP", quality=WEBP_QUALITY, method=WEBP_METHOD)


def make_full_copy(file: IO[bytes], part: Sequence[int] | None = None) -> Copy:
    """Decode a picture and encode it again as JPEG, at its full size or the largest that JPEG has.

    Args:
        file: of a picture.
        part: left, top, right and bottom of what is wanted of it, in thousandths of its width and height.

    Raises:
        UnreadableImage: it cannot be read; the message is the reason alone.
    """
    image = read_full_picture(file)
    if part is not None:
        left, top, right, bottom = (side * size / 1000 for side, size in zip(part, image.size * 2, strict=True))
        image = image.crop((floor(left), floor(top), ceil(right), ceil(bottom)))
    image.thumbnail((JPEG_SIDE, JPEG_SIDE), Image.Resampling.LANCZOS)
    return _encode(image, "JPEG", quality=JPEG_QUALITY, optimize=True)


def make_square(image: Image.Image, pixels: int) -> Image.Image:
    """Cut a picture to a square for pages that hold their pictures; saved, it takes nothing along.

    Args:
        image: upright, see imgsearch.pictures.decode.read_picture.
        pixels: of each side.
    """
    return _bare(ImageOps.fit(to_srgb(image), (pixels, pixels)))


def _bare(image: Image.Image) -> Image.Image:
    """The pixels alone: Pillow would write comments and profiles of the file that an image was read from."""
    bare = Image.new("RGB", image.size)
    bare.paste(image)
    return bare


def _encode(image: Image.Image, format_name: str, **options: int | bool) -> Copy:
    bare = _bare(image)
    data = BytesIO()
    bare.save(data, format_name, **options)
    return Copy(bare.width, bare.height, data.getvalue())
