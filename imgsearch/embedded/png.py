"""Metadata of PNG and WebP files: chunks, which may stand before or after the pixels."""

from __future__ import annotations

import re
import zlib
from contextlib import suppress
from io import BytesIO
from typing import IO

from imgsearch.embedded.blocks import read_blocks, read_resources
from imgsearch.embedded.charsets import decode
from imgsearch.embedded.exif import EXIF_START
from imgsearch.embedded.found import Found
from imgsearch.embedded.iptc import read_iptc
from imgsearch.embedded.jumbf import JUMBF_BYTES, read_jumbf
from imgsearch.embedded.tails import LAST_BYTES, LOOSE_BYTES, hear_aside, hear_last
from imgsearch.embedded.xmp import HEARD_BYTES, XMP_BYTES, read_xmp

#: Chunks that are looked at; 100 MB of pixels in the usual pieces of 8 kB are 12,000.
CHUNKS = 50_000
#: Bytes of a text, packed and unpacked.
TEXT_BYTES = XMP_BYTES
EXIF_BYTES = 1 << 20
_WEBP_TEXTS = (b"EXIF", b"XMP ", b"C2PA")
XMP_KEYWORD = "XML:com.adobe.xmp"
#: Keywords of the PNG specification in which people write.
KEYWORDS = frozenset({"Title", "Author", "Description", "Copyright", "Comment", "Source"})
_PROFILE = re.compile(r"Raw profile type (iptc|8bim|exif|APP1|xmp)")
#: Chunks of the specifications in which nobody writes.
_WITHOUT_TEXTS = frozenset(
    b"IHDR PLTE IDAT IEND tRNS cHRM gAMA iCCP sBIT sRGB bKGD hIST pHYs tIME acTL fcTL fdAT cICP mDCV mDCv cLLI cLLi "
    b"oFFs sTER gIFg VP8L VP8X ANIM ANMF ALPH ICCP".split()
) | {b"VP8 "}
_TEXT_KINDS = frozenset({b"tEXt", b"zTXt", b"iTXt"})


def read_png(file: IO[bytes], found: Found) -> None:
    """Read EXIF, XMP and texts of a PNG file."""
    file.seek(8)
    for _ in range(CHUNKS):
        head = file.read(8)
        if len(head) < 8:
            return
        if head[4:] == b"IEND":
            file.seek(4, 1)
            _hear_behind(file, found)
            return
        length, kind = int.from_bytes(head[:4], "big"), head[4:]
        if kind in _TEXT_KINDS:
            if length > TEXT_BYTES:
                found.report(f"PNG: a text of {length:,} bytes, the first {TEXT_BYTES:,} are read")
            data = file.read(min(length, TEXT_BYTES))
            with found.guard("PNG text"):
                _read_text(kind, data, found)
            file.seek(max(0, length - TEXT_BYTES) + 4, 1)
        elif kind == b"eXIf":
            _read_exif(file, length, found)
            file.seek(4, 1)
        elif kind == b"caBX":
            _read_credentials(file, length, found)
            file.seek(4, 1)
        else:
            _pass_over(file, kind, length, found)
            file.seek(4, 1)
    found.report(f"PNG has more than {CHUNKS:,} chunks; the rest is left out")


def read_webp(file: IO[bytes], found: Found) -> None:
    """Read EXIF and XMP of a WebP file, and hear what stands behind it."""
    file.seek(4)
    end = int.from_bytes(file.read(4), "little") + 8
    file.seek(12)
    for _ in range(CHUNKS):
        begins = file.tell()
        head = file.read(8)
        if len(head) < 8 or (begins >= end and head[:4] not in _WEBP_TEXTS):
            file.seek(begins)
            _hear_behind(file, found)
            return
        kind, length = head[:4], int.from_bytes(head[4:], "little")
        if kind == b"EXIF":
            _read_exif(file, length, found)
            file.seek(length & 1, 1)
        elif kind == b"C2PA":
            _read_credentials(file, length, found)
            file.seek(length & 1, 1)
        elif kind == b"XMP ":
            data = file.read(min(length, XMP_BYTES + 1))
            with found.guard("XMP"):
                read_xmp(data, found)
            file.seek(length - len(data) + (length & 1), 1)
        else:
            _pass_over(file, kind, length, found)
            file.seek(length & 1, 1)
    found.report(f"WebP has more than {CHUNKS:,} chunks; the rest is left out")


def _pass_over(file: IO[bytes], kind: bytes, length: int, found: Found) -> None:
    """Leave the file behind a chunk; of one that some program made up, hear its texts."""
    begins = file.tell()
    if kind not in _WITHOUT_TEXTS:
        _hear_loose(file, min(length, LOOSE_BYTES), found)
        if length > LOOSE_BYTES:
            file.seek(begins + max(LOOSE_BYTES, length - LAST_BYTES))
            _hear_loose(file, LAST_BYTES, found)
    file.seek(begins + length)


def _hear_behind(file: IO[bytes], found: Found) -> None:
    begins = file.tell()
    _hear_loose(file, HEARD_BYTES, found)
    hear_last(file, begins + LOOSE_BYTES, found)


def _hear_loose(file: IO[bytes], size: int, found: Found) -> None:
    hear_aside("what no format has a place for", file.read(size), found)


def _read_exif(file: IO[bytes], length: int, found: Found) -> None:
    """A block of EXIF, of one that is too long its beginning, where texts stand; leaves the file behind it."""
    data = file.read(min(length, EXIF_BYTES))
    file.seek(length - len(data), 1)
    if length > EXIF_BYTES:
        found.report(f"EXIF: {length:,} bytes, the first {EXIF_BYTES:,} are read")
    with found.guard("EXIF"):
        read_blocks(BytesIO(data.removeprefix(EXIF_START)), found)


def _read_credentials(file: IO[bytes], length: int, found: Found) -> None:
    """Hear Content Credentials; leaves the file behind them."""
    data = file.read(min(length, JUMBF_BYTES))
    file.seek(length - len(data), 1)
    read_jumbf(data, found)


def _read_text(kind: bytes, data: bytes, found: Found) -> None:
    keyword_bytes, _, rest = data.partition(b"\0")
    keyword = keyword_bytes.decode("latin-1")
    profile = _PROFILE.match(keyword)
    if keyword == "Software" or not found.may_read(len(data)):
        return
    language: str | None = None
    if kind == b"zTXt":
        rest = _unpack(rest[1:], found)
    elif kind == b"iTXt":
        is_packed = rest[:1] == b"\1"
        language_bytes, _, rest = rest[2:].partition(b"\0")
        language = language_bytes.decode("latin-1") or None
        translated, _, rest = rest.partition(b"\0")
        found.overhear_bytes(translated)
        if is_packed:
            rest = _unpack(rest, found)
    if keyword == XMP_KEYWORD:
        read_xmp(rest, found)
    elif profile is not None:
        _read_profile(profile[1], rest, found)
    elif keyword in KEYWORDS:
        found.add(f"PNG:{keyword}", decode(rest), language)
    else:
        found.overhear(f"{keyword}: {decode(rest)}")
    if profile is None:
        found.hear_otherwise(rest)


def _unpack(data: bytes, found: Found) -> bytes:
    """Inflate, and stop at the limit."""
    inflater = zlib.decompressobj()
    try:
        unpacked = inflater.decompress(data, TEXT_BYTES)
    except zlib.error:
        found.overhear_bytes(_until_damaged(data))
        raise
    if inflater.unconsumed_tail:
        found.report(f"PNG: a packed text of more than {TEXT_BYTES:,} bytes; the rest is left out")
    return unpacked if found.may_read(len(unpacked)) else b""


def _until_damaged(data: bytes) -> bytes:
    """What comes out before the fault."""
    inflater = zlib.decompressobj()
    unpacked = bytearray()
    with suppress(zlib.error):
        for at in range(len(data)):
            unpacked += inflater.decompress(data[at : at + 1], TEXT_BYTES)
            if len(unpacked) >= TEXT_BYTES:
                break
    return bytes(unpacked)


def _read_profile(name: str, text: bytes, found: Found) -> None:
    """A block in hexadecimal, as ImageMagick writes it: name, length, digits."""
    lines = text.strip().split(b"\n", 2)
    block = bytes.fromhex(lines[2].decode("ascii")) if len(lines) == 3 else b""
    if name in ("iptc", "8bim"):
        if block.startswith(b"8BIM"):
            read_resources(block, found)
        else:
            read_iptc(block, found)
    elif block.startswith(EXIF_START):
        read_blocks(BytesIO(block.removeprefix(EXIF_START)), found)
    elif name in ("APP1", "xmp"):
        read_xmp(block.removeprefix(b"http://ns.adobe.com/xap/1.0/\0"), found)
