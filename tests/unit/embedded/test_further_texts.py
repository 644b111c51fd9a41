"""Texts in further directories, resources, layers and blocks of picture files, which may be the only ones."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from PIL.TiffImagePlugin import ImageFileDirectory_v2

from tests.embedded_files import encoded, exif, heard, iptc, jpeg, photoshop, segment, xmp

WORDS = "two small children"
RUSSIAN = "двое детей"
DESCRIPTION, XMP, IPTC = 0x010E, 0x02BC, 0x83BB
BEFORE, BEHIND = "harbour", "in the evening"


def is_heard(folder: Path, data: bytes, name: str, words: str = WORDS) -> bool:
    return any(words in text for text in heard(folder, data, name))


def pages(*descriptions: str) -> bytes:
    """A TIFF file with a page for each of these."""
    data = BytesIO()
    frames = []
    for description in descriptions:
        frame = Image.new("L", (9, 9))
        frame.encoderinfo = {"tiffinfo": ImageFileDirectory_v2()}
        frame.encoderinfo["tiffinfo"][DESCRIPTION] = description
        frames.append(frame)
    first = ImageFileDirectory_v2()
    first[DESCRIPTION] = descriptions[0]
    frames[0].save(data, "TIFF", save_all=True, append_images=frames[1:], tiffinfo=first)
    return data.getvalue()


def directory(*entries: tuple[int, int, int, bytes], start: int = 8, following: int = 0) -> bytes:
    """A directory in little endian, with values of more than four bytes behind it."""
    behind = start + 2 + 12 * len(entries) + 4
    table, values = struct.pack("<H", len(entries)), b""
    for tag, kind, count, value in entries:
        if len(value) > 4:
            table += struct.pack("<HHLL", tag, kind, count, behind + len(values))
            values += value + b"\0" * (len(value) & 1)
        else:
            table += struct.pack("<HHL4s", tag, kind, count, value)
    return table + struct.pack("<L", following) + values


def exif_of(*parts: bytes) -> bytes:
    return b"Exif\0\0II*\0\x08\0\0\0" + b"".join(parts)


def described(words: str = WORDS, start: int = 8) -> bytes:
    return directory((DESCRIPTION, 2, len(words), words.encode()), start=start)


def test_what_is_said_of_a_later_page_is_heard(tmp_path: Path) -> None:
    assert is_heard(tmp_path, pages(BEFORE, BEHIND, WORDS), "a.tif")


@pytest.mark.parametrize("tag", [0x014A, 0xA005], ids=["below", "interoperability"])
def test_directories_below_are_heard(tmp_path: Path, tag: int) -> None:
    pointer = struct.pack("<L", 8 + 2 + 12 + 4)
    data = jpeg(exif=exif_of(directory((tag, 4, 1, pointer)), described(start=26)))
    assert is_heard(tmp_path, data, "a.jpg")


def test_directories_that_lead_to_one_another_are_read_once(tmp_path: Path) -> None:
    first = directory((0x014A, 4, 1, struct.pack("<L", 8)), following=8)
    assert not is_heard(tmp_path, jpeg(exif=exif_of(first)), "a.jpg")


def test_xmp_and_iptc_in_exif_of_a_jpeg_are_read(tmp_path: Path) -> None:
    for tag, block in ((XMP, xmp(f"<dc:source>{WORDS}</dc:source>")), (IPTC, iptc((120, WORDS)))):
        assert is_heard(tmp_path, jpeg(exif=exif_of(directory((tag, 7, len(block), block)))), "a.jpg")


def test_texts_behind_the_end_of_a_text_are_heard(tmp_path: Path) -> None:
    assert is_heard(tmp_path, jpeg(exif=exif({DESCRIPTION: f"{BEFORE}\0{WORDS}".encode()})), "a.jpg")
    title = f"{BEFORE}\0{WORDS}".encode("utf-16-le")
    assert is_heard(tmp_path, jpeg(exif=exif({0x9C9B: title})), "a.jpg")


def notes(*entries: tuple[int, int, int, bytes]) -> bytes:
    """EXIF whose camera is a Panasonic, which has made these notes."""
    camera = 8 + 2 + 12 + 4
    begin = camera + 2 + 12 + 4
    block = b"Panasonic\0\0\0" + directory(*entries, start=begin + 12)
    first = directory((0x8769, 4, 1, struct.pack("<L", camera)))
    return exif_of(first, directory((0x927C, 7, len(block), block), start=camera))


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ((0x33, 2, 20, b"0001:03:12 00:00:00\0"), "BabyAge: 0001:03:12 00:00:00"),
        ((0x33, 2, 20, b"9999:99:99 00:00:00\0"), None),
        ((0x66, 7, 8, b"Ann Lee\0"), "BabyName: Ann Lee"),
        (
            (0x61, 7, 148, b"\1\0\0\0" + b"Ann Lee".ljust(28, b"\0") + b"0007:05:03 00:00:00".ljust(116, b"\0")),
            "age: 7",
        ),
        ((0x61, 7, 148, b"\1\0\0\0" + b"Ann Lee".ljust(28, b"\0") + b"9999:99:99 00:00:00".ljust(116, b"\0")), None),
    ],
)
def test_what_a_panasonic_knows_of_children_is_heard(
    tmp_path: Path, entry: tuple[int, int, int, bytes], said: str | None
) -> None:
    texts = [text for text in heard(tmp_path, jpeg(exif=notes(entry))) if "age" in text.lower() or "Baby" in text]
    assert texts == ([said] if said is not None else [])


def test_iptc_of_other_records_and_behind_a_fault_is_heard(tmp_path: Path) -> None:
    envelope = struct.pack(">BBBH", 0x1C, 1, 50, len(WORDS)) + WORDS.encode()
    damaged = iptc((120, BEFORE)) + b"\xff\xff" + iptc((25, WORDS))
    for block in (envelope, damaged):
        assert is_heard(tmp_path, jpeg(iptc=block), "a.jpg")


@pytest.mark.parametrize("words", [WORDS, RUSSIAN])
def test_texts_in_photoshops_resources_are_heard(tmp_path: Path, words: str) -> None:
    named = words.encode("utf-8")
    caption = photoshop(bytes([len(named)]) + named, 0x03F0)
    comps = photoshop(b"\0\0\0\x10" + words.encode("utf-16-be") + b"\0\0\1", 0x0429)
    packet = photoshop(xmp(f"<dc:source>{words}</dc:source>"), 0x0424)
    block = b"8BIM" + struct.pack(">H", 2000) + bytes([len(named)]) + named
    path = block + b"\0" * ((len(named) + 1) & 1) + struct.pack(">L", 2) + b"\0\0"
    for resource in (caption, comps, packet, path):
        assert is_heard(tmp_path, jpeg(more=[segment(0xED, b"Photoshop 3.0\0" + resource)]), "a.jpg", words)


def test_comments_in_further_segments_are_heard(tmp_path: Path) -> None:
    words = WORDS.encode("utf-16-be")
    ducky = b"Ducky" + struct.pack(">HHL", 2, len(words) + 4, len(WORDS)) + words + b"\0\0"
    for marker, block in ((0xEC, ducky), (0xEA, b"UNICODE\0" + words)):
        assert is_heard(tmp_path, jpeg(more=[segment(marker, block)]), "a.jpg")


@pytest.mark.parametrize("large", [False, True])
def test_names_of_layers_are_heard(tmp_path: Path, large: bool) -> None:
    name = f"{WORDS}, {RUSSIAN}"
    unicode_name = b"8BIMluni" + struct.pack(">LL", 4 + 2 * len(name), len(name)) + name.encode("utf-16-be")
    extra = struct.pack(">LL", 0, 0) + b"\3two" + unicode_name
    channel = struct.pack(">HQ" if large else ">HL", 0, 2)
    record = bytes(16) + b"\0\1" + channel + b"8BIMnorm" + bytes(4) + struct.pack(">L", len(extra)) + extra
    layers = struct.pack(">h", -1) + record
    sizes = struct.pack(">QQ" if large else ">LL", len(layers) + 8, len(layers))
    header = b"8BPS" + struct.pack(">H6xHLLHH", 2 if large else 1, 3, 6, 8, 8, 3)
    data = header + struct.pack(">LL", 0, 0) + sizes + layers
    assert is_heard(tmp_path, data, "a.psd", name)


def test_texts_and_iptc_of_a_gif_are_heard(tmp_path: Path) -> None:
    block = iptc((120, WORDS))
    drawn = b"!\x01\x0c" + bytes(12) + bytes([len(WORDS)]) + WORDS.encode() + b"\0"
    magick = b"!\xff\x0bMGKIPTC0000" + bytes([len(block)]) + block + b"\0"
    resources = photoshop(block)
    whole = b"!\xff\x0bMGK8BIM0000" + bytes([len(resources)]) + resources + b"\0"
    for extension in (drawn, magick, whole):
        assert is_heard(tmp_path, encoded("GIF")[:-1] + extension + b";", "a.gif")


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">L", len(data)) + kind + data + struct.pack(">L", zlib.crc32(kind + data))


def test_damaged_texts_and_translated_names_of_a_png_are_heard(tmp_path: Path) -> None:
    packed = zlib.compress(WORDS.encode() * 20, 0)[:-12] + b"\xff" * 12
    translated = b"Title\0\0\0en\0" + WORDS.encode() + b"\0" + BEFORE.encode()
    for part in (chunk(b"zTXt", b"Note\0\0" + packed), chunk(b"iTXt", translated)):
        png = encoded("PNG")
        assert is_heard(tmp_path, png[:33] + part + png[33:], "a.png")


@pytest.mark.parametrize(
    "body",
    [
        "<crs:RawFileName>{}</crs:RawFileName>",
        "<crs:PaintBasedCorrections><rdf:Seq><rdf:li crs:CorrectionName='{}'/></rdf:Seq></crs:PaintBasedCorrections>",
        "<m:DerivedFrom xmlns:m='http://ns.adobe.com/xap/1.0/mm/' "
        "xmlns:r='http://ns.adobe.com/xap/1.0/sType/ResourceRef#' r:filePath='{}'/>",
        "<m:PreservedFileName xmlns:m='http://ns.adobe.com/xap/1.0/mm/'>{}</m:PreservedFileName>",
        "<b:JobRef xmlns:b='http://ns.adobe.com/xap/1.0/bj/' xmlns:j='http://ns.adobe.com/xap/1.0/sType/Job#'><rdf:Bag>"
        "<rdf:li j:name='{}'/></rdf:Bag></b:JobRef>",
    ],
    ids=["raw", "mask", "derived", "preserved", "job"],
)
def test_what_people_have_written_among_settings_is_heard(tmp_path: Path, body: str) -> None:
    assert is_heard(tmp_path, jpeg(xmp=xmp(body.format(WORDS))), "a.jpg")


def test_names_of_presets_are_not_heard(tmp_path: Path) -> None:
    body = f"<crs:Look><rdf:Description crs:Name='{WORDS}'/></crs:Look>"
    assert not is_heard(tmp_path, jpeg(xmp=xmp(body)), "a.jpg")
