"""Reading a picture file's own metadata, whatever its format."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from io import BytesIO
from typing import IO

from PIL import AvifImagePlugin, Image

from imgsearch.embedded.blocks import read_blocks
from imgsearch.embedded.containers import read_gif, read_psd
from imgsearch.embedded.exif import EXIF_START
from imgsearch.embedded.found import Found
from imgsearch.embedded.heif import hear_heif
from imgsearch.embedded.jpeg import read_jpeg
from imgsearch.embedded.jpeg_xl import read_jxl
from imgsearch.embedded.png import read_png, read_webp
from imgsearch.embedded.raw_file import read_cr3, read_mrw, read_panasonic_jpeg, read_raf
from imgsearch.embedded.tails import hear_last
from imgsearch.embedded.xmp import XMP_BYTES, read_xmp
from imgsearch.errors import UnreadableImage
from imgsearch.file_kinds import CANON_BRAND, FUJIFILM, HEAD_BYTES, MINOLTA, OLYMPUS, PANASONIC, Kind, tell_kind
from imgsearch.files import open_file

_Reader = Callable[[IO[bytes], Found], None]


def read_picture_file(path: str, found: Found) -> None:
    """Read what stands in a picture file; of a format that has no metadata, nothing.

    Raises:
        UnreadableImage: it cannot be opened; the message is the reason alone.
    """
    try:
        with open_file(path) as file:
            _read(file, found)
    except OSError as exc:
        raise UnreadableImage(f"cannot be opened: {exc.strerror or exc}") from exc


def _read(file: IO[bytes], found: Found) -> None:
    head = file.read(HEAD_BYTES)
    kind = tell_kind(head)
    reader = _tell_raw(head) if kind is Kind.RAW else _READERS.get(kind)
    if kind is None:
        return
    file.seek(0)
    if reader is not None:
        with found.guard(kind.value):
            reader(file, found)
    if reader not in _TO_THE_END:
        hear_last(file, len(head), found)


def _tell_raw(head: bytes) -> _Reader | None:
    if head[8:12] == CANON_BRAND:
        return read_cr3
    return next((reader for magic, reader in _RAW_READERS.items() if head.startswith(magic)), None)


def _read_tiff(file: IO[bytes], found: Found) -> None:
    read_blocks(file, found, XMP_BYTES)


def _read_panasonic(file: IO[bytes], found: Found) -> None:
    with found.guard("TIFF"):
        _read_tiff(file, found)
    read_panasonic_jpeg(file, found)


def _read_avif(file: IO[bytes], found: Found) -> None:
    _read_opened(AvifImagePlugin.AvifImageFile, file, found)


def _read_heic(file: IO[bytes], found: Found) -> None:
    try:
        opener = import_module("pillow_heif").HeifImageFile
    except ImportError:
        found.report("HEIC: no library that opens it is installed")
        return
    _read_opened(opener, file, found)


def _read_opened(opener: Callable[[IO[bytes]], Image.Image], file: IO[bytes], found: Found) -> None:
    """HEIC and AVIF by the libraries that decode them, not by Pillow's list, which goes by the first brand alone."""
    with found.guard("the container"):
        hear_heif(file, found)
    file.seek(0)
    with opener(file) as image:
        exif, xmp = image.info.get("exif"), image.info.get("xmp")
    if exif:
        with found.guard("EXIF"):
            read_blocks(BytesIO(exif.removeprefix(EXIF_START)), found)
    if xmp:
        read_xmp(xmp, found)


_READERS: dict[Kind | None, _Reader] = {
    Kind.JPEG: read_jpeg,
    Kind.PNG: read_png,
    Kind.WEBP: read_webp,
    Kind.GIF: read_gif,
    Kind.TIFF: _read_tiff,
    Kind.PSD: read_psd,
    Kind.AVIF: _read_avif,
    Kind.HEIF: _read_heic,
    Kind.JXL: read_jxl,
}
#: These know where a picture ends, and hear what follows.
_TO_THE_END = (read_jpeg, read_png, read_webp, read_gif)
_RAW_READERS: dict[bytes, _Reader] = {
    FUJIFILM: read_raf,
    MINOLTA: read_mrw,
    PANASONIC: _read_panasonic,
    **dict.fromkeys(OLYMPUS, _read_tiff),
}
