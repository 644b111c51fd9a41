"""Opening picture files that may be damaged or hostile; the only place that calls a decoder."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import IO

from PIL import Image, ImageOps, UnidentifiedImageError

from imgsearch.errors import UnreadableImage

#: Pillow has forty decoders, most for formats that no camera writes; each is a way in for a crafted file.
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "TIFF", "BMP")
#: Medium-format cameras make 150 million; a file of a few kB can claim billions.
MAX_PIXELS = 178_956_970
#: Encoders look at 224 to 384 pixels; decoding a 24-megapixel photo at a quarter of its size costs a tenth.
SHORT_SIDE = 512
ORIENTATION_TAG = 0x0112
#: EXIF orientations that turn the picture by a quarter.
SIDEWAYS = frozenset({5, 6, 7, 8})
#: Ways of storing colours that Pillow turns into RGB; LAB, of some TIFF files, is not among them.
MODES = frozenset("1 L LA P PA RGB RGBA RGBX RGBa CMYK YCbCr I F I;16 I;16B I;16L I;16N".split())
_REDUCIBLE_MODES = frozenset({"L", "LA", "RGB", "RGBA", "RGBX", "CMYK", "YCbCr"})

Image.MAX_IMAGE_PIXELS = MAX_PIXELS
# Pillow warns of broken metadata, which nobody needs to mend, and of large pictures, which are refused below.
warnings.filterwarnings("ignore", module="PIL")


def check_picture(file: IO[bytes]) -> tuple[int, int]:
    """Decode a file to its last byte, as cheaply as the format allows.

    Returns:
        Width and height of the upright picture in pixels.

    Raises:
        UnreadableImage: it is not a picture, damaged, or too large; the message is the reason alone.
    """
    with _open(file) as image:
        width, height = image.size
        # A JPEG decoded to an eighth still reads all of the file, so that a missing end is noticed.
        _decode(image, "L", 1)
        # Of a TIFF, Pillow gives the upright size from the start, and leaves the tag out when it has turned it.
        sideways = _orientation(image) in SIDEWAYS
    return (height, width) if sideways else (width, height)


def read_picture(path: Path | str) -> Image.Image:
    """Read a picture upright, shrunk while decoding when it is much larger than any encoder looks at.

    Raises:
        UnreadableImage: it cannot be read; the message is the reason alone.
    """
    try:
        with Path(path).open("rb") as file:
            return read_picture_file(file)
    except OSError as exc:
        raise UnreadableImage(f"cannot be opened: {exc.strerror or exc}") from exc


def read_picture_file(file: IO[bytes]) -> Image.Image:
    """Read an open file as read_picture does.

    Raises:
        UnreadableImage: it cannot be read; the message is the reason alone.
    """
    with _open(file) as image:
        _decode(image, "RGB", SHORT_SIDE)
        upright = _transpose(image)
    factor = min(upright.size) // SHORT_SIDE
    if factor > 1:
        if upright.mode in ("1", "P", "PA"):
            upright = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
        if upright.mode in _REDUCIBLE_MODES:
            upright = upright.reduce(factor)
    return upright


def read_full_picture(file: IO[bytes]) -> Image.Image:
    """Read a picture upright at its full size.

    Raises:
        UnreadableImage: it cannot be read; the message is the reason alone.
    """
    with _open(file) as image:
        _decode(image)
        return _transpose(image)


def _open(file: IO[bytes]) -> Image.Image:
    try:
        image = Image.open(file, formats=FORMATS)
    except UnidentifiedImageError as exc:
        raise UnreadableImage("not a picture of a known format (JPEG, PNG, WebP, GIF, TIFF, BMP)") from exc
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as exc:
        raise UnreadableImage(f"more pixels than the limit of {MAX_PIXELS:,}") from exc
    except Exception as exc:  # decoders raise anything on a crafted file
        raise UnreadableImage(f"damaged: {exc}") from exc
    if image.width * image.height > MAX_PIXELS:
        image.close()
        raise UnreadableImage(f"{image.width} x {image.height} pixels, the limit is {MAX_PIXELS:,}")
    if image.mode not in MODES:
        image.close()
        raise UnreadableImage(f"its colours are stored as {image.mode}; save it as RGB")
    return image


def _decode(image: Image.Image, draft_mode: str | None = None, draft_side: int = 0) -> None:
    """Decode; a JPEG in a draft's colours and at the smallest size that is no smaller than its sides, others fully."""
    try:
        if draft_mode is not None:
            image.draft(draft_mode, (draft_side, draft_side))
        image.load()
    except Exception as exc:  # decoders raise anything on a crafted file
        raise UnreadableImage(f"damaged: {exc}") from exc


def _orientation(image: Image.Image) -> int:
    try:
        return int(image.getexif().get(ORIENTATION_TAG, 1))
    except Exception:  # broken metadata do not make a picture unreadable
        return 1


def _transpose(image: Image.Image) -> Image.Image:
    try:
        return ImageOps.exif_transpose(image)
    except Exception:  # broken metadata do not make a picture unreadable
        return image.copy()
