"""Files that a decoder stops at although every pixel is there: JPEG without an end, PNG with long texts."""

from __future__ import annotations

import struct
from io import BytesIO

from PIL import Image

from imgsearch.file_kinds import Kind

END = b"\xff\xd9"
#: What no decoder takes for the rest of a picture: if it changes a pixel, a pixel was missing. Each mark of a restart
#: is in it, since decoders skip to the one that they wait for.
_NOISE = bytes((37 * step * step + 91) % 255 for step in range(256))
_TAIL = b"".join(_NOISE + bytes((0xFF, 0xD0 + step)) for step in range(8)) * 2
_TEXTS = frozenset({b"tEXt", b"zTXt", b"iTXt"})
_PLAIN_XMP = b"XML:com.adobe.xmp\0\0"
LONGEST_XMP = 65_536
_BASELINE, _PROGRESSIVE = frozenset({0xC0, 0xC1}), 0xC2


def mend(data: bytes, kind: Kind) -> bytes | None:
    """The file so that a decoder reads all of it; None where pixels are missing or it is another kind of damage."""
    if kind is Kind.JPEG:
        return _with_end(data)
    return _without_texts(data) if kind is Kind.PNG else None


def _with_end(data: bytes) -> bytes | None:
    try:
        if not _has_all_scans(data):
            return None
        data = data.rstrip(b"\xff")  # the first half of an end
        ended = data + END
        with Image.open(BytesIO(ended), formats=("JPEG",)) as first:
            pixels = first.tobytes()
        with Image.open(BytesIO(data + _TAIL + END), formats=("JPEG",)) as second:
            return ended if second.tobytes() == pixels else None
    except Exception:  # decoders raise anything on a crafted file
        return None


def _has_all_scans(data: bytes) -> bool:
    """Whether each component has had a scan, in a progressive file one down to the last bit of every frequency."""
    frame, components = 0, set[int]()
    done: dict[int, set[int]] = {}
    at = 2
    while 0 <= at < len(data) - 3:
        if data[at] != 0xFF:
            return False
        marker = data[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        (size,) = struct.unpack_from(">H", data, at + 2)
        content = data[at + 4 : at + 2 + size]
        at += 2 + size
        if marker in _BASELINE or marker == _PROGRESSIVE:
            frame, components = marker, {content[6 + 3 * index] for index in range(content[5])}
        elif marker == 0xDA:
            first, last, bit = content[-3], content[-2], content[-1] & 15
            for index in range(content[0]):
                if bit == 0:
                    done.setdefault(content[1 + 2 * index], set()).update(range(first, last + 1))
            at = _next_marker(data, at)
    wanted = set(range(64))
    return bool(components) and frame != 0 and all(done.get(component, set()) >= wanted for component in components)


def _next_marker(data: bytes, at: int) -> int:
    """Where pixels end; -1 at the end of the file."""
    while (at := data.find(b"\xff", at)) != -1 and at + 1 < len(data):
        if data[at + 1] != 0 and not 0xD0 <= data[at + 1] <= 0xD7:
            return at
        at += 2
    return -1


def _without_texts(data: bytes) -> bytes | None:
    """A PNG file without what a program wrote into it; short XMP stays, since it may say how to turn the picture."""
    kept = [data[:8]]
    at = 8
    while at + 12 <= len(data):
        size, kind = struct.unpack_from(">L4s", data, at)
        is_short_xmp = size <= LONGEST_XMP and data.startswith(_PLAIN_XMP, at + 8)
        if kind not in _TEXTS or is_short_xmp:
            kept.append(data[at : at + 12 + size])
        at += 12 + size
    mended = b"".join(kept)
    return mended if len(mended) < len(data) else None
