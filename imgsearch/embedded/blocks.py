"""Blocks that stand in files of many kinds: EXIF with all of its directories, and Photoshop's resources."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import IO

from imgsearch.embedded.charsets import decode
from imgsearch.embedded.directories import BEYOND, SIZES, VALUE_BYTES, Layout, begin, entries_of, value_of
from imgsearch.embedded.exif import EXIF_POINTER, EXIF_START, IPTC_TAG, PHOTOSHOP_TAG, XMP_TAG, read_exif
from imgsearch.embedded.found import NOTHING, Found
from imgsearch.embedded.iptc import IPTC_RESOURCE, blocks_of, read_iptc
from imgsearch.embedded.runs import hear_runs
from imgsearch.embedded.xmp import read_xmp

#: Directories of a file that are looked at: one for each of its pages, and for previews.
DIRECTORIES = 200
_SUB_DIRECTORIES, _INTEROPERABILITY, _MAKER_NOTE = 0x014A, 0xA005, 0x927C
_EXIF_RESOURCE, _XMP_RESOURCE = 0x0422, 0x0424
#: Where people write: a caption, names of channels, an address, names and texts of slices and of layers' comps.
_TEXT_RESOURCES = frozenset({0x03EE, 0x03F0, 0x040B, 0x0415, 0x041A, 0x041E, 0x0429, 0x0BB7})
_PANASONIC = b"Panasonic\0\0\0"
#: What a Panasonic is told of a child, or of a pet, when it is born, and of faces that it knows.
_OF_CHILDREN = {0x33: "BabyAge", 0x66: "BabyName", 0x8010: "BabyAge", 0x65: "Title"}
_KNOWN_FACES, _NAME_AND_AGE = 0x61, ((4, 32), (52, 80), (100, 128))
_FACE_CHARS = 20


def read_blocks(file: IO[bytes], found: Found, block_limit: int = VALUE_BYTES) -> None:
    """Read EXIF, or a TIFF file: its first directory, and texts of the others, of pages, previews and thumbnails.

    Args:
        file: an EXIF block without `Exif\\0\\0`, or a TIFF file.
        found: gets the fields.
        block_limit: the most bytes that XMP and IPTC in it may have.
    """
    _read_directory(file, found, block_limit, None)
    file.seek(0)
    for start in _further(file, found):
        aside = Found()
        with found.guard("a further directory"):
            _read_directory(file, aside, block_limit, start)
        found.hear_aside(aside)


def _read_directory(file: IO[bytes], found: Found, block_limit: int, start: int | None) -> None:
    file.seek(0)
    blocks = read_exif(file, found, block_limit, start)
    if IPTC_TAG in blocks:
        with found.guard("IPTC"):
            read_iptc(_unswap(blocks[IPTC_TAG]), found)
    if PHOTOSHOP_TAG in blocks:
        read_resources(blocks[PHOTOSHOP_TAG], found)
    if XMP_TAG in blocks:
        with found.guard("XMP"):
            read_xmp(blocks[XMP_TAG], found)


def _unswap(block: bytes) -> bytes:
    """IPTC in its order: old programs stored it as numbers of four bytes, and others swapped these."""
    if block[:1] == b"\x1c" or block[3:4] != b"\x1c":
        return block
    return b"".join(block[at : at + 4][::-1] for at in range(0, len(block), 4))


def _further(file: IO[bytes], found: Found) -> Iterator[int]:
    """Where directories begin beside the first one and its camera's, once each."""
    layout, first = begin(file)
    if layout is None:
        return
    #: With whether it has been read.
    waiting = [(first, True)]
    seen: set[int] = set()
    while waiting and len(seen) < DIRECTORIES:
        start, is_read = waiting.pop(0)
        if start in seen or not 0 < start < BEYOND:
            continue
        seen.add(start)
        if not is_read:
            yield start
        entries = list(entries_of(file, start, layout))
        for tag, kind, count, inline in entries:
            if tag == EXIF_POINTER:
                waiting.append((int.from_bytes(inline[:4], layout.order), True))
            elif tag in (_SUB_DIRECTORIES, _INTEROPERABILITY):
                waiting += ((each, False) for each in _numbers(file, kind, count, inline, layout))
            elif tag == _MAKER_NOTE and count > len(_PANASONIC):
                with found.guard("a camera's notes"):
                    _hear_panasonic(file, int.from_bytes(inline, layout.order), layout, found)
        file.seek(start + layout.count_bytes + len(entries) * layout.entry.size)
        waiting.append((int.from_bytes(file.read(layout.inline_bytes), layout.order), False))


def _numbers(file: IO[bytes], kind: int, count: int, inline: bytes, layout: Layout) -> list[int]:
    """The numbers of a value, which stand in the directory where there is room."""
    size = SIZES.get(kind, 4)
    count = min(count, DIRECTORIES)
    value = value_of(file, inline, count * size, layout) or b""
    return [int.from_bytes(value[at : at + size], layout.order) for at in range(0, len(value), size)]


def _hear_panasonic(file: IO[bytes], start: int, layout: Layout, found: Found) -> None:
    """What a Panasonic knows of whom it photographs."""
    file.seek(start)
    if file.read(len(_PANASONIC)) != _PANASONIC:
        return
    for tag, kind, count, inline in entries_of(file, start + len(_PANASONIC), layout):
        if tag not in _OF_CHILDREN and tag != _KNOWN_FACES:
            continue
        value = value_of(file, inline, count * SIZES.get(kind, 1), layout) or b""
        if tag == _KNOWN_FACES:
            for name, age in _NAME_AND_AGE:
                _hear_face(_text(value[name : name + _FACE_CHARS]), _text(value[age : age + _FACE_CHARS]), found)
        elif (text := _text(value)) and text not in NOTHING:
            found.overhear(f"{_OF_CHILDREN[tag]}: {text}")


def _hear_face(name: str, age: str, found: Found) -> None:
    """A face that the camera knows, with the age that it had: 0007:03:12 00:00:00."""
    found.overhear(name)
    years = age.partition(":")[0]
    if years.isdecimal() and age not in NOTHING:
        found.overhear(f"age: {int(years)}" if int(years) else "age: 1")


def _text(value: bytes) -> str:
    return decode(value.split(b"\0", 1)[0]).strip()


def read_resources(data: bytes, found: Found) -> None:
    """Read Photoshop's resource blocks, which JPEG holds in APP13, TIFF in tag 34377, and Photoshop's own files too."""
    for resource, block in blocks_of(data, found):
        with found.guard("IPTC" if resource == IPTC_RESOURCE else "a Photoshop block"):
            if resource == IPTC_RESOURCE:
                read_iptc(block, found)
            elif resource == _EXIF_RESOURCE:
                read_blocks(BytesIO(block.removeprefix(EXIF_START)), found)
            elif resource == _XMP_RESOURCE:
                read_xmp(block, found)
            elif resource in _TEXT_RESOURCES:
                hear_runs(block, found)
