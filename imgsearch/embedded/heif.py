"""Further metadata in HEIC and AVIF files: of pictures beside the first one, and what describes them (ISO 23008-12).

Libraries give EXIF and XMP of the first picture alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import IO, NamedTuple

from imgsearch.embedded.blocks import read_blocks
from imgsearch.embedded.boxes import boxes_of
from imgsearch.embedded.exif import EXIF_BEGINS, EXIF_START
from imgsearch.embedded.found import Found
from imgsearch.embedded.jumbf import JUMBF_BYTES, read_jumbf
from imgsearch.embedded.xmp import HEARD_BYTES, read_xmp

#: Items of a file that are looked at: tiles of a large picture are items too.
MOST_ITEMS = 10_000
#: Of them, those that hold metadata, and bytes of each.
MOST_READ = 100
_C2PA = bytes.fromhex("d8fec3d61b0e483c92975828877ec481")
_XMP_TYPES = (b"application/rdf+xml", b"application/xml", b"text/xml")


class _Item(NamedTuple):
    kind: bytes
    name: bytes
    content: bytes
    """What it is, where its kind is `mime`."""


def hear_heif(file: IO[bytes], found: Found) -> None:
    """Hear the texts of all items and properties of a file."""
    for kind, size in boxes_of(file):
        begins = file.tell()
        if kind == b"meta":
            with found.guard("the items"):
                _hear_meta(file, begins + 4, begins + size, found)
        elif kind == b"uuid" and file.read(16) == _C2PA:
            # Behind it what the box is for, and where in the file something follows.
            purpose = file.read(min(size - 16, JUMBF_BYTES))
            start = purpose.find(b"jumb") - 4
            if start >= 0:
                read_jumbf(purpose[start:], found)


def _hear_meta(file: IO[bytes], at: int, end: int, found: Found) -> None:
    boxes = [(kind, file.tell(), size) for kind, size in boxes_of(file, at, end)]
    parts = {kind: (begins, size) for kind, begins, size in boxes}
    if b"iprp" in parts:
        begins, size = parts[b"iprp"]
        _hear_properties(file, begins, begins + size, found)
    if b"iinf" not in parts or b"iloc" not in parts:
        return
    begins, size = parts[b"iinf"]
    items = dict(_items(file, begins, begins + size))
    file.seek(parts[b"iloc"][0])
    places = dict(_places(file.read(parts[b"iloc"][1])))
    inner = parts.get(b"idat", (0, 0))[0]
    for item in items.values():
        found.overhear_bytes(item.name)
    told = [(number, item) for number, item in items.items() if item.kind in (b"Exif", b"mime")]
    for number, item in told[:MOST_READ]:
        data = b"".join(_pieces(file, places.get(number, []), inner))
        aside = Found()
        with found.guard("an item"):
            _read_item(item, data, aside)
        found.hear_aside(aside)


def _read_item(item: _Item, data: bytes, found: Found) -> None:
    if item.kind == b"Exif":
        start = 0 if data[:4] in EXIF_BEGINS else 4 + int.from_bytes(data[:4])
        read_blocks(BytesIO(data[start:].removeprefix(EXIF_START)), found)
    elif item.content in _XMP_TYPES:
        read_xmp(data, found)
    elif item.content.startswith((b"text/", b"application/json")):
        found.overhear_bytes(data)


def _hear_properties(file: IO[bytes], at: int, end: int, found: Found) -> None:
    """Names, descriptions and tags that somebody gave to pictures, in some language."""
    for kind, size in boxes_of(file, at, end):
        begins = file.tell()
        if kind != b"ipco":
            continue
        for inner, inner_size in boxes_of(file, begins, begins + size):
            if inner in (b"udes", b"altt"):
                for text in file.read(min(inner_size, HEARD_BYTES))[4:].split(b"\0"):
                    found.overhear_bytes(text)


def _items(file: IO[bytes], at: int, end: int) -> Iterator[tuple[int, _Item]]:
    file.seek(at)
    is_short = file.read(1) == b"\0"
    for kind, size in boxes_of(file, at + (6 if is_short else 8), end):
        if kind != b"infe":
            continue
        data = file.read(min(size, 4096))
        if data[0] < 2:
            continue
        wide = 2 if data[0] == 2 else 4
        number = int.from_bytes(data[4 : 4 + wide])
        texts = data[10 + wide :].split(b"\0")
        yield number, _Item(data[6 + wide : 10 + wide], texts[0], texts[1] if len(texts) > 1 else b"")


def _places(box: bytes) -> Iterator[tuple[int, list[tuple[int, int, int]]]]:
    """By an item's number: whether each of its pieces lies in the box `idat` (1), where, and how long it is."""
    version = box[0]
    sizes = [box[4] >> 4, box[4] & 15, box[5] >> 4, box[5] & 15 if version else 0]
    file = BytesIO(box[6:])

    def take(size: int) -> int:
        return int.from_bytes(file.read(size))

    for _ in range(min(take(2 if version < 2 else 4), MOST_ITEMS)):
        number = take(2 if version < 2 else 4)
        method = take(2) & 15 if version else 0
        take(2)
        base = take(sizes[2])
        pieces = []
        for _ in range(min(take(2), MOST_ITEMS)):
            take(sizes[3])
            start, length = take(sizes[0]), take(sizes[1])
            pieces.append((method, base + start, length))
        yield number, pieces


def _pieces(file: IO[bytes], places: list[tuple[int, int, int]], inner: int) -> Iterator[bytes]:
    room = HEARD_BYTES
    for method, start, length in places:
        if method > 1 or room <= 0:
            continue
        file.seek(start + (inner if method else 0))
        data = file.read(min(length, room) if length else room)
        room -= len(data)
        yield data
