"""Texts where no format has a place for them: behind a picture's end, and in blocks without a known name."""

from __future__ import annotations

import os
import random
import struct
import time
import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from imgsearch.embedded.read import read_embedded
from imgsearch.minors import mentions_minors

_TEXT = b"Two little girls in a garden"
_XMP = (
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    b'<rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:description>'
    + _TEXT
    + b"</dc:description></rdf:Description></rdf:RDF></x:xmpmeta>"
)
_IPTC = b"\x1c\x02\x78" + struct.pack(">H", len(_TEXT)) + _TEXT
_BLOCK = b"8BIM\x04\x04\0\0" + struct.pack(">I", len(_IPTC)) + _IPTC


def _made(kind: str) -> bytes:
    made = BytesIO()
    picture = Image.effect_noise((64, 64), 90).convert("RGB")
    picture.save(made, kind, **({"progressive": True} if kind == "JPEG" else {}))
    return made.getvalue()


def _after(tail: bytes) -> Callable[[bytes], bytes]:
    return lambda picture: picture + tail


def _app13(data: bytes) -> Callable[[bytes], bytes]:
    return lambda picture: picture[:2] + b"\xff\xed" + struct.pack(">H", len(data) + 2) + data + picture[2:]


def _chunk(kind: bytes, data: bytes) -> Callable[[bytes], bytes]:
    block = struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    return lambda picture: picture[:33] + block + picture[33:]


def _riff(kind: bytes, data: bytes) -> Callable[[bytes], bytes]:
    block = kind + struct.pack("<I", len(data)) + data
    return lambda picture: b"RIFF" + struct.pack("<I", len(picture) + len(block) - 8) + picture[8:] + block


def _segment(marker: int, data: bytes) -> Callable[[bytes], bytes]:
    block = b"\xff" + bytes([marker]) + struct.pack(">H", len(data) + 2) + data
    return lambda picture: picture[:2] + block + picture[2:]


_JPEG = _made("JPEG")
_GIF_BLOCK = b"!\xff\x0bSOMEBODY123" + bytes([len(_TEXT)]) + _TEXT + b"\0;"
_BINARY = random.Random(5).randbytes(300_000)
_PLACES = {
    "JPEG, text": ("JPEG", _after(_TEXT)),
    "JPEG, text after zeros": ("JPEG", _after(b"\0" * 40 + _TEXT)),
    "JPEG, Russian in Windows-1251": ("JPEG", _after("Две маленькие девочки в саду у дома".encode("cp1251"))),
    "JPEG, XMP": ("JPEG", _after(_XMP)),
    "JPEG, XMP behind other bytes": ("JPEG", _after(_BINARY + _XMP)),
    "JPEG, text between other bytes": ("JPEG", _after(_BINARY[:5000] + b"\0" + _TEXT + b"\0" + _BINARY[:5000])),
    "JPEG, text in UTF-16": ("JPEG", _after(b"\1\0\2\3\0" + _TEXT.decode().encode("utf-16-le") + b"\0\1\0\2\3\4\5")),
    "JPEG, IPTC without a frame": ("JPEG", _app13(_IPTC)),
    "JPEG, blocks without a frame": ("JPEG", _app13(_BLOCK)),
    "JPEG, blocks in an old frame": ("JPEG", _app13(b"Adobe_Photoshop2.5:\0\0" + _BLOCK)),
    "JPEG, text behind a second one": ("JPEG", _after(_JPEG + _TEXT)),
    "JPEG, text in a third one": ("JPEG", _after(_JPEG + _segment(0xFE, _TEXT)(_JPEG))),
    "JPEG, text behind what looks like one": ("JPEG", _after(b"\xff\xd8\xff" + _TEXT)),
    "JPEG, text behind much": ("JPEG", _after(_BINARY * 8 + b"\0" + _TEXT)),
    "JPEG, text behind XMP": ("JPEG", _after(_XMP.replace(_TEXT, b"A lake") + b"\0\1\0" + _TEXT + b"\0")),
    **{f"JPEG, segment {marker:X}": ("JPEG", _segment(marker, _TEXT)) for marker in range(0xE0, 0xF0)},
    "PNG, a large chunk": ("PNG", _chunk(b"caPt", _BINARY * 8 + b"\0" + _TEXT)),
    "PNG, text behind much": ("PNG", _after(_BINARY * 8 + b"\0" + _TEXT)),
    "GIF, text": ("GIF", _after(_TEXT)),
    "GIF, a block of somebody's own": ("GIF", lambda picture: picture[:-1] + _GIF_BLOCK),
    "TIFF, text": ("TIFF", _after(_TEXT)),
    "BMP, text": ("BMP", _after(_TEXT)),
    "AVIF, text": ("AVIF", _after(_TEXT)),
    "PNG, text": ("PNG", _after(_TEXT)),
    "PNG, a chunk of somebody's own": ("PNG", _chunk(b"caPt", _TEXT)),
    "PNG, XMP in a chunk of somebody's own": ("PNG", _chunk(b"xmPp", _XMP)),
    "WebP, text": ("WEBP", _after(_TEXT)),
    "WebP, a chunk of somebody's own": ("WEBP", _riff(b"NOTE", _TEXT)),
}


@pytest.mark.parametrize(("kind", "put"), _PLACES.values(), ids=_PLACES)
def test_texts_are_heard_wherever_they_stand(kind: str, put: Callable[[bytes], bytes], tmp_path: Path) -> None:
    path = tmp_path / f"a.{kind.lower()}"
    path.write_bytes(put(_made(kind)))
    with Image.open(path) as picture:
        picture.load()
    assert any(map(mentions_minors, _said(path)))


def test_a_second_jpeg_behind_the_first_is_heard_though_nothing_names_it(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    path.write_bytes(_made("JPEG") + _app13(_IPTC)(_made("JPEG")))
    assert any(map(mentions_minors, _said(path)))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "TIFF", "BMP"])
def test_other_bytes_behind_a_picture_say_nothing(kind: str, tmp_path: Path) -> None:
    path = tmp_path / f"a.{kind.lower()}"
    for seed in range(5):
        path.write_bytes(_made(kind) + random.Random(seed).randbytes(400_000))
        assert not [text for text in _said(path) if mentions_minors(text)]


@pytest.mark.parametrize("unit", [b"<rdf:RDF ", b"<rdf:RDF></rdf:RDF", b"\xff\xd9", b"\x1c\x02\x78\0\0"])
def test_much_behind_a_picture_is_heard_at_once(unit: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    path.write_bytes(_made("JPEG") + b"\1" + unit * 50_000)
    started = time.process_time()
    read_embedded(path)
    assert time.process_time() - started < 5


def _said(path: Path) -> tuple[str, ...]:
    assert os.path.getsize(path) > 0
    embedded = read_embedded(path)
    return (*embedded.heard, *embedded.words, *(caption.text for caption in embedded.captions))


def test_grey_pixels_are_not_taken_for_letters(tmp_path: Path) -> None:
    path = tmp_path / "a.bmp"
    pixels = bytes(random.Random(5).choices(range(0x61, 0xFF), k=3 * 300 * 100))
    Image.frombytes("RGB", (300, 100), pixels).save(path)
    assert sum(map(len, _said(path))) < 1000


@pytest.mark.parametrize("before", [b"~%", b'"~0)', b"x^}#"])
@pytest.mark.parametrize("kind", ["AVIF", "TIFF", "BMP"])
def test_signs_in_front_of_a_text_are_none_of_it(kind: str, before: bytes, tmp_path: Path) -> None:
    """The last bytes of pixels are signs by chance, and nothing parts them from what follows."""
    path = tmp_path / f"a.{kind.lower()}"
    path.write_bytes(_made(kind) + b"\0" + before + _TEXT)
    assert any(map(mentions_minors, _said(path)))
