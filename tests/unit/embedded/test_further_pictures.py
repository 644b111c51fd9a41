"""What is said of further pictures in a file, of items and properties of HEIC, and in Content Credentials is heard."""

from __future__ import annotations

import random
import struct
from io import BytesIO
from pathlib import Path

import pillow_heif
import pytest
from PIL import Image

from imgsearch.embedded.found import Found
from imgsearch.embedded.picture_file import read_picture_file
from tests.embedded_files import bag, encoded, exif, heard, jpeg, segment, xmp

SAID = "two girls on a swing"
BLOCK = exif({0x010E: SAID})
JXL = b"\x00\x00\x00\x0cJXL \r\n\x87\n"
C2PA = bytes.fromhex("d8fec3d61b0e483c92975828877ec481")


def box(kind: bytes, *content: bytes) -> bytes:
    inner = b"".join(content)
    return struct.pack(">L4s", 8 + len(inner), kind) + inner


def cbor(said: object) -> bytes:
    """As of RFC 8949; of what is odd a list without a count, a text in pieces, a tag."""
    if isinstance(said, dict):
        return bytes([0xA0 + len(said)]) + b"".join(cbor(key) + cbor(value) for key, value in said.items())
    if isinstance(said, list):
        return b"\x9f" + b"".join(map(cbor, said)) + b"\xff"
    if isinstance(said, int):
        return b"\x18" + bytes([said])
    assert isinstance(said, str)
    data = said.encode()
    half = len(data) // 2
    pieces = b"".join(b"\x78" + bytes([len(part)]) + part for part in (data[:half], data[half:]))
    return b"\xc1\x7f" + pieces + b"\xff" if len(data) > 23 else bytes([0x60 + len(data)]) + data


def credentials(said: dict[str, object]) -> bytes:
    """A store with an assertion in CBOR beside one in JSON and a picture whose bytes look like words."""
    described = box(b"jumd", b"json" + bytes(12), b"\x03stds.iptc\0")
    inner = box(b"jumb", described, box(b"cbor", cbor(said)))
    thumbnail = box(b"jumb", described, box(b"bidb", b"\0a girl\0" * 9000))
    told = box(b"jumb", described, box(b"json", b'{"a": {"dc:description": {"en": "a boy in JSON"}}}'))
    return box(b"jumb", described, inner, thumbnail, told)


def in_jpeg(boxes: bytes) -> bytes:
    """In pieces, of which the second comes first."""
    head, size = boxes[:8], 60_000
    parts = [boxes[:size], *(head + boxes[at : at + size] for at in range(size, len(boxes), size))]
    pieces = [segment(0xEB, b"JP" + struct.pack(">HL", 1, number) + part) for number, part in enumerate(parts, 1)]
    return jpeg(more=[segment(0xEB, b"no piece"), *reversed(pieces)])


def in_png(boxes: bytes) -> bytes:
    plain = encoded("PNG")
    return plain[:33] + struct.pack(">L4s", len(boxes), b"caBX") + boxes + bytes(4) + plain[33:]


def in_webp(boxes: bytes) -> bytes:
    return encoded("WEBP") + struct.pack("<4sL", b"C2PA", len(boxes)) + boxes + bytes(len(boxes) & 1)


def in_jxl(boxes: bytes) -> bytes:
    return JXL + box(b"jxlc", bytes(99)) + boxes


def in_avif(boxes: bytes) -> bytes:
    return encoded("AVIF") + box(b"uuid", C2PA, bytes(4), b"manifest\0", bytes(8), boxes)


MAKERS = {"a.jpg": in_jpeg, "a.png": in_png, "a.webp": in_webp, "a.jxl": in_jxl, "a.avif": in_avif}


@pytest.mark.parametrize("name", MAKERS)
def test_content_credentials_are_heard_and_pictures_in_them_are_not(tmp_path: Path, name: str) -> None:
    said = {"dc:title": SAID, "list": ["a kid", {"people": "three children at the beach"}], "ModelAge": 9}
    found = heard(tmp_path, MAKERS[name](credentials(said)), name)
    assert {SAID, "a kid", "three children at the beach", "ModelAge: 9", "a boy in JSON"} <= set(found)
    assert not any("a girl" in text for text in found)


def test_further_pictures_of_a_jpeg_are_heard_and_its_own_texts_stay_its_own(tmp_path: Path) -> None:
    first, second = Image.new("RGB", (8, 6)), Image.new("RGB", (8, 6), "red")
    made = BytesIO()
    first.save(made, "MPO", save_all=True, append_images=[second], exif=exif({0x010E: "a wall"}))
    whole = made.getvalue()
    at = whole.index(b"\xff\xd9") + 2
    assert whole[at : at + 2] == b"\xff\xd8"
    data = whole[: at + 2] + segment(0xE1, BLOCK) + whole[at + 2 :]
    assert SAID in heard(tmp_path, data)
    found = Found()
    read_picture_file(str(tmp_path / "a.jpg"), found)
    assert found.values["IFD0:ImageDescription"] == [("a wall", None)]


def two_in_heic() -> bytes:
    file, made = pillow_heif.from_pillow(Image.new("RGB", (64, 64))), BytesIO()
    file.add_from_pillow(Image.new("RGB", (64, 64), "red"))
    file[1].info["exif"], file[1].info["xmp"] = BLOCK, xmp(bag("dc:subject", "kids"))
    file.save(made)
    return made.getvalue()


def test_further_items_of_heic_are_heard(tmp_path: Path) -> None:
    assert {SAID, "kids"} <= set(heard(tmp_path, two_in_heic(), "a.heic"))


@pytest.mark.parametrize("kind", [b"udes", b"altt"])
def test_what_describes_a_picture_in_heic_is_heard(tmp_path: Path, kind: bytes) -> None:
    described = box(kind, bytes(4), b"en\0", SAID.encode(), b"\0", b"swing\0", b"kids\0")
    meta = box(b"meta", bytes(4), box(b"iprp", box(b"ipco", described)))
    assert {SAID, "kids"} <= set(heard(tmp_path, box(b"ftyp", b"avif", bytes(4)) + meta, "a.avif"))


@pytest.mark.parametrize("name", [*MAKERS, "a.heic"])
def test_damaged_ones_end_no_load(tmp_path: Path, name: str) -> None:
    drawn = random.Random(3)
    sound = two_in_heic() if name == "a.heic" else MAKERS[name](credentials({"a": SAID}))
    for _ in range(60):
        data = bytearray(sound[: drawn.randrange(30, len(sound))] if drawn.random() < 0.3 else sound)
        for _ in range(20):
            data[drawn.randrange(16, min(len(data), 3000))] = drawn.randrange(256)
        heard(tmp_path, bytes(data), name)
