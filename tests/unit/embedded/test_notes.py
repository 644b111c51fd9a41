"""Files of other programs beside a picture, and what is far behind in XMP: what they say of minors is heard."""

from __future__ import annotations

from pathlib import Path

import pytest

from imgsearch.embedded.jpeg import MORE_XMP_MARK
from imgsearch.embedded.read import read_embedded
from imgsearch.embedded.sidecars import names_of_sidecars
from imgsearch.embedded.xmp import XMP_BYTES
from tests.embedded_files import PLAIN_JPEG, heard, jpeg, segment, xmp

WORDS = "two small children"
MM = 'xmlns:mm="http://ns.adobe.com/xap/1.0/mm/"'
PADDING = "<crs:x xmlns:crs='http://ns.adobe.com/camera-raw-settings/1.0/'>%s</crs:x>" % ("x" * 99)


def heard_beside(folder: Path, name: str, content: str | bytes, picture: str = "a.jpg") -> list[str]:
    (folder / picture).write_bytes(PLAIN_JPEG)
    (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
    return [*read_embedded(folder / picture).heard]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.txt", f"A day at sea.\n{WORDS}\n"),
        ("a.jpg.txt", WORDS),
        ("A.TXT", WORDS),
        ("a.txt", WORDS.encode("utf-16")),
        ("a.caption", WORDS),
        ("a.jpg.tags", f"snow, {WORDS}"),
        ("a.jpg.description", WORDS),
        ("a.jpg.caption.txt", WORDS),
        ("a.rtf", f"{{\\rtf1 {WORDS}}}"),
        ("a.jpg.pp3", f"[Exif]\nArtist=Ann\n[IPTC]\nKeywords=snow;{WORDS};\n"),
        ("a.nef.pp3", f"[IPTC]\nTitle={WORDS}\n"),
        ("a.jpg.dop", f'Sidecar = {{\nIPTC = {{ contentDescription = "{WORDS}", }},\n}}\n'),
        ("a.cos", f'<SL Version="1"><AL><E K="IPTC_Keywords" V="{WORDS}"/></AL></SL>'),
        ("a.AAE", f"<plist><dict><key>x</key><string>{WORDS}</string></dict></plist>"),
        ("a.xml", f"<photo><note>{WORDS}</note></photo>"),
        ("a.json", f'{{"category": "flickr", "tags": ["{WORDS}"]}}'),
        ("a.yaml", f"title: {WORDS}\n"),
    ],
)
def test_what_is_called_like_a_picture_is_heard(tmp_path: Path, name: str, content: str | bytes) -> None:
    assert any(WORDS in text for text in heard_beside(tmp_path, name, content))
    assert names_of_sidecars([str(tmp_path / "a.jpg")]) == {name}


@pytest.mark.parametrize(
    "name", ["CaptureOne/Settings1610/a.jpg.cos", "CaptureOne/Settings1610/a.nef.cos", "NKSC_PARAM/a.jpg.nksc"]
)
def test_what_programs_keep_in_folders_of_their_own_is_heard(tmp_path: Path, name: str) -> None:
    (tmp_path / name).parent.mkdir(parents=True)
    assert any(WORDS in text for text in heard_beside(tmp_path, name, f'<SL><E K="Title" V="{WORDS}"/></SL>'))
    (tmp_path / name).rename(tmp_path / name.replace("/a.", "/b."))
    assert list(read_embedded(tmp_path / "a.jpg").heard) == []


def test_a_folder_of_another_name_or_a_link_is_not_looked_into(tmp_path: Path) -> None:
    (tmp_path / "Other").mkdir()
    (tmp_path / "CaptureOne").symlink_to(tmp_path / "Other")
    assert heard_beside(tmp_path, "Other/a.jpg.cos", WORDS) == []


def test_a_short_value_is_heard_with_its_name(tmp_path: Path) -> None:
    assert "Age: 7" in heard_beside(tmp_path, "a.jpg.pp3", "[Own]\nAge=7\n")


def test_letters_of_another_charset_are_heard(tmp_path: Path) -> None:
    assert "девочка" in heard_beside(tmp_path, "a.txt", "девочка".encode("koi8-r"))


@pytest.mark.parametrize("name", ["b.txt", "ab.txt", "a.png.txt", "a.exe", "captions.txt", "metadata.json"])
def test_what_is_called_otherwise_is_not(tmp_path: Path, name: str) -> None:
    assert heard_beside(tmp_path, name, WORDS) == []


def test_a_table_of_the_folder_is_no_picture_s(tmp_path: Path) -> None:
    assert heard_beside(tmp_path, "captions.txt", WORDS, "captions.jpg") == []


def test_what_a_text_says_is_no_caption_and_a_json_like_googles_only_heard(tmp_path: Path) -> None:
    heard_beside(tmp_path, "a.txt", WORDS)
    heard_beside(tmp_path, "a.json", f'{{"photoTakenTime": {{"timestamp": "0"}}, "description": "{WORDS}"}}')
    found = read_embedded(tmp_path / "a.jpg")
    assert (found.captions, found.taken_at, found.problems) == ((), None, ())


@pytest.mark.parametrize(
    "body",
    [
        f"<mm:Manifest {MM}><mm:reference><mm:lastURL>file:///{WORDS}/a.psd</mm:lastURL></mm:reference></mm:Manifest>",
        f"<mm:alternatePaths {MM}>{WORDS}</mm:alternatePaths>",
        f'<mm:Pantry {MM}><dc:title xmlns:dc="http://purl.org/dc/elements/1.1/">{WORDS}</dc:title></mm:Pantry>',
    ],
    ids=["url", "paths", "pantry"],
)
def test_what_editors_note_of_other_files_is_heard(tmp_path: Path, body: str) -> None:
    assert any(WORDS in text for text in heard(tmp_path, jpeg(xmp=xmp(body))))


def far_behind() -> bytes:
    body = PADDING * (XMP_BYTES // len(PADDING)) + f"<o:note xmlns:o='http://o.example/'>{WORDS}</o:note>"
    packet = xmp(body)
    assert packet.find(WORDS.encode()) > XMP_BYTES
    return packet


def test_what_is_beyond_the_limit_of_a_sidecar_is_heard(tmp_path: Path) -> None:
    assert WORDS in heard_beside(tmp_path, "a.xmp", far_behind())


def test_what_is_beyond_the_limit_of_an_extended_packet_is_heard(tmp_path: Path) -> None:
    packet, identity = far_behind(), b"0123456789ABCDEF" * 2
    parts = [(at, packet[at : at + 65_000]) for at in range(0, len(packet), 65_000)]
    size = len(packet).to_bytes(4, "big")
    more = [segment(0xE1, MORE_XMP_MARK + identity + size + at.to_bytes(4, "big") + part) for at, part in parts]
    claim = xmp("", f'xmlns:xmpNote="http://ns.adobe.com/xmp/note/" xmpNote:HasExtendedXMP="{identity.decode()}"')
    assert WORDS in heard(tmp_path, jpeg(xmp=claim, more=more))
