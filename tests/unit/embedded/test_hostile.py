"""Files made to break a reader: what can be read is, in time that grows with their size, and within limits."""

from __future__ import annotations

import json
import os
import random
import struct
import time
from io import BytesIO
from pathlib import Path

import pytest
from PIL.PngImagePlugin import PngInfo

from imgsearch.embedded import exif as exif_module
from imgsearch.embedded.exiftool import read_exiftool
from imgsearch.embedded.found import FIELD_VALUES, PROBLEMS, TEXT_CHARS, TOTAL_CHARS, Found
from imgsearch.embedded.iptc import read_iptc
from imgsearch.embedded.read import read_embedded
from imgsearch.embedded.record import Embedded
from imgsearch.embedded.takeout import read_takeout
from imgsearch.embedded.xmp import DEEPEST, ELEMENTS, XMP_BYTES, read_xmp
from imgsearch.errors import BadInput
from tests.embedded_files import alt, bag, encoded, exif, iptc, jpeg, read, xmp

EXAMPLES = int(os.environ.get("IMGSEARCH_FUZZ_EXAMPLES", "300"))
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


def samples() -> list[tuple[str, bytes]]:
    """A file of each format, with metadata of each kind."""
    packet = xmp(
        alt("dc:description", ru=TEXT) + bag("dc:subject", "лодка", "a|b") + bag("lr:hierarchicalSubject", "a|b|c")
    )
    block = exif(
        {0x010E: TEXT, 0x9C9B: "Утро".encode("utf-16-le"), 0x013B: "Анна"},
        {0x9003: "2026:01:31 14:30:05", 0x9286: b"UNICODE\0" + TEXT.encode("utf-16-le")},
        {1: "N", 2: (55.0, 45.0, 21.0), 3: "E", 4: (37.0, 37.0, 2.0)},
    )
    info = PngInfo()
    info.add_itxt("XML:com.adobe.xmp", packet.decode())
    info.add_itxt("Description", TEXT, "ru", zip=True)
    info.add_text("Raw profile type iptc", f"\niptc\n1\n{iptc((120, TEXT)).hex()}", zip=True)
    return [
        ("a.jpg", jpeg(exif=block, iptc=iptc((120, TEXT), (25, "лодка"), (55, "20260131")), xmp=packet)),
        ("a.png", encoded("PNG", pnginfo=info, exif=block)),
        ("a.webp", encoded("WEBP", exif=block, xmp=packet)),
        ("a.tif", encoded("TIFF", exif=block)),
        ("a.xmp", packet),
        ("a.jpg.json", b'{"photoTakenTime": {"timestamp": "5"}, "people": [{"name": "x"}], "description": "y"}'),
    ]


def damage(data: bytes, chance: random.Random) -> bytes:
    """Bytes changed, sizes made large, pieces cut out, doubled or put elsewhere."""
    broken = bytearray(data)
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(broken) or 1)
        length = chance.randint(1, 60)
        kind = chance.choice(["flip", "noise", "size", "cut", "drop", "double", "nul"])
        if kind == "flip" and broken:
            broken[at] ^= 1 << chance.randrange(8)
        elif kind == "noise":
            broken[at : at + length] = chance.randbytes(length)
        elif kind == "size":
            width = chance.choice([2, 4])
            value = chance.choice([0, 1, 2**15, 2**16 - 1, 2**31, 2**32 - 1]) % 2 ** (8 * width)
            broken[at : at + width] = value.to_bytes(width, chance.choice(["big", "little"]))
        elif kind == "cut":
            del broken[at:]
        elif kind == "drop":
            del broken[at : at + length]
        elif kind == "double":
            broken[at:at] = broken[max(0, at - length) : at]
        else:
            broken[at : at + length] = bytes(length)
    return bytes(broken)


def check(found: Embedded) -> None:
    """What the loaders rely on."""
    texts = [*(text.text for text in (*found.captions, *found.titles)), *found.words, *found.problems]
    for value in found.raw.values():
        texts.extend([value] if isinstance(value, str) else value)
    assert all(text and "\0" not in text and text.encode() and len(text) <= TEXT_CHARS for text in texts)
    assert found.gps is None
    assert not any("GPS" in name for name in found.raw)


def test_damaged_files_give_what_can_be_read(tmp_path: Path) -> None:
    chance = random.Random(EXAMPLES)
    whole = samples()
    problems = 0
    for number in range(EXAMPLES):
        name, data = whole[number % len(whole)]
        (tmp_path / name).write_bytes(damage(data, chance))
        picture = tmp_path / (name if name not in ("a.xmp", "a.jpg.json") else "a.jpg")
        found = read_embedded(picture)
        check(found)
        problems += found.problems != ()
    assert problems > EXAMPLES / 10


def test_damaged_metadata_files_give_rows_or_are_refused(tmp_path: Path) -> None:
    chance = random.Random(EXAMPLES)
    item = {"SourceFile": "a.jpg", "XMP:Subject": ["лодка", "a|b"], "RegionInfo": {"RegionList": [{"Name": "Анна"}]}}
    whole = [json.dumps([item] * 3).encode(), b"SourceFile,Keywords,Rating\n" + b'a.jpg,"a, b",5\n' * 3]
    refused = 0
    for number in range(EXAMPLES):
        file = tmp_path / "metadata"
        file.write_bytes(damage(whole[number % 2], chance))
        try:
            for row in read_exiftool(file):
                check(row.embedded)
        except BadInput:
            refused += 1
    assert 0 < refused < EXAMPLES


def test_noise_is_no_file(tmp_path: Path) -> None:
    chance = random.Random(5)
    starts = [b"\xff\xd8\xff\xe1", b"\x89PNG\r\n\x1a\n", b"RIFF0000WEBP", b"II*\0", b"MM\0+", b"0000ftypavif"]
    for start in starts * 20:
        check(read(tmp_path, start + chance.randbytes(400)))
