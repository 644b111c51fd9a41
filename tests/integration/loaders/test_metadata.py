from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from imgsearch.errors import BadInput, BadRow
from imgsearch.tables import Image, MinorEvidence
from loaders.choices import NO_CHOICES
from loaders.folder import load_folder
from loaders.images import load_pictures
from loaders.metadata import load_metadata
from loaders.minors import load_minors
from tests.integration.loaders.results import counts, rejects


def stored(session: Session) -> dict[str, tuple[Any, ...]]:
    query = select(Image.name, Image.taken_at, Image.photographer, Image.tags, Image.details).order_by(Image.name)
    return {name: tuple(rest) for name, *rest in session.execute(query)}


@pytest.fixture
def photos(session: Session, tmp_path: Path, make_picture: Callable[..., Path]) -> Path:
    """Loaded: a.jpg is wide, b.jpg tall, c.jpg square."""
    folder = tmp_path / "photos"
    make_picture(folder / "a.jpg", "red", (40, 30))
    make_picture(folder / "b.jpg", "green", (30, 40))
    make_picture(folder / "c.jpg", "blue", (30, 30))
    load_pictures(session, folder, NO_CHOICES)
    return folder


def test_csv_fills_typed_columns_and_keeps_the_rest(session: Session, photos: Path) -> None:
    file = photos / "metadata.csv"
    file.write_text(
        "image,Date Taken,Photographer,Keywords,Title,Camera\n"
        'a.jpg,2024-05-31 12:30,Anna  Petrova,"Dog; SNOW, #winter|dog",Two dogs,X100\n'
        "b.jpg,31.05.2024,,,,\n"
    )
    assert counts(load_metadata(session, file)) == (1 + 1, 0, 0, 0)
    assert stored(session) == {
        "a.jpg": (
            datetime(2024, 5, 31, 12, 30),
            "Anna Petrova",
            ["dog", "snow", "winter"],
            {"Title": "Two dogs", "Camera": "X100"},
        ),
        "b.jpg": (datetime(2024, 5, 31), None, [], {}),
        "c.jpg": (None, None, [], {}),
    }
    assert counts(load_metadata(session, file)) == (0, 0, 2, 0)


def test_json_is_read_with_nested_values(session: Session, photos: Path) -> None:
    file = photos / "metadata.json"
    records = [
        {"image": "a.jpg", "taken_at": "2024:05:31 12:30:01", "tags": ["Собака", "snow"], "exif": {"iso": 200}},
        {"image": "c.jpg", "photographer": "Иван", "tags": "snow"},
    ]
    file.write_text(json.dumps(records, ensure_ascii=False, indent=1))
    assert counts(load_metadata(session, file)) == (2, 0, 0, 0)
    found = stored(session)
    assert found["a.jpg"] == (
        datetime(2024, 5, 31, 12, 30, 1), None, ["собака", "snow"], {"exif": {"iso": 200}},
    )  # fmt: skip
    assert found["c.jpg"] == (None, "Иван", ["snow"], {})
    assert counts(load_metadata(session, file)) == (0, 0, 2, 0)


def test_columns_without_a_name_are_left_out(session: Session, photos: Path) -> None:
    file = photos / "metadata.csv"
    file.write_text("image;tags;;;title\r\na.jpg;dog;;;Dogs\r\n")
    assert counts(load_metadata(session, file)) == (1, 0, 0, 0)
    assert stored(session)["a.jpg"] == (None, None, ["dog"], {"title": "Dogs"})


@pytest.mark.parametrize("name", ["m.csv", "m.json"])
def test_columns_whose_names_loads_need_are_told(session: Session, photos: Path, name: str) -> None:
    file = photos / name
    row = {"image": "a.jpg", "file": "negative 17", "title": "Dogs", "file_stamp": "17"}
    file.write_text(json.dumps([row]) if name == "m.json" else "\n".join([",".join(row), ",".join(row.values())]))
    result = load_metadata(session, file)
    assert result.notes == [f"columns of {file} that are left out: file, file_stamp; rename them to keep them"]
    assert stored(session)["a.jpg"] == (None, None, [], {"title": "Dogs"})
    file.write_text('[{"file": "a.jpg"}]' if name == "m.json" else "file\na.jpg\n")
    assert load_metadata(session, file).notes == []


def test_a_list_that_was_emptied_takes_back_what_it_said(session: Session, photos: Path) -> None:
    file = photos / "metadata.json"
    file.write_text('[{"image": "a.jpg", "title": "Dogs"}]')
    load_metadata(session, file)
    file.write_text("[]")
    assert load_metadata(session, file).deleted == 1
    assert stored(session)["a.jpg"] == (None, None, [], {})


def test_letters_with_marks_are_composed(session: Session, photos: Path) -> None:
    row = {"image": "a.jpg", "tags": ["Ёлка"], "photographer": "Андрей", "places": ["Йошкар-Ола", {"x": "й"}]}
    file = photos / "metadata.json"
    file.write_text(unicodedata.normalize("NFD", json.dumps([row], ensure_ascii=False)))
    load_metadata(session, file)
    assert stored(session)["a.jpg"] == (None, "Андрей", ["ёлка"], {"places": row["places"]})


@pytest.mark.parametrize(
    ("column", "said", "persons"),
    [
        ("Persons", "Ann Lee; Ю̆ра|", ["Ann Lee", "Ю̆ра"]),
        ("person in image", "Lee, John", ["Lee, John"]),
        ("event", "Ann; Bob", None),
    ],
)
def test_several_persons_are_told_apart_by_semicolons_and_bars(
    session: Session, photos: Path, column: str, said: str, persons: list[str] | None
) -> None:
    file = photos / "metadata.csv"
    file.write_text(f'image,{column}\na.jpg,"{said}"\n', encoding="utf-8")
    load_metadata(session, file)
    found = session.scalar(select(Image.persons).where(Image.name == "a.jpg"))
    expected = [unicodedata.normalize("NFC", person) for person in persons or []]
    assert (found or []) == expected


def test_a_file_speaks_for_its_own_columns(session: Session, photos: Path) -> None:
    first, second = photos / "1.csv", photos / "2.csv"
    first.write_text("image,taken_at,photographer,title\na.jpg,2024,Anna,Dogs\n")
    second.write_text("image,tags,title,place\na.jpg,dog,,Oslo\n")
    load_metadata(session, first)
    assert counts(load_metadata(session, second)) == (0, 1, 0, 0)
    assert stored(session)["a.jpg"] == (datetime(2024, 1, 1), "Anna", ["dog"], {"place": "Oslo"})


def test_each_bad_row_is_refused_with_its_line(session: Session, photos: Path) -> None:
    file = photos / "metadata.csv"
    file.write_bytes(
        b"image;taken;tags\na.jpg;2024-05-31;dog\na.jpg;2024;cat\n;2024;\nb.jpg;0000:00:00 00:00:00;\nz.jpg;2024;\n"
        b"b.jpg;2024;" + b"x" * 101 + b"\nb.jpg;2024\nb.jpg;2024;caf\xe9\nc.jpg;;\n"
    )
    assert counts(load_metadata(session, file)) == (1, 0, 2, 6)
    reasons = rejects(session, file)
    assert [number for number, _ in reasons] == [3, 4, 6, 7, 8, 9]
    assert reasons[0][1] == "duplicate of line 2: the picture was described there"
    assert reasons[1][1] == "image is empty"
    assert reasons[2][1] == "picture z.jpg is not loaded"
    assert reasons[3][1].endswith("has more than 100 characters")
    assert reasons[4][1] == "2 columns instead of 3 (image, taken, tags)"
    assert reasons[5][1] == "not valid UTF-8; save the file as UTF-8"
    file.write_text("image;taken;tags\n")
    load_metadata(session, file)
    assert rejects(session, file) == []


def test_each_bad_object_is_refused_with_the_line_on_which_it_begins(session: Session, photos: Path) -> None:
    file = photos / "metadata.json"
    file.write_text(
        '[\n{"image": "a.jpg",\n "n": 1},\n5,\n{"image": "b.jpg", "n": NaN},\n{"image": "b.jpg", "n": "\\u0000"},\n'
        '{"image": "b.jpg", "n": "\\ud800"},\n{"image": "b.jpg", "tags": {}}, {"image": ["b.jpg"]},\n'
        '{"image": "b.jpg", "n": 1e999}]'
    )
    assert counts(load_metadata(session, file)) == (1, 0, 0, 7)
    assert rejects(session, file) == [
        (4, "not an object"),
        (5, "a number is infinite, too long, or none at all"),
        (6, "contains a NUL character"),
        (7, "not valid UTF-8"),
        (8, "tags are neither a text nor a list of texts"),
        (8, "image is not a text"),
        (9, "a number is infinite, too long, or none at all"),
    ]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("m.csv", "title,tags\nx,y\n", "no column with the pictures' names"),
        ("m.csv", "", "no column with the pictures' names"),
        ("m.csv", "picture's file;tags\n", 'file_name, filename; its first line is "picture\'s file;tags"'),
        ("m.csv", "image,a,b,a\nx,y,z,z\n", "two columns of one name, a; rename one of them"),
        ("m.json", '{"image": "a.jpg"}', "must be a JSON list"),
        ("m.json", "[{]", "is not JSON: .* in line 1"),
        ("m.json", "[" * 100_000, "nested too deeply"),
    ],
)
def test_files_of_another_format_are_refused(
    session: Session, photos: Path, name: str, content: str, said: str
) -> None:
    (photos / name).write_text(content)
    with pytest.raises(BadInput, match=said):
        load_metadata(session, photos / name)


def test_strict_and_gallery(session: Session, photos: Path) -> None:
    file = photos / "metadata.csv"
    file.write_text("image,tags\na.jpg,dog\n")
    with pytest.raises(BadRow, match=r"metadata\.csv:2: picture a.jpg is not in the gallery other"):
        load_metadata(session, file, gallery="other", strict=True)
    session.rollback()
    assert counts(load_metadata(session, file, gallery="photos")) == (1, 0, 0, 0)


def test_orientation_follows_the_size(session: Session, photos: Path) -> None:
    found = session.execute(select(Image.name, Image.orientation)).all()
    orientations = {name: orientation for name, orientation in found}
    assert orientations == {"a.jpg": "landscape", "b.jpg": "portrait", "c.jpg": "square"}


def test_tags_and_titles_are_searched_for_minors(
    session: Session, photos: Path, find_terms: Callable[[str], list[Any]]
) -> None:
    file = photos / "metadata.json"
    records = [{"image": "a.jpg", "tags": ["boy"]}, {"image": "b.jpg", "x": {"title": ["A girl smiles", "girl"]}}]
    file.write_text(json.dumps(records))
    load_metadata(session, file)
    load_minors(session, find_terms)
    query = select(MinorEvidence.source, MinorEvidence.term).order_by(MinorEvidence.term)
    assert [tuple(row) for row in session.execute(query)] == [("metadata", "boy"), ("metadata", "girl")]
    assert session.scalars(select(Image.name).where(Image.is_hidden).order_by(Image.name)).all() == ["a.jpg", "b.jpg"]
    session.rollback()
    with session.begin():
        session.execute(text("SELECT set_config('role', 'imgsearch_analyst', true)"))
        assert session.scalars(text("SELECT name FROM image WHERE tags <> '{}' OR metadata <> '{}'")).all() == []


def test_metadata_beside_the_pictures_is_loaded_with_the_folder(
    session: Session, photos: Path, find_terms: Callable[[str], list[Any]]
) -> None:
    (photos / "metadata.csv").write_text("file,tags\na.jpg,dog\nsub/d.jpg,cat\n")
    kinds = {result.kind: counts(result) for result in load_folder(session, photos, find_terms)}
    assert kinds["metadata"] == (1, 0, 0, 1)
    assert stored(session)["a.jpg"][2] == ["dog"]
