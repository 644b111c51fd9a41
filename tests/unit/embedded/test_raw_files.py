"""RAW files and GIF files tell what is written in them, each in its own way."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from imgsearch.embedded.record import Embedded
from tests.embedded_files import alt, encoded, exif, jpeg, read, xmp

RUSSIAN = "Рыбаки чинят сети"
ENGLISH = "Fishermen mend their nets"
TAKEN = datetime(2021, 6, 5, 14, 30, 15)
PACKET = xmp(alt("dc:description", ru=RUSSIAN))
FIRST = {0x010E: ENGLISH, 0x013B: "Anna Ivanova"}
CAMERA = {0x9003: "2021:06:05 14:30:15"}
PLACE = {1: "N", 2: (55.0, 45.0, 0.0), 3: "E", 4: (37.0, 30.0, 0.0)}
WHOLE = exif(FIRST, CAMERA, PLACE).removeprefix(b"Exif\0\0")
CANON = bytes.fromhex("85c0b687820f11e08111f4ce462b6a48")
XMP_BOX = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")


def box(kind: bytes, data: bytes, *, is_long: bool = False) -> bytes:
    """A box as MP4 has them; long ones say their size in eight bytes."""
    if is_long:
        return struct.pack(">L4sQ", 1, kind, len(data) + 16) + data
    return struct.pack(">L4s", len(data) + 8, kind) + data


def directory_alone(pointer: int) -> bytes:
    """A TIFF block whose first directory is the one to which a tag of WHOLE leads."""
    (start,) = struct.unpack_from("<L" if WHOLE[:2] == b"II" else ">L", WHOLE, 4)
    order = "<" if WHOLE[:2] == b"II" else ">"
    (count,) = struct.unpack_from(f"{order}H", WHOLE, start)
    entries = (struct.unpack_from(f"{order}HHLL", WHOLE, start + 2 + 12 * at) for at in range(count))
    place = next(value for tag, _, _, value in entries if tag == pointer)
    return WHOLE[:4] + struct.pack(f"{order}L", place) + WHOLE[8:]


def cr3(*inner: bytes, packet: bytes = PACKET) -> bytes:
    canon = box(b"uuid", CANON + b"".join(inner))
    movie = box(b"moov", box(b"uuid", bytes(16) + b"other") + canon + box(b"trak", bytes(20)))
    pixels = box(b"mdat", bytes(300), is_long=True)
    return box(b"ftyp", b"crx \0\0\0\1crx isom") + movie + box(b"uuid", XMP_BOX + packet) + pixels


CR3 = cr3(
    box(b"CNCV", b"CanonCR3_001/00.09.00/00.00.00"),
    box(b"CMT1", exif(FIRST).removeprefix(b"Exif\0\0")),
    box(b"CMT2", directory_alone(0x8769)),
    box(b"CMT3", b"II*\0" + bytes(30)),
    box(b"CMT4", directory_alone(0x8825)),
)


def raf(picture: bytes) -> bytes:
    head = b"FUJIFILMCCD-RAW 0201FF129502X-T5".ljust(84, b"\0")
    return head + struct.pack(">LL", 160, len(picture)) + bytes(68) + picture + bytes(500)


def mrw(block: bytes) -> bytes:
    blocks = [(b"\0PRD", bytes(24)), (b"\0TTW", block), (b"\0WBG", bytes(12))]
    said = b"".join(struct.pack(">4sL", kind, len(data)) + data for kind, data in blocks)
    return b"\0MRM" + struct.pack(">L", len(said)) + said + bytes(200)


def with_head(head: bytes, order: str = "II") -> bytes:
    """A TIFF file in an order of bytes, with another beginning."""
    block = WHOLE if WHOLE[:2] == order.encode() else swapped()
    return head + block[4:]


def swapped() -> bytes:
    """A block of EXIF in the other order than Pillow's, with the description and the camera's time."""
    mark = ">" if WHOLE[:2] == b"II" else "<"
    text, time = ENGLISH.encode() + b"\0", b"2021:06:05 14:30:15\0"
    first, camera, texts = 8, 8 + 2 + 24 + 4, 8 + 2 + 24 + 4 + 2 + 12 + 4
    return b"".join(
        [
            (b"MM\0*" if mark == ">" else b"II*\0") + struct.pack(f"{mark}L", first),
            struct.pack(f"{mark}HHHLLHHLLL", 2, 0x010E, 2, len(text), texts, 0x8769, 4, 1, camera, 0),
            struct.pack(f"{mark}HHHLLL", 1, 0x9003, 2, len(time), texts + len(text), 0),
            text + time,
        ]
    )


def rw2(picture: bytes = b"", name: str = "Panasonic") -> bytes:
    """A RAW file of Panasonic: maker, and the camera's JPEG, which alone knows the description."""
    maker = name.encode() + b"\0"
    at = 8 + 2 + 24 + 4
    entries = struct.pack("<HHHLLHHLL", 2, 0x2E, 7, len(picture), at + len(maker), 0x010F, 2, len(maker), at)
    return b"IIU\0" + struct.pack("<L", 8) + entries + struct.pack("<L", 0) + maker + picture


def texts(found: Embedded) -> list[str]:
    assert found.problems == ()
    return [caption.text for caption in found.captions]


def test_canons_boxes_are_read_each(tmp_path: Path) -> None:
    found = read(tmp_path, CR3, "a.cr3")
    assert texts(found) == [ENGLISH, RUSSIAN]
    assert (found.photographer, found.taken_at, found.gps) == ("Anna Ivanova", TAKEN, None)


def test_canons_place_is_told_where_it_is_asked_for(tmp_path: Path) -> None:
    assert read(tmp_path, CR3, "a.cr3", with_gps=True).gps == (55.75, 37.5)


def test_fujifilms_jpeg_tells(tmp_path: Path) -> None:
    found = read(tmp_path, raf(jpeg(exif=exif(FIRST, CAMERA), xmp=PACKET)), "a.raf")
    assert texts(found) == [ENGLISH, RUSSIAN]
    assert (found.photographer, found.taken_at) == ("Anna Ivanova", TAKEN)


def test_panasonics_jpeg_tells_what_the_file_does_not(tmp_path: Path) -> None:
    found = read(tmp_path, rw2(jpeg(exif=exif(FIRST, CAMERA))), "a.rw2")
    assert (texts(found), found.taken_at) == ([ENGLISH], TAKEN)
    assert "Panasonic" in found.raw["IFD0:Make"]


def test_panasonics_file_is_read_without_a_jpeg(tmp_path: Path) -> None:
    found = read(tmp_path, rw2(), "a.rw2")
    assert (found.raw, found.problems) == ({"IFD0:Make": "Panasonic"}, ())


@pytest.mark.parametrize(("head", "order"), [(b"IIRO", "II"), (b"IIRS", "II"), (b"MMOR", "MM"), (b"IIU\0", "II")])
def test_other_first_bytes_than_tiffs_do(tmp_path: Path, head: bytes, order: str) -> None:
    found = read(tmp_path, with_head(head, order), "a.orf")
    assert (texts(found), found.taken_at) == ([ENGLISH], TAKEN)


def test_minoltas_block_is_found_behind_others(tmp_path: Path) -> None:
    found = read(tmp_path, mrw(WHOLE), "a.mrw")
    assert (texts(found), found.taken_at) == ([ENGLISH], TAKEN)


@pytest.mark.parametrize("whole", [CR3, raf(jpeg(exif=exif(FIRST))), rw2(jpeg(exif=exif(FIRST))), mrw(WHOLE)])
def test_a_file_that_ends_anywhere_tells_what_stands_before(tmp_path: Path, whole: bytes) -> None:
    for end in range(12, len(whole), 7):
        found = read(tmp_path, whole[:end], "a.raw")
        assert all(ENGLISH.startswith(caption.text) or caption.text == RUSSIAN for caption in found.captions)


def test_a_box_of_canon_counts_in_its_place_alone(tmp_path: Path) -> None:
    outside = box(b"uuid", CANON + box(b"CMT1", exif(FIRST).removeprefix(b"Exif\0\0")))
    assert texts(read(tmp_path, CR3[: CR3.index(b"moov") - 4] + box(b"moov", bytes(0)) + outside, "a.cr3")) == []


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"FUJIFILMCCD-RAW ", "RAW is damaged: error"),
        (b"\0MRM\0\0\0\x0c\0TTW\0\0\0\4II*\0", "EXIF does not begin as it must"),
        (cr3(box(b"CMT1", b"no EXIF at all"), packet=b""), "EXIF does not begin as it must"),
        (cr3(packet=b"<no"), "XMP is damaged: "),
        (b"GIF89a\1\0\1\0\0\0\0!\xff\x0bXMP DataXMP<no", "XMP is damaged: "),
        (b"GIF89a\1\0\1\0\0\0\0!", "GIF is damaged: IndexError"),
    ],
)
def test_what_is_damaged_is_named(tmp_path: Path, data: bytes, problem: str) -> None:
    assert [said[: len(problem)] for said in read(tmp_path, data, "a.raw").problems] == [problem]


def test_boxes_that_do_not_end_are_left(tmp_path: Path) -> None:
    endless = box(b"ftyp", b"crx \0\0\0\1") + struct.pack(">L4s", 4, b"moov") + bytes(100)
    within = cr3(struct.pack(">L4s", 3, b"CMT1") + bytes(50), packet=b"")
    assert [read(tmp_path, data, "a.cr3").captions for data in (endless, within)] == [(), ()]


def gif(*extensions: bytes, palette: bool = True) -> bytes:
    """A GIF with these extensions before its picture."""
    plain = encoded("GIF")
    end = 13 + (3 << (plain[10] & 7) + 1 if plain[10] & 0x80 else 0)
    head = plain[:end] if palette else plain[:10] + bytes([plain[10] & 0x7F]) + plain[11:13]
    return b"GIF89a" + head[6:] + b"".join(extensions) + plain[end:]


def trailer() -> Iterator[int]:
    yield from (1, *range(255, -1, -1), 0)


ADOBE = b"!\xff\x0bXMP DataXMP" + PACKET + bytes(trailer())
OTHERS = (b"!\xfe\x07comment\0", b"!\xff\x0bNETSCAPE2.0\x03\1\0\0\0", b"!\xf9\4\0\0\0\0\0")


@pytest.mark.parametrize("palette", [True, False], ids=["palette", "no palette"])
def test_a_gif_holds_xmp_among_other_extensions(tmp_path: Path, *, palette: bool) -> None:
    assert texts(read(tmp_path, gif(*OTHERS, ADOBE, palette=palette), "a.gif")) == [RUSSIAN]


def test_a_gif_without_xmp_tells_nothing(tmp_path: Path) -> None:
    found = read(tmp_path, gif(*OTHERS), "a.gif")
    assert (found.raw, found.problems) == ({}, ())
