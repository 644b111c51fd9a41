"""Reading a picture file's own metadata, whatever its format."""

from __future__ import annotations

from contextlib import suppress
from importlib import import_module
from io import BytesIO
from typing import IO

from PIL import Image, UnidentifiedImageError

from imgsearch.embedded.containers import read_gif, read_jxl, read_psd
from imgsearch.embedded.exif import EXIF_START, IPTC_TAG, PHOTOSHOP_TAG, XMP_TAG, read_exif
from imgsearch.embedded.found import Found
from imgsearch.embedded.iptc import read_iptc, read_photoshop
from imgsearch.embedded.jpeg import read_jpeg
from imgsearch.embedded.png import read_png, read_webp
from imgsearch.embedded.raw_file import (
    CANON_BRAND,
    FUJIFILM,
    MINOLTA,
    OLYMPUS,
    PANASONIC,
    read_cr3,
    read_mrw,
    read_panasonic_jpeg,
    read_raf,
)
from imgsearch.embedded.xmp import XMP_BYTES, read_xmp
from imgsearch.errors import UnreadableImage
from imgsearch.files import open_file

#: TIFF, BigTIFF, and RAW files with other first bytes.
_LIKE_TIFF = frozenset({b"II*\0", b"MM\0*", b"II+\0", b"MM\0+", PANASONIC, *OLYMPUS})
_HEIF_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})
_AVIF_BRANDS = frozenset({b"avif", b"avis"})


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
    head = file.read(12)
    if head[:3] == b"\xff\xd8\xff":
        file.seek(2)
        read_jpeg(file, found)
    elif head[:8] == b"\x89PNG\r\n\x1a\n":
        file.seek(8)
        with found.guard("PNG"):
            read_png(file, found)
    elif head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        with found.guard("WebP"):
            read_webp(file, found)
    elif head[:4] in _LIKE_TIFF:
        file.seek(0)
        with found.guard("TIFF"):
            _read_tiff(file, found)
        if head[:4] == PANASONIC:
            with found.guard("RAW"):
                read_panasonic_jpeg(file, found)
    elif head[:11] == FUJIFILM:
        with found.guard("RAW"):
            read_raf(file, found)
    elif head[:4] == MINOLTA:
        with found.guard("RAW"):
            read_mrw(file, found)
    elif head[:6] in (b"GIF87a", b"GIF89a"):
        with found.guard("GIF"):
            read_gif(file, found)
    elif head[4:12] == b"ftyp" + CANON_BRAND:
        with found.guard("RAW"):
            read_cr3(file, found)
    elif head[:4] == b"8BPS":
        with found.guard("Photoshop"):
            read_psd(file, found)
    elif head == b"\x00\x00\x00\x0cJXL \r\n\x87\n":
        with found.guard("JPEG XL"):
            read_jxl(file, found)
    elif head[4:8] == b"ftyp":
        file.seek(0)
        with found.guard("HEIF"):
            _read_heif(file, head[8:12], found)


def _read_tiff(file: IO[bytes], found: Found) -> None:
    blocks = read_exif(file, found, XMP_BYTES)
    if IPTC_TAG in blocks:
        with found.guard("IPTC"):
            read_iptc(_unswap(blocks[IPTC_TAG]), found)
    elif PHOTOSHOP_TAG in blocks:
        with found.guard("IPTC"):
            read_photoshop(blocks[PHOTOSHOP_TAG], found)
    if XMP_TAG in blocks:
        read_xmp(blocks[XMP_TAG], found)


def _unswap(block: bytes) -> bytes:
    """IPTC in its order: old programs stored it as numbers of four bytes, and others swapped these."""
    if block[:1] == b"\x1c" or block[3:4] != b"\x1c":
        return block
    return b"".join(block[at : at + 4][::-1] for at in range(0, len(block), 4))


def _read_heif(file: IO[bytes], brand: bytes, found: Found) -> None:
    """HEIC and AVIF through the libraries that open them, where they are installed."""
    if brand in _HEIF_BRANDS:
        with suppress(ImportError):
            import_module("pillow_heif").register_heif_opener()
    elif brand not in _AVIF_BRANDS:
        return
    try:
        with Image.open(file, formats=("AVIF", "HEIF")) as image:
            exif, xmp = image.info.get("exif"), image.info.get("xmp")
    except (UnidentifiedImageError, KeyError):
        found.report("HEIF: no library that opens it is installed, or it is damaged")
        return
    if exif:
        with found.guard("EXIF"):
            read_exif(BytesIO(exif.removeprefix(EXIF_START)), found)
    if xmp:
        read_xmp(xmp, found)
