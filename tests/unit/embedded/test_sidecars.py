"""Which files beside a picture speak of it."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

from imgsearch.embedded.read import read_embedded
from imgsearch.embedded.sidecars import Sidecars, sources_of
from tests.embedded_files import PLAIN_JPEG, alt, encoded, iptc, jpeg, xmp

LONG = "photograph of fishermen on the Volga in the morning.jpg"  # 55 characters; Google keeps 46


def names(folder: Path, picture: str, *files: str) -> list[str]:
    """Sidecars of a picture in a folder with these files."""
    for file in (picture, *files):
        (folder / file).write_bytes(b"")
    return [source.name for source in sources_of(folder / picture)]


@pytest.mark.parametrize(
    ("picture", "files", "expected"),
    [
        ("a.jpg", ["a.xmp"], ["a.xmp"]),
        ("a.jpg", ["a.XMP"], ["a.XMP"]),
        ("a.jpg", ["a.jpg.xmp"], ["a.jpg.xmp"]),
        ("a.jpg", ["a.xmp", "a.jpg.xmp"], ["a.jpg.xmp", "a.xmp"]),
        ("a.jpg", ["b.xmp", "a.png.xmp", "aa.xmp", "b.txt", "aa.json", "a.doc"], []),
        ("фото.jpg", ["фото.xmp"], ["фото.xmp"]),
        ("a.jpg", ["a.Xmp"], ["a.Xmp"]),
        ("a.JPG", ["a.jpg.xmp"], ["a.jpg.xmp"]),
        ("a.jpg", ["a.JPG.XMP"], ["a.JPG.XMP"]),
        ("a.JPG", ["a.jpg.xmp", "a.JPG.xmp"], ["a.JPG.xmp"]),
        ("a.JPG", ["a.jpeg.xmp"], []),
        ("a.JPG", ["a.jpeg.xmp", "A.jpg.xmp"], ["A.jpg.xmp"]),
        ("й.jpg", [unicodedata.normalize("NFD", "й.xmp")], [unicodedata.normalize("NFD", "й.xmp")]),
        (unicodedata.normalize("NFD", "й.jpg"), ["й.jpg.XMP"], ["й.jpg.XMP"]),
        ("й.jpg", ["й.xmp", unicodedata.normalize("NFD", "й.xmp")], ["й.xmp"]),
        ("a.jpg", ["A.xmp"], ["A.xmp"]),
        ("IMG.JPG", ["img.xmp"], ["img.xmp"]),
        ("ЁЖ.jpg", ["ёж.jpg.xmp"], ["ёж.jpg.xmp"]),
        ("a.jpg", ["A.xmp", "a.xmp"], ["a.xmp"]),
        ("a.jpg", ["A.xmp", "A.png"], []),
        ("aa.jpg", ["Aa.xmp", "AA.jpg"], []),
        ("a.jpg", ["a.nef.xmp"], ["a.nef.xmp"]),
        ("a.jpg", ["a.nef", "a.NEF.xmp", "a.xmp"], ["a.xmp", "a.NEF.xmp", "a.nef"]),
        ("A.HEIC", ["a.cr3", "a.cr3.xmp"], ["a.cr3.xmp", "a.cr3"]),
        ("a.png", ["a.nef", "a.nef.xmp"], []),
        ("a.jpg", ["a_01.jpg.xmp", "a.jpg.xmp"], ["a.jpg.xmp", "a_01.jpg.xmp"]),
        ("a.jpg", ["a_01.jpg.xmp", "a_01.jpg"], []),
        ("a.jpg", ["a_01.nef.xmp", "a.nef"], ["a_01.nef.xmp", "a.nef"]),
        ("a.jpg", ["A.DNG", "b.dng"], ["A.DNG"]),
        ("a.dng", ["a.jpg"], []),
        ("a_01.jpg", ["a.jpg", "a_01.nef.xmp"], ["a_01.nef.xmp"]),
    ],
)
def test_sidecars_of_xmp_have_the_pictures_name(
    tmp_path: Path, picture: str, files: list[str], expected: list[str]
) -> None:
    assert names(tmp_path, picture, *files) == expected


@pytest.mark.parametrize(
    ("picture", "json"),
    [
        ("a.jpg", "a.jpg.supplemental-metadata.json"),
        ("a.jpg", "a.jpg.supplemental-meta.json"),
        ("a.jpg", "a.jpg.suppl.json"),
        ("a.jpg", "a.jpg.s.json"),
        ("a.jpg", "a.jpg..json"),
        ("a.jpg", "a.jpg.json"),
        ("a(1).jpg", "a.jpg.supplemental-metadata(1).json"),
        ("a(12).jpg", "a.jpg.supplemental-me(12).json"),
        ("a(1).jpg", "a.jpg(1).json"),
        ("a(1).jpg", "a(1).jpg.json"),
        ("a-edited.jpg", "a.jpg.supplemental-metadata.json"),
        ("a-edited(1).jpg", "a.jpg(1).json"),
        ("a(1)-ha editado.jpg", "a.jpg(1).json"),
        ("a-измененный.jpg", "a.jpg.json"),
        (unicodedata.normalize("NFD", "a-измененный(1).jpg"), "a.jpg(1).json"),
        (unicodedata.normalize("NFD", "é-modifié.jpg"), unicodedata.normalize("NFD", "é.jpg.json")),
        ("a-edited.jpg", "a.HEIC.supplemental-metadata.json"),
        ("Fischer am Ufer der Wolga am frühen Morgen (38).JPG", "Fischer am Ufer der Wolga am frühen Morgen (38.json"),
        (LONG, f"{LONG[:46]}.json"),
        (LONG.replace(".jpg", "(1).jpg"), f"{LONG[:46]}(1).json"),
        (LONG.replace(".jpg", "(1).jpg"), f"{LONG[:43]}(1).json"),
    ],
)
def test_sidecars_of_google_are_found_by_every_way_of_naming(tmp_path: Path, picture: str, json: str) -> None:
    assert names(tmp_path, picture, json) == [json]


@pytest.mark.parametrize(
    ("picture", "json"),
    [
        ("a.jpg", "a.jpg(1).json"),
        ("a.jpg", "a.jpg.supplemental-metadata(1).json"),
        ("a(1).jpg", "a.jpg.json"),
        ("a(1).jpg", "a.jpg(2).json"),
        ("a.jpg", "b.jpg.json"),
        ("a.jpg", "a.jpg.summary.json"),
    ],
)
def test_sidecars_of_others_are_left_alone(tmp_path: Path, picture: str, json: str) -> None:
    assert names(tmp_path, picture, json) == []


def test_a_picture_has_one_sidecar_of_google(tmp_path: Path) -> None:
    files = ["a.jpg.json", "a.jpg.supplemental-metadata.json"]
    assert names(tmp_path, "a.jpg", *files) == ["a.jpg.supplemental-metadata.json"]


def test_links_are_passed_over(tmp_path: Path) -> None:
    (tmp_path / "elsewhere.xmp").write_bytes(xmp())
    (tmp_path / "a.xmp").symlink_to(tmp_path / "elsewhere.xmp")
    (tmp_path / "a.jpg.xmp").mkdir()
    assert names(tmp_path, "a.jpg") == []


def test_a_stamp_changes_with_its_sidecars(tmp_path: Path) -> None:
    picture, sidecar = tmp_path / "a.jpg", tmp_path / "a.xmp"
    picture.write_bytes(PLAIN_JPEG)
    stamps = [sources_of(picture)]
    for text in ("one", "two", "three"):
        sidecar.write_bytes(xmp(alt("dc:title", en=text)))
        os.utime(sidecar, ns=(0, 5))
        stamps.append(sources_of(picture))
    os.utime(sidecar, ns=(0, 6))
    stamps.append(sources_of(picture))
    sidecar.rename(tmp_path / "a.jpg.xmp")
    stamps.append(sources_of(picture))
    (tmp_path / "a.jpg.xmp").unlink()
    assert sources_of(picture) == stamps[0] == ()
    assert stamps[1] == stamps[2]  # same size, same time: taken for unchanged, as pictures are
    assert len(set(stamps)) == 5
    assert stamps[3] == (("a.xmp", 5, len(xmp(alt("dc:title", en="three")))),)


def test_a_folder_is_listed_once_for_all_of_its_pictures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("a.jpg", "b.jpg", "a.xmp", "b.xmp"):
        (tmp_path / name).write_bytes(b"")
    listed: list[str] = []
    scandir = os.scandir

    def list_folder(folder: str) -> Iterator[os.DirEntry[str]]:
        listed.append(folder)
        return scandir(folder)

    monkeypatch.setattr(os, "scandir", list_folder)
    sidecars = Sidecars()
    found = [sources_of(tmp_path / name, sidecars)[0].name for name in ("a.jpg", "b.jpg")]
    assert found == ["a.xmp", "b.xmp"]
    assert listed == [str(tmp_path)]


def test_a_folder_that_is_gone_has_no_sidecars(tmp_path: Path) -> None:
    assert sources_of(tmp_path / "gone" / "a.jpg") == ()


def test_a_sidecar_is_believed_before_the_file(tmp_path: Path) -> None:
    own = xmp(alt("dc:description", ru="Старое описание"), 'photoshop:City="Москва" photoshop:Country="Россия"')
    (tmp_path / "a.jpg").write_bytes(jpeg(xmp=own, iptc=iptc((90, "Самара"))))
    beside = xmp(alt("dc:description", ru="Новое описание"), 'photoshop:City="Казань"')
    (tmp_path / "a.xmp").write_bytes(beside)
    found = read_embedded(tmp_path / "a.jpg")
    assert [caption.text for caption in found.captions] == ["Новое описание", "Старое описание"]
    assert (found.city, found.country) == ("Казань", "Россия")
    assert found.raw["sidecar XMP-photoshop:City"] == "Казань"
    assert found.raw["XMP-photoshop:City"] == "Москва"


def test_of_two_sidecars_the_nearer_name_is_believed(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(PLAIN_JPEG)
    for name, city in (("a.jpg.xmp", "Казань"), ("a.xmp", "Москва")):
        (tmp_path / name).write_bytes(xmp(attributes=f'photoshop:City="{city}"'))
    found = read_embedded(tmp_path / "a.jpg")
    assert (found.city, found.raw) == ("Казань", {"sidecar XMP-photoshop:City": "Казань"})


def test_a_broken_sidecar_costs_nothing_but_itself(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(jpeg(iptc=iptc((90, "Самара"))))
    (tmp_path / "a.xmp").write_bytes(b"no XML")
    found = read_embedded(tmp_path / "a.jpg")
    assert found.city == "Самара"
    assert [problem.startswith("a.xmp: XMP is damaged") for problem in found.problems] == [True]


def test_what_stands_in_a_raw_file_is_its_jpegs_too_and_comes_last(tmp_path: Path) -> None:
    told = {33432: "RAW rights", 270: "A wall in the evening"}
    raw = encoded("TIFF", tiffinfo={**told, 33723: iptc((25, "girls"), (90, "Bergen"))})
    (tmp_path / "A.DNG").write_bytes(raw)
    (tmp_path / "a.jpg").write_bytes(jpeg(iptc=iptc((25, "snow"), (90, "Oslo"))))
    found = read_embedded(tmp_path / "a.jpg")
    assert (found.keywords, found.city, found.copyright) == (("snow", "girls"), "Oslo", "RAW rights")
    assert [caption.text for caption in found.captions] == ["A wall in the evening"]
    assert found.raw["raw IPTC:City"] == "Bergen"
    assert read_embedded(tmp_path / "A.DNG").city == "Bergen"
