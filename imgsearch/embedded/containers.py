"""Metadata of Photoshop and GIF files, which stand in blocks of their own beside the pixels."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import IO

from imgsearch.embedded.blocks import read_resources
from imgsearch.embedded.boxes import MOST_BOXES
from imgsearch.embedded.found import Found
from imgsearch.embedded.iptc import read_iptc
from imgsearch.embedded.jpeg import METADATA_BYTES
from imgsearch.embedded.tails import hear_last, hear_loose
from imgsearch.embedded.xmp import XMP_BYTES, read_xmp

_PSD_HEADER = 26
#: In the header of a file of more than 30,000 pixels, whose numbers are longer.
_LARGE = b"\0\2"
MOST_LAYERS, LAYER_BYTES = 1_000, 1 << 16
_GIF_APPLICATION, _GIF_COMMENT, _GIF_TEXT = 0xFF, 0xFE, 0x01
#: Where ImageMagick keeps IPTC, and Photoshop's blocks.
_GIF_BLOCKS = (b"\x0bMGKIPTC0000", b"\x0bMGK8BIM0000")
#: How often it is shown, and its profile of colours.
_GIF_OTHER = (b"\x0bNETSCAPE", b"\x0bANIMEXTS", b"\x0bICCRGBG1")
#: How the bytes behind XMP in a GIF begin, which count down from 255.
_GIF_XMP_END = b"\x01\xff\xfe\xfd"
_GIF_XMP_TAIL = 258
#: Where a text is drawn, before it.
_GIF_GRID = 12


def read_psd(file: IO[bytes], found: Found) -> None:
    """Read the resources of a Photoshop file, and the names of its layers: those of texts are called as these say."""
    file.seek(_PSD_HEADER)
    file.seek(_number(file), 1)  # over the palette
    size = _number(file)
    begins = file.tell()
    read_resources(file.read(min(size, METADATA_BYTES)), found)
    file.seek(0)
    is_large = file.read(6)[4:] == _LARGE
    file.seek(begins + size + (16 if is_large else 8))  # over the sizes of the layers
    with found.guard("the layers"):
        for _ in range(min(abs(int.from_bytes(file.read(2), "big", signed=True)), MOST_LAYERS)):
            file.seek(16, 1)
            file.seek((10 if is_large else 6) * int.from_bytes(file.read(2)) + 12, 1)  # its channels and blending
            size = _number(file)
            begins = file.tell()
            _hear_layer(file.read(min(size, LAYER_BYTES)), found)
            file.seek(begins + size)


def _hear_layer(extra: bytes, found: Found) -> None:
    """The name of a layer in 8 bits, which was cut, and in Unicode."""
    at = 0
    for _ in range(2):  # over masks and ranges
        at += 4 + int.from_bytes(extra[at : at + 4])
    found.overhear_bytes(extra[at + 1 : at + 1 + int.from_bytes(extra[at : at + 1])])
    named = extra.find(b"8BIMluni", at)
    if named > 0:
        letters = int.from_bytes(extra[named + 12 : named + 16])
        found.overhear(extra[named + 16 : named + 16 + 2 * letters].decode("utf-16-be", "replace"))


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
            hear_last(file, file.tell() - len(mark), found, may_be_pixels=False)
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
        is_heard = mark[1] in (_GIF_COMMENT, _GIF_TEXT) or (name != b"" and not name.startswith(_GIF_OTHER))
        for block in _blocks(file):
            if is_heard and len(comment) < XMP_BYTES:
                comment += block
        if name in _GIF_BLOCKS:
            data = bytes(comment[len(name) - 1 :])
            with found.guard("IPTC"):
                (read_resources if data.startswith(b"8BIM") else read_iptc)(data, found)
        elif name:
            hear_loose(bytes(comment[len(name) - 1 :]), found)
        else:
            found.overhear_bytes(bytes(comment[_GIF_GRID if mark[1] == _GIF_TEXT else 0 :]))


def _pass_over_picture(file: IO[bytes]) -> None:
    """Over a picture, behind its first two bytes: place and size, a palette perhaps, and blocks of pixels."""
    flags = int.from_bytes(file.read(8)[7:])
    file.seek((3 << (flags & 7) + 1 if flags & 0x80 else 0) + 1, 1)
    for _ in _blocks(file):
        pass


def _blocks(file: IO[bytes]) -> Iterator[bytes]:
    while (size := file.read(1)) not in (b"", b"\0"):
        yield file.read(size[0])
