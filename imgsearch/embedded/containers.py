"""Metadata of Photoshop and GIF files, which stand in blocks of their own beside the pixels."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from io import BytesIO
from typing import IO

from imgsearch.embedded.exif import EXIF_START, read_exif
from imgsearch.embedded.found import Found
from imgsearch.embedded.iptc import IPTC_RESOURCE, blocks_of, read_iptc
from imgsearch.embedded.jpeg import METADATA_BYTES
from imgsearch.embedded.xmp import XMP_BYTES, read_xmp

_PSD_HEADER = 26
_EXIF_RESOURCE, _XMP_RESOURCE = 0x0422, 0x0424
_GIF_APPLICATION, _GIF_COMMENT = 0xFF, 0xFE
#: How the bytes behind XMP in a GIF begin, which count down from 255.
_GIF_XMP_END = b"\x01\xff\xfe\xfd"
_GIF_XMP_TAIL = 258
#: Of a crafted file; real ones have about ten, and more where the pixels are cut up.
MOST_BOXES = 10_000


def read_psd(file: IO[bytes], found: Found) -> None:
    """Read the resources of a Photoshop file, before its layers."""
    file.seek(_PSD_HEADER)
    file.seek(_number(file), 1)  # over the palette
    size = _number(file)
    resources = file.read(min(size, METADATA_BYTES))
    for resource, block in blocks_of(resources, found):
        with found.guard("a Photoshop block"):
            if resource == IPTC_RESOURCE:
                read_iptc(block, found)
            elif resource == _EXIF_RESOURCE:
                read_exif(BytesIO(block.removeprefix(EXIF_START)), found)
            elif resource == _XMP_RESOURCE:
                read_xmp(block, found)


def _number(file: IO[bytes]) -> int:
    (number,) = struct.unpack(">L", file.read(4))
    return int(number)


def read_gif(file: IO[bytes], found: Found) -> None:
    """Read XMP of a GIF file, which Adobe puts into an extension; comments mostly name programs and are overheard.

    They may stand before, between and behind the pictures.
    """
    file.seek(10)
    flags = int.from_bytes(file.read(3)[:1])
    file.seek(3 << (flags & 7) + 1 if flags & 0x80 else 0, 1)  # over the palette
    for _ in range(MOST_BOXES):
        mark = file.read(2)
        if mark[:1] == b",":
            _pass_over_picture(file)
            continue
        if mark[:1] != b"!":
            return
        name = file.read(12) if mark[1] == _GIF_APPLICATION else b""
        if name == b"\x0bXMP DataXMP":
            # The packet is not cut into blocks; bytes behind it lead whoever takes it for such to the end.
            begins = file.tell()
            packet = file.read(XMP_BYTES + 1).partition(_GIF_XMP_END)[0]
            read_xmp(packet, found)
            file.seek(begins + len(packet) + _GIF_XMP_TAIL)
            continue
        file.seek(-len(name), 1)
        comment = bytearray()
        for block in _blocks(file):
            if mark[1] == _GIF_COMMENT and len(comment) < XMP_BYTES:
                comment += block
        found.overhear_bytes(bytes(comment))


def _pass_over_picture(file: IO[bytes]) -> None:
    """Over a picture, behind its first two bytes: place and size, a palette perhaps, and blocks of pixels."""
    flags = int.from_bytes(file.read(8)[7:])
    file.seek((3 << (flags & 7) + 1 if flags & 0x80 else 0) + 1, 1)
    for _ in _blocks(file):
        pass


def _blocks(file: IO[bytes]) -> Iterator[bytes]:
    while (size := file.read(1)) not in (b"", b"\0"):
        yield file.read(size[0])


def boxes_of(file: IO[bytes], at: int = 0, end: int | None = None) -> Iterator[tuple[bytes, int]]:
    """Kind and size of each box between two places of a file, with the file at what is in it."""
    for _ in range(MOST_BOXES):
        if end is not None and at >= end:
            return
        file.seek(at)
        head = file.read(16)
        if len(head) < 8:
            return
        size, kind = struct.unpack_from(">L4s", head)
        begins = 8
        if size == 1 and len(head) == 16:
            (size,) = struct.unpack_from(">Q", head, 8)
            begins = 16
        if size == 0:
            size = file.seek(0, 2) - at
        if size < begins:
            return
        file.seek(at + begins)
        yield kind, size - begins
        at += size
