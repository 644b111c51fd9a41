"""Metadata of RAW files that are not built like TIFF files, or not quite.

Where it stands: https://exiftool.org/TagNames/PanasonicRaw.html, https://libopenraw.freedesktop.org/formats/raf/ and
https://github.com/lclevy/canon_cr3.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from io import BytesIO
from typing import IO

from imgsearch.embedded.blocks import read_blocks
from imgsearch.embedded.boxes import boxes_of
from imgsearch.embedded.exif import find_value, read_camera, read_gps
from imgsearch.embedded.found import Found
from imgsearch.embedded.jpeg import METADATA_BYTES, read_jpeg
from imgsearch.embedded.xmp import HEARD_BYTES, read_xmp

#: Panasonic's tag of the camera's own JPEG.
_JPEG_TAG = 0x2E
#: Where a file of Fujifilm says where its JPEG is.
_RAF_JPEG = 84
#: Of a crafted file of Minolta; real ones have five.
_MOST_BLOCKS = 100
_CANON_BOX = bytes.fromhex("85c0b687820f11e08111f4ce462b6a48")
_CANON_BLOCKS: dict[bytes, Callable[[IO[bytes], Found], object]] = {
    b"CMT1": read_blocks,
    b"CMT2": read_camera,
    b"CMT4": read_gps,
}
_XMP_BOX = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")


def read_mrw(file: IO[bytes], found: Found) -> None:
    """Read a RAW file of Minolta: a TIFF file in one of the blocks before the pixels."""
    file.seek(8)
    for _ in range(_MOST_BLOCKS):
        head = file.read(8)
        if len(head) < 8:
            return
        kind, size = struct.unpack(">4sL", head)
        if kind == b"\0TTW":
            read_blocks(BytesIO(file.read(min(size, METADATA_BYTES))), found)
            return
        file.seek(size, 1)


def read_raf(file: IO[bytes], found: Found) -> None:
    """Read a RAW file of Fujifilm: its metadata are those of the JPEG in it."""
    file.seek(_RAF_JPEG)
    (at,) = struct.unpack(">L", file.read(4))
    _read_jpeg_at(file, at, found)


def read_panasonic_jpeg(file: IO[bytes], found: Found) -> None:
    """Read the camera's JPEG in a RAW file of Panasonic or Leica, which often knows more than the file."""
    file.seek(0)
    if (at := find_value(file, _JPEG_TAG)) is not None:
        _read_jpeg_at(file, at, found)


def _read_jpeg_at(file: IO[bytes], at: int, found: Found) -> None:
    file.seek(at)
    if file.read(2) == b"\xff\xd8":
        file.seek(at)
        read_jpeg(file, found)


def read_cr3(file: IO[bytes], found: Found) -> None:
    """Read a RAW file of Canon that is built like MP4: each directory of EXIF in a box of its own, XMP in another."""
    for kind, size in boxes_of(file):
        begins = file.tell()
        if kind == b"moov":
            for inner, inner_size in boxes_of(file, begins, begins + size):
                if inner == b"uuid" and file.read(16) == _CANON_BOX:
                    _read_canon_box(file, begins=file.tell(), end=file.tell() + inner_size - 16, found=found)
        elif kind == b"uuid" and file.read(16) == _XMP_BOX:
            with found.guard("XMP"):
                read_xmp(file.read(min(max(size - 16, 0), HEARD_BYTES)), found)


def _read_canon_box(file: IO[bytes], *, begins: int, end: int, found: Found) -> None:
    for kind, size in boxes_of(file, begins, end):
        if kind in _CANON_BLOCKS:
            with found.guard("EXIF"):
                _CANON_BLOCKS[kind](BytesIO(file.read(min(size, METADATA_BYTES))), found)
