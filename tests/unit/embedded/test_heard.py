"""Every text in a file is heard, what is no caption, keyword or name too, so that words can be looked for in it."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from imgsearch.embedded.found import TEXT_CHARS, Found
from imgsearch.embedded.read import read_embedded
from imgsearch.embedded.takeout import read_takeout
from imgsearch.embedded.xmp import read_xmp
from tests.embedded_files import alt, iptc, jpeg, xmp

WORDS = "two small children"
ODD = 'xmlns:z="http://z.example/"'


def heard(packet: bytes) -> list[str]:
    found = Found()
    read_xmp(packet, found)
    return list(found.heard())


@pytest.mark.parametrize(
    "packet",
    [
        xmp(f"<z:a {ODD} z:note='{WORDS}'/>"),
        xmp(f"<z:note {ODD}>{WORDS}</z:note>"),
        xmp(f"<photoshop:Instructions>{WORDS}</photoshop:Instructions>"),
        xmp(f"<z:a {ODD}>" * 80 + WORDS + "</z:a>" * 80),
        xmp(alt("dc:description", en=WORDS))[:-60],
        f'<!DOCTYPE x [<!ENTITY a "{WORDS}">]><x>&a;</x>'.encode(),
        f"<!DOCTYPE x><x><description>{WORDS}</description></x>".encode(),
        f"<x><description>{WORDS}</description></x>".encode(),
        f'<z:x note="{WORDS}"/>'.encode(),
        xmp(alt("dc:description", en="a\x01") + alt("dc:title", en=WORDS)),
    ],
)
def test_what_xmp_says_in_places_of_its_own_or_damaged_ones_is_heard(packet: bytes) -> None:
    assert any(WORDS in text for text in heard(packet))


def test_names_of_elements_are_no_words() -> None:
    assert "Children" not in " ".join(heard(b'<!DOCTYPE x><mwg-kw:Children z="a boat">a dog</mwg-kw:Children>'))


def test_short_values_are_heard_with_the_name_of_their_field() -> None:
    assert "Age: 7" in heard(xmp(f"<z:Age {ODD}>7</z:Age>"))
    assert "BabyAge: (not set)" not in heard(xmp(f"<z:BabyAge {ODD}>(not set)</z:BabyAge>"))


def test_what_is_too_long_or_too_much_is_heard_to_its_end() -> None:
    found = Found()
    found.add("XMP-dc:Description", "boat " * TEXT_CHARS + WORDS)
    for number in range(1_100):
        found.add("XMP-dc:Subject", f"{WORDS} {number}")
    texts = list(found.heard())
    assert any(text.endswith(WORDS) for text in texts)
    assert f"{WORDS} 1099" in texts
    assert max(map(len, texts)) <= TEXT_CHARS


def test_pictures_in_letters_are_no_words() -> None:
    assert heard(xmp(f"<z:depth {ODD}>{'kid/' * 50} end</z:depth>"))[0].strip() == "end"


@pytest.mark.parametrize(
    "data",
    [
        b'{"title": "a.jpg", "description": "two small children',
        b'{"category": "x", "tags": ["two small children"]}',
        b'{"photoTakenTime": {"timestamp": "1"}, "comments": [{"text": "two small children"}]}',
    ],
)
def test_any_json_beside_a_picture_is_heard(data: bytes) -> None:
    found = Found()
    read_takeout(data, found)
    assert any(WORDS in text for text in found.heard())


@pytest.mark.parametrize(
    ("ifd", "tag", "value"),
    [
        (None, 0x010D, WORDS),
        (None, 0x011D, "kid"),
        (0x8769, 0xA430, WORDS),
        (0x8825, 0x1C, b"ASCII\0\0\0" + WORDS.encode()),
    ],
)
def test_texts_of_any_tag_of_exif_are_heard(tmp_path: Path, ifd: int | None, tag: int, value: str | bytes) -> None:
    exif = Image.Exif()
    (exif if ifd is None else exif.get_ifd(ifd))[tag] = value
    Image.new("RGB", (8, 8)).save(tmp_path / "a.jpg", exif=exif)
    assert read_embedded(tmp_path / "a.jpg").heard in ((WORDS,), ("kid",))


@pytest.mark.parametrize("name", ["a.jpg", "a.gif", "a.png"])
def test_comments_are_heard_and_are_no_captions(tmp_path: Path, name: str) -> None:
    texts = PngInfo()
    texts.add_text("Warning", WORDS)
    options = {"pnginfo": texts} if name == "a.png" else {"comment": WORDS.encode()}
    Image.new("RGB", (8, 8)).save(tmp_path / name, **options)
    found = read_embedded(tmp_path / name)
    assert (found.captions, found.heard[0].removeprefix("Warning: ")) == ((), WORDS)


def test_cameras_and_programs_name_themselves(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x010F], exif[0x0110], exif[0x0131] = "Kodak", "Baby Brownie", "Kids Editor"
    Image.new("RGB", (8, 8)).save(tmp_path / "a.jpg", exif=exif)
    assert read_embedded(tmp_path / "a.jpg").heard == ()


def test_what_may_be_done_with_a_picture_says_nothing_of_it() -> None:
    rights = 'xmlns:r="http://ns.adobe.com/xap/1.0/rights/"'
    terms = alt("r:UsageTerms", en="no use in children's media")
    assert heard(xmp(terms, rights)) == []


def test_unknown_datasets_of_iptc_are_heard(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(jpeg(iptc=iptc((0x0A, WORDS))))
    assert WORDS in read_embedded(tmp_path / "a.jpg").heard
