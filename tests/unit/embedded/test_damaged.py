"""Whatever is damaged in a file: what can be read is read, and nothing but what loaders can store comes out."""

from __future__ import annotations

import json
import os
import random
from pathlib import Path

from PIL.PngImagePlugin import PngInfo

from imgsearch.embedded.exiftool import read_exiftool
from imgsearch.embedded.found import TEXT_CHARS
from imgsearch.embedded.read import read_embedded
from imgsearch.embedded.record import Embedded
from imgsearch.errors import BadInput
from tests.embedded_files import alt, bag, encoded, exif, iptc, jpeg, read, xmp

EXAMPLES = int(os.environ.get("IMGSEARCH_FUZZ_EXAMPLES", "300"))
TEXT = "Рыбаки чинят сети"


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
    texts.extend([*found.raw, *(text.language for text in (*found.captions, *found.titles) if text.language)])
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
