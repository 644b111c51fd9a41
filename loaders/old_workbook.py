"""The rows of a workbook of Excel 97 to 2003 (.xls), which is not read: what they say of minors is heard all the same.

How it is built: [MS-CFB] for the file, which holds others in sectors, [MS-XLS] for the records of the workbook in it.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from imgsearch.files import Location, open_file
from loaders.workbook import MOST_BYTES

_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_STREAM = "Workbook"
_LAST = 0xFFFFFFFA
_ENTRY, _MINI_SECTOR = 128, 64
_SHEET_BEGINS, _STRINGS, _GOES_ON = 0x0809, 0x00FC, 0x003C
_TEXT_CELL, _LABEL, _RICH_LABEL, _NUMBER, _SHORT_NUMBER, _NUMBERS = 0x00FD, 0x0204, 0x00D6, 0x0203, 0x027E, 0x00BD
_FORMULA, _ITS_TEXT = 0x0006, 0x0207
#: What a file that is damaged or crafted comes to.
_FAULTS = (OSError, EOFError, ValueError, IndexError, KeyError, struct.error)
_Cell = tuple[int, int, int]


def read_old_workbook(path: Location) -> list[list[str]]:
    """The cells of all rows of all sheets that are not blank; none where the file is no such workbook, or damaged."""
    try:
        with open_file(str(path)) as file:
            data = file.read(MOST_BYTES + 1)
        if not data.startswith(_MAGIC) or len(data) > MOST_BYTES:
            return []
        return _rows(_Workbook(_stream(data)).cells)
    except _FAULTS:
        return []


def _rows(cells: dict[_Cell, str]) -> list[list[str]]:
    rows: dict[tuple[int, int], list[str]] = {}
    for (sheet, row, column), text in sorted(cells.items()):
        said = rows.setdefault((sheet, row), [])
        said += [""] * (column - len(said))
        said.append(text)
    return [row for row in rows.values() if any(row)]


def _stream(data: bytes) -> bytes:
    """The workbook in the file, which lies in sectors that a table puts in order."""
    shift, mini_shift = struct.unpack_from("<HH", data, 30)
    if not 7 <= shift <= 12 or 1 << mini_shift != _MINI_SECTOR:
        raise ValueError("sectors of another size")
    size = 1 << shift
    directory, _, cutoff, mini_table, _, further = struct.unpack_from("<LLLLLL", data, 48)
    tables = [each for each in struct.unpack_from("<109L", data, 76) if each < _LAST]
    while further < _LAST and len(tables) * size < len(data):
        *more, further = struct.unpack_from(f"<{size // 4}L", data, (further + 1) * size)
        tables += (each for each in more if each < _LAST)
    table = b"".join(data[(each + 1) * size : (each + 2) * size] for each in tables)

    def read(first: int) -> bytes:
        return b"".join(data[(each + 1) * size : (each + 2) * size] for each in _chain(table, first))

    entries = list(_entries(read(directory)))
    start, length = {name: place for name, *place in reversed(entries)}[_STREAM]
    if length >= cutoff:
        return read(start)[:length]
    small, order = read(entries[0][1]), read(mini_table)
    parts = (small[each * _MINI_SECTOR : (each + 1) * _MINI_SECTOR] for each in _chain(order, start))
    return b"".join(parts)[:length]


def _entries(directory: bytes) -> Iterator[tuple[str, int, int]]:
    for at in range(0, len(directory) - _ENTRY + 1, _ENTRY):
        (length,) = struct.unpack_from("<H", directory, at + 64)
        name = directory[at : at + max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
        yield name, *struct.unpack_from("<LL", directory, at + 116)


def _chain(table: bytes, first: int) -> Iterator[int]:
    """Numbers of sectors; a table that leads in a circle ends."""
    for _ in range(len(table) // 4):
        if first >= _LAST:
            return
        yield first
        (first,) = struct.unpack_from("<L", table, first * 4)


class _Workbook:
    """Cells by sheet, row and column."""

    def __init__(self, stream: bytes) -> None:
        self.cells: dict[_Cell, str] = {}
        self._strings: list[str] = []
        self._sheet = -1
        self._formula: _Cell | None = None
        for kind, parts in _records(stream):
            self._read(kind, parts)

    def _read(self, kind: int, parts: list[bytes]) -> None:
        data = parts[0]
        if kind == _SHEET_BEGINS:
            self._sheet += 1
        elif kind == _STRINGS:
            self._strings = list(_strings(parts))
        elif kind == _ITS_TEXT and self._formula is not None:
            self.cells[self._formula] = _text(data, 0)
        elif kind in (_TEXT_CELL, _LABEL, _RICH_LABEL, _NUMBER, _SHORT_NUMBER, _FORMULA):
            row, column = struct.unpack_from("<HH", data)
            place = self._sheet, row, column
            self.cells[place] = self._value(kind, data)
            self._formula = place if kind == _FORMULA else None
        elif kind == _NUMBERS:
            row, first = struct.unpack_from("<HH", data)
            for column, at in enumerate(range(6, len(data) - 5, 6), start=first):
                self.cells[self._sheet, row, column] = _short_number(data, at)

    def _value(self, kind: int, data: bytes) -> str:
        if kind == _TEXT_CELL:
            (number,) = struct.unpack_from("<L", data, 6)
            return self._strings[int(number)]
        if kind in (_LABEL, _RICH_LABEL):
            return _text(data, 6)
        if kind == _SHORT_NUMBER:
            return _short_number(data, 6)
        # A formula's value may be a text, which comes next.
        return "" if kind == _FORMULA and data[12:14] == b"\xff\xff" else f"{struct.unpack_from('<d', data, 6)[0]:.15g}"


def _records(stream: bytes) -> Iterator[tuple[int, list[bytes]]]:
    """Each with what it goes on in."""
    at, kind, parts = 0, 0, list[bytes]()
    while at + 4 <= len(stream):
        following, size = struct.unpack_from("<HH", stream, at)
        data = stream[at + 4 : at + 4 + size]
        at += 4 + size
        if following == _GOES_ON:
            parts.append(data)
            continue
        if parts and parts[0]:
            yield kind, parts
        kind, parts = following, [data]
    if parts and parts[0]:
        yield kind, parts


def _text(data: bytes, at: int) -> str:
    (length,) = struct.unpack_from("<H", data, at)
    is_16 = data[at + 2] & 1
    return data[at + 3 : at + 3 + (length << is_16)].decode("utf-16-le" if is_16 else "latin-1", "replace")


def _short_number(data: bytes, at: int) -> str:
    (number,) = struct.unpack_from("<l", data, at)
    if number & 2:
        value: float = number >> 2
    else:
        (value,) = struct.unpack("<d", b"\0\0\0\0" + struct.pack("<l", number & ~3))
    return f"{value / 100 if number & 1 else value:.15g}"


def _strings(parts: list[bytes]) -> Iterator[str]:
    """Those of all cells; where one goes on in another record its letters may be of another size."""
    (count,) = struct.unpack_from("<L", parts[0], 4)
    reader = _Reader(parts, 8)
    for _ in range(count):
        length, flags = struct.unpack("<HB", reader.take(3))
        runs = struct.unpack("<H", reader.take(2))[0] if flags & 8 else 0
        more = struct.unpack("<L", reader.take(4))[0] if flags & 4 else 0
        yield reader.letters(length, is_16=bool(flags & 1))
        reader.take(4 * runs + more)


class _Reader:
    """Of a record and those that it goes on in."""

    def __init__(self, parts: list[bytes], at: int) -> None:
        self._parts, self._number, self._at = parts, 0, at

    def take(self, size: int) -> bytes:
        taken = bytearray()
        while len(taken) < size:
            taken += (part := self._part()[self._at : self._at + size - len(taken)])
            self._at += len(part)
        return bytes(taken)

    def letters(self, count: int, *, is_16: bool) -> str:
        said = ""
        while count:
            if self._at >= len(self._parts[self._number]):
                is_16 = bool(self._part()[0] & 1)
                self._at += 1
            size, part = 1 + is_16, self._parts[self._number]
            there = min(count, (len(part) - self._at) // size)
            if not there:
                raise ValueError("letters end within a record")
            letters = part[self._at : self._at + there * size]
            said += letters.decode("utf-16-le", "surrogatepass") if is_16 else letters.decode("latin-1")
            self._at += there * size
            count -= there
        # A letter of 32 bits may have been cut in two.
        return said.encode("utf-16", "surrogatepass").decode("utf-16", "replace")

    def _part(self) -> bytes:
        """The part in which something is left; IndexError behind the last."""
        while self._at >= len(self._parts[self._number]):
            self._number, self._at = self._number + 1, 0
        return self._parts[self._number]
