"""Metadata in JPEG XL files, which are mostly packed: by Brotli, or with the JPEG file that they were made of."""

from __future__ import annotations

from io import BytesIO
from typing import IO

from imgsearch.embedded.blocks import read_blocks
from imgsearch.embedded.boxes import boxes_of
from imgsearch.embedded.exif import EXIF_BEGINS, EXIF_START
from imgsearch.embedded.found import Found
from imgsearch.embedded.jpeg import METADATA_BYTES, read_jpeg
from imgsearch.embedded.jumbf import JUMBF_BYTES, read_jumbf
from imgsearch.embedded.xmp import HEARD_BYTES, read_xmp
from imgsearch.extras import import_format
from imgsearch.file_kinds import Kind

#: What it takes to make a JPEG file again, whose blocks of metadata are in it.
_JPEG_AGAIN = b"jbrd"
_PACKED = b"brob"
_CREDENTIALS = b"jumb"


def read_jxl(file: IO[bytes], found: Found) -> None:
    """Read the boxes of a JPEG XL file beside its pixels; one without boxes has no metadata."""
    if any(kind == _JPEG_AGAIN for kind, _ in boxes_of(file)):
        with found.guard("the JPEG in it"):
            read_jpeg(BytesIO(_jpeg_again(file)), found)
            return
    for kind, size in boxes_of(file):
        if kind == _CREDENTIALS:
            file.seek(-8, 1)
            read_jumbf(file.read(min(size + 8, JUMBF_BYTES)), found)
            continue
        is_packed = kind == _PACKED
        meant = file.read(4) if is_packed else kind
        most = {b"Exif": METADATA_BYTES, b"xml ": HEARD_BYTES}.get(meant)
        if most is None:
            continue
        with found.guard("EXIF" if meant == b"Exif" else "XMP"):
            block = file.read(min(size - 4 * is_packed, most))
            block = _unpack(block, most) if is_packed else block
            if meant == b"Exif":
                _read_exif(block, found)
            else:
                read_xmp(block, found)


def _read_exif(block: bytes, found: Found) -> None:
    # Before it stands how far off it begins, which some programs leave out.
    start = 0 if block[:4] in EXIF_BEGINS else 4 + int.from_bytes(block[:4], "big")
    read_blocks(BytesIO(block[start:].removeprefix(EXIF_START)), found)


def _unpack(block: bytes, most: int) -> bytes:
    """No more than about so many bytes: a few can be packed that are millions."""
    unpacked: bytes = import_format("brotli", "packed metadata").Decompressor().process(block, output_buffer_limit=most)
    if not unpacked:
        raise ValueError("nothing can be unpacked")
    return unpacked


def _jpeg_again(file: IO[bytes]) -> bytes:
    """The JPEG file that it was made of, byte by byte; its size was looked at when the picture was."""
    file.seek(0)
    is_jpeg, _, data, *_ = import_format("pillow_jxl", Kind.JXL.value).Decoder(num_threads=1)(file.read())
    if not is_jpeg:
        raise ValueError("it cannot be made again")
    return bytes(data)
