"""Which field is believed, what counts once, and what nobody wrote."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from imgsearch.embedded.boilerplate import is_boilerplate
from imgsearch.embedded.found import Found
from imgsearch.embedded.merge import merge
from imgsearch.embedded.precedence import PRECEDENCE
from imgsearch.embedded.record import Embedded, Text
from tests.embedded_files import alt, bag, exif, iptc, jpeg, read, xmp

SINGLE = ("copyright", "city", "state", "country", "sublocation")


def merged(*fields: tuple[str, str], name: str = "a.jpg") -> Embedded:
    found = Found()
    for field, text in fields:
        found.add(field, text)
    return merge([found], name)


@pytest.mark.parametrize("meaning", [*SINGLE, "photographers", "taken_at", "rating"])
def test_the_first_field_of_the_table_is_believed(meaning: str) -> None:
    """Each field alone is read, and the field before it wins."""
    fields = [field for field in PRECEDENCE[meaning] if not field.startswith("Takeout:")]
    values = {"taken_at": "2026:01:0{}", "rating": "{}"}
    texts = [values.get(meaning, "name {}").format(number) for number in range(1, len(fields) + 1)]
    alone = [getattr(merged(pair), meaning) for pair in zip(fields, texts, strict=True)]
    assert len(set(alone)) == len(fields)
    for at in range(len(fields)):
        said = list(zip(fields[at:], texts[at:], strict=True))
        assert getattr(merged(*reversed(said)), meaning) == alone[at]


@pytest.mark.parametrize("meaning", ["captions", "titles"])
def test_texts_of_all_fields_are_kept_in_the_order_of_the_table(meaning: str) -> None:
    said = [(field, f"text of {field}") for field in PRECEDENCE[meaning]]
    found = getattr(merged(*reversed(said)), meaning)
    assert [text.field for text in found] == list(PRECEDENCE[meaning])


def test_a_file_follows_the_metadata_working_group(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        jpeg(
            exif=exif({0x010E: "of EXIF", 0x013B: "Anna"}, {0x9003: "2026:01:01 10:00:00"}),
            xmp=xmp(
                alt("dc:description", en="of XMP") + bag("dc:creator", "Boris"),
                'photoshop:City="Kazan" photoshop:DateCreated="2026-01-02"',
            ),
            iptc=iptc((120, "of IPTC"), (80, "Clara"), (90, "Samara"), (95, "Татарстан"), (55, "20260103")),
        ),
    )
    assert [caption.text for caption in found.captions] == ["of EXIF", "of XMP", "of IPTC"]
    assert (found.photographer, found.city, found.state) == ("Anna", "Kazan", "Татарстан")
    assert found.taken_at == datetime(2026, 1, 1, 10)


def test_equal_texts_count_once_and_keep_their_language(tmp_path: Path) -> None:
    body = alt("dc:description", ru="Рыбаки  чинят\nсети") + bag("dc:subject", "Boat", "лодка")
    data = jpeg(exif=exif({0x010E: "рыбаки чинят сети"}), xmp=xmp(body), iptc=iptc((25, "boat"), (25, "ЛОДКА")))
    found = read(tmp_path, data)
    assert found.captions == (Text("рыбаки чинят сети", "ru", "IFD0:ImageDescription"),)
    assert found.keywords == ("Boat", "лодка")


def test_texts_that_a_field_cut_give_way_to_the_whole() -> None:
    whole = "Рыбаки чинят сети на берегу Волги ранним утром"
    found = merged(("IFD0:ImageDescription", whole[:35]), ("XMP-dc:Description", whole), ("IPTC:Headline", whole[:12]))
    assert [caption.text for caption in found.captions] == [whole, whole[:12].strip()]


@pytest.mark.parametrize(
    "text",
    [
        "OLYMPUS DIGITAL CAMERA         ",
        "SONY DSC",
        "SAMSUNG",
        "SAMSUNG DIGITAL CAMERA",
        "KONICA MINOLTA DIGITAL CAMERA",
        "MINOLTA DIGITAL CAMERA",
        "Digital Camera",
        "<Digimax S500 / Kenox S500>",
        "DCIM",
        "DCIM\\100MEDIA\\DJI_0001.JPG",
        "Exif_JPEG_PICTURE",
        "Created with GIMP",
        "Created with The GIMP",
        "Processed with VSCO with a6 preset",
        "Default",
        "SANYO DIGITAL CAMERA",
        "GE DIGITAL CAMERA",
        "GCM_TAG",
        "DCF 1.0",
        "R:  139 G:  255 B:  189 X:39852 Y:    0",
        "Untitled",
        "Без названия",
        "Screenshot",
        "cof",
        "oznorCO",
        "hdrpl",
        "IMG_20260131_143005",
        "DSC_0001.JPG",
        r"C:\DCIM\100GOPRO\GOPR0009.GPR",
        "/DCIM/100MEDIA/DJI_0046.JPG",
        "P1010012",
        "image",
        "????? ?? ????",
        "* * *",
        "20260131",
        "Volga.jpg",
        "volga",
        '{"data": {"source": "camera"}}',
        '<MetaData><prop id="Description" type="string"/></MetaData>',
        "nikon corporation",
        "NIKON D90",
    ],
)
def test_what_cameras_and_programs_write_is_no_caption(text: str) -> None:
    camera = ("IFD0:Make", "NIKON CORPORATION"), ("IFD0:Model", "NIKON D90")
    fields = ("IFD0:ImageDescription", "XMP-dc:Title")
    found = merged(*camera, *((field, text) for field in fields), name="Volga.JPG")
    assert (found.captions, found.titles) == ((), ())
    assert found.raw["IFD0:ImageDescription"] == text.strip()


@pytest.mark.parametrize(
    "text",
    [
        "A digital camera on a table",
        "A digital camera",
        "Sony DSC party",
        "Imagine",
        "Default judgement",
        "A photo of a boat",
        "Волга",
        "Boat 12",
        "Made of wood",
        "P. Ivanov",
        "漁師",
    ],
)
def test_what_people_write_is_a_caption(text: str) -> None:
    assert not is_boilerplate(text, "a.jpg", ("nikon", "d90", "nikon d90"))


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Photographer: Carol M. Highsmith", "Carol M. Highsmith"),
        ("photo by Ann Smith", "Ann Smith"),
        ("Photo: Ann Smith", "Ann Smith"),
        ("Photo/Ann Smith", "Ann Smith"),
        ("Фото: Анна Соколова", "Анна Соколова"),
        ("Автор: Анна Соколова", "Анна Соколова"),
        ("© Ann Smith", "Ann Smith"),
        ("Bykov", "Bykov"),
        ("Fotostudio Ann", "Fotostudio Ann"),
        ("Photography Ann", "Photography Ann"),
        ("Byron Photo", "Byron Photo"),
        ("NPS / Gavin Emmons", "NPS / Gavin Emmons"),
    ],
)
def test_a_photographer_is_called_by_the_name_alone(said: str, name: str) -> None:
    assert merged(("XMP-dc:Creator", said)).photographers == (name,)


@pytest.mark.parametrize("said", ["Photo by", "Photographer:", "Автор: ", "© 2019"])
def test_a_label_without_a_name_names_nobody(said: str) -> None:
    assert merged(("XMP-dc:Creator", said), ("IPTC:By-line", "Ann Smith")).photographers == ("Ann Smith",)


def test_words_are_what_is_searched_as_words() -> None:
    found = merged(
        ("XMP-dc:Title", "Утро"),
        ("XMP-dc:Subject", "лодка"),
        ("XMP-iptcExt:PersonInImage", "Анна"),
        ("XMP-photoshop:City", "Казань"),
        ("XMP-photoshop:Country", "Россия"),
        ("XMP-dc:Creator", "Ann Smith"),
        ("XMP-dc:Description", "Рыбаки чинят сети"),
        ("IPTC:Keywords", "Казань"),
    )
    assert found.words == ("Утро", "лодка", "Казань", "Анна", "Россия", "Ann Smith")
