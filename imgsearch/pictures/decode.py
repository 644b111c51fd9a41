"""Opening picture files that may be damaged or hostile; the only place that calls a decoder."""

from __future__ import annotations

import struct
import warnings
from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import IO, TypeVar

from PIL import Image, UnidentifiedImageError

from imgsearch.errors import UnreadableImage
from imgsearch.file_kinds import HEAD_BYTES, NAMES, Kind, tell_kind
from imgsearch.files import open_file
from imgsearch.pictures import limits
from imgsearch.pictures.colours import MODES, to_bytes, to_srgb
from imgsearch.pictures.extras import open_avif, open_heif, open_jxl
from imgsearch.pictures.mending import mend
from imgsearch.pictures.psd import read_psd
from imgsearch.pictures.raw import open_raw
from imgsearch.pictures.tags import ORIENTATION
from imgsearch.pictures.tiff import open_tiff
from imgsearch.pictures.upright import JPEG_FORMATS, SIDEWAYS, orientation_of, transpose

#: Encoders look at 224 to 384 pixels; decoding a 24-megapixel photo at a quarter of its size costs a tenth.
SHORT_SIDE = 512
#: Where more is to be seen, pictures are read again with so much of their original pixels.
LONG_SIDE = 2000
#: In the info of a picture that was shrunk: what opens its file.
SHRUNK_FROM = "imgsearch_shrunk_from"
ORIENTATION_TAG = ORIENTATION
T = TypeVar("T")
Opener = Callable[[], AbstractContextManager[IO[bytes]]]
Least = Callable[[tuple[int, int]], int]

# Pillow warns of broken metadata, which nobody needs to mend, and of large pictures, which are refused below.
warnings.filterwarnings("ignore", module="PIL")


class _Damaged(UnreadableImage):
    """A decoder stopped; perhaps the file can be mended."""


def check_picture(file: IO[bytes]) -> tuple[int, int]:
    """Decode a file to its last byte, as cheaply as the format allows.

    Returns:
        Width and height of the upright picture in pixels.

    Raises:
        UnreadableImage: it is not a picture, damaged, or too large; the message is the reason alone.
    """

    def check(image: Image.Image) -> tuple[int, int]:
        # Of a TIFF, Pillow gives the upright size from the start, and leaves the tag out when it has turned it.
        width, height = image.size
        # A JPEG decoded to an eighth still reads all of the file, so that a missing end is noticed.
        _decode(image, "L", 1)
        return (height, width) if orientation_of(image) in SIDEWAYS else (width, height)

    return _with_picture(file, check)


def read_picture(path: Path | str) -> Image.Image:
    """Read a picture upright and in 8-bit sRGB, shrunk while decoding when it is much larger than encoders look at.

    Raises:
        UnreadableImage: it cannot be read; the message is the reason alone.
    """
    return read_opened(partial(open_file, str(path)))


def read_opened(open_again: Opener) -> Image.Image:
    """Read what it opens as read_picture does; read_larger() opens it once more.

    Raises:
        UnreadableImage: it cannot be read; the message is the reason alone.
    """
    picture, original = _open_and_read(open_again, lambda _: SHORT_SIDE)
    if max(picture.size) < max(original):
        picture.info[SHRUNK_FROM] = open_again
    return picture


def read_larger(picture: Image.Image) -> Image.Image | None:
    """A picture of read_opened() with its original pixels, or shrunk to no less than 2,000 along its long side.

    Returns:
        None where it was not shrunk, or its file cannot be read any more.
    """
    open_again = picture.info.get(SHRUNK_FROM)
    if open_again is None:
        return None
    try:
        return _open_and_read(open_again, lambda size: max(1, LONG_SIDE * min(size) // max(size)))[0]
    except UnreadableImage:
        return None


def _open_and_read(open_again: Opener, least: Callable[[tuple[int, int]], int]) -> tuple[Image.Image, tuple[int, int]]:
    try:
        with open_again() as file:
            return _read_shrunk(file, least)
    except OSError as exc:
        raise UnreadableImage(f"cannot be opened: {exc.strerror or exc}") from exc


def read_picture_file(file: IO[bytes]) -> Image.Image:
    """Read an open file as read_picture does.

    Raises:
        UnreadableImage: it cannot be read; the message is the reason alone.
    """
    return _read_shrunk(file, lambda _: SHORT_SIDE)[0]


def _read_shrunk(file: IO[bytes], least: Least) -> tuple[Image.Image, tuple[int, int]]:
    """A picture whose short side is no smaller than what is said for its size, and that size."""

    def read(image: Image.Image) -> tuple[Image.Image, tuple[int, int]]:
        size = image.size
        side = least(size)
        _decode(image, "RGB", side)
        upright = transpose(image)
        return _finish(upright, min(upright.size) // side), size

    return _with_picture(file, read)


def read_full_picture(file: IO[bytes]) -> Image.Image:
    """Read a picture upright and in 8-bit sRGB at its full size.

    Raises:
        UnreadableImage: it cannot be read; the message is the reason alone.
    """

    def read(image: Image.Image) -> Image.Image:
        _decode(image)
        return _finish(transpose(image), 1)

    return _with_picture(file, read)


def _with_picture(file: IO[bytes], use: Callable[[Image.Image], T]) -> T:
    """Use a picture that is open but not decoded; once more where its file could be mended."""
    kind = _tell(file)
    try:
        with _open(file, kind) as image:
            return use(image)
    except _Damaged:
        file.seek(0)
        mended = mend(file.read(), kind) if kind in (Kind.JPEG, Kind.PNG) else None
        if mended is None:
            raise
    with _open(BytesIO(mended), kind) as image:
        return use(image)


def _tell(file: IO[bytes]) -> Kind:
    file.seek(0)
    kind = tell_kind(file.read(HEAD_BYTES))
    if kind is None:
        raise UnreadableImage(f"not a picture of a known format ({NAMES})", ru=f"это не картинка ({NAMES})")
    return kind


def _open(file: IO[bytes], kind: Kind) -> Image.Image:
    file.seek(0)
    try:
        image = _OPENERS[kind](file)
    except UnreadableImage:
        raise
    except UnidentifiedImageError as exc:
        raise UnreadableImage(
            f"damaged, or a {kind.value} of a kind that is not read", ru=f"файл {kind.value} повреждён или необычен"
        ) from exc
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as exc:
        raise UnreadableImage(
            f"more pixels than the limit of {limits.MAX_PIXELS:,} (IMGSEARCH_MAX_PIXELS)",
            ru=f"пикселей больше, чем {limits.MAX_PIXELS:,}",
        ) from exc
    except Exception as exc:  # decoders raise anything on a crafted file
        raise _Damaged(_damage(exc), ru="файл повреждён") from exc
    try:
        limits.check_size(image.width, image.height)
        if image.mode not in MODES:
            raise UnreadableImage(f"its colours are stored as {image.mode}; save it as RGB")
    except UnreadableImage:
        image.close()
        raise
    return image


def _open_by_pillow(kind: str) -> Callable[[IO[bytes]], Image.Image]:
    """Pillow has forty decoders, most for formats that no camera writes; each is a way in for a crafted file."""
    return lambda file: Image.open(file, formats=(kind,))


_OPENERS: dict[Kind, Callable[[IO[bytes]], Image.Image]] = {
    Kind.JPEG: _open_by_pillow("JPEG"),
    Kind.PNG: _open_by_pillow("PNG"),
    Kind.WEBP: _open_by_pillow("WEBP"),
    Kind.GIF: _open_by_pillow("GIF"),
    Kind.BMP: _open_by_pillow("BMP"),
    Kind.TIFF: open_tiff,
    Kind.PSD: read_psd,
    Kind.AVIF: open_avif,
    Kind.HEIF: open_heif,
    Kind.JXL: open_jxl,
    Kind.RAW: open_raw,
}


def _decode(image: Image.Image, draft_mode: str | None = None, draft_side: int = 0) -> None:
    """Decode; a JPEG in a draft's colours and at the smallest size that is no smaller than its sides, others fully.

    The thumbnail inside of other files is never used: it may show something else than the picture.
    """
    try:
        if draft_mode is not None and image.format in JPEG_FORMATS:
            image.draft(draft_mode, (draft_side, draft_side))
        image.load()
    except Exception as exc:  # decoders raise anything on a crafted file
        raise _Damaged(_damage(exc)) from exc


def _damage(exc: Exception) -> str:
    """What a decoder said; of numbers that it missed only Python's own words would tell."""
    if isinstance(exc, struct.error):
        return "damaged: it ends too early"
    said = exc.args[0] if exc.args and isinstance(exc.args[0], bytes) else b""  # LibRaw's words
    return f"damaged: {said.decode(errors='replace') or exc}"


def _finish(image: Image.Image, factor: int) -> Image.Image:
    """Colours that everybody can show, of a picture shrunk by a factor, and nothing of the file but its pixels."""
    image = to_bytes(image)
    if factor > 1:
        image = image.reduce(factor)
    shown = to_srgb(image)
    shown.info.clear()
    return shown
