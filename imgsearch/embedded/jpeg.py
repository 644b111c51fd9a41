"""Metadata of JPEG files: segments before the pixels."""

from __future__ import annotations

import re
from io import BytesIO
from typing import IO

from imgsearch.embedded.blocks import read_blocks, read_resources
from imgsearch.embedded.exif import EXIF_BEGINS
from imgsearch.embedded.found import Found
from imgsearch.embedded.runs import hear_runs
from imgsearch.embedded.xmp import HEARD_BYTES, has_texts, overhear_xmp, read_xmp

EXIF_MARK = b"Exif\0"
XMP_MARK = b"http://ns.adobe.com/xap/1.0/\0"
MORE_XMP_MARK = b"http://ns.adobe.com/xmp/extension/\0"
PHOTOSHOP_MARK = b"Photoshop 3.0\0"
#: Segments that are looked at, and bytes of metadata that are kept.
SEGMENTS = 2_000
METADATA_BYTES = 16 << 20
_APP1, _APP10, _APP12, _APP13, _COMMENT, _SCAN, _END = 0xE1, 0xEA, 0xEC, 0xED, 0xFE, 0xDA, 0xD9
_WITH_TEXTS = frozenset({_APP1, _APP10, _APP12, _APP13, _COMMENT})
#: Markers that stand alone.
_BARE = frozenset({0x01, *range(0xD0, 0xD9)})
_MORE_XMP = re.compile(rb"""HasExtendedXMP\s*(?:=\s*["']|>\s*)([0-9A-Fa-f]{32})""")


def read_jpeg(file: IO[bytes], found: Found) -> None:
    """Read EXIF, IPTC and XMP of a JPEG that begins where the file is."""
    file.seek(2, 1)
    exif: list[bytes] = []
    photoshop: list[bytes] = []
    xmp: list[bytes] = []
    more_xmp: list[bytes] = []
    with found.guard("JPEG"):
        for marker, data in _segments(file, found):
            if marker == _APP13 and data.startswith(PHOTOSHOP_MARK):
                photoshop.append(data[len(PHOTOSHOP_MARK) :])
            elif marker == _COMMENT:
                found.overhear_bytes(data)
            elif marker in (_APP10, _APP12):  # comments of HP, and of what Photoshop saves for the web
                hear_runs(data, found)
            elif data.startswith(EXIF_MARK):
                exif.append(data[6:])
            elif data.startswith(XMP_MARK):
                xmp.append(data[len(XMP_MARK) :])
            elif data.startswith(MORE_XMP_MARK):
                more_xmp.append(data[len(MORE_XMP_MARK) :])
    for block in _whole_blocks(exif):
        with found.guard("EXIF"):
            read_blocks(BytesIO(block), found)
    if photoshop:
        with found.guard("IPTC"):
            read_resources(b"".join(photoshop), found)
    for packet in xmp:
        with found.guard("XMP"):
            read_xmp(packet, found)
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


def _segments(file: IO[bytes], found: Found) -> list[tuple[int, bytes]]:
    """Segments in which texts stand, up to the first scan."""
    kept: list[tuple[int, bytes]] = []
    room = METADATA_BYTES
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
        if marker not in _WITH_TEXTS:
            file.seek(length, 1)
            continue
        if length > room:
            found.report(f"more than {METADATA_BYTES:,} bytes of metadata; the rest is left out")
            return kept
        room -= length
        kept.append((marker, file.read(length)))
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
