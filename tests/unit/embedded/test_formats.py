"""The formats of picture files, each with the metadata that it can hold."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from pathlib import Path

import pillow_heif
import pytest
from PIL import features
from PIL.PngImagePlugin import PngInfo
from PIL.TiffImagePlugin import ImageFileDirectory_v2

from imgsearch.embedded import picture_file
from imgsearch.embedded.read import read_embedded
from imgsearch.errors import UnreadableImage
from tests.embedded_files import PLAIN_JPEG, alt, encoded, exif, iptc, jpeg, photoshop, read, xmp

RUSSIAN = "Рыбаки чинят сети"
ENGLISH = "Fishermen mend their nets"
PACKET = xmp(alt("dc:description", ru=RUSSIAN))
BLOCK = exif({0x010E: ENGLISH, 0x013B: "Анна Иванова"})
BOTH = [ENGLISH, RUSSIAN]

pillow_heif.register_heif_opener()  # which also writes them


def texts(folder: Path, data: bytes, name: str = "a.png") -> list[str]:
    found = read(folder, data, name)
    assert found.problems == ()
    return [caption.text for caption in found.captions]


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">L", len(data)) + kind + data + struct.pack(">L", zlib.crc32(kind + data))


def png(*chunks: bytes) -> bytes:
    """A PNG with these chunks after its pixels, where exiftool puts them."""
    plain = encoded("PNG")
    return plain[:-12] + b"".join(chunks) + plain[-12:]


def test_png_holds_exif_and_xmp_before_its_pixels(tmp_path: Path) -> None:
    info = PngInfo()
    info.add_itxt("XML:com.adobe.xmp", PACKET.decode())
    assert texts(tmp_path, encoded("PNG", pnginfo=info, exif=BLOCK)) == BOTH


def test_png_holds_exif_and_xmp_after_its_pixels(tmp_path: Path) -> None:
    packet = b"XML:com.adobe.xmp\0\0\0\0\0" + PACKET
    assert texts(tmp_path, png(chunk(b"eXIf", BLOCK[6:]), chunk(b"iTXt", packet))) == BOTH


@pytest.mark.parametrize("is_packed", [True, False], ids=["packed", "plain"])
def test_png_holds_texts(tmp_path: Path, *, is_packed: bool) -> None:
    info = PngInfo()
    info.add_itxt("Description", RUSSIAN, "ru", zip=is_packed)
    info.add_text("Title", "Morning", zip=is_packed)
    info.add_text("Comment", "Created with GIMP")
    info.add_text("Software", "not read")
    info.add_itxt("Author", "Анна Иванова", zip=is_packed)
    found = read(tmp_path, encoded("PNG", pnginfo=info), "a.png")
    assert [(text.text, text.language) for text in found.captions] == [(RUSSIAN, "ru")]
    assert [title.text for title in found.titles] == ["Morning"]
    assert found.photographer == "Анна Иванова"
    assert "PNG:Software" not in found.raw


@pytest.mark.parametrize(
    ("name", "block", "expected"),
    [
        ("iptc", photoshop(iptc((120, RUSSIAN))), RUSSIAN),
        ("iptc", iptc((120, RUSSIAN)), RUSSIAN),
        ("8bim", photoshop(iptc((120, RUSSIAN))), RUSSIAN),
        ("exif", BLOCK, ENGLISH),
        ("APP1", BLOCK, ENGLISH),
        ("APP1", b"http://ns.adobe.com/xap/1.0/\0" + PACKET, RUSSIAN),
        ("xmp", PACKET, RUSSIAN),
    ],
)
def test_png_of_imagemagick_holds_blocks_in_hexadecimal(tmp_path: Path, name: str, block: bytes, expected: str) -> None:
    text = f"\n{name}\n{len(block):8}\n{block.hex()}\n".encode()
    data = png(chunk(b"zTXt", f"Raw profile type {name}".encode() + b"\0\0" + zlib.compress(text)))
    assert texts(tmp_path, data) == [expected]


def test_webp_holds_exif_and_xmp(tmp_path: Path) -> None:
    assert texts(tmp_path, encoded("WEBP", exif=BLOCK, xmp=PACKET), "a.webp") == BOTH


@pytest.mark.parametrize("length", [0, 1])
def test_chunks_of_webp_have_an_even_length(tmp_path: Path, length: int) -> None:
    packet, block = PACKET + b" " * length, BLOCK[: len(BLOCK) - length]
    chunks = [(b"XMP ", packet), (b"EXIF", block), (b"XMP ", xmp(alt("dc:description", en="Morning")))]
    body = b"".join(kind + struct.pack("<L", len(data)) + data + b"\0" * (len(data) & 1) for kind, data in chunks)
    assert texts(tmp_path, b"RIFF" + struct.pack("<L", 4 + len(body)) + b"WEBP" + body) == [*BOTH, "Morning"]


@pytest.mark.parametrize("big", [False, True], ids=["TIFF", "BigTIFF"])
def test_tiff_holds_exif_xmp_and_iptc(tmp_path: Path, *, big: bool) -> None:
    tags = ImageFileDirectory_v2()
    tags[0x010E] = ENGLISH
    tags[0x02BC] = PACKET
    tags.tagtype[0x83BB] = 7
    tags[0x83BB] = iptc((105, "На Волге"))
    data = encoded("TIFF", tiffinfo=tags, big_tiff=big)
    assert texts(tmp_path, data, "a.tif") == [*BOTH, "На Волге"]


def test_iptc_that_was_swapped_in_groups_of_four_is_read(tmp_path: Path) -> None:
    block = iptc((120, RUSSIAN))
    block += b"\0" * (-len(block) % 4)
    tags = ImageFileDirectory_v2()
    tags.tagtype[0x83BB] = 7
    tags[0x83BB] = b"".join(block[at : at + 4][::-1] for at in range(0, len(block), 4))
    assert texts(tmp_path, encoded("TIFF", tiffinfo=tags), "a.tif") == [RUSSIAN]


def test_tiff_holds_iptc_in_photoshops_blocks(tmp_path: Path) -> None:
    tags = ImageFileDirectory_v2()
    tags.tagtype[0x8649] = 7
    tags[0x8649] = photoshop(iptc((120, RUSSIAN)))
    assert texts(tmp_path, encoded("TIFF", tiffinfo=tags), "a.tif") == [RUSSIAN]


@pytest.mark.skipif(not features.check("avif"), reason="this Pillow opens no AVIF")
def test_avif_holds_exif_and_xmp(tmp_path: Path) -> None:
    assert texts(tmp_path, encoded("AVIF", exif=BLOCK, xmp=PACKET), "a.avif") == BOTH


@pytest.mark.parametrize("brand", [b"mif1", b"mif2", b"hevm", b"miaf"])
def test_what_a_file_of_boxes_is_is_told_by_all_its_brands(tmp_path: Path, brand: bytes) -> None:
    data = encoded("HEIF", exif=BLOCK, xmp=PACKET)
    assert data[8:12] == b"heic"
    assert b"heic" in data[16 : data[3]]
    assert texts(tmp_path, data[:8] + brand + data[12:], "a.heic") == BOTH


def test_heic_needs_a_library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def import_nothing(name: str) -> None:
        raise ImportError(name)

    monkeypatch.setattr(picture_file, "import_module", import_nothing)
    found = read(tmp_path, encoded("HEIF", exif=BLOCK), "a.heic")
    assert found.problems == ("HEIC: no library that opens it is installed",)


@pytest.mark.parametrize("name", ["a.heic", "a.avif"])
def test_boxes_with_nothing_in_them_are_reported(tmp_path: Path, name: str) -> None:
    found = read(tmp_path, b"\0\0\0\x18ftyp" + name[2:].encode() + b"\0" * 200, name)
    assert [problem.partition(" is damaged: ")[0] for problem in found.problems] == [name[2:].upper()]


def test_formats_are_told_by_their_bytes(tmp_path: Path) -> None:
    assert texts(tmp_path, encoded("WEBP", exif=BLOCK), "a.jpg") == [ENGLISH]


@pytest.mark.parametrize("data", [b"", b"\xff", b"GIF89a", b"nothing at all", encoded("BMP"), encoded("GIF")])
def test_other_files_say_nothing(tmp_path: Path, data: bytes) -> None:
    found = read(tmp_path, data, "a.gif")
    assert (found.captions, found.raw, found.problems) == ((), {}, ())


def test_a_jpeg_without_metadata_says_nothing(tmp_path: Path) -> None:
    found = read(tmp_path, PLAIN_JPEG)
    assert (found.words, found.captions, found.raw, found.problems) == ((), (), {}, ())


def test_a_jpeg_is_read_up_to_its_pixels(tmp_path: Path) -> None:
    """What follows may be large, and another picture in it has metadata of its own."""
    data = BytesIO(PLAIN_JPEG + jpeg(xmp=PACKET))
    assert texts(tmp_path, data.getvalue(), "a.jpg") == []


def test_filling_between_segments_is_passed_over(tmp_path: Path) -> None:
    data = jpeg(xmp=PACKET)
    assert texts(tmp_path, data[:2] + b"\xff\xff\xff" + data[2:], "a.jpg") == [RUSSIAN]


@pytest.mark.parametrize("name", ["missing.jpg", "folder"])
def test_a_file_that_cannot_be_opened_is_an_error(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(UnreadableImage, match="cannot be opened"):
        read_embedded(tmp_path / name)
