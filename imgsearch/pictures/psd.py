"""The picture that Photoshop saves of all layers together; the layers themselves are not looked at."""

from __future__ import annotations

import struct
from typing import IO

import numpy as np
import numpy.typing as npt
from PIL import Image, ImagePalette

from imgsearch.errors import UnreadableImage
from imgsearch.pictures.colours import scale_samples
from imgsearch.pictures.limits import check_size

BITMAP, GREY, INDEXED, RGB, CMYK, MULTI, DUOTONE, LAB = 0, 1, 2, 3, 4, 7, 8, 9
#: Photoshop's mode -> Pillow's; several inks and two tones are grey to look at.
_MODES = {BITMAP: "1", GREY: "L", INDEXED: "P", RGB: "RGB", CMYK: "CMYK", MULTI: "L", DUOTONE: "L", LAB: "LAB"}
PROFILE_RESOURCE, VERSION_RESOURCE = 1039, 1057
RAW, RLE = 0, 1
LARGE = 2
_DTYPES = {8: ">u1", 16: ">u2", 32: ">f4"}
_NO_COMPOSITE = "Photoshop saved its layers without the picture; save it again with `Maximize Compatibility`"


def read_psd(file: IO[bytes]) -> Image.Image:
    """Decode the picture of a PSD or PSB file; transparent places are white, as Photoshop stores them.

    Raises:
        UnreadableImage: it is too large, or holds layers alone.
        ValueError, struct.error: damaged.
    """
    version, channels, height, width, depth, mode_number = struct.unpack(">4xH6xHLLHH", file.read(26))
    check_size(width, height)
    mode = _MODES.get(mode_number)
    if mode is None or version not in (1, LARGE) or depth not in ((1,) if mode == "1" else _DTYPES):
        raise UnreadableImage(f"a Photoshop file of mode {mode_number} and {depth} bits; save it as RGB of 8 or 16")
    palette = _read_block(file, ">L")
    resources = _read_resources(_read_block(file, ">L"))
    size_format = ">Q" if version == LARGE else ">L"
    (layers,) = struct.unpack(size_format, file.read(struct.calcsize(size_format)))
    file.seek(layers, 1)
    bands = Image.getmodebands(mode)
    if bands > channels:
        raise ValueError(f"{channels} channels")
    row_bytes = (width + 7) // 8 if mode == "1" else width * depth // 8
    planes = [
        _Plane(height, row_bytes, data) for data in _read_planes(file, version, bands, channels, height, row_bytes)
    ]
    image = _to_image([plane.unpack() for plane in planes], mode, (width, height), depth)
    if resources.get(VERSION_RESOURCE, b"")[4:5] == b"\x00" and _is_blank(image):
        raise UnreadableImage(_NO_COMPOSITE)
    if mode == "P":
        image.putpalette(ImagePalette.raw("RGB;L", palette[:768]))
    if PROFILE_RESOURCE in resources:
        image.info["icc_profile"] = resources[PROFILE_RESOURCE]
    return image


def _is_blank(image: Image.Image) -> bool:
    colours = image.getcolors(1)
    return colours is not None


class _Plane:
    """One channel as it is stored."""

    def __init__(self, rows: int, row_bytes: int, data: tuple[int, bytes]) -> None:
        self.rows, self.row_bytes = rows, row_bytes
        self.compression, self.data = data

    def unpack(self) -> bytes:
        """Its bytes.

        Raises:
            ValueError: some are missing.
        """
        if self.compression == RLE:
            return Image.frombytes("L", (self.row_bytes, self.rows), self.data, "packbits", "L").tobytes()
        if len(self.data) < self.rows * self.row_bytes:
            raise ValueError("image file is truncated")
        return self.data


def _read_planes(
    file: IO[bytes], version: int, bands: int, channels: int, height: int, row_bytes: int
) -> list[tuple[int, bytes]]:
    (compression,) = struct.unpack(">H", file.read(2))
    if compression == RAW:
        return [(RAW, file.read(height * row_bytes)) for _ in range(bands)]
    if compression != RLE:
        raise UnreadableImage(f"a Photoshop file with compression {compression}; save it again")
    letter, size = ("L", 4) if version == LARGE else ("H", 2)
    counts = struct.unpack(f">{channels * height}{letter}", file.read(channels * height * size))
    return [(RLE, file.read(sum(counts[band * height : (band + 1) * height]))) for band in range(bands)]


def _to_image(planes: list[bytes], mode: str, size: tuple[int, int], depth: int) -> Image.Image:
    if mode == "1":
        return Image.frombytes("1", size, planes[0], "raw", "1;I")
    stacked = np.stack([np.frombuffer(plane, _DTYPES[depth]) for plane in planes], axis=-1)
    samples: npt.NDArray[np.generic] = stacked.reshape(size[1], size[0], len(planes))
    colours = scale_samples(samples)
    if mode == "CMYK":
        colours = 255 - colours
    if mode == "LAB":
        colours = colours ^ np.array([0, 128, 128], np.uint8)  # Pillow takes signed axes
    return Image.frombytes(mode, size, np.ascontiguousarray(colours).tobytes())


def _read_block(file: IO[bytes], size_format: str) -> bytes:
    (size,) = struct.unpack(size_format, file.read(struct.calcsize(size_format)))
    data = file.read(size)
    if len(data) < size:
        raise ValueError("image file is truncated")
    return data


def _read_resources(block: bytes) -> dict[int, bytes]:
    found: dict[int, bytes] = {}
    at = 0
    while at + 12 <= len(block):
        (number,) = struct.unpack_from(">H", block, at + 4)
        at += 6 + (block[at + 6] + 2) // 2 * 2
        if at + 4 > len(block):
            break
        (size,) = struct.unpack_from(">L", block, at)
        found[number] = block[at + 4 : at + 4 + size]
        at += 4 + size + size % 2
    return found
