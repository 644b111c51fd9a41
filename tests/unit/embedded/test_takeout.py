"""The JSON that Google Takeout writes beside pictures."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from imgsearch.embedded.read import read_embedded
from imgsearch.embedded.record import Embedded, Text
from tests.embedded_files import exif, jpeg, xmp

SAID = {
    "title": "IMG_0001.jpg",
    "description": "Рыбаки чинят сети",
    "photoTakenTime": {"timestamp": "1769870405", "formatted": "31 янв. 2026 г., 14:40:05 UTC"},
    "geoData": {"latitude": 55.755833, "longitude": 37.617222, "altitude": 0.0},
    "people": [{"name": "Анна Иванова"}, {"name": "Ann O&#39;Neill"}, {"name": 5}, "nobody"],
}


def read(folder: Path, said: object, picture: bytes | None = None, *, with_gps: bool = False) -> Embedded:
    (folder / "a.jpg").write_bytes(picture if picture is not None else jpeg())
    (folder / "a.jpg.supplemental-metadata.json").write_text(json.dumps(said), encoding="utf-8")
    return read_embedded(folder / "a.jpg", with_gps=with_gps)


def test_description_people_and_time_are_read(tmp_path: Path) -> None:
    found = read(tmp_path, SAID)
    assert found.captions == (Text("Рыбаки чинят сети", None, "Takeout:Description"),)
    assert found.persons == ("Анна Иванова", "Ann O'Neill")
    assert (found.taken_at, found.utc_offset) == (datetime(2026, 1, 31, 14, 40, 5), timedelta(0))
    assert found.problems == ()


def test_a_name_of_a_file_is_no_title(tmp_path: Path) -> None:
    assert read(tmp_path, SAID).titles == ()
    assert read(tmp_path, SAID | {"title": "a.jpg"}).titles == ()
    assert [title.text for title in read(tmp_path, SAID | {"title": "Утро на Волге"}).titles] == ["Утро на Волге"]


def test_the_cameras_time_is_believed_first(tmp_path: Path) -> None:
    picture = jpeg(exif=exif(camera={0x9003: "2020:05:06 07:08:09"}))
    found = read(tmp_path, SAID, picture)
    assert (found.taken_at, found.utc_offset) == (datetime(2020, 5, 6, 7, 8, 9), None)


def test_what_was_written_in_google_photos_is_believed_before_the_file(tmp_path: Path) -> None:
    found = read(tmp_path, SAID, jpeg(xmp=xmp(attributes='photoshop:Headline="Волга"')))
    assert [caption.text for caption in found.captions] == ["Рыбаки чинят сети", "Волга"]


def test_places_are_left_out_unless_asked_for(tmp_path: Path) -> None:
    silent, told = read(tmp_path, SAID), read(tmp_path, SAID, with_gps=True)
    assert silent.gps is None
    assert "55.7" not in str(silent)
    assert told.gps == (55.755833, 37.617222)


def test_zeros_are_no_place(tmp_path: Path) -> None:
    assert read(tmp_path, SAID | {"geoData": {"latitude": 0.0, "longitude": 0.0}}, with_gps=True).gps is None


@pytest.mark.parametrize(
    "said",
    [[], 5, "text", None, {}, {"description": "of an album"}, {"title": "a.jpg", "photoTakenTime": 7, "people": {}}],
)
def test_other_json_says_nothing(tmp_path: Path, said: object) -> None:
    found = read(tmp_path, said)
    assert (found.captions, found.persons, found.taken_at, found.problems) == ((), (), None, ())


@pytest.mark.parametrize(
    "text",
    ["[" * 100_000, '{"a":' * 100_000, "{", "", '{"photoTakenTime": ' + "9" * 5000 + "}", "x" * (2 << 20)],
    ids=["deep list", "deep object", "cut", "empty", "long number", "large"],
)
def test_json_that_cannot_be_read_is_a_problem(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.jpg").write_bytes(jpeg(xmp=xmp(attributes='photoshop:City="Казань"')))
    (tmp_path / "a.jpg.json").write_text(text, encoding="utf-8")
    found = read_embedded(tmp_path / "a.jpg")
    assert found.city == "Казань"
    assert len(found.problems) == 1
    assert found.problems[0].startswith("a.jpg.json: ")


@pytest.mark.parametrize("stamp", ["nonsense", "9" * 40, "-99999999999999", None, {"a": 1}, "²"])
def test_times_that_are_none_are_left_out(tmp_path: Path, stamp: object) -> None:
    found = read(tmp_path, SAID | {"photoTakenTime": {"timestamp": stamp}})
    assert found.taken_at is None
    assert found.captions != ()


def test_seconds_that_look_like_a_date_are_seconds(tmp_path: Path) -> None:
    found = read(tmp_path, SAID | {"photoTakenTime": {"timestamp": "20010203"}})
    assert found.taken_at == datetime(1970, 8, 20, 14, 23, 23)


@pytest.mark.parametrize(
    ("title", "is_its"),
    [
        ("photograph of fishermen on the Volga in the morning.jpg", True),
        ("photograph of fishermen on the Volga in the evening.jpg", False),
    ],
)
def test_a_cut_name_must_fit_the_title(tmp_path: Path, title: str, *, is_its: bool) -> None:
    name = "photograph of fishermen on the Volga in the morning.jpg"
    (tmp_path / name).write_bytes(jpeg())
    said = SAID | {"title": title}
    (tmp_path / f"{name[:46]}.json").write_text(json.dumps(said), encoding="utf-8")
    found = read_embedded(tmp_path / name)
    assert (found.captions != ()) is is_its
    assert (found.problems == ()) is is_its
