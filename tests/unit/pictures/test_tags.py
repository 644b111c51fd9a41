"""Directories of TIFF files of both sizes and orders, and what tells a RAW file from a picture."""

from __future__ import annotations

import struct
from io import BytesIO

import pytest

from imgsearch.pictures.tags import DNG_VERSION, PHOTOMETRIC, Directory, holds_sensor_data, read_directory
from tests.odd_pictures import ASCII, BYTE, SHORT, Typed, Value, directory

LONG_8 = 16


def small(entries: dict[int, Value], order: str = "<", mark: bytes = b"") -> BytesIO:
    """A TIFF file that is a directory alone, behind bytes that say what made it."""
    at = 8 + len(mark)
    return BytesIO(
        struct.pack(f"{order}2sHL", b"II" if order == "<" else b"MM", 42, at) + mark + directory(entries, at, order)
    )


def big(order: str) -> BytesIO:
    """A BigTIFF file with one number beside its name, three behind the directory, and a text."""
    at = 40
    entries = (
        struct.pack(f"{order}HHQHHHH", 258, SHORT, 3, 8, 9, 10, 0)
        + struct.pack(f"{order}HHQQ", 273, LONG_8, 2, 16)
        + struct.pack(f"{order}HHQ8s", 271, ASCII, 3, b"Me\0")
    )
    head = struct.pack(f"{order}2sHHHQ", b"II" if order == "<" else b"MM", 43, 8, 0, at)
    return BytesIO(head + struct.pack(f"{order}3Q", 2**33, 5, 0) + struct.pack(f"{order}Q", 3) + entries + bytes(8))


@pytest.mark.parametrize("order", ["<", ">"])
def test_a_directory_has_its_whole_numbers_wherever_they_stand(order: str) -> None:
    shorts = Typed(SHORT, struct.pack(f"{order}3H", 8, 9, 10))
    file = small({256: 4, 258: shorts, 271: Typed(ASCII, b"Me\0"), 273: [1, 2**31], 700: Typed(BYTE, b"ab")}, order)
    found = read_directory(file)
    assert found == Directory(order, {256: (4,), 258: (8, 9, 10), 273: (1, 2**31), 700: (97, 98)}, False)
    assert (found.one(273, 7), found.one(271, 7)) == (1, 7)


@pytest.mark.parametrize("order", ["<", ">"])
def test_a_directory_of_a_large_file_is_read_by_its_own_sizes(order: str) -> None:
    assert read_directory(big(order)) == Directory(order, {258: (8, 9, 10), 273: (2**33, 5)}, True)


@pytest.mark.parametrize(
    ("file", "is_raw"),
    [
        (small({PHOTOMETRIC: 2}), False),
        (small({PHOTOMETRIC: 32803}), True),
        (small({PHOTOMETRIC: 34892}), True),
        (small({DNG_VERSION: 1, PHOTOMETRIC: 2}), True),
        (small({50707: 1, PHOTOMETRIC: 2}), False),
        (small({PHOTOMETRIC: 2}, mark=b"CR\x02\0"), True),
        (small({PHOTOMETRIC: 2}, mark=b"CA\x02\0"), False),
    ],
)
def test_raw_files_are_told_by_their_sensor_their_version_or_canons_mark(file: BytesIO, is_raw: bool) -> None:
    assert holds_sensor_data(file, read_directory(file)) is is_raw
