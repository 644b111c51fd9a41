"""IPTC-IIM, the captions of press photographers since 1991, and the Photoshop blocks in which it stands."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from imgsearch.embedded.charsets import DECLARED, decode
from imgsearch.embedded.found import Found
from imgsearch.embedded.runs import hear_runs

#: Dataset numbers of record 2, as exiftool calls them.
FIELDS = {
    5: "ObjectName",
    15: "Category",
    20: "SupplementalCategories",
    25: "Keywords",
    40: "SpecialInstructions",
    55: "DateCreated",
    60: "TimeCreated",
    80: "By-line",
    85: "By-lineTitle",
    90: "City",
    92: "Sub-location",
    95: "Province-State",
    100: "Country-PrimaryLocationCode",
    101: "Country-PrimaryLocationName",
    103: "OriginalTransmissionReference",
    105: "Headline",
    110: "Credit",
    115: "Source",
    116: "CopyrightNotice",
    118: "Contact",
    120: "Caption-Abstract",
    122: "Writer-Editor",
}
IPTC_RESOURCE = 0x0404
_SIGNATURES = (b"8BIM", b"PHUT", b"DCSR", b"AgHg", b"MeSa")
_CHARSET = (1, 90)
#: Records of numbers, previews and pixels.
_OF_PIXELS = frozenset({3, 7, 8, 9})


def blocks_of(data: bytes, found: Found) -> Iterator[tuple[int, bytes]]:
    """Photoshop's resource blocks by their numbers; what they are called is heard."""
    at = 0
    while data[at : at + 4] in _SIGNATURES:
        if at + 12 > len(data):
            found.report("a Photoshop block ends early")
            return
        resource, name_length = struct.unpack_from(">HB", data, at + 4)
        found.overhear_bytes(data[at + 7 : at + 7 + name_length])
        at += 7 + name_length
        at += at & 1
        size_bytes = data[at : at + 4]
        at += 4
        size = int.from_bytes(size_bytes, "big")
        if len(size_bytes) < 4 or at + size > len(data):
            found.report("a Photoshop block ends early")
            size = max(0, len(data) - at)
        yield resource, data[at : at + size]
        at += size + (size & 1)


def read_iptc(data: bytes, found: Found) -> None:
    """Read IPTC datasets."""
    declared: str | None = None
    for record, dataset, value in _datasets(data, found):
        if (record, dataset) == _CHARSET:
            declared = DECLARED.get(value.rstrip(b"\0 "))
        elif record == 2 and dataset in FIELDS:
            text = value.replace(b"\0", b"")
            found.add(f"IPTC:{FIELDS[dataset]}", decode(text, declared))
            found.hear_otherwise(text)
        elif record not in _OF_PIXELS:
            found.overhear_bytes(value.replace(b"\0", b""))


def _datasets(data: bytes, found: Found) -> Iterator[tuple[int, int, bytes]]:
    at = 0
    while at + 5 <= len(data) and data[at] == 0x1C:
        record, dataset, size = struct.unpack_from(">BBH", data, at + 1)
        at += 5
        if size & 0x8000:  # the size of the size, for values of 32 kB and more
            width = size & 0x7FFF
            size = int.from_bytes(data[at : at + width], "big") if width <= 8 else len(data)
            at += width
        if at + size > len(data):
            found.report(f"IPTC {record}:{dataset} ends early")
            size = max(0, len(data) - at)
        yield record, dataset, data[at : at + size]
        at += size
    if data[at:].strip(b"\0 "):
        found.report("IPTC has bytes that are no dataset")
        hear_runs(data[at:], found)
