"""Texts where few programs write them: none is passed over, since it may be the only one that names a minor."""

from __future__ import annotations

import struct
import zlib
from datetime import datetime
from pathlib import Path

import pytest
from PIL import Image

from imgsearch.embedded.found import Found
from imgsearch.embedded.jpeg import MORE_XMP_MARK
from imgsearch.embedded.png import EXIF_BYTES
from imgsearch.embedded.takeout import TAKEOUT_BYTES, read_takeout
from tests.embedded_files import bag, encoded, exif, heard, iptc, jpeg, photoshop, read, segment, xmp

WORDS = "two small children"
PLACE = "harbour of Oslo"
IDENTITY = b"0123456789ABCDEF" * 2
DESCRIPTION, XP_TITLE, COMMENT = 0x010E, 0x9C9B, 0x9286
ODD = '<z:note xmlns:z="http://z.example/">{}</z:note>'
ACDSEE = 'xmlns:acdsee="http://ns.acdsee.com/iptc/1.0/"'
KEYWORDS = 'xmlns:mwg-kw="http://www.metadataworkinggroup.com/schemas/keywords/"'


def areas(name: str, kind: str) -> str:
    inner = f'<rdf:li mwg-rs:Name="{name}" mwg-rs:Type="{kind}"/>'
    return f"<mwg-rs:Regions><mwg-rs:RegionList><rdf:Bag>{inner}</rdf:Bag></mwg-rs:RegionList></mwg-rs:Regions>"


def more_xmp(body: str) -> bytes:
    packet = xmp(body)
    return segment(0xE1, MORE_XMP_MARK + IDENTITY + struct.pack(">LL", len(packet), 0) + packet)


def claim(identity: bytes) -> bytes:
    return xmp(
        f'<photoshop:City xmlns:more="x">{PLACE}</photoshop:City>', f'xmpNote:HasExtendedXMP="{identity.decode()}"'
    )


@pytest.mark.parametrize("kind", ["Pet", "Focus", "BarCode", "Object", "object"])
def test_what_an_area_of_no_face_is_called_is_heard(tmp_path: Path, kind: str) -> None:
    data = jpeg(xmp=xmp(areas(WORDS, kind)))
    assert WORDS in heard(tmp_path, data)
    assert read(tmp_path, data).persons == ()


@pytest.mark.parametrize(
    "inner",
    [
        "two small chil<z:b>dren</z:b>",
        "<z:b>two</z:b> small children",
        "two small children<z:b/>",
        "two <z:i><z:b>small</z:b> chil</z:i>dren",
        "Oslo<!--two small children-->",
    ],
)
def test_a_text_with_markup_in_it_is_heard_as_a_whole(tmp_path: Path, inner: str) -> None:
    body = f'<dc:title xmlns:z="http://z.example/"><rdf:Alt><rdf:li>{inner}</rdf:li></rdf:Alt></dc:title>'
    assert WORDS in heard(tmp_path, jpeg(xmp=xmp(body)))


def test_a_face_is_one_in_whatever_case(tmp_path: Path) -> None:
    assert read(tmp_path, jpeg(xmp=xmp(areas("Ann Lee", "face")))).persons == ("Ann Lee",)


@pytest.mark.parametrize("claimed", [IDENTITY, IDENTITY.lower(), b"0" * 32], ids=["its", "lower case", "another's"])
@pytest.mark.parametrize("body", [ODD.format(WORDS), bag("dc:subject", WORDS)], ids=["odd", "known"])
def test_a_second_packet_is_heard_whoever_claims_it(tmp_path: Path, claimed: bytes, body: str) -> None:
    assert any(WORDS in text for text in heard(tmp_path, jpeg(xmp=claim(claimed), more=[more_xmp(body)])))
    assert any(WORDS in text for text in heard(tmp_path, jpeg(more=[more_xmp(body)])))


def test_a_second_block_of_exif_is_read_too(tmp_path: Path) -> None:
    first, second = exif({DESCRIPTION: PLACE}), exif({DESCRIPTION: WORDS})
    found = read(tmp_path, jpeg(exif=first, more=[segment(0xE1, second)]))
    assert {caption.text for caption in found.captions} == {PLACE, WORDS}


def test_a_block_of_exif_that_goes_on_in_the_next_segment_is_one(tmp_path: Path) -> None:
    block = exif({DESCRIPTION: PLACE, XP_TITLE: WORDS.encode("utf-16-le")})
    cut = len(block) - 10
    parts = [segment(0xE1, block[:cut]), segment(0xE1, b"Exif\0\0" + block[cut:])]
    assert [title.text for title in read(tmp_path, jpeg(more=parts)).titles] == [WORDS]


def test_of_a_block_of_exif_that_is_too_long_the_beginning_is_read(tmp_path: Path) -> None:
    block = exif({DESCRIPTION: WORDS}).removeprefix(b"Exif\0\0") + b"\0" * EXIF_BYTES
    chunk = struct.pack(">L4s", len(block), b"eXIf") + block + struct.pack(">L", zlib.crc32(b"eXIf" + block))
    png, webp = encoded("PNG"), encoded("WebP")
    for data, name in (
        (png[:33] + chunk + png[33:], "a.png"),
        (webp + struct.pack("<4sL", b"EXIF", len(block)) + block + b"\0" * (len(block) & 1), "a.webp"),
    ):
        found = read(tmp_path, data, name)
        assert [caption.text for caption in found.captions] == [WORDS]
        assert "the first 1,048,576 are read" in found.problems[0]


def test_both_kinds_of_iptc_in_a_tiff_are_read(tmp_path: Path) -> None:
    data = encoded("TIFF", tiffinfo={33723: iptc((120, PLACE)), 34377: photoshop(iptc((120, WORDS)))})
    assert {caption.text for caption in read(tmp_path, data, "a.tif").captions} == {PLACE, WORDS}


@pytest.mark.parametrize("charset", ["utf-8", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", ["Two small children", "Двое детей"])
def test_comments_called_unicode_are_read_in_8_bits_too(tmp_path: Path, text: str, charset: str) -> None:
    block = exif(camera={COMMENT: b"UNICODE\0" + text.encode(charset)})
    assert [caption.text for caption in read(tmp_path, jpeg(exif=block)).captions] == [text]


@pytest.mark.parametrize("charset", ["utf-8", "utf-16-be"])  # which is the order of the block
def test_signs_are_told_from_8_bits(tmp_path: Path, charset: str) -> None:
    block = exif(camera={COMMENT: b"UNICODE\0" + "二人の子供たち".encode(charset)})
    assert [caption.text for caption in read(tmp_path, jpeg(exif=block)).captions] == ["二人の子供たち"]


def test_keywords_below_one_another_are_keywords(tmp_path: Path) -> None:
    below = f"<mwg-kw:Children><rdf:Bag><rdf:li mwg-kw:Keyword='{PLACE}'/></rdf:Bag></mwg-kw:Children>"
    items = f'<rdf:li rdf:parseType="Resource"><mwg-kw:Keyword>Places</mwg-kw:Keyword>{below}</rdf:li>'
    body = f"<mwg-kw:Hierarchy><rdf:Bag>{items}</rdf:Bag></mwg-kw:Hierarchy>"
    packet = xmp(f"<mwg-kw:Keywords>{body}</mwg-kw:Keywords>", KEYWORDS)
    assert read(tmp_path, jpeg(xmp=packet)).keywords == ("Places", PLACE)


def test_who_is_in_an_area_of_iptc_is_a_person(tmp_path: Path) -> None:
    inner = bag("Iptc4xmpExt:PersonInImage", "Ann Lee")
    body = f"<Iptc4xmpExt:ImageRegion><rdf:Bag><rdf:li>{inner}</rdf:li></rdf:Bag></Iptc4xmpExt:ImageRegion>"
    assert read(tmp_path, jpeg(xmp=xmp(body))).persons == ("Ann Lee",)


def test_acdsee_is_read(tmp_path: Path) -> None:
    tree = (
        '<Categories><Category Assigned="0">Places<Category Assigned="1">Oslo &amp; Bergen</Category>'
        '<Category Assigned="0">Rome</Category></Category><Category Assigned="1">Boats</Category></Categories>'
    )
    escaped = tree.replace("&", "&amp;").replace("<", "&lt;")
    body = (
        "<acdsee:author>Ann Lee</acdsee:author><acdsee:notes>seen from the ferry</acdsee:notes>"
        f"<acdsee:rating>4</acdsee:rating>{bag('acdsee:keywords', 'ferry')}"
        f"<acdsee:datetime>2011-03-04T05:06:07.000</acdsee:datetime><acdsee:categories>{escaped}</acdsee:categories>"
    )
    found = read(tmp_path, jpeg(xmp=xmp(body, ACDSEE)))
    assert (found.photographer, found.rating, found.taken_at) == ("Ann Lee", 4, datetime(2011, 3, 4, 5, 6, 7))
    assert [caption.text for caption in found.captions] == ["seen from the ferry"]
    assert found.keywords == ("ferry", "Places", "Oslo & Bergen", "Boats")
    assert found.hierarchies == (("Places", "Oslo & Bergen"),)


@pytest.mark.parametrize(
    ("said", "taken_at"),
    [
        ("2021:06:07 24:00:00", datetime(2021, 6, 7)),
        ("2021:06:07 25:61:61", datetime(2021, 6, 7)),
        ("2021:06:07 3:04:05", datetime(2021, 6, 7, 3, 4, 5)),
        ("2021:06:31 24:00:00", None),
    ],
)
def test_of_a_time_that_no_clock_shows_the_day_counts(tmp_path: Path, said: str, taken_at: datetime | None) -> None:
    assert read(tmp_path, jpeg(exif=exif(camera={0x9003: said}))).taken_at == taken_at


def test_what_stands_in_a_gif_between_and_behind_its_pictures_is_heard(tmp_path: Path) -> None:
    pictures = [Image.new("P", (9, 9), colour) for colour in range(3)]
    gif = encoded("GIF", save_all=True, append_images=pictures, optimize=False)
    tail = b"\x01" + bytes(range(255, -1, -1)) + b"\0"
    packet = b"!\xff\x0bXMP DataXMP" + xmp(bag("dc:subject", "harbour")) + tail
    comment = b"!\xfe" + bytes([len(WORDS)]) + WORDS.encode() + b"\0"
    for behind in (comment, packet + comment):
        assert WORDS in heard(tmp_path, gif[:-1] + behind + b";", "a.gif")
    assert read(tmp_path, gif[:-1] + packet + b";", "a.gif").keywords == ("harbour",)


def test_a_json_that_is_too_long_is_heard_as_far_as_may_be(tmp_path: Path) -> None:
    found = Found()
    read_takeout(f'{{"title": "{WORDS}", "more": "'.encode() + b"a " * TAKEOUT_BYTES, found)
    assert any(WORDS in text for text in found.heard())
