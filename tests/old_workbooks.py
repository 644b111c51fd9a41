"""Workbooks of Excel 97 to 2003, made of a few bytes."""

from __future__ import annotations

import struct
from collections.abc import Sequence

SECTOR, LAST, FREE, OF_TABLE = 512, 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
#: Letters of one record; the rest goes on in others.
RECORD_LETTERS = 40


def record(kind: int, data: bytes) -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def strings(texts: Sequence[str]) -> bytes:
    """Cut into records within texts, whose letters then are of 16 bits, whatever they were of before."""
    parts = [struct.pack("<LL", len(texts), len(texts))]
    for text in texts:
        letters = text.encode("utf-16-le")
        parts[-1] += struct.pack("<HB", len(letters) // 2, 1)
        for at in range(0, len(letters), 2 * RECORD_LETTERS):
            if at:
                parts.append(b"\x01")
            parts[-1] += letters[at : at + 2 * RECORD_LETTERS]
    return record(0x00FC, parts[0]) + b"".join(record(0x003C, part) for part in parts[1:])


def workbook(rows: Sequence[Sequence[str | float]], *, padded: bool = True) -> bytes:
    """One sheet.

    Args:
        rows: of texts and numbers.
        padded: to 4,096 bytes, as Excel does; smaller ones lie in sectors of 64 bytes.
    """
    texts = list(dict.fromkeys(cell for row in rows for cell in row if isinstance(cell, str)))
    stream = record(0x0809, struct.pack("<HHHH", 0x0600, 5, 0, 0)) + strings(texts) + record(0x000A, b"")
    stream += record(0x0809, struct.pack("<HHHH", 0x0600, 16, 0, 0))
    for row, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            place = struct.pack("<HHH", row, column, 0)
            if isinstance(cell, str):
                stream += record(0x00FD, place + struct.pack("<L", texts.index(cell)))
            else:
                stream += record(0x0203, place + struct.pack("<d", cell))
    stream += record(0x000A, b"")
    return compound(stream.ljust(4096, b"\0") if padded else stream)


def compound(stream: bytes) -> bytes:
    """A file that holds a workbook: sector 0 is the table, 1 the directory, 2 the table of small sectors."""
    is_small = len(stream) < 4096
    count = -(-len(stream) // SECTOR)
    table = [OF_TABLE, LAST, LAST, *range(4, 3 + count), LAST]
    small = [*range(1, -(-len(stream) // 64)), LAST]
    first, size = (0, len(stream)) if is_small else (3, len(stream))
    root = entry("Root Entry", 5, 3 if is_small else LAST, size if is_small else 0)
    directory = root + entry("Workbook", 2, first, size)
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
    header += bytes(10) + struct.pack("<LLLLLLLL", 1, 1, 0, 4096, 2, 1, LAST, 0)
    header += struct.pack("<109L", 0, *[FREE] * 108)
    sectors = [numbers(table), directory.ljust(SECTOR, b"\0"), numbers(small), stream.ljust(count * SECTOR, b"\0")]
    return header + b"".join(sectors)


def numbers(values: Sequence[int]) -> bytes:
    return struct.pack(f"<{len(values)}L", *values).ljust(SECTOR, b"\xff")[:SECTOR]


def entry(name: str, kind: int, start: int, size: int) -> bytes:
    letters = name.encode("utf-16-le") + b"\0\0"
    head = letters.ljust(64, b"\0") + struct.pack("<HBB", len(letters), kind, 1) + struct.pack("<LLL", *[FREE] * 3)
    return head + bytes(36) + struct.pack("<LLL", start, size, 0)
