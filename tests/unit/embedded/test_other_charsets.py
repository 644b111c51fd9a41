"""Charsets that are seldom or never guessed: captions may come out wrong, but what they say of minors is heard."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from imgsearch.embedded.charsets import decode, other_readings
from imgsearch.minors import find_terms
from imgsearch.minors.words.lexicon import mentions_minors
from loaders.heard import heard_of_minors
from tests.embedded_files import exif, iptc, jpeg, read, segment, xmp

TEXTS = [
    ("Дети на площадке", "koi8-r"),
    ("девочка у реки", "cp866"),
    ("Девочка у реки", "mac-cyrillic"),
    ("小女孩在花园里", "gb18030"),
    ("小女孩在花園裡", "big5"),
    ("子供たちが公園で遊ぶ", "shift_jis"),
    ("子供たちが公園で遊ぶ", "euc-jp"),
    ("na hřišti si hrají děti", "cp1250"),
    ("ein Mädchen", "mac-roman"),
    ("ein Mädchen", "cp850"),
    ("δύο παιδιά", "cp1253"),
    ("ילדים משחקים", "cp1255"),
    ("أطفال يلعبون", "cp1256"),
    ("เด็กเล่นน้ำ", "cp874"),
]
PLACES: list[Callable[[bytes], bytes]] = [
    lambda text: jpeg(iptc=iptc((120, text), charset=None)),
    lambda text: jpeg(iptc=iptc((26, text))),
    lambda text: jpeg(exif=exif({0x010E: text})),
    lambda text: jpeg(exif=exif(camera={0x9286: b"ASCII\0\0\0" + text})),
    lambda text: jpeg(exif=exif(camera={0x9286: text})),
    lambda text: jpeg(more=[segment(0xFE, text)]),
    lambda text: jpeg(xmp=xmp("<dc:source>@</dc:source>").replace(b"@", text)),
]


@pytest.mark.parametrize("place", PLACES, ids=["IPTC", "unknown", "EXIF", "ASCII", "comment", "JPEG", "XMP"])
@pytest.mark.parametrize(("text", "charset"), TEXTS)
def test_a_word_for_a_minor_is_heard(tmp_path: Path, text: str, charset: str, place: Callable[[bytes], bytes]) -> None:
    found = read(tmp_path, place(text.encode(charset)))
    told = [*(caption.text for caption in found.captions), *heard_of_minors(found)]
    assert any(find_terms(each) for each in told)


@pytest.mark.parametrize(
    "data",
    [
        b"a wall",
        "Девочка".encode(),
        "Александр Сергеевич".encode()[:33],
        "Старый мост через реку, вид с «Волги» — утро".encode("cp1251"),
        "Hôtel des Enfants, son et lumière".encode("cp1252"),
        "Fête du citron à Menton – “été”".encode("cp1252"),
    ],
)
def test_other_readings_of_what_names_nobody_name_nobody(data: bytes) -> None:
    assert not any(map(mentions_minors, other_readings(data)))


def test_utf_8_has_no_other_reading() -> None:
    assert other_readings("Девочка".encode()) == []
    assert decode("Девочка".encode()) == "Девочка"
