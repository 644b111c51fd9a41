"""EXIF: the few tags in which people write, read out of a block or a TIFF file without reading anything else of it."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import IO, NamedTuple

from imgsearch.embedded.charsets import decode, decode_user_comment, decode_utf16, without_said_charset
from imgsearch.embedded.directories import SIZES, VALUE_BYTES, Layout, begin, entries_of, value_of
from imgsearch.embedded.found import Found

#: What stands before EXIF where it is in a block of another kind of file.
EXIF_START = b"Exif\0\0"
#: How a block begins, in either order of bytes.
EXIF_BEGINS = (b"II*\0", b"MM\0*")
#: Tags of the first directory; those of Windows are UTF-16.
PLAIN = {
    0x010E: "ImageDescription",
    0x010F: "Make",
    0x0110: "Model",
    0x013B: "Artist",
    0x8298: "Copyright",
    0x4746: "Rating",
}
WINDOWS = {0x9C9B: "XPTitle", 0x9C9C: "XPComment", 0x9C9D: "XPAuthor", 0x9C9E: "XPKeywords", 0x9C9F: "XPSubject"}
CAMERA = {
    0x9003: "DateTimeOriginal",
    0x9011: "OffsetTimeOriginal",
    0x9291: "SubSecTimeOriginal",
    0xA434: "LensModel",
}
USER_COMMENT = 0x9286
EXIF_POINTER, GPS_POINTER = 0x8769, 0x8825
#: What a TIFF file holds of other kinds of metadata.
XMP_TAG, IPTC_TAG, PHOTOSHOP_TAG = 0x02BC, 0x83BB, 0x8649
_BLOCKS = frozenset({XMP_TAG, IPTC_TAG, PHOTOSHOP_TAG})
_FIRST = frozenset({*PLAIN, *WINDOWS, EXIF_POINTER, GPS_POINTER, *_BLOCKS})
_SECOND = frozenset({*CAMERA, USER_COMMENT})
_GPS = frozenset({1, 2, 3, 4})
_GPS_TIME, _GPS_DAY = 7, 29
_GPS_MOMENT = frozenset({_GPS_TIME, _GPS_DAY})
#: Types of texts; tags of GPS that are texts whatever their type; tags in which cameras and programs name themselves.
_TEXTS = frozenset({2, 129})
_GPS_TEXTS = frozenset({27, 28})
#: Titles that who has a Panasonic gives in the camera, whatever their type.
_TITLES = frozenset({0xC6D2, 0xC6D3})
_OF_MACHINES = frozenset({0x010F, 0x0110, 0x0131, 0x013C, 0xA433, 0xA434})
_BYTES, _SHORT, _LONG, _LONG8 = frozenset({1, 2, 6, 7, 129}), 3, frozenset({4, 13}), frozenset({16, 18})


class Value(NamedTuple):
    """What a tag holds, in the order of bytes of its file."""

    kind: int
    data: bytes


def read_exif(
    file: IO[bytes], found: Found, block_limit: int = VALUE_BYTES, start: int | None = None
) -> dict[int, bytes]:
    """Read EXIF.

    Args:
        file: an EXIF block without `Exif\\0\\0`, or a TIFF file; offsets count from its start.
        found: gets the fields.
        block_limit: the most bytes that the values of XMP_TAG, IPTC_TAG and PHOTOSHOP_TAG may have.
        start: where another directory than the first begins.

    Returns:
        The values of those three tags.
    """
    layout, first = begin(file)
    if layout is None:
        found.report("EXIF does not begin as it must")
        return {}
    tags = dict(_directory(file, first if start is None else start, layout, _FIRST, found, block_limit))
    for tag, name in PLAIN.items():
        if tag in tags:
            _add_plain(f"IFD0:{name}", tags[tag], layout, found)
    for tag, name in WINDOWS.items():
        if tag in tags:
            text, _, behind = decode_utf16(tags[tag].data).partition("\0")
            found.add(f"IFD0:{name}", text)
            found.overhear(behind)
    if EXIF_POINTER in tags:
        _read_camera(file, _number(tags[EXIF_POINTER], layout), layout, found)
    if GPS_POINTER in tags:
        _read_gps(file, _number(tags[GPS_POINTER], layout), layout, found)
    return {tag: tags[tag].data for tag in _BLOCKS if tag in tags}


def read_camera(file: IO[bytes], found: Found) -> None:
    """Read a block whose first directory is the camera's, as Canon's RAW files hold it."""
    layout, start = begin(file)
    if layout is not None:
        _read_camera(file, start, layout, found)


def read_gps(file: IO[bytes], found: Found) -> None:
    """Read a block whose first directory is that of GPS."""
    layout, start = begin(file)
    if layout is not None:
        _read_gps(file, start, layout, found)


def find_value(file: IO[bytes], tag: int) -> int | None:
    """Where a value of the first directory begins, when it does not stand in the directory itself."""
    layout, start = begin(file)
    if layout is None:
        return None
    for found, kind, count, inline in entries_of(file, start, layout):
        if found == tag and count * SIZES.get(kind, 0) > layout.inline_bytes:
            return int.from_bytes(inline, layout.order)
    return None


def _read_camera(file: IO[bytes], start: int, layout: Layout, found: Found) -> None:
    tags = dict(_directory(file, start, layout, _SECOND, found, VALUE_BYTES))
    for tag, name in CAMERA.items():
        if tag in tags:
            _add_plain(f"ExifIFD:{name}", tags[tag], layout, found)
    if USER_COMMENT in tags:
        found.add("ExifIFD:UserComment", decode_user_comment(tags[USER_COMMENT].data, layout.order))
        found.hear_otherwise(without_said_charset(tags[USER_COMMENT].data))


def _read_gps(file: IO[bytes], start: int, layout: Layout, found: Found) -> None:
    """The place, where it is asked for; the time, where the camera's clock tells none."""
    if found.first("ExifIFD:DateTimeOriginal") is None:
        tags = dict(_directory(file, start, layout, _GPS_MOMENT, found, VALUE_BYTES))
        time = _fractions(tags[_GPS_TIME].data, layout) if tags.keys() == _GPS_MOMENT else None
        if time is not None and time[0] < 24:
            day = decode(tags[_GPS_DAY].data.split(b"\0", 1)[0])
            found.add("GPS:GPSDateTime", "{} {:02d}:{:02d}:{:02d}Z".format(day, *map(int, time)))
    for _, value in _directory(file, start, layout, _GPS_TEXTS, found, VALUE_BYTES):
        found.overhear(decode_user_comment(value.data, layout.order))
    if found.with_gps:
        _read_place(file, start, layout, found)


def _read_place(file: IO[bytes], start: int, layout: Layout, found: Found) -> None:
    tags = dict(_directory(file, start, layout, _GPS, found, VALUE_BYTES))
    if not {2, 4} <= tags.keys():
        return
    sides = [tags[tag].data[:1].upper() if tag in tags else b"" for tag in (1, 3)]
    degrees = [_degrees(tags[tag].data, layout) for tag in (2, 4)]
    if degrees[0] is None or degrees[1] is None or degrees[0] > 90 or degrees[1] > 180:
        found.report("EXIF has a place by GPS that is none")
        return
    latitude = -degrees[0] if sides[0] == b"S" else degrees[0]
    longitude = -degrees[1] if sides[1] == b"W" else degrees[1]
    found.gps = (latitude, longitude)
    found.add("GPS:GPSLatitude", f"{latitude:.6f}")
    found.add("GPS:GPSLongitude", f"{longitude:.6f}")


def _degrees(data: bytes, layout: Layout) -> float | None:
    """Degrees, minutes and seconds."""
    found = _fractions(data, layout)
    return None if found is None else found[0] + found[1] / 60 + found[2] / 3600


def _fractions(data: bytes, layout: Layout) -> tuple[float, float, float] | None:
    """Three of them, of which the last may be left out."""
    if len(data) < 24:
        return None
    numbers: tuple[int, ...] = struct.unpack_from(f"{layout.mark}6L", data)
    if 0 in (numbers[1], numbers[3]):
        return None
    return numbers[0] / numbers[1], numbers[2] / numbers[3], numbers[4] / numbers[5] if numbers[5] else 0.0


def _directory(
    file: IO[bytes], start: int, layout: Layout, wanted: frozenset[int], found: Found, block_limit: int
) -> Iterator[tuple[int, Value]]:
    """The wanted tags of a directory; other texts are overheard, and what lies outside of the file is passed over."""
    seen: set[int] = set()
    for tag, kind, count, inline in entries_of(file, start, layout):
        is_wanted = tag in wanted
        if (
            not (is_wanted or tag in _TITLES or (kind in _TEXTS and tag not in _OF_MACHINES))
            or tag in seen
            or kind not in SIZES
        ):
            continue
        seen.add(tag)
        size = count * SIZES[kind]
        limit = block_limit if tag in _BLOCKS else VALUE_BYTES
        if size > max(limit, layout.inline_bytes):
            found.report(f"EXIF tag 0x{tag:04x}: {size:,} bytes, the first {limit:,} are read")
        value = value_of(file, inline, size, layout, limit)
        if value is None:
            continue
        if is_wanted:
            yield tag, Value(kind, value)
        else:
            found.overhear_bytes(value.replace(b"\0", b" ").strip())


def _number(value: Value, layout: Layout) -> int:
    width = {_SHORT: 2}.get(value.kind, 4 if value.kind in _LONG else 8 if value.kind in _LONG8 else 1)
    return int.from_bytes(value.data[:width], layout.order)


def _add_plain(field: str, value: Value, layout: Layout, found: Found) -> None:
    if value.kind not in _BYTES:
        found.add(field, str(_number(value, layout)))
        return
    # A copyright is the photographer's and, after a NUL, the editor's; other texts end at their NUL.
    parts = value.data.rstrip(b"\0 ").split(b"\0") if field == "IFD0:Copyright" else [value.data.split(b"\0", 1)[0]]
    found.add(field, "; ".join(filter(None, (decode(part).strip() for part in parts))))
    found.hear_otherwise(b" ".join(parts))
    if field != "IFD0:Copyright" and (behind := value.data.partition(b"\0")[2].replace(b"\0", b" ").strip()):
        found.overhear_bytes(behind)
