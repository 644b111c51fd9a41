"""What stands beside the pixels of Photoshop and JPEG XL files."""

from __future__ import annotations

import random
import struct
import sys
import time
from datetime import datetime
from pathlib import Path

import brotli
import pillow_jxl  # noqa: F401  (writes JPEG XL)
import pytest
from PIL import Image

from tests.embedded_files import alt, bag, exif, iptc, jpeg, photoshop, read, xmp

CAPTION = "Рыбаки чинят сети"
PACKET = xmp(bag("dc:subject", "море") + alt("dc:description", ru=CAPTION))
BLOCK = exif({0x013B: "Анна Иванова"}, {0x9003: "1985:06:12 10:20:30"})
JXL = b"\x00\x00\x00\x0cJXL \r\n\x87\n"


def psd(*resources: bytes, palette: bytes = b"") -> bytes:
    """A Photoshop file that ends where its layers would begin."""
    held = b"".join(resources)
    header = b"8BPS" + struct.pack(">H6xHLLHH", 1, 3, 6, 8, 8, 3)
    return header + struct.pack(">L", len(palette)) + palette + struct.pack(">L", len(held)) + held + bytes(4)


def box(kind: bytes, content: bytes, *, is_long: bool = False) -> bytes:
    if is_long:
        return struct.pack(">L4sQ", 1, kind, 16 + len(content)) + content
    return struct.pack(">L4s", 8 + len(content), kind) + content


@pytest.mark.parametrize("palette", [b"", bytes(768)])
@pytest.mark.parametrize("start", [0, 6], ids=["EXIF as it should be", "EXIF as in JPEG"])
def test_photoshop_files_hold_all_three(tmp_path: Path, palette: bytes, start: int) -> None:
    words = photoshop(iptc((90, "Казань".encode("cp1251")), (55, "19850000"), charset=None))
    resources = (photoshop(b"odd", 0x03ED), words, photoshop(BLOCK[start:], 0x0422), photoshop(PACKET, 0x0424))
    found = read(tmp_path, psd(*resources, palette=palette), "a.psd")
    assert found.problems == ()
    assert [caption.text for caption in found.captions] == [CAPTION]
    assert (found.photographer, found.city, found.keywords) == ("Анна Иванова", "Казань", ("море",))
    assert found.taken_at == datetime(1985, 6, 12, 10, 20, 30)


@pytest.mark.parametrize("is_long", [False, True])
def test_jpeg_xl_holds_exif_and_xmp(tmp_path: Path, *, is_long: bool) -> None:
    boxes = box(b"jxlc", bytes(99), is_long=is_long) + box(b"Exif", bytes(4) + BLOCK[6:], is_long=is_long)
    found = read(tmp_path, JXL + boxes + box(b"xml ", PACKET), "a.jxl")
    assert found.problems == ()
    assert (found.photographer, found.keywords) == ("Анна Иванова", ("море",))
    assert [caption.text for caption in found.captions] == [CAPTION]


def test_exif_in_jpeg_xl_may_begin_later(tmp_path: Path) -> None:
    for said in (b"\0\0\0\x06" + BLOCK, bytes(4) + BLOCK, BLOCK[6:]):
        assert read(tmp_path, JXL + box(b"Exif", said), "a.jxl").photographer == "Анна Иванова"


def test_what_jpeg_xl_has_packed_is_read(tmp_path: Path) -> None:
    packed = box(b"brob", b"Exif" + brotli.compress(bytes(4) + BLOCK[6:]))
    packed += box(b"brob", b"xml " + brotli.compress(PACKET)) + box(b"brob", b"jumb\x8b")
    found = read(tmp_path, JXL + packed, "a.jxl")
    assert found.problems == ()
    assert (found.photographer, found.keywords) == ("Анна Иванова", ("море",))
    assert [caption.text for caption in found.captions] == [CAPTION]


def test_what_cannot_be_unpacked_is_said_and_little_of_what_is_too_large(tmp_path: Path) -> None:
    boxes = box(b"brob", b"xml \x8b\x02\x80") + box(b"brob", b"Exif" + brotli.compress(bytes(4) + BLOCK[6:]))
    found = read(tmp_path, JXL + boxes, "a.jxl")
    assert found.problems == ("XMP is damaged: ValueError: nothing can be unpacked",)
    assert found.photographer == "Анна Иванова"
    bomb = brotli.compress(b" " * 300_000_000)
    begins = time.monotonic()
    read(tmp_path, JXL + box(b"brob", b"xml " + bomb) + box(b"brob", b"Exif" + bomb), "a.jxl")
    assert time.monotonic() - begins < 5


def test_what_stands_in_the_jpeg_that_was_packed_is_read(tmp_path: Path) -> None:
    """IPTC is in no box of its own."""
    picture = tmp_path / "a.jpg"
    picture.write_bytes(jpeg(iptc=iptc((120, "Лодка"), (80, "Анна Иванова"))))
    with Image.open(picture) as image:
        image.save(tmp_path / "packed.jxl", lossless_jpeg=True)
    data = (tmp_path / "packed.jxl").read_bytes()
    assert b"jbrd" in data
    found = read(tmp_path, data, "a.jxl")
    assert (found.problems, found.photographer) == ((), "Анна Иванова")
    assert [caption.text for caption in found.captions] == ["Лодка"]
    begins = data.index(b"jbrd") + 6
    damaged = data[:begins] + b"\xff" * 40 + data[begins + 40 :]
    assert read(tmp_path, damaged, "a.jxl").problems[0].startswith("the JPEG in it is damaged: ")


def test_without_the_libraries_it_is_said_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "brotli", None)
    (problem,) = read(tmp_path, JXL + box(b"brob", b"xml " + brotli.compress(PACKET)), "a.jxl").problems
    assert "packed metadata needs a library that is not installed; install imgsearch-pgvector[formats]" in problem


def test_damage_costs_no_more_than_what_is_damaged(tmp_path: Path) -> None:
    whole = psd(photoshop(iptc((90, "Казань"))), photoshop(PACKET, 0x0424))
    for cut in range(0, len(whole), 7):
        read(tmp_path, whole[:cut], "a.psd")
    assert read(tmp_path, whole[: whole.index(b"8BIM", 60)], "a.psd").city == "Казань"
    boxes = JXL + box(b"Exif", bytes(4) + BLOCK[6:]) + box(b"xml ", PACKET)
    chance = random.Random(7)
    for _ in range(300):
        damaged = bytearray(boxes)
        for _ in range(5):
            damaged[chance.randrange(12, len(damaged))] = chance.randrange(256)
        read(tmp_path, bytes(damaged[: chance.randrange(12, len(damaged))]), "a.jxl")
    assert read(tmp_path, JXL + struct.pack(">L4s", 0, b"xml ") + PACKET, "a.jxl").keywords == ("море",)
    assert read(tmp_path, JXL + struct.pack(">L4s", 3, b"xml ") + PACKET, "a.jxl").keywords == ()
