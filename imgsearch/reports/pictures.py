"""Thumbnails inside a page."""

from __future__ import annotations

import base64
import io
from functools import lru_cache

from imgsearch.errors import UnreadableImage
from imgsearch.pictures.copies import make_square
from imgsearch.pictures.known import KnownFile, read_known_picture

THUMBNAIL_PIXELS = 200
SMALL_PIXELS = 140


@lru_cache(maxsize=512)
def thumbnail(file: KnownFile, pixels: int = THUMBNAIL_PIXELS) -> str:
    """A small square copy as a data URI, without the original's metadata; empty where the file is another one now."""
    try:
        square = make_square(read_known_picture(file), pixels)
    except UnreadableImage:
        return ""
    data = io.BytesIO()
    square.save(data, "JPEG", quality=82)
    return "data:image/jpeg;base64," + base64.b64encode(data.getvalue()).decode("ascii")
