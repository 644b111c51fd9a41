"""Metadata files that exiftool writes."""

from __future__ import annotations

import csv
import json
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from imgsearch.embedded.exiftool import Row, read_exiftool, read_row
from imgsearch.embedded.record import Embedded
from imgsearch.errors import BadInput

PLAIN = {
    "SourceFile": "photos/a.jpg",
    "Description": "Fishermen mend their nets",
    "Description-ru": "Рыбаки чинят сети",
    "Headline": "На Волге",
    "Title": "Утро",
    "Subject": ["лодка", "boat"],
    "HierarchicalSubject": "Места|Россия",
    "RegionName": ["Анна", "Ann Smith"],
    "RegionType": ["Face", "Face"],
    "Creator": "Анна Иванова",
    "Rights": "© Анна",
    "City": "Казань",
    "Country": "Россия",
    "DateTimeOriginal": "2026:01:31 14:30:05",
    "OffsetTimeOriginal": "+03:00",
    "Rating": 4,
    "GPSLatitude": "55 deg 45' 21.00\" N",
    "GPSLongitude": "37 deg 37' 2.00\" W",
    "ISO": 200,
}
GROUPS = {"DateTimeOriginal": "EXIF", "OffsetTimeOriginal": "EXIF", "ISO": "EXIF"}
GROUPS_1 = {
    "Headline": "XMP-photoshop",
    "City": "XMP-photoshop",
    "Country": "XMP-photoshop",
    "HierarchicalSubject": "XMP-lr",
    "RegionName": "XMP-mwg-rs",
    "RegionType": "XMP-mwg-rs",
    "Rating": "XMP-xmp",
    "DateTimeOriginal": "ExifIFD",
    "OffsetTimeOriginal": "ExifIFD",
    "ISO": "ExifIFD",
}


def grouped(item: dict[str, Any], groups: dict[str, str], other: str) -> dict[str, Any]:
    """As -G and -G1 write it."""
    return {
        tag if tag == "SourceFile" else f"{'GPS' if 'GPS' in tag else groups.get(tag, other)}:{tag}": value
        for tag, value in item.items()
    }


def read_json(folder: Path, *items: object, with_gps: bool = False) -> list[Row]:
    file = folder / "metadata.json"
    file.write_text(json.dumps(items, ensure_ascii=False), encoding="utf-8")
    return list(read_exiftool(file, with_gps=with_gps))


def read_exiftool_text(folder: Path, text: str) -> Embedded:
    (folder / "metadata.json").write_text(text, encoding="utf-8")
    return next(read_exiftool(folder / "metadata.json")).embedded


def read_csv(folder: Path, item: dict[str, Any], codec: str = "utf-8") -> list[Row]:
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(item)
    writer.writerow(", ".join(value) if isinstance(value, list) else value for value in item.values())
    file = folder / "metadata.csv"
    file.write_bytes(text.getvalue().encode(codec))
    return list(read_exiftool(file))


def check(found: Embedded) -> None:
    texts = [(caption.text, caption.language) for caption in found.captions]
    assert texts == [
        ("Fishermen mend their nets", None),
        ("Рыбаки чинят сети", "ru"),
        ("На Волге", None),
    ]
    assert [title.text for title in found.titles] == ["Утро"]
    assert found.keywords == ("лодка", "boat", "Места", "Россия")
    assert found.hierarchies == (("Места", "Россия"),)
    assert found.persons == ("Анна", "Ann Smith")
    assert (found.photographer, found.copyright) == ("Анна Иванова", "© Анна")
    assert (found.city, found.country, found.rating) == ("Казань", "Россия", 4)
    assert found.taken_at == datetime(2026, 1, 31, 14, 30, 5)
    assert found.utc_offset == timedelta(hours=3)
    assert found.gps is None
    assert not any("GPS" in name for name in found.raw)
    assert found.problems == ()


@pytest.mark.parametrize(
    "item",
    [PLAIN, grouped(PLAIN, GROUPS, "XMP"), grouped(PLAIN, GROUPS_1, "XMP-dc")],
    ids=["no groups", "-G", "-G1"],
)
def test_json_and_csv_are_read_with_and_without_groups(tmp_path: Path, item: dict[str, Any]) -> None:
    for rows in (read_json(tmp_path, item), read_csv(tmp_path, item)):
        assert [row.source_file for row in rows] == ["photos/a.jpg"]
        check(rows[0].embedded)


def test_other_tags_are_kept_as_found(tmp_path: Path) -> None:
    assert read_json(tmp_path, PLAIN)[0].embedded.raw["ISO"] == "200"


@pytest.mark.parametrize("codec", ["utf-8-sig", "cp1251", "utf-16", "utf-16-be"])
def test_csv_is_read_in_other_charsets(tmp_path: Path, codec: str) -> None:
    item = {"SourceFile": "a.jpg", "Caption-Abstract": "Рыбаки чинят сети", "Keywords": "лодка, сеть"}
    found = read_csv(tmp_path, item, codec)[0].embedded
    assert found.captions[0].text == "Рыбаки чинят сети"
    assert found.keywords == ("лодка", "сеть")


@pytest.mark.parametrize(
    ("tags", "attribute", "expected"),
    [
        ({"Artist": "Анна"}, "photographer", "Анна"),
        ({"EXIF:Artist": "Анна", "XMP:Creator": "Anna"}, "photographer", "Анна"),
        ({"By-line": "Анна"}, "photographer", "Анна"),
        ({"IPTC:Country-PrimaryLocationName": "Россия"}, "country", "Россия"),
        ({"Sub-location": "Волга"}, "sublocation", "Волга"),
        ({"LocationShownCity": "Казань"}, "city", "Казань"),
        ({"CopyrightNotice": "© Анна"}, "copyright", "© Анна"),
        ({"XPKeywords": "лодка;сеть"}, "keywords", ("лодка", "сеть")),
        ({"PersonInImage": ["Анна"]}, "persons", ("Анна",)),
        ({"RegionInfo": {"RegionList": [{"Name": "Rex", "Type": "Pet"}, {"Name": "Анна"}]}}, "persons", ("Анна",)),
        ({"File:Comment": "nobody", "MakerNotes:City": "Paris"}, "raw", {}),
    ],
)
def test_tags_are_known_by_their_names(tmp_path: Path, tags: dict[str, Any], attribute: str, expected: object) -> None:
    assert getattr(read_json(tmp_path, {"SourceFile": "a.jpg"} | tags)[0].embedded, attribute) == expected


@pytest.mark.parametrize(
    "place",
    [
        {"GPSLatitude": "55 deg 45' 21.00\" N", "GPSLongitude": "37 deg 37' 2.00\" W"},
        {"GPSLatitude": 55.755833, "GPSLongitude": -37.617222},
        {"EXIF:GPSLatitude": 55.755833, "EXIF:GPSLongitude": 37.617222, "EXIF:GPSLongitudeRef": "West"},
    ],
)
def test_places_are_read_when_asked_for(tmp_path: Path, place: dict[str, Any]) -> None:
    found = read_json(tmp_path, {"SourceFile": "a.jpg"} | place, with_gps=True)[0].embedded
    assert found.gps == pytest.approx((55.755833, -37.617222), abs=1e-6)


def test_the_files_own_name_is_no_caption(tmp_path: Path) -> None:
    found = read_json(tmp_path, {"SourceFile": "C:\\photos\\Volga.jpg", "Description": "volga", "Title": "Volga.JPG"})
    assert (found[0].embedded.captions, found[0].embedded.titles) == ((), ())


def test_names_of_tags_are_made_plain(tmp_path: Path) -> None:
    item = {"SourceFile": "a.jpg", "\0Camera\ud800": "x", "Of": {"\0Lens": "y"}, "\0": "z", "Description-ru\0": "w"}
    assert read_exiftool_text(tmp_path, json.dumps([item])).raw == {
        "Camera": "x",
        "Of/Lens": "y",
        "Description-ru": "w",
    }


def test_one_bad_entry_costs_no_other(tmp_path: Path) -> None:
    deep: Any = "x"
    for _ in range(200):
        deep = [deep]
    rows = read_json(tmp_path, {"Title": "of nothing"}, {"SourceFile": "a.jpg", "City": deep, "Title": "Утро"}, 5)
    assert [row.source_file for row in rows] == ["", "a.jpg"]
    assert rows[0].embedded.problems == ("entry 1 names no SourceFile, or cannot be read",)
    assert rows[1].embedded.titles[0].text == "Утро"
    assert len(rows[1].embedded.problems) == 1


def test_a_cell_that_is_too_long_costs_its_row_alone(tmp_path: Path) -> None:
    file = tmp_path / "metadata.csv"
    file.write_text(f"SourceFile,Title\na.jpg,{'x' * 200_000}\nb.jpg,Утро\n", encoding="utf-8")
    rows = list(read_exiftool(file))
    assert [row.source_file for row in rows] == ["", "b.jpg"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"[" * 100_000, "no JSON"),
        (b'[{"SourceFile": ', "no JSON"),
        (b'[{"Title": "x"}]', "has no SourceFile"),
        (b"Title,City\nx,y\n", "no column SourceFile"),
        (b"", "no column SourceFile"),
        (b"\0\xff\xfe" * 100, "no column SourceFile"),
    ],
)
def test_other_files_are_refused(tmp_path: Path, content: bytes, message: str) -> None:
    file = tmp_path / "metadata"
    file.write_bytes(content)
    with pytest.raises(BadInput, match=message):
        list(read_exiftool(file))


def test_a_file_that_cannot_be_opened_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot read"):
        list(read_exiftool(tmp_path / "missing.json"))


def test_groups_may_be_objects() -> None:
    said = {"SourceFile": "a.jpg", "IPTC": {"Keywords": ["snow"], "City": "Oslo"}, "XMP": {"Title": "A well"}}
    found = read_row({**said, "File": {"FileName": "a.jpg"}, "ExifIFD": {"DateTimeOriginal": "2019:05:06 07:08:09"}})
    assert (found.keywords, found.city, found.taken_at) == (("snow",), "Oslo", datetime(2019, 5, 6, 7, 8, 9))
    assert [title.text for title in found.titles] == ["A well"]


@pytest.mark.parametrize("tag", ["RegionInfo", "XMP:RegionInfo", "XMP-mwg-rs:RegionInfo"])
def test_what_is_said_of_areas_is_heard(tag: str) -> None:
    areas = [{"Name": "a little girl", "Type": "Pet"}, {"Name": "Ann", "Type": "face", "Description": "two children"}]
    found = read_row({"SourceFile": "a.jpg", tag: {"RegionList": areas}})
    assert found.persons == ("Ann",)
    assert {"a little girl", "two children"} <= set(found.heard)
