"""Kinds whose decoders are the extra `formats`: HEIC, JPEG XL and RAW; and AVIF, of which Pillow tells too little."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from io import BytesIO
from typing import IO

from PIL import AvifImagePlugin, Image

from imgsearch.extras import import_format
from imgsearch.file_kinds import Kind
from imgsearch.pictures.hdr import CICP, Cicp
from imgsearch.pictures.limits import check_size

#: Boxes of an MP4-like file that lead to the names of its colours.
_TO_COLOURS = (b"meta", b"iprp", b"ipco")
_SIZES = ((9, 1), (13, 1), (18, 1), (30, 1))
#: JPEG XL's usual ratios of width to height.
_RATIOS = {1: (1, 1), 2: (12, 10), 3: (4, 3), 4: (3, 2), 5: (16, 9), 6: (5, 4), 7: (2, 1)}


def open_heif(file: IO[bytes]) -> Image.Image:
    """Open a HEIC or HEIF file, not decoded yet, and upright from the start."""
    heif = import_format("pillow_heif", Kind.HEIF.value)
    image: Image.Image = heif.HeifImageFile(file)
    nclx = image.info.get("nclx_profile")
    if isinstance(nclx, dict) and not image.info.get("icc_profile"):
        image.info[CICP] = (int(nclx["color_primaries"]), int(nclx["transfer_characteristics"]))
    return image


def open_avif(file: IO[bytes]) -> Image.Image:
    """Open an AVIF file, not decoded yet."""
    cicp = find_cicp(file)
    file.seek(0)
    image = AvifImagePlugin.AvifImageFile(file)
    if cicp is not None:
        image.info[CICP] = cicp
    return image


def find_cicp(file: IO[bytes]) -> Cicp | None:
    """Primaries and transfer that an AVIF file names."""
    file.seek(0)
    box = b""
    for kind, content in _boxes(file.read(1 << 20)):
        if kind == b"meta":
            box = content[4:]
            break
    for wanted in _TO_COLOURS[1:]:
        box = next((content for kind, content in _boxes(box) if kind == wanted), b"")
    for kind, content in _boxes(box):
        if kind == b"colr" and content[:4] == b"nclx" and len(content) >= 8:
            primaries, transfer = struct.unpack_from(">HH", content, 4)
            return primaries, transfer
    return None


def _boxes(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 0
    while at + 8 <= len(data):
        size, kind = struct.unpack_from(">L4s", data, at)
        head = 8
        if size == 1 and at + 16 <= len(data):
            (size,) = struct.unpack_from(">Q", data, at + 8)
            head = 16
        end = at + size if size else len(data)
        if end < at + head:
            return
        yield kind, data[at + head : end]
        at = end


def open_jxl(file: IO[bytes]) -> Image.Image:
    """Decode a JPEG XL file; it is upright, whatever its EXIF says, unless it was packed from a JPEG file."""
    data = file.read()
    check_size(*read_jxl_size(data))
    jxl = import_format("pillow_jxl", Kind.JXL.value)
    is_jpeg, found, pixels, profile, _ = jxl.Decoder(num_threads=1)(data)
    if is_jpeg:
        return Image.open(BytesIO(bytes(pixels)), formats=("JPEG",))
    mode = "F" if found.mode == "F;16" else found.mode
    image = Image.frombytes(mode, (found.width, found.height), bytes(pixels))
    if profile:
        image.info["icc_profile"] = bytes(profile)
    return image


def read_jxl_size(data: bytes) -> tuple[int, int]:
    """Width and height from the header of a JPEG XL file.

    Raises:
        ValueError: there is none.
    """
    if not data.startswith(b"\xff\x0a"):
        parts = ((kind, content) for kind, content in _boxes(data) if kind in (b"jxlc", b"jxlp"))
        data = b"".join(content[4:] if kind == b"jxlp" else content for kind, content in parts)
    if not data.startswith(b"\xff\x0a"):
        raise ValueError("no header of JPEG XL")
    bits = _Bits(int.from_bytes(data[2:14], "little"))
    is_small = bits.take(1)
    height = (bits.take(5) + 1) * 8 if is_small else _take_size(bits)
    ratio = bits.take(3)
    if ratio:
        across, down = _RATIOS[ratio]
        return height * across // down, height
    return ((bits.take(5) + 1) * 8 if is_small else _take_size(bits)), height


class _Bits:
    """Numbers of so many bits, lowest first."""

    def __init__(self, value: int) -> None:
        self.value = value

    def take(self, count: int) -> int:
        """The next number."""
        taken = self.value & ((1 << count) - 1)
        self.value >>= count
        return taken


def _take_size(bits: _Bits) -> int:
    count, least = _SIZES[bits.take(2)]
    return bits.take(count) + least
