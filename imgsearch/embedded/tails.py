"""Texts where no format has a place for them: behind the end of a picture, and in blocks that some program made up."""

from __future__ import annotations

import re
from typing import IO

from imgsearch.embedded.found import Found
from imgsearch.embedded.xmp import HEARD_BYTES, overhear_xmp

#: Bytes of such a block in which texts are looked for; XMP packets are in more of them.
LOOSE_BYTES = 1 << 20
#: Bytes at the end of a file in which they are looked for, whatever stands before.
LAST_BYTES = 1 << 16
#: Bytes of pixels that are passed over to find their end.
PIXEL_BYTES = 256 << 20
_PACKET_BEGINS, _PACKET_ENDS = b"<rdf:RDF", b"</rdf:RDF"
#: Shorter ones, or such as are mostly signs, stand in any numbers by chance.
_RUN = re.compile(rb"(?:[\x20-\x7e]|[\xc3-\xdb][\x80-\xbf]){10,}|(?:[\xe3-\xe9][\x80-\xbf]{2}){5,}")
_WIDE_RUN = re.compile(r"[\x20-\x7e\u00a0-\u024f\u0400-\u04ff]{10,}")
_MOSTLY, _WRITTEN = 0.95, frozenset(" ,.'-0123456789")
#: What stands in a run between other signs, long enough to be no chance.
_PIECE = re.compile(r"[^\W\d_](?:[^\W\d_]|[ ,.'-]){15,}")
#: Two words beside each other.
_WORDS = re.compile(r"(?:[A-Za-z]{2,}|[а-яёА-ЯЁ]{2,})[ ,.:-]{1,3}(?:[A-Za-z]{2,}|[а-яёА-ЯЁ]{2,})")
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
#: Of a text not more than one byte in so many is none of a text's.
_TEXT_HAS_ONE_CONTROL_IN = 50
_STEP_BYTES = 1 << 20
_END = b"\xff\xd9"


def hear_loose(data: bytes, found: Found, *, may_be_pixels: bool = False) -> None:
    """Keep what may be a text among bytes of which nothing is known.

    Args:
        data: the bytes.
        found: gets the texts.
        may_be_pixels: whether letters in a row may be pixels that are not packed; then words alone are texts.
    """
    packets, data = _packets(data[:HEARD_BYTES])
    for packet in packets:
        overhear_xmp(packet, found)
    data = data.removeprefix(b"\0" + _PACKET_ENDS)[:LOOSE_BYTES]
    if not data.strip(b"\0"):
        return
    if not may_be_pixels and len(_CONTROL.findall(data)) * _TEXT_HAS_ONE_CONTROL_IN <= len(data):
        found.overhear_bytes(data)
        return
    runs = [run.decode("utf-8", "replace") for run in _RUN.findall(data)]
    for charset in ("utf-16-le", "utf-16-be"):
        for first in (0, 1):
            runs += _WIDE_RUN.findall(data[first:].decode(charset, "replace"))
    for run in runs:
        if not may_be_pixels or _WORDS.search(run):
            _hear_run(run, found)


def hear_last(file: IO[bytes], begins: int, found: Found, *, may_be_pixels: bool = True) -> None:
    """Keep what may be a text at the very end of a file, where programs append one; not before a place."""
    size = file.seek(0, 2)
    start = max(begins, size - LAST_BYTES)
    if start < size:
        file.seek(start)
        hear_aside("what follows the picture", file.read(LAST_BYTES), found, may_be_pixels=may_be_pixels)


def hear_aside(told: str, data: bytes, found: Found, *, may_be_pixels: bool = False) -> None:
    """The same as hear_loose() of bytes that are no part of the picture: all is a text, none of it a field.

    Args:
        told: what the bytes are, if a fault has to be told.
        data: the bytes.
        found: gets the texts.
        may_be_pixels: as there.
    """
    aside = Found()
    with found.guard(told):
        hear_loose(data, aside, may_be_pixels=may_be_pixels)
    found.hear_aside(aside)


def _packets(data: bytes) -> tuple[list[bytes], bytes]:
    """Packets of XMP, and what is left without them."""
    packets, rest, end = list[bytes](), list[bytes](), 0
    while (start := data.find(_PACKET_BEGINS, end)) >= 0 and (stop := data.find(_PACKET_ENDS, start)) >= 0:
        packets.append(data[start:stop])
        rest.append(data[end:start])
        end = stop
    return packets, b"\0".join([*rest, data[end:]])


def _hear_run(text: str, found: Found) -> None:
    if sum(letter.isalpha() or letter in _WRITTEN for letter in text) >= _MOSTLY * len(text):
        found.overhear(text)
        return
    # The last bytes of a picture may be signs by chance, and stand in one row with what follows it.
    longest = max(_PIECE.findall(text), key=len, default="")
    if _WORDS.search(longest):
        found.overhear(longest)


def seek_end_of_pixels(file: IO[bytes]) -> bool:
    """Go behind the end of a JPEG of which the file stands in the pixels; whether there is one."""
    start = file.tell()
    before = b""
    for _ in range(PIXEL_BYTES // _STEP_BYTES):
        step = file.read(_STEP_BYTES)
        if not step:
            return False
        place = (before + step).find(_END)
        if place >= 0:
            file.seek(start - len(before) + place + len(_END))
            return True
        start += len(step)
        before = step[-1:]
    return False
