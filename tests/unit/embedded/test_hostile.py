"""Files made to break a reader: what can be read is, in time that grows with their size, and within limits."""

from __future__ import annotations

import struct
import time
from io import BytesIO
from pathlib import Path

import pytest
from PIL.PngImagePlugin import PngInfo

from imgsearch.embedded import exif as exif_module
from imgsearch.embedded.found import ELEMENTS, FIELD_VALUES, PROBLEMS, TEXT_CHARS, TOTAL_BYTES, TOTAL_CHARS, Found
from imgsearch.embedded.iptc import read_iptc
from imgsearch.embedded.read import read_embedded
from imgsearch.embedded.takeout import read_takeout
from imgsearch.embedded.xmp import DEEPEST, XMP_BYTES, read_xmp
from tests.embedded_files import alt, bag, encoded, iptc, jpeg, read, segment, xmp

BOMB = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><x>&c;</x>'
)
SECRET = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]><x>&a;</x>'
TEXT = "Рыбаки чинят сети"


@pytest.mark.parametrize("packet", [BOMB, SECRET, '<!DOCTYPE x SYSTEM "http://example.org/x.dtd"><x/>'])
def test_entities_are_not_resolved(tmp_path: Path, packet: str) -> None:
    found = read(tmp_path, jpeg(xmp=packet.encode(), iptc=iptc((120, TEXT))))
    assert found.problems == ("XMP is not read: DTDForbidden",)
    assert found.captions[0].text == TEXT


def test_deep_elements_are_left_out() -> None:
    found = Found()
    read_xmp(xmp(alt("dc:title", en="Morning") + "<dc:a>" * 100_000), found)
    assert found.first("XMP-dc:Title") == "Morning"
    assert found.problems == (f"XMP has elements more than {DEEPEST} deep; the rest is left out",)


def test_elements_are_counted() -> None:
    found = Found()
    read_xmp(xmp(alt("dc:title", en="Morning") + "<dc:a/>" * (ELEMENTS + 1)), found)
    assert found.first("XMP-dc:Title") == "Morning"
    assert found.problems == (f"XMP has more than {ELEMENTS:,} elements; the rest is left out",)


def test_ten_megabytes_of_keywords_are_cut() -> None:
    found = Found()
    packet = xmp(alt("dc:title", en="Morning") + bag("dc:subject", *(f"keyword {at}" for at in range(400_000))))
    assert len(packet) > 10_000_000
    read_xmp(packet, found)
    assert len(found.values["XMP-dc:Subject"]) == FIELD_VALUES
    assert f"XMP: {len(packet):,} bytes, the first {XMP_BYTES:,} are read" in found.problems


def test_long_texts_are_cut() -> None:
    found = Found()
    found.add("XMP-dc:Description", "x" * (TEXT_CHARS + 1))
    assert found.first("XMP-dc:Description") == "x" * TEXT_CHARS
    assert len(found.problems) == 1


def test_texts_together_are_cut() -> None:
    found = Found()
    for number in range(2 * TOTAL_CHARS // TEXT_CHARS):
        found.add(f"field {number}", "x" * TEXT_CHARS)
    assert sum(len(said[0][0]) for said in found.values.values()) == TOTAL_CHARS


def test_problems_are_few() -> None:
    found = Found()
    for number in range(1000):
        found.report(f"problem {number}")
    assert len(found.problems) == PROBLEMS


def test_a_long_keyword_is_left_out(tmp_path: Path) -> None:
    found = read(tmp_path, jpeg(iptc=iptc((25, "x" * 101), (25, "лодка"))))
    assert found.keywords == ("лодка",)
    assert found.problems == ("IPTC:Keywords: a value of 101 characters is left out; 100 are the most",)


def test_a_packed_text_is_unpacked_up_to_a_limit(tmp_path: Path) -> None:
    info = PngInfo()
    info.add_text("Description", "x" * 10_000_000, zip=True)
    found = read(tmp_path, encoded("PNG", pnginfo=info), "a.png")
    assert len(found.captions[0].text) == TEXT_CHARS
    assert len(found.problems) == 2


def test_many_packed_texts_are_unpacked_up_to_a_limit(tmp_path: Path) -> None:
    info = PngInfo()
    for _ in range(40):
        info.add_text("Description", "x" * 1_000_000, zip=True)
    found = read(tmp_path, encoded("PNG", pnginfo=info), "a.png")
    assert isinstance(found.raw["PNG:Description"], list)
    assert len(found.raw["PNG:Description"]) == TOTAL_BYTES // 1_000_000
    assert f"more than {TOTAL_BYTES:,} bytes of XMP and texts; the rest is left out" in found.problems


def test_elements_of_many_packets_are_counted_together(tmp_path: Path) -> None:
    mark = b"http://ns.adobe.com/xap/1.0/\0"
    packets = [segment(0xE1, mark + xmp("<dc:a/>" * 8_000)) for _ in range(20)]
    found = read(tmp_path, jpeg(more=packets))
    assert found.problems == (f"XMP has more than {ELEMENTS:,} elements; the rest is left out",)


def test_tags_that_repeat_are_read_once() -> None:
    """An entry of twelve bytes that names 64 kB would otherwise cost a copy each."""

    class Counting(BytesIO):
        count = 0

        def read(self, size: int | None = -1, /) -> bytes:
            data = super().read(size)
            Counting.count += len(data)
            return data

    entries = b"".join(struct.pack("<HHLL", 0x010E, 2, 60_000, 8) for _ in range(4_000))
    read_into = Found()
    block = b"II*\0" + struct.pack("<LH", 8, 4_000) + entries
    exif_module.read_exif(Counting(block), read_into)
    assert Counting.count < 3 * len(block)


@pytest.mark.parametrize("offset", [0, 4, 8, 2**31, 2**32 - 1])
def test_directories_that_point_anywhere_do_no_harm(tmp_path: Path, offset: int) -> None:
    block = b"Exif\0\0II*\0" + struct.pack("<LHHHLLL", 8, 1, 0x8769, 4, 1, offset, offset)
    found = read(tmp_path, jpeg(exif=block, iptc=iptc((120, TEXT))))
    assert found.captions[0].text == TEXT


@pytest.mark.parametrize("kind", ["iptc", "xmp", "takeout", "png", "jpeg"])
def test_time_grows_with_size(tmp_path: Path, kind: str) -> None:
    """Eight times the size may take twenty times as long; what grows with the square takes sixty-four times."""

    def took(size: int) -> float:
        path = tmp_path / "a"
        data = {
            "iptc": iptc(*[(25, f"word {at}") for at in range(size)]),
            "xmp": xmp("".join(f"<dc:a{at}>x</dc:a{at}>" for at in range(size))),
            "takeout": b'{"photoTakenTime": 1, "people": [' + b'{"name": "x"},' * size + b"0]}",
            "png": encoded("PNG")[:8] + b"\0\0\0\0tEXt\0\0\0\0" * size,
            "jpeg": b"\xff\xd8" + b"\xff\xe1\x00\x10Exif\0\0MM\0*\0\0\0\x08" * size,
        }[kind]
        path.write_bytes(data)
        readers = {"iptc": read_iptc, "xmp": read_xmp, "takeout": read_takeout}
        spent = []
        for _ in range(3):
            start = time.process_time()
            if kind in readers:
                readers[kind](data, Found())
            else:
                read_embedded(path)
            spent.append(time.process_time() - start)
        return min(spent)

    assert took(8_000) < 20 * took(1_000) + 0.02
