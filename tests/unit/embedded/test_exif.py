"""EXIF: descriptions, the fields of Windows, comments, dates, places."""

from __future__ import annotations

import struct
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from imgsearch.embedded.record import Text
from tests.embedded_files import exif, jpeg, read

RUSSIAN = "Рыбаки чинят сети"
ENGLISH = "Fishermen mend their nets"
DESCRIPTION, ARTIST, COPYRIGHT, RATING = 0x010E, 0x013B, 0x8298, 0x4746
TAKEN, OFFSET, SUBSECOND, COMMENT = 0x9003, 0x9011, 0x9291, 0x9286
MOSCOW = {1: "N", 2: (55.0, 45.0, 21.0), 3: "E", 4: (37.0, 37.0, 2.0)}


@pytest.mark.parametrize(
    ("text", "codec"),
    [(RUSSIAN, "utf-8"), (RUSSIAN, "cp1251"), (ENGLISH, "ascii"), ("Pêcheurs à Sète", "latin-1")],
)
def test_descriptions_are_captions_in_any_charset(tmp_path: Path, text: str, codec: str) -> None:
    found = read(tmp_path, jpeg(exif=exif({DESCRIPTION: text.encode(codec)})))
    assert found.captions == (Text(text, None, "IFD0:ImageDescription"),)
    assert found.problems == ()


@pytest.mark.parametrize("text", [RUSSIAN, ENGLISH], ids=["ru", "en"])
@pytest.mark.parametrize(
    ("tag", "field", "attribute"),
    [
        (0x9C9B, "IFD0:XPTitle", "titles"),
        (0x9C9F, "IFD0:XPSubject", "titles"),
        (0x9C9C, "IFD0:XPComment", "captions"),
    ],
)
def test_fields_of_windows_are_read(tmp_path: Path, tag: int, field: str, attribute: str, text: str) -> None:
    found = read(tmp_path, jpeg(exif=exif({tag: f"{text}\0".encode("utf-16-le")})))
    assert getattr(found, attribute) == (Text(text, None, field),)


def test_keywords_of_windows_are_split(tmp_path: Path) -> None:
    found = read(tmp_path, jpeg(exif=exif({0x9C9E: "лодка;old boat; Волга\0".encode("utf-16-le")})))
    assert found.keywords == ("лодка", "old boat", "Волга")


@pytest.mark.parametrize(
    ("artist", "expected"),
    [
        ("Анна Иванова", ("Анна Иванова",)),
        ("Ann Smith; Анна Иванова", ("Ann Smith", "Анна Иванова")),
        ("unknown", ()),
        ("Picasa", ()),
    ],
)
def test_artists_are_photographers(tmp_path: Path, artist: str, expected: tuple[str, ...]) -> None:
    found = read(tmp_path, jpeg(exif=exif({ARTIST: artist})))
    assert found.photographers == expected
    assert found.photographer == ("; ".join(expected) or None)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("© Анна Иванова", "© Анна Иванова"),
        ("Ann Smith\0News Ltd", "Ann Smith; News Ltd"),
        (" \0News Ltd", "News Ltd"),
    ],
)
def test_a_copyright_is_the_photographers_and_the_editors(tmp_path: Path, written: str, expected: str) -> None:
    assert read(tmp_path, jpeg(exif=exif({COPYRIGHT: written}))).copyright == expected


@pytest.mark.parametrize(
    ("camera", "expected", "offset"),
    [
        ({TAKEN: "2026:01:31 14:30:05"}, datetime(2026, 1, 31, 14, 30, 5), None),
        (
            {TAKEN: "2026:01:31 14:30:05", OFFSET: "+03:00", SUBSECOND: "25"},
            datetime(2026, 1, 31, 14, 30, 5, 250_000),
            timedelta(hours=3),
        ),
        ({TAKEN: "2026:01:31 14:30:05", OFFSET: "   :  "}, datetime(2026, 1, 31, 14, 30, 5), None),
        ({TAKEN: "0000:00:00 00:00:00"}, None, None),
        ({TAKEN: "    :  :     :  :  "}, None, None),
        ({TAKEN: "2026:13:31 14:30:05"}, None, None),
    ],
)
def test_the_time_is_by_the_clock_on_the_wall(
    tmp_path: Path, camera: dict[int, str | bytes | int], expected: datetime | None, offset: timedelta | None
) -> None:
    found = read(tmp_path, jpeg(exif=exif(camera=camera)))
    assert (found.taken_at, found.utc_offset) == (expected, offset)


@pytest.mark.parametrize("text", [RUSSIAN, ENGLISH], ids=["ru", "en"])
@pytest.mark.parametrize(
    ("prefix", "codec"),
    [
        (b"UNICODE\0", "utf-16-le"),
        (b"UNICODE\0", "utf-16-be"),
        (b"UNICODE\0", "utf-16"),
        (b"ASCII\0\0\0", "utf-8"),
        (b"ASCII\0\0\0", "cp1251"),
        (b"\0\0\0\0\0\0\0\0", "utf-8"),
        (b"", "utf-8"),
    ],
)
def test_comments_name_their_charset(tmp_path: Path, prefix: bytes, codec: str, text: str) -> None:
    found = read(tmp_path, jpeg(exif=exif(camera={COMMENT: prefix + text.encode(codec)})))
    assert found.captions == (Text(text, None, "ExifIFD:UserComment"),)


def test_comments_in_japanese_are_read(tmp_path: Path) -> None:
    comment = b"JIS\0\0\0\0\0" + "漁師と網".encode("iso2022_jp")
    assert read(tmp_path, jpeg(exif=exif(camera={COMMENT: comment}))).captions[0].text == "漁師と網"


@pytest.mark.parametrize(("stars", "expected"), [(0, None), (1, 1), (5, 5), (99, None)])
def test_stars_are_a_rating_and_none_are_none(tmp_path: Path, stars: int, expected: int | None) -> None:
    assert read(tmp_path, jpeg(exif=exif({RATING: stars}))).rating == expected


def test_places_by_gps_are_left_out_unless_asked_for(tmp_path: Path) -> None:
    data = jpeg(exif=exif({DESCRIPTION: ENGLISH}, gps=MOSCOW))
    silent, told = read(tmp_path, data), read(tmp_path, data, with_gps=True)
    assert silent.gps is None
    assert not any("GPS" in name for name in silent.raw)
    assert told.gps == pytest.approx((55.755833, 37.617222), abs=1e-6)
    assert told.raw["GPS:GPSLatitude"] == "55.755833"


SATELLITES = {7: (14.0, 5.0, 9.5), 29: "2023:11:15"}


def test_the_time_of_satellites_is_taken_where_no_other_is_told(tmp_path: Path) -> None:
    alone = read(tmp_path, jpeg(exif=exif({DESCRIPTION: ENGLISH}, gps=MOSCOW | SATELLITES)))
    assert (alone.taken_at, alone.utc_offset) == (datetime(2023, 11, 15, 14, 5, 9), timedelta(0))
    assert alone.gps is None
    beside = read(tmp_path, jpeg(exif=exif(camera={TAKEN: "2023:11:15 17:05:00"}, gps=MOSCOW | SATELLITES)))
    assert (beside.taken_at, beside.utc_offset) == (datetime(2023, 11, 15, 17, 5), None)


@pytest.mark.parametrize("said", [{7: (14.0, 5.0, 9.0)}, {29: "2023:11:15"}, {7: (99.0, 5.0, 9.0), 29: "2023:11:15"}])
def test_half_a_time_of_satellites_is_none(tmp_path: Path, said: dict[int, object]) -> None:
    assert read(tmp_path, jpeg(exif=exif({DESCRIPTION: ENGLISH}, gps=MOSCOW | said))).taken_at is None


def test_south_and_west_are_negative(tmp_path: Path) -> None:
    data = jpeg(exif=exif(gps={**MOSCOW, 1: "S", 3: "W"}))
    assert read(tmp_path, data, with_gps=True).gps == pytest.approx((-55.755833, -37.617222), abs=1e-6)


@pytest.mark.parametrize("kind", [2, 129], ids=["ASCII", "UTF-8 of EXIF 3"])
def test_bytes_in_the_other_order_are_read(tmp_path: Path, kind: int) -> None:
    text = RUSSIAN.encode()
    entry = struct.pack(">HHLL", DESCRIPTION, kind, len(text) + 1, 26)
    block = b"Exif\0\0MM\0*" + struct.pack(">LH", 8, 1) + entry + struct.pack(">L", 0) + text + b"\0"
    assert read(tmp_path, jpeg(exif=block)).captions[0].text == RUSSIAN
