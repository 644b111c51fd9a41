"""XMP: every field that people fill in, in both ways of writing RDF."""

from __future__ import annotations

import hashlib
import struct
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from imgsearch.embedded.record import Text
from tests.embedded_files import alt, bag, iptc, jpeg, read, segment, xmp

RUSSIAN = "Рыбаки чинят сети"
ENGLISH = "Fishermen mend their nets"
MORE_MARK = b"http://ns.adobe.com/xmp/extension/\0"


def region(name: str, kind: str | None, *, as_attributes: bool) -> str:
    if as_attributes:
        kinds = f'mwg-rs:Type="{kind}"' if kind else ""
        return f'<rdf:li><rdf:Description mwg-rs:Name="{name}" {kinds}><mwg-rs:Area/></rdf:Description></rdf:li>'
    kinds = f"<mwg-rs:Type>{kind}</mwg-rs:Type>" if kind else ""
    return f'<rdf:li rdf:parseType="Resource"><mwg-rs:Name>{name}</mwg-rs:Name>{kinds}</rdf:li>'


def test_texts_in_two_languages_are_both_kept_with_their_language(tmp_path: Path) -> None:
    titles = alt("dc:title", ru="Утро", en="Morning")
    body = alt("dc:description", x_default=ENGLISH, ru=RUSSIAN, en_GB=ENGLISH) + titles
    found = read(tmp_path, jpeg(xmp=xmp(body)))
    assert found.captions == (
        Text(ENGLISH, "en-GB", "XMP-dc:Description"),
        Text(RUSSIAN, "ru", "XMP-dc:Description"),
    )
    assert [(title.text, title.language) for title in found.titles] == [("Утро", "ru"), ("Morning", "en")]
    assert found.raw["XMP-dc:Description-ru"] == RUSSIAN
    assert found.raw["XMP-dc:Description"] == ENGLISH
    assert found.problems == ()


def test_a_language_that_is_none_is_left_out(tmp_path: Path) -> None:
    body = f'<dc:title><rdf:Alt><rdf:li xml:lang="{"x" * 99}">Утро</rdf:li></rdf:Alt></dc:title>'
    assert read(tmp_path, jpeg(xmp=xmp(body))).titles == (Text("Утро", None, "XMP-dc:Title"),)


@pytest.mark.parametrize("text", [RUSSIAN, ENGLISH], ids=["ru", "en"])
@pytest.mark.parametrize("as_attribute", [True, False], ids=["attribute", "element"])
@pytest.mark.parametrize(
    ("name", "attribute"),
    [
        ("photoshop:City", "city"),
        ("photoshop:State", "state"),
        ("photoshop:Country", "country"),
        ("Iptc4xmpCore:Location", "sublocation"),
    ],
)
def test_places_are_read(tmp_path: Path, name: str, attribute: str, text: str, *, as_attribute: bool) -> None:
    packet = xmp(attributes=f'{name}="{text}"') if as_attribute else xmp(f"<{name}>{text}</{name}>")
    assert getattr(read(tmp_path, jpeg(xmp=packet)), attribute) == text


@pytest.mark.parametrize("text", [RUSSIAN, ENGLISH], ids=["ru", "en"])
def test_headlines_are_captions(tmp_path: Path, text: str) -> None:
    found = read(tmp_path, jpeg(xmp=xmp(attributes=f'photoshop:Headline="{text}" photoshop:Credit="ТАСС"')))
    assert found.captions == (Text(text, None, "XMP-photoshop:Headline"),)
    assert found.raw["XMP-photoshop:Credit"] == "ТАСС"


def test_subjects_and_creators_are_lists(tmp_path: Path) -> None:
    body = bag("dc:subject", "лодка", "boat") + bag("dc:creator", "Анна Иванова", "Ann Smith")
    found = read(tmp_path, jpeg(xmp=xmp(body + alt("dc:rights", x_default="© Анна"))))
    assert found.keywords == ("лодка", "boat")
    assert found.photographer == "Анна Иванова; Ann Smith"
    assert found.copyright == "© Анна"


@pytest.mark.parametrize(
    ("name", "separator"),
    [("lr:hierarchicalSubject", "|"), ("digiKam:TagsList", "/"), ("dc:subject", "|")],
    ids=["lightroom", "digikam", "plain"],
)
def test_hierarchies_are_split_and_kept(tmp_path: Path, name: str, separator: str) -> None:
    path = separator.join(["Места", "Россия", "Казань"])
    found = read(tmp_path, jpeg(xmp=xmp(bag("dc:subject", "Казань") + bag(name, path, "boat"))))
    assert found.keywords == ("Казань", "Места", "Россия", "boat")
    assert found.hierarchies == (("Места", "Россия", "Казань"),)


@pytest.mark.parametrize("as_attributes", [True, False])
def test_names_of_faces_are_persons(tmp_path: Path, *, as_attributes: bool) -> None:
    regions = "".join(
        region(name, kind, as_attributes=as_attributes)
        for name, kind in [("Анна", "Face"), ("Rex", "Pet"), ("Ann Smith", None), ("", "Face")]
    )
    listed = f"<mwg-rs:RegionList><rdf:Bag>{regions}</rdf:Bag></mwg-rs:RegionList>"
    body = f'<mwg-rs:Regions rdf:parseType="Resource">{listed}</mwg-rs:Regions>'
    found = read(tmp_path, jpeg(xmp=xmp(body + bag("Iptc4xmpExt:PersonInImage", "Пётр", "анна"))))
    assert found.persons == ("Пётр", "анна", "Ann Smith")
    assert found.keywords == ()


def test_names_of_faces_by_microsoft_are_persons(tmp_path: Path) -> None:
    one = '<rdf:li MPReg:Rectangle="0.1,0.1,0.2,0.2" MPReg:PersonDisplayName="Анна"/>'
    regions = f"<MPRI:Regions><rdf:Bag>{one}</rdf:Bag></MPRI:Regions>"
    found = read(tmp_path, jpeg(xmp=xmp(f'<MP:RegionInfo rdf:parseType="Resource">{regions}</MP:RegionInfo>')))
    assert found.persons == ("Анна",)


def test_places_inside_of_structures_are_read(tmp_path: Path) -> None:
    place = '<rdf:li Iptc4xmpExt:City="Казань" Iptc4xmpExt:CountryName="Россия" exif:GPSLatitude="55,45.5N"/>'
    body = f"<Iptc4xmpExt:LocationShown><rdf:Bag>{place}</rdf:Bag></Iptc4xmpExt:LocationShown>"
    found = read(tmp_path, jpeg(xmp=xmp(body, 'exif:GPSLongitude="49,7.2E"')))
    assert (found.city, found.country) == ("Казань", "Россия")
    assert found.raw == {"XMP-iptcExt:LocationShown/City": "Казань", "XMP-iptcExt:LocationShown/CountryName": "Россия"}


@pytest.mark.parametrize(
    ("written", "expected"), [("5", 5), ("3.0", 3), ("-1", -1), ("0", None), ("many", None), ("7", None), ("nan", None)]
)
def test_ratings_are_stars(tmp_path: Path, written: str, expected: int | None) -> None:
    assert read(tmp_path, jpeg(xmp=xmp(attributes=f'xmp:Rating="{written}"'))).rating == expected


def test_the_time_of_satellites_comes_last(tmp_path: Path) -> None:
    satellites = 'exif:GPSTimeStamp="2023-11-15T12:30:00Z"'
    found = read(tmp_path, jpeg(xmp=xmp(attributes=satellites)))
    assert (found.taken_at, found.utc_offset, found.gps) == (datetime(2023, 11, 15, 12, 30), timedelta(0), None)
    (tmp_path / "a.xmp").write_bytes(xmp(attributes=satellites))
    told = read(tmp_path, jpeg(iptc=iptc((55, "20260103"))))
    assert (told.taken_at, told.utc_offset) == (datetime(2026, 1, 3), None)


def test_dates_have_their_offset(tmp_path: Path) -> None:
    found = read(tmp_path, jpeg(xmp=xmp(attributes='photoshop:DateCreated="2026-01-31T14:30:05.5+03:00"')))
    assert found.taken_at == datetime(2026, 1, 31, 14, 30, 5, 500_000)
    assert found.utc_offset == timedelta(hours=3)


def test_settings_of_editors_are_left_out(tmp_path: Path) -> None:
    found = read(tmp_path, jpeg(xmp=xmp(bag("crs:ToneCurve", "0, 0"), 'crs:Exposure="+1.0" photoshop:City="Казань"')))
    assert found.raw == {"XMP-photoshop:City": "Казань"}


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1251"])
def test_packets_are_read_in_any_charset(tmp_path: Path, codec: str) -> None:
    packet = xmp(alt("dc:description", ru=RUSSIAN)).decode().replace("\ufeff", "").encode(codec)
    assert read(tmp_path, jpeg(xmp=packet)).captions[0].text == RUSSIAN


def test_of_a_packet_with_a_fault_the_beginning_is_read(tmp_path: Path) -> None:
    found = read(tmp_path, jpeg(xmp=xmp(alt("dc:description", ru=RUSSIAN) + "<dc:title>&broken;</dc:title>")))
    assert found.captions[0].text == RUSSIAN
    assert len(found.problems) == 1
    assert "XMP is damaged" in found.problems[0]


def more_xmp(packet: bytes, size: int) -> tuple[bytes, list[bytes]]:
    """A packet's identity, and the segments into which a long one is cut."""
    identity = hashlib.md5(packet, usedforsecurity=False).hexdigest().upper().encode()
    heads = [(at, identity + struct.pack(">LL", len(packet), at)) for at in range(0, len(packet), size)]
    return identity, [segment(0xE1, MORE_MARK + head + packet[at : at + size]) for at, head in heads]


def test_what_did_not_fit_into_the_first_packet_is_read(tmp_path: Path) -> None:
    identity, segments = more_xmp(xmp(bag("dc:subject", *(f"слово {number}" for number in range(300)))), 2_000)
    first = xmp(attributes=f'xmpNote:HasExtendedXMP="{identity.decode()}" photoshop:City="Казань"')
    stray = segment(0xE1, MORE_MARK + b"0" * 32 + struct.pack(">LL", 5, 0) + b"<a/>")
    found = read(tmp_path, jpeg(xmp=first, more=[stray, *reversed(segments)]))
    assert len(found.keywords) == 300
    assert found.city == "Казань"
