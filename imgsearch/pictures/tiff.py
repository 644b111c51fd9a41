"""TIFF files that Pillow reads wrongly or not at all: planes, floating point, LAB, deep white as 0, more samples."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from typing import IO, Any

import numpy as np
import numpy.typing as npt
from PIL import Image, TiffImagePlugin

from imgsearch.errors import UnreadableImage
from imgsearch.pictures import limits, tags
from imgsearch.pictures.colours import SAMPLE_BITS, scale_samples
from imgsearch.pictures.limits import check_size
from imgsearch.pictures.raw import open_raw
from imgsearch.pictures.tags import Directory

Samples = npt.NDArray[np.generic]

NONE, LZW, DEFLATE, OLD_DEFLATE, PACKBITS, ZSTD = 1, 5, 8, 32946, 32773, 50000
_COMPRESSIONS = frozenset({NONE, LZW, DEFLATE, OLD_DEFLATE, PACKBITS, ZSTD})
WHITE_IS_ZERO, BLACK_IS_ZERO, RGB, CMYK, CIELAB, ICCLAB = 0, 1, 2, 5, 8, 9
#: Photometric interpretation -> mode of the picture without alpha.
_MODES = {WHITE_IS_ZERO: "L", BLACK_IS_ZERO: "L", RGB: "RGB", CMYK: "CMYK", CIELAB: "LAB", ICCLAB: "LAB"}
UNSIGNED, SIGNED, FLOAT = 1, 2, 3
_LETTERS = {UNSIGNED: "u", SIGNED: "i", FLOAT: "f", 4: "u"}
HORIZONTAL, FLOATING = 2, 3
PREMULTIPLIED, ALPHA = 1, 2
#: More are no picture for people, and memory grows with them.
MOST_SAMPLES = 16
#: Bytes of memory for a pixel of the largest picture: red, green, blue and alpha of 16 bits.
MOST_PIXEL_BYTES = 8


def open_tiff(file: IO[bytes]) -> Image.Image:
    """Open what begins like a TIFF file: a picture of any usual kind, or a RAW file."""
    found = tags.read_directory(file)
    if tags.holds_sensor_data(file, found):
        file.seek(0)
        return open_raw(file)
    if is_unusual(found):
        return read_tiff(file, found)
    file.seek(0)
    image = Image.open(file, formats=("TIFF",))
    if found.entries.get(tags.BITS) == (12,):
        image.info[SAMPLE_BITS] = 12  # Pillow leaves them as they are, in numbers of 16 bits
    return image


def is_unusual(found: Directory) -> bool:
    """Whether this module has to read it: Pillow is faster, and right on pixels of 8 bits and on most of 16."""
    bits = set(found.entries.get(tags.BITS, (1,)))
    photometric = found.one(tags.PHOTOMETRIC, WHITE_IS_ZERO)
    if photometric not in _MODES or found.one(tags.COMPRESSION, NONE) not in _COMPRESSIONS or len(bits) != 1:
        return False
    (depth,) = bits
    if depth not in (8, 16, 32, 64):
        return False
    form = found.one(tags.SAMPLE_FORMAT, UNSIGNED)
    usual = depth == 8 or (depth == 16 and form == UNSIGNED)
    is_deep_grey = _MODES[photometric] == "L" and depth > 8
    return (
        not usual
        or (found.is_big and found.order == ">")
        or form not in (UNSIGNED, 4)
        or found.one(tags.PLANES, 1) == 2
        or photometric in (CIELAB, ICCLAB)
        or (photometric == WHITE_IS_ZERO and depth > 8)
        or (is_deep_grey and found.one(tags.SAMPLES, 1) > 1)
        or (photometric == CMYK and found.one(tags.SAMPLES, 4) > 4)
    )


def read_tiff(file: IO[bytes], found: Directory) -> Image.Image:
    """Decode the first picture of a file; not turned upright yet.

    Raises:
        UnreadableImage: too large, or with too much in a pixel.
        ValueError: crafted or damaged.
    """
    width, height = found.one(tags.WIDTH, 0), found.one(tags.HEIGHT, 0)
    check_size(width, height)
    photometric, count = found.one(tags.PHOTOMETRIC, 0), found.one(tags.SAMPLES, 1)
    mode = _MODES[photometric]
    bands = Image.getmodebands(mode)
    depth = found.one(tags.BITS, 1) // 8
    if not bands <= count <= MOST_SAMPLES or width * height * count * depth > MOST_PIXEL_BYTES * limits.MAX_PIXELS:
        raise UnreadableImage(f"{count} samples of {8 * depth} bits in each of {width} x {height} pixels")
    samples = _read_samples(file, found, width, height, count)
    extra = found.one(tags.EXTRA_SAMPLES, 0) if count > bands else 0
    image = _to_image(samples, mode, photometric, extra)
    image.getexif()[tags.ORIENTATION] = found.one(tags.ORIENTATION, 1)
    if profile := found.entries.get(tags.PROFILE):
        image.info["icc_profile"] = bytes(profile)
    return image


def _to_image(samples: Samples, mode: str, photometric: int, extra: int) -> Image.Image:
    bands = Image.getmodebands(mode)
    # Floating-point colours share one scale, alpha has its own.
    colours = _scale_lab(samples[..., :3], photometric) if mode == "LAB" else scale_samples(samples[..., :bands])
    if photometric == WHITE_IS_ZERO:
        colours = 255 - colours
    image = Image.frombytes(mode, colours.shape[1::-1], np.ascontiguousarray(colours).tobytes())
    if extra in (PREMULTIPLIED, ALPHA) and mode in ("L", "RGB"):
        image.putalpha(Image.fromarray(scale_samples(np.ascontiguousarray(samples[..., bands]))))
        if extra == PREMULTIPLIED:
            image = Image.frombytes({"LA": "La", "RGBA": "RGBa"}[image.mode], image.size, image.tobytes())
    return image


def _scale_lab(samples: Samples, photometric: int) -> npt.NDArray[np.uint8]:
    """Lightness and two signed axes of 8 bits, as Pillow takes them."""
    if samples.dtype.itemsize == 2:
        samples = (samples.astype(np.uint16) >> 8).astype(np.uint8)
    elif samples.dtype.itemsize != 1:
        raise UnreadableImage("its colours are LAB of more than 16 bits; save it as RGB")
    lab = samples.astype(np.uint8)
    if photometric == ICCLAB:  # axes that count from 0, so that 128 is none
        lab[..., 1:] ^= 128
    return lab


def _read_samples(file: IO[bytes], found: Directory, width: int, height: int, count: int) -> Samples:
    """All samples of a picture, (height, width, count)."""
    dtype = _dtype(found)
    is_tiled = tags.TILE_OFFSETS in found.entries
    offsets = found.entries.get(tags.TILE_OFFSETS if is_tiled else tags.STRIP_OFFSETS, ())
    lengths = found.entries.get(tags.TILE_BYTES if is_tiled else tags.STRIP_BYTES, ())
    piece_width = found.one(tags.TILE_WIDTH, 0) if is_tiled else width
    piece_height = found.one(tags.TILE_HEIGHT, 0) if is_tiled else min(found.one(tags.ROWS_PER_STRIP, height), height)
    if piece_width < 1 or piece_height < 1 or piece_width > width + 4096 or piece_height > height + 4096:
        raise ValueError("pieces of another size than the picture")
    is_planar = found.one(tags.PLANES, 1) == 2
    in_piece = 1 if is_planar else count
    places = [(y, x) for y in range(0, height, piece_height) for x in range(0, width, piece_width)]
    planes = count if is_planar else 1
    if len(offsets) < len(places) * planes or len(lengths) < len(offsets):
        raise ValueError("image file is truncated: pieces are missing")
    whole = np.zeros((height, width, count), dtype.newbyteorder("="))
    for number in range(len(places) * planes):
        plane, place = divmod(number, len(places))
        y, x = places[place]
        rows = piece_height if is_tiled else min(piece_height, height - y)
        shape = (rows, piece_width, in_piece)
        file.seek(offsets[number])
        data = _unpack(file.read(lengths[number]), found.one(tags.COMPRESSION, NONE), shape, dtype)
        piece = _undo_predictor(data, shape, dtype, found.one(tags.PREDICTOR, 1))[: height - y, : width - x]
        bands = slice(plane, plane + 1) if is_planar else slice(None)
        whole[y : y + piece.shape[0], x : x + piece.shape[1], bands] = piece
    return whole


def _dtype(found: Directory) -> np.dtype[Any]:
    form = _LETTERS.get(found.one(tags.SAMPLE_FORMAT, UNSIGNED))
    size = found.one(tags.BITS, 1) // 8
    if form is None or (form == "f" and size == 1):
        raise UnreadableImage("its numbers are of a kind that is no picture")
    return np.dtype(f"{found.order}{form}{size}")


def _unpack(data: bytes, compression: int, shape: tuple[int, int, int], dtype: np.dtype[Any]) -> bytes:
    """The bytes of a piece; never more than it should have."""
    expected = shape[0] * shape[1] * shape[2] * dtype.itemsize
    if compression in (DEFLATE, OLD_DEFLATE):
        data = zlib.decompressobj().decompress(data, expected)
    elif compression == PACKBITS:
        data = Image.frombytes("L", (expected // shape[0], shape[0]), data, "packbits", "L").tobytes()
    elif compression != NONE:
        data = _unpack_by_libtiff(data, compression, expected // shape[0], shape[0])
    if len(data) < expected:
        raise ValueError(f"image file is truncated ({expected - len(data)} bytes of a piece are missing)")
    return data[:expected]


def _unpack_by_libtiff(data: bytes, compression: int, width: int, height: int) -> bytes:
    """Wrap a piece as a grey picture of its bytes, which libtiff unpacks whatever they mean."""
    entries = (
        (tags.WIDTH, width), (tags.HEIGHT, height), (tags.BITS, 8), (tags.COMPRESSION, compression),
        (tags.PHOTOMETRIC, BLACK_IS_ZERO), (tags.STRIP_OFFSETS, 8), (tags.SAMPLES, 1), (tags.ROWS_PER_STRIP, height),
        (tags.STRIP_BYTES, len(data)),
    )  # fmt: skip
    padded = data + bytes(len(data) % 2)
    table = b"".join(struct.pack("<HHLL", tag, 4, 1, value) for tag, value in entries)
    wrapped = struct.pack("<2sHL", b"II", 42, 8 + len(padded)) + padded + struct.pack("<H", len(entries)) + table
    with TiffImagePlugin.TiffImageFile(BytesIO(wrapped + bytes(4))) as image:
        image.load()
        return image.tobytes()


def _undo_predictor(data: bytes, shape: tuple[int, int, int], dtype: np.dtype[Any], predictor: int) -> Samples:
    rows, width, count = shape
    if predictor == FLOATING:
        # Differences of bytes; the highest bytes of a row's numbers come first.
        planes = np.frombuffer(data, np.uint8).reshape(rows, width * dtype.itemsize, count)
        summed = np.cumsum(planes, axis=1, dtype=np.uint8).reshape(rows, dtype.itemsize, width * count)
        numbers = np.ascontiguousarray(summed.transpose(0, 2, 1)).view(dtype.newbyteorder(">"))
        return numbers.reshape(shape)
    samples = np.frombuffer(data, dtype).reshape(shape)
    if predictor == HORIZONTAL:
        native = samples.astype(dtype.newbyteorder("=")).view(f"u{dtype.itemsize}")
        summed = np.cumsum(native, axis=1, dtype=native.dtype)
        return summed.view(dtype.newbyteorder("="))
    return samples
