"""Directories of tags, of which EXIF and TIFF files are made."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import IO, NamedTuple

from imgsearch.embedded.charsets import ByteOrder

#: Entries of a directory that are looked at, and bytes of a text.
ENTRIES = 4_096
VALUE_BYTES = 1 << 16
#: Where no file reaches to.
BEYOND = 1 << 62
#: Bytes of each value by its type: BYTE, ASCII, SHORT, LONG, RATIONAL, ... , of BigTIFF, and UTF-8 of EXIF 3.
SIZES = {129: 1, 1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4, 16: 8, 17: 8, 18: 8}


class Layout(NamedTuple):
    """How numbers are written, from the first bytes of a block."""

    order: ByteOrder
    mark: str
    entry: struct.Struct
    count_bytes: int
    inline_bytes: int


def begin(file: IO[bytes]) -> tuple[Layout | None, int]:
    """How numbers are written, and where the first directory is."""
    head = file.read(16)
    layout = _find_layout(head)
    if layout is None:
        return None, 0
    return layout, int.from_bytes(head[8:16] if layout.inline_bytes == 8 else head[4:8], layout.order)


def _find_layout(head: bytes) -> Layout | None:
    order: ByteOrder = "little" if head[:2] == b"II" else "big"
    mark = "<" if order == "little" else ">"
    if len(head) < 8 or head[:2] not in (b"II", b"MM"):
        return None
    version = int.from_bytes(head[2:4], order)
    if version == 43:
        return Layout(order, mark, struct.Struct(f"{mark}HHQ8s"), 8, 8)
    return Layout(order, mark, struct.Struct(f"{mark}HHL4s"), 2, 4)


def entries_of(file: IO[bytes], start: int, layout: Layout) -> Iterator[tuple[int, int, int, bytes]]:
    """Tag, type, number of values, and the value or where it begins, of each entry of a directory.

    The file is behind the last of them then, where a TIFF file says where its next directory is.
    """
    file.seek(start)
    counted = int.from_bytes(file.read(layout.count_bytes), layout.order)
    entries = file.read(min(counted, ENTRIES) * layout.entry.size)
    for at in range(0, len(entries) - layout.entry.size + 1, layout.entry.size):
        yield layout.entry.unpack_from(entries, at)


def value_of(file: IO[bytes], inline: bytes, size: int, layout: Layout, limit: int = VALUE_BYTES) -> bytes | None:
    """The first bytes of a value, which stand in the directory where there is room; None where it says no place.

    Args:
        file: gets another position.
        inline: the value, or where it begins.
        size: bytes of the whole value.
        layout: of the directory.
        limit: bytes that are read at most.
    """
    if size <= layout.inline_bytes:
        return inline[:size]
    offset = int.from_bytes(inline, layout.order)
    if offset >= BEYOND:
        return None
    file.seek(offset)
    return file.read(min(size, limit))
