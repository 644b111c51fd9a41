"""Metadata of JPEG files: segments before the pixels."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from itertools import islice
from typing import IO, NamedTuple

from imgsearch.embedded.blocks import read_blocks, read_resources
from imgsearch.embedded.directories import begin, entries_of, value_of
from imgsearch.embedded.exif import EXIF_BEGINS
from imgsearch.embedded.found import Found
from imgsearch.embedded.iptc import read_iptc
from imgsearch.embedded.jumbf import read_pieces
from imgsearch.embedded.runs import hear_runs
from imgsearch.embedded.tails import LOOSE_BYTES, hear_aside, hear_last, hear_loose, seek_end_of_pixels
from imgsearch.embedded.xmp import HEARD_BYTES, has_texts, overhear_xmp, read_xmp

EXIF_MARK = b"Exif\0"
XMP_MARK = b"http://ns.adobe.com/xap/1.0/\0"
MORE_XMP_MARK = b"http://ns.adobe.com/xmp/extension/\0"
PICTURES_MARK = b"MPF\0"
PHOTOSHOP_MARK = b"Photoshop 3.0\0"
#: Segments that are looked at, and bytes of metadata that are kept.
SEGMENTS = 2_000
METADATA_BYTES = 16 << 20
#: Further pictures of a file that are looked at.
PICTURES = 50
_PICTURES_TAG = 0xB002
_APP1, _APP2, _APP10, _APP11, _APP12, _APP13 = 0xE1, 0xE2, 0xEA, 0xEB, 0xEC, 0xED
_COMMENT, _SCAN, _END = 0xFE, 0xDA, 0xD9
_WITH_TEXTS = frozenset({_APP1, _APP2, _APP10, _APP11, _APP12, _APP13, _COMMENT})
#: With this byte IPTC begins; of an old or foreign frame no more than so many bytes stand before Photoshop's blocks.
_DATASET, _FRAME_BYTES = b"\x1c", 64
_COLOURS_MARK = b"ICC_PROFILE"
_PICTURE_BEGINS = re.compile(rb"\xff\xd8\xff[\xc0-\xfe]")
#: In these a program may write whatever it likes.
_OF_PROGRAMS = frozenset({0xE0, *range(0xE3, 0xEA), 0xEE, 0xEF, *range(0xF0, 0xFE)})
#: Markers that stand alone.
_BARE = frozenset({0x01, *range(0xD0, 0xD9)})
_MORE_XMP = re.compile(rb"""HasExtendedXMP\s*(?:=\s*["']|>\s*)([0-9A-Fa-f]{32})""")


class _Segment(NamedTuple):
    marker: int
    data: bytes
    at: int
    """Where in the file its data begin."""


def read_jpeg(file: IO[bytes], found: Found, *, is_first: bool = True) -> None:
    """Read EXIF, IPTC and XMP of a JPEG that begins where the file is.

    Args:
        file: stands at its first byte.
        found: gets the fields; of further pictures that it names (MPO, gain maps, depth) their texts are heard.
        is_first: whether it is no such picture itself.
    """
    file.seek(2, 1)
    exif: list[bytes] = []
    photoshop: list[bytes] = []
    xmp: list[bytes] = []
    more_xmp: list[bytes] = []
    credentials: list[bytes] = []
    further: list[int] = []
    with found.guard("JPEG"):
        for marker, data, at in _segments(file, found):
            if marker == _APP13 and data.startswith(PHOTOSHOP_MARK):
                photoshop.append(data[len(PHOTOSHOP_MARK) :])
            elif marker == _APP13:
                _read_unframed(data, found)
            elif marker == _COMMENT:
                found.overhear_bytes(data)
            elif marker == _APP11 and data.startswith(b"JP"):
                credentials.append(data)
            elif marker == _APP2 and data.startswith(PICTURES_MARK):
                further += _further_pictures(data[len(PICTURES_MARK) :], at + len(PICTURES_MARK))
            elif data.startswith(EXIF_MARK):
                exif.append(data[6:])
            elif data.startswith(XMP_MARK):
                xmp.append(data[len(XMP_MARK) :])
            elif data.startswith(MORE_XMP_MARK):
                more_xmp.append(data[len(MORE_XMP_MARK) :])
            else:  # comments of HP, and of what Photoshop saves for the web, among others
                (hear_loose if marker in _OF_PROGRAMS else hear_runs)(data, found)
    for block in _whole_blocks(exif):
        with found.guard("EXIF"):
            read_blocks(BytesIO(block), found)
    if photoshop:
        with found.guard("IPTC"):
            read_resources(b"".join(photoshop), found)
    for packet in xmp:
        with found.guard("XMP"):
            read_xmp(packet, found)
    read_pieces(credentials, found)
    _read_more_xmp(xmp, more_xmp, found)
    if is_first:
        _hear_behind(file, further, found)
        _hear_further(file, further[:PICTURES], found)


def _read_unframed(data: bytes, found: Found) -> None:
    """IPTC, or Photoshop's blocks, without the words that programs put in front of them."""
    with found.guard("IPTC"):
        begins = data.find(b"8BIM", 0, _FRAME_BYTES)
        if data[:1] == _DATASET:
            read_iptc(data, found)
        elif begins >= 0:
            read_resources(data[begins:], found)
        else:
            hear_loose(data, found)


def _hear_behind(file: IO[bytes], further: list[int], found: Found) -> None:
    """What stands behind the last pixel: appended texts and XMP, or pictures that nothing names."""
    begins = file.tell()
    if not seek_end_of_pixels(file):  # cut off: nobody can tell where the pixels end
        hear_last(file, begins, found)
        return
    end = file.tell()
    tail = file.read(HEARD_BYTES)
    pictures = [end + match.start() for match in islice(_PICTURE_BEGINS.finditer(tail), PICTURES)]
    further += [at for at in pictures if at not in further]
    if pictures[:1] != [end + len(tail) - len(tail.lstrip(b"\0"))]:
        hear_aside("what follows the JPEG", tail, found)
    if pictures or len(tail) > LOOSE_BYTES:
        hear_last(file, end, found)


def _hear_further(file: IO[bytes], places: list[int], found: Found) -> None:
    for at in places:
        aside = Found()
        file.seek(at)
        if file.read(2) == b"\xff\xd8":
            file.seek(at)
            read_jpeg(file, aside, is_first=False)
        found.hear_aside(aside)


def _further_pictures(index: bytes, at: int) -> Iterator[int]:
    """Where the pictures behind the first one begin, which a table says from its own place on (CIPA DC-007)."""
    file = BytesIO(index)
    layout, start = begin(file)
    if layout is None:
        return
    for tag, _, count, inline in entries_of(file, start, layout):
        if tag == _PICTURES_TAG:
            table = value_of(file, inline, count, layout) or b""
            places = (int.from_bytes(table[each + 8 : each + 12], layout.order) for each in range(0, len(table), 16))
            yield from (at + place for place in places if place)


def _read_more_xmp(xmp: list[bytes], more_xmp: list[bytes], found: Found) -> None:
    claimed = {match.upper() for packet in xmp for match in _MORE_XMP.findall(packet)}
    for identity in dict.fromkeys(part[:32].upper() for part in more_xmp):
        with found.guard("XMP"):
            packet = _join(more_xmp, identity)
            if identity in claimed and has_texts(packet):
                read_xmp(packet, found)
            else:  # nobody knows whose it is, or it holds depth maps and what programs call by names of their own
                overhear_xmp(packet, found)


def _whole_blocks(parts: list[bytes]) -> list[bytes]:
    """Blocks of EXIF: one of more than 64 kB goes on in the next segment, and a careless program adds a second one."""
    blocks: list[bytes] = []
    for part in parts:
        if blocks and part[:4] not in EXIF_BEGINS:
            blocks[-1] += part
        else:
            blocks.append(part)
    return blocks


def _segments(file: IO[bytes], found: Found) -> list[_Segment]:
    """Segments in which texts stand, up to the first scan."""
    kept: list[_Segment] = []
    room, loose = METADATA_BYTES, LOOSE_BYTES
    for _ in range(SEGMENTS):
        head = file.read(4)
        if len(head) < 4 or head[0] != 0xFF:
            found.report("JPEG ends or is damaged before its pixels")
            return kept
        marker = head[1]
        if marker == 0xFF or marker in _BARE:  # fill bytes, or no length
            file.seek(-3 if marker == 0xFF else -2, 1)
            continue
        if marker in (_SCAN, _END):
            return kept
        length = int.from_bytes(head[2:], "big") - 2
        if length < 0:
            found.report("JPEG has a segment without a length")
            return kept
        if marker in _OF_PROGRAMS and length <= loose:
            loose -= length
            kept.append(_Segment(marker, file.read(length), file.tell()))
            continue
        if marker not in _WITH_TEXTS:
            file.seek(length, 1)
            continue
        if length > room:
            found.report(f"more than {METADATA_BYTES:,} bytes of metadata; the rest is left out")
            return kept
        at = file.tell()
        if marker == _APP2 and file.read(min(length, len(_COLOURS_MARK))) == _COLOURS_MARK:
            file.seek(at + length)  # may be large
            continue
        file.seek(at)
        room -= length
        kept.append(_Segment(marker, file.read(length), at))
    found.report(f"JPEG has more than {SEGMENTS:,} segments; the rest is left out")
    return kept


def _join(parts: list[bytes], identity: bytes) -> bytes:
    """The pieces of a long XMP packet: identity, length of the whole, offset, bytes."""
    whole = bytearray()
    mine = (part for part in parts if part[:32].upper() == identity)
    for part in sorted(mine, key=lambda part: part[36:40]):
        if int.from_bytes(part[36:40], "big") == len(whole) and len(whole) <= HEARD_BYTES:
            whole += part[40:]
    return bytes(whole)
