"""The most pixels that a picture may have, whoever decodes it."""

from __future__ import annotations

from PIL import Image

from imgsearch.errors import UnreadableImage

#: Medium-format cameras make 150 million; a file of a few kB can claim billions.
DEFAULT_MAX_PIXELS = 178_956_970
#: Changed by set_max_pixels alone.
MAX_PIXELS = DEFAULT_MAX_PIXELS

Image.MAX_IMAGE_PIXELS = MAX_PIXELS


def set_max_pixels(pixels: int) -> None:
    """Let pictures have this many pixels from now on, in this process."""
    global MAX_PIXELS
    if pixels < 1:
        raise ValueError(f"{pixels} pixels are no limit")
    MAX_PIXELS = pixels
    Image.MAX_IMAGE_PIXELS = pixels


def check_size(width: int, height: int) -> None:
    """Refuse a picture by the size that its header claims, before anything is decoded.

    Raises:
        UnreadableImage: it has no pixels, or too many.
    """
    if width < 1 or height < 1:
        raise UnreadableImage(f"damaged: {width} x {height} pixels", ru="файл повреждён")
    if width * height > MAX_PIXELS:
        raise UnreadableImage(
            f"{width} x {height} pixels, the limit is {MAX_PIXELS:,} (IMGSEARCH_MAX_PIXELS)",
            ru=f"{width} x {height} пикселей, самое большее {MAX_PIXELS:,}".replace(",", "\u00a0"),
        )
