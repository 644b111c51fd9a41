"""The directory of a TIFF file, and of the RAW files that are built like one."""

from __future__ import annotations

import struct
from typing import IO, NamedTuple

WIDTH, HEIGHT, BITS, COMPRESSION, PHOTOMETRIC = 256, 257, 258, 259, 262
ORIENTATION, SAMPLES, ROWS_PER_STRIP, PLANES, PREDICTOR = 274, 277, 278, 284, 317
STRIP_OFFSETS, STRIP_BYTES, TILE_WIDTH, TILE_HEIGHT, TILE_OFFSETS, TILE_BYTES = 273, 279, 322, 323, 324, 325
SUB_DIRECTORIES, EXTRA_SAMPLES, SAMPLE_FORMAT, PROFILE, DNG_VERSION = 330, 338, 339, 34675, 50706
#: How the pixels of a sensor are called: behind a filter of colours, and before colours are mixed.
SENSOR_PHOTOMETRICS = frozenset({32803, 34892})
#: What stands behind a TIFF file's head in Phase One's.
_PHASE_ONE = frozenset({b"IIII", b"MMMM"})
#: Of a crafted file; real ones have about 60 entries, and one strip for each line at most.
MOST_ENTRIES = 4096
MOST_VALUES = 2_000_000
MOST_SUB_DIRECTORIES = 16
_FORMATS = {1: "B", 3: "H", 4: "L", 6: "b", 7: "B", 8: "h", 9: "l", 13: "L", 16: "Q", 17: "q", 18: "Q"}

Values = tuple[int, ...]


class Directory(NamedTuple):
    """The whole-number entries of the first picture of a file."""

    order: str
    """< or >, as struct has it."""
    entries: dict[int, Values]
    is_big: bool
    """Whether it is a BigTIFF file."""

    def one(self, tag: int, default: int) -> int:
        """The first value of an entry."""
        return (self.entries.get(tag) or (default,))[0]


def read_directory(file: IO[bytes], at: int | None = None) -> Directory:
    """Read the first directory of a file, or the one at an offset.

    Raises:
        ValueError: it is no TIFF file, or crafted.
        struct.error: it ends too early.
    """
    file.seek(0)
    head = file.read(16)
    order = "<" if head[:2] == b"II" else ">"
    is_big = head[2:4] in (b"+\x00", b"\x00+")
    if at is None:
        (at,) = struct.unpack_from(order + ("Q" if is_big else "L"), head, 8 if is_big else 4)
    count_format, entry_format = ("Q", "HHQ8s") if is_big else ("H", "HHL4s")
    file.seek(at)
    (count,) = struct.unpack(order + count_format, file.read(8 if is_big else 2))
    if count > MOST_ENTRIES:
        raise ValueError(f"a directory of {count} entries")
    table = file.read(count * struct.calcsize(order + entry_format))
    found: dict[int, Values] = {}
    for tag, kind, number, inline in struct.iter_unpack(order + entry_format, table):
        if kind in _FORMATS and number:
            found.setdefault(tag, _read_values(file, order, _FORMATS[kind], number, inline, is_big=is_big))
    return Directory(order, found, is_big)


def _read_values(file: IO[bytes], order: str, kind: str, number: int, inline: bytes, *, is_big: bool) -> Values:
    if number > MOST_VALUES:
        return ()
    layout = f"{order}{number}{kind}"
    size = struct.calcsize(layout)
    if size > len(inline):
        file.seek(struct.unpack(order + ("Q" if is_big else "L"), inline)[0])
        inline = file.read(size)
    return struct.unpack(layout, inline[:size]) if len(inline) >= size else ()


def holds_sensor_data(file: IO[bytes], first: Directory) -> bool:
    """Whether a file that begins like a TIFF is a RAW file: DNG, CR2, IIQ, NEF, ARW, PEF and others."""
    file.seek(8)
    mark = file.read(4)
    if DNG_VERSION in first.entries or mark[:2] == b"CR" or mark in _PHASE_ONE:
        return True
    below = first.entries.get(SUB_DIRECTORIES, ())[:MOST_SUB_DIRECTORIES]
    found = {first.one(PHOTOMETRIC, 0)}
    for at in below:
        try:
            found.add(read_directory(file, at).one(PHOTOMETRIC, 0))
        except (ValueError, struct.error):
            continue
    return bool(found & SENSOR_PHOTOMETRICS)
