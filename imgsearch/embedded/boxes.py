"""Boxes that lie one after the other, each with its size and kind, of which MP4 and what is built like it are made."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import IO

#: Of a crafted file; real ones have about ten, and more where the pixels are cut up.
MOST_BOXES = 10_000


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
