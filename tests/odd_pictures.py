"""Files of kinds that Pillow does not write: TIFF of any samples, Photoshop files, RAW; and colour profiles."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping
from io import BytesIO
from typing import Any, Literal, NamedTuple

import numpy as np
import numpy.typing as npt
from PIL import Image


class Typed(NamedTuple):
    """A value of another type than LONG."""

    kind: int
    data: bytes


Value = int | list[int] | Typed
BYTE, ASCII, SHORT, RATIONAL, SIGNED_BYTE, UNDEFINED, SRATIONAL = 1, 2, 3, 5, 6, 7, 10
_SIZES = {BYTE: 1, ASCII: 1, SHORT: 2, RATIONAL: 8, SIGNED_BYTE: 1, UNDEFINED: 1, SRATIONAL: 8}

#: XYZ of the primaries at D50, as ICC profiles have them.
DISPLAY_P3 = ((0.51512, 0.24120, -0.00105), (0.29198, 0.69225, 0.04189), (0.15710, 0.06657, 0.78407))
ADOBE = ((0.60974, 0.31111, 0.01947), (0.20528, 0.62567, 0.06087), (0.14919, 0.06322, 0.74457))
WHITE = (0.9642, 1.0, 0.8249)


def saved(image: Image.Image, image_format: str, **options: object) -> BytesIO:
    """A picture as a file."""
    file = BytesIO()
    image.save(file, image_format, **options)
    file.seek(0)
    return file


def directory(entries: Mapping[int, Value], at: int, order: str = "<", following: int = 0) -> bytes:
    """A TIFF directory that begins at an offset, with its values behind it."""
    table, values = b"", b""
    behind = at + 6 + 12 * len(entries)
    for tag, value in sorted(entries.items()):
        if isinstance(value, Typed):
            kind, count, packed = value.kind, len(value.data) // _SIZES[value.kind], value.data
        else:
            numbers = [value] if isinstance(value, int) else list(value)
            kind, count, packed = 4, len(numbers), struct.pack(f"{order}{len(numbers)}L", *numbers)
        if len(packed) > 4:
            table += struct.pack(f"{order}HHLL", tag, kind, count, behind + len(values))
            values += packed + bytes(len(packed) % 2)
        else:
            table += struct.pack(f"{order}HHL", tag, kind, count) + packed.ljust(4, b"\x00")
    return struct.pack(f"{order}H", len(entries)) + table + struct.pack(f"{order}L", following) + values


def tiff(
    samples: npt.NDArray[Any],
    photometric: int,
    *,
    order: Literal["<", ">"] = "<",
    is_planar: bool = False,
    compression: int = 1,
    predictor: int = 1,
    **more: Value,
) -> BytesIO:
    """A TIFF file of samples, (height, width, count); other entries as tag_274=6, or tag_278 for a strip's rows."""
    height, width, count = samples.shape
    rows = more.pop("tag_278", 0) or height
    assert isinstance(rows, int)
    kind = {"u": 1, "i": 2, "f": 3}[samples.dtype.kind]
    stored = samples.astype(samples.dtype.newbyteorder(order))
    planes = [stored[..., band : band + 1] for band in range(count)] if is_planar else [stored]
    strips = [
        _pack(plane[first : first + rows], compression, predictor)
        for plane in planes
        for first in range(0, height, rows)
    ]
    offsets = np.cumsum([8, *map(len, strips)])[:-1].tolist()
    entries: dict[int, Value] = {
        256: width, 257: height, 258: [8 * samples.dtype.itemsize] * count, 259: compression, 262: photometric,
        273: offsets, 277: count, 278: rows, 279: [len(strip) for strip in strips], 284: 2 if is_planar else 1,
        317: predictor, 339: [kind] * count,
    }  # fmt: skip
    entries |= {int(name.removeprefix("tag_")): value for name, value in more.items()}
    at = 8 + sum(map(len, strips))
    strips.append(bytes(at % 2))
    at += at % 2
    head = struct.pack(f"{order}2sHL", b"II" if order == "<" else b"MM", 42, at)
    return BytesIO(head + b"".join(strips) + directory(entries, at, order))


def _pack(strip: npt.NDArray[Any], compression: int, predictor: int) -> bytes:
    if predictor == 2:
        strip = strip.copy()
        strip[:, 1:] -= strip[:, :-1].copy()
    data = strip.tobytes()
    if predictor == 3:
        rows, width, count = strip.shape
        big = strip.astype(strip.dtype.newbyteorder(">")).reshape(rows, -1).view(np.uint8)
        planes = big.reshape(rows, width * count, -1).transpose(0, 2, 1).reshape(rows, -1, count)
        data = np.diff(planes, axis=1, prepend=np.zeros((rows, 1, count), np.uint8)).astype(np.uint8).tobytes()
    if compression == 8:
        return zlib.compress(data)
    if compression == 5:
        row = len(data) // strip.shape[0]
        packed = saved(Image.frombytes("L", (row, strip.shape[0]), data), "TIFF", compression="tiff_lzw")
        with Image.open(packed) as lzw:
            (at,), (size,) = lzw.tag_v2[273], lzw.tag_v2[279]  # type: ignore[attr-defined]
        return packed.getvalue()[at : at + size]
    return data


def psd(
    planes: npt.NDArray[Any],
    mode: int,
    *,
    version: int = 1,
    is_packed: bool = False,
    resources: Mapping[int, bytes] | None = None,
    palette: bytes = b"",
) -> BytesIO:
    """A Photoshop file of planes, (channels, height, width), with an empty list of layers."""
    channels, height, width = planes.shape
    depth = 8 * planes.dtype.itemsize
    stored = planes.astype(planes.dtype.newbyteorder(">"))
    blocks = b"".join(
        b"8BIM" + struct.pack(">HHL", number, 0, len(data)) + data + bytes(len(data) % 2)
        for number, data in (resources or {}).items()
    )
    size = ">Q" if version == 2 else ">L"
    head = b"8BPS" + struct.pack(">H6xHLLHH", version, channels, height, width, depth, mode)
    head += struct.pack(">L", len(palette)) + palette + struct.pack(">L", len(blocks)) + blocks + struct.pack(size, 0)
    if not is_packed:
        return BytesIO(head + struct.pack(">H", 0) + stored.tobytes())
    rows = [_packbits(row.tobytes()) for plane in stored for row in plane]
    counts = struct.pack(f">{len(rows)}{'L' if version == 2 else 'H'}", *map(len, rows))
    return BytesIO(head + struct.pack(">H", 1) + counts + b"".join(rows))


def _packbits(row: bytes) -> bytes:
    return b"".join(bytes((len(row[at : at + 128]) - 1,)) + row[at : at + 128] for at in range(0, len(row), 128))


def dng(preview: bytes = b"", *, size: tuple[int, int] = (64, 48), flip: int = 1) -> BytesIO:
    """A RAW file whose sensor saw an even grey, with a JPEG preview."""
    width, height = size
    sensor = np.full((height, width), 20_000, "<u2").tobytes()
    sensor_at = 8 + len(preview) + len(preview) % 2
    below_at = sensor_at + len(sensor)
    below = directory(
        {
            254: 0, 256: width, 257: height, 258: 16, 259: 1, 262: 32803, 273: sensor_at, 277: 1, 278: height,
            279: len(sensor), 33421: _shorts(2, 2), 33422: Typed(BYTE, bytes((0, 1, 1, 2))), 50714: 0, 50717: 65_535,
        },
        below_at,
    )  # fmt: skip
    matrix = np.stack([np.eye(3, dtype="<i4").ravel(), np.ones(9, "<i4")], axis=1)
    first: dict[int, Value] = {
        254: 1, 271: Typed(ASCII, b"Maker\x00"), 272: Typed(ASCII, b"Model\x00"), 274: flip, 330: below_at,
        50706: Typed(BYTE, bytes((1, 4, 0, 0))), 50708: Typed(ASCII, b"Maker Model\x00"),
        50721: Typed(SRATIONAL, matrix.tobytes()), 50728: Typed(RATIONAL, np.ones(6, "<u4").tobytes()), 50778: 21,
    }  # fmt: skip
    if preview:
        with Image.open(BytesIO(preview)) as shown:
            first |= {256: shown.width, 257: shown.height, 258: _shorts(8, 8, 8), 259: 7, 262: 6, 273: 8, 277: 3,
                      278: shown.height, 279: len(preview)}  # fmt: skip
    at = below_at + len(below)
    head = struct.pack("<2sHL", b"II", 42, at)
    return BytesIO(head + preview + bytes(len(preview) % 2) + sensor + below + directory(first, at))


def _shorts(*numbers: int) -> Typed:
    return Typed(SHORT, struct.pack(f"<{len(numbers)}H", *numbers))


def profile(
    space: bytes, curves: Mapping[bytes, float], primaries: tuple[tuple[float, float, float], ...] = ()
) -> bytes:
    """An ICC profile of a grey or RGB display: the exponent of each curve, and the XYZ of red, green and blue."""
    tags = {b"wtpt": _xyz(WHITE), b"desc": b"desc" + bytes(8) + b"\x00" * 79, b"cprt": b"text\x00\x00\x00\x00x\x00"}
    tags |= {name: b"curv" + struct.pack(">LLH", 0, 1, round(power * 256)) for name, power in curves.items()}
    tags |= {name: _xyz(place) for name, place in zip((b"rXYZ", b"gXYZ", b"bXYZ"), primaries, strict=False)}
    table, values, at = b"", b"", 132 + 12 * len(tags)
    for name, value in tags.items():
        padded = value + bytes(-len(value) % 4)
        table += struct.pack(">4sLL", name, at + len(values), len(value))
        values += padded
    size = at + len(values)
    head = struct.pack(">L4sL4s4s4s12s4s", size, b"lcms", 0x02400000, b"mntr", space, b"XYZ ", bytes(12), b"acsp")
    head += bytes(28) + struct.pack(">LLL", 63_190, 65_536, 54_061)
    return head.ljust(128, b"\x00") + struct.pack(">L", len(tags)) + table + values


def _xyz(place: tuple[float, ...]) -> bytes:
    return b"XYZ " + bytes(4) + struct.pack(">3l", *(round(65_536 * part) for part in place))


def rgb_profile(primaries: tuple[tuple[float, float, float], ...], power: float = 2.2) -> bytes:
    """A profile of a display."""
    return profile(b"RGB ", dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), power), primaries)


def grey_profile(power: float) -> bytes:
    """A profile of grey."""
    return profile(b"GRAY", {b"kTRC": power})
