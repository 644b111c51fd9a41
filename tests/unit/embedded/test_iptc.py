"""IPTC: every field that people fill in, in every charset that files use."""

from __future__ import annotations

import struct
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from imgsearch.embedded.record import Text
from tests.embedded_files import UTF8, iptc, jpeg, photoshop, read, segment

RUSSIAN = "Рыбаки чинят сети на берегу Волги"
FRENCH = "Des pêcheurs réparent leurs filets près du château"
ENGLISH = "Fishermen mend their nets"


@pytest.mark.parametrize("text", [RUSSIAN, ENGLISH], ids=["ru", "en"])
@pytest.mark.parametrize(
    ("number", "field"), [(120, "IPTC:Caption-Abstract"), (105, "IPTC:Headline")], ids=["caption", "headline"]
)
def test_descriptions_and_headlines_are_captions(tmp_path: Path, number: int, field: str, text: str) -> None:
    found = read(tmp_path, jpeg(iptc=iptc((number, text))))
    assert found.captions == (Text(text, None, field),)
    assert found.raw == {field: text}
    assert found.problems == ()


@pytest.mark.parametrize("text", [RUSSIAN, ENGLISH], ids=["ru", "en"])
@pytest.mark.parametrize(
    ("number", "name"),
    [
        (80, "photographer"),
        (90, "city"),
        (92, "sublocation"),
        (95, "state"),
        (101, "country"),
        (116, "copyright"),
    ],
)
def test_single_fields_are_read(tmp_path: Path, number: int, name: str, text: str) -> None:
    found = read(tmp_path, jpeg(iptc=iptc((number, text))))
    assert getattr(found, name) == text
    assert found.captions == ()


def test_titles_and_keywords_are_read(tmp_path: Path) -> None:
    found = read(tmp_path, jpeg(iptc=iptc((5, "Утро на Волге"), (25, "лодка"), (25, "boat"), (20, "Волга"))))
    assert found.titles == (Text("Утро на Волге", None, "IPTC:ObjectName"),)
    assert found.keywords == ("лодка", "boat", "Волга")
    assert found.raw["IPTC:Keywords"] == ["лодка", "boat"]


@pytest.mark.parametrize(
    ("date", "time", "expected", "offset"),
    [
        ("20260131", "143005+0300", datetime(2026, 1, 31, 14, 30, 5), timedelta(hours=3)),
        ("20260131", "143005-0130", datetime(2026, 1, 31, 14, 30, 5), -timedelta(hours=1, minutes=30)),
        ("20260131", "143005", datetime(2026, 1, 31, 14, 30, 5), None),
        ("20260131", "nonsense", datetime(2026, 1, 31), None),
        ("20260131", None, datetime(2026, 1, 31), None),
        ("00000000", None, None, None),
    ],
)
def test_dates_and_times_are_read(
    tmp_path: Path, date: str, time: str | None, expected: datetime | None, offset: timedelta | None
) -> None:
    datasets = [(55, date)] + ([(60, time)] if time is not None else [])
    found = read(tmp_path, jpeg(iptc=iptc(*datasets)))
    assert (found.taken_at, found.utc_offset) == (expected, offset)


@pytest.mark.parametrize(
    ("text", "codec", "declared"),
    [
        (RUSSIAN, "utf-8", UTF8),
        (RUSSIAN, "utf-8", None),
        (RUSSIAN, "utf-8", b"\x1b.A"),
        (RUSSIAN, "cp1251", None),
        (RUSSIAN, "cp1251", UTF8),
        (RUSSIAN.upper(), "cp1251", None),
        ("Мост и Bridge в Казани", "cp1251", None),
        (RUSSIAN, "iso8859-5", b"\x1b-L"),
        (FRENCH, "latin-1", None),
        (FRENCH, "latin-1", b"\x1b.A"),
        (FRENCH, "latin-1", UTF8),
        ("Café", "latin-1", None),
        ("Déjà vu à Orléans – “été”", "cp1252", None),
        ("Straße in Köln", "latin-1", b"\x1b-A"),
        ("Łódź, Żółw", "iso8859-2", b"\x1b-B"),
    ],
)
def test_charsets_are_told_apart(tmp_path: Path, text: str, codec: str, declared: bytes | None) -> None:
    found = read(tmp_path, jpeg(iptc=iptc((120, text.encode(codec)), charset=declared)))
    assert [caption.text for caption in found.captions] == [text]


def test_a_text_that_was_cut_within_a_character_loses_that_character(tmp_path: Path) -> None:
    found = read(tmp_path, jpeg(iptc=iptc((80, "Александр Сергеевич".encode()[:32]))))
    assert found.photographer == "Александр Сергее"


def test_line_ends_and_control_characters_are_made_plain(tmp_path: Path) -> None:
    found = read(tmp_path, jpeg(iptc=iptc((120, b" one\rtwo\r\nthree\0\x07 "))))
    assert found.captions[0].text == "one\ntwo\nthree"


def test_letters_of_two_characters_become_one(tmp_path: Path) -> None:
    found = read(tmp_path, jpeg(iptc=iptc((25, "чаи\u0306"))))
    assert found.keywords == ("чай",)


def test_values_of_more_than_32_kilobytes_have_longer_sizes(tmp_path: Path) -> None:
    long = b"\x1c\x02\x78" + struct.pack(">HL", 0x8004, 40_000) + b"net " * 10_000
    found = read(tmp_path, jpeg(iptc=long + iptc((90, "Казань"), charset=None)))
    assert found.captions[0].text.startswith("net net")
    assert found.city == "Казань"


def test_blocks_that_go_on_in_the_next_segment_are_joined(tmp_path: Path) -> None:
    block = photoshop(b"\0" * 99, 0x040C) + photoshop(iptc((120, RUSSIAN), (25, "сеть")))
    parts = [segment(0xED, b"Photoshop 3.0\0" + part) for part in (block[:150], block[150:])]
    found = read(tmp_path, jpeg(more=parts))
    assert found.captions[0].text == RUSSIAN
    assert found.keywords == ("сеть",)


@pytest.mark.parametrize("missing", [1, 9, 10, 50])
def test_of_a_block_that_ends_early_the_beginning_is_read(tmp_path: Path, missing: int) -> None:
    datasets = iptc((90, "Казань"), *[(25, f"word {number}") for number in range(20)])
    found = read(tmp_path, jpeg(iptc=datasets[:-missing]))
    assert found.city == "Казань"
    assert "word 19" not in found.keywords
    assert "word 3" in found.keywords
    assert found.problems != ()
