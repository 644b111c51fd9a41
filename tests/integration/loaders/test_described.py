"""Captions and metadata in one file, under any delimiter and any case, in folders below, and as exiftool writes it."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from imgsearch.errors import BadInput, BadRow
from imgsearch.tables import Caption, Image
from loaders.choices import Choices
from loaders.described import load_described
from loaders.folder import load_folder
from loaders.images import load_images
from loaders.metadata import load_metadata
from tests.fakes import FakeTerm
from tests.integration.loaders.results import counts, rejects

MakePicture = Callable[..., Path]
FindTerms = Callable[[str], Sequence[FakeTerm]]


@pytest.fixture
def shoot(tmp_path: Path, make_picture: MakePicture) -> Path:
    root = tmp_path / "shoot"
    make_picture(root / "a.png", "red")
    make_picture(root / "june" / "b.png", "green")
    return root


def said(session: Session) -> set[tuple[str, str]]:
    rows = session.execute(select(Image.name, Caption.text).join(Caption))
    return {(name, text) for name, text in rows}


def known(session: Session, name: str) -> tuple[object, ...]:
    row = session.execute(
        select(Image.taken_at, Image.photographer, Image.tags, Image.details).where(Image.name == name)
    ).one()
    return (row[0], row[1], row[2], {key: value for key, value in row[3].items() if key != "file_stamp"})


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("header", ["image caption", "IMAGE Caption", "File_Name DESCRIPTION", "filename Headline"])
def test_captions_come_under_any_delimiter_and_any_case(
    session: Session, shoot: Path, find_terms: FindTerms, delimiter: str, header: str
) -> None:
    rows = [header.split(), ["a.png", "A red wall"], ["june/b.png", "A green wall"], ["a.png", "The same wall"]]
    (shoot / "captions.csv").write_text("\n".join(map(delimiter.join, rows)))
    results = {result.kind: result for result in load_folder(session, shoot, find_terms)}
    assert counts(results["captions"]) == (3, 0, 0, 0)
    assert said(session) == {("a.png", "A red wall"), ("a.png", "The same wall"), ("june/b.png", "A green wall")}


def test_a_file_of_captions_tells_metadata_too(session: Session, shoot: Path, find_terms: FindTerms) -> None:
    (shoot / "captions.csv").write_text(
        "Image;Caption;Description;Photographer;Date;Keywords;Title\n"
        "a.png;A red wall;Paint peels off;Ann;2024-05-06;wall, red;Walls 1\n"
        "a.png;A wall again;;Bob;;;\n"
        "june/b.png;A green wall;;;;;\n"
    )
    for _ in range(2):
        results = list(load_folder(session, shoot, find_terms))
        assert [reject.reason for result in results for reject in result.rejects] == []
        assert said(session) == {
            ("a.png", "A red wall"),
            ("a.png", "A wall again"),
            ("a.png", "Paint peels off"),
            ("june/b.png", "A green wall"),
        }
        assert known(session, "a.png") == (datetime(2024, 5, 6), "Ann", ["wall", "red"], {"Title": "Walls 1"})
    assert not any(result.wrote for result in results)


def test_columns_that_a_file_of_captions_has_no_more_take_along_what_they_said(
    session: Session, shoot: Path, find_terms: FindTerms
) -> None:
    file = shoot / "captions.csv"
    further = "image,caption,description,tags\na.png,A red wall,Paint peels off,wall\n"
    file.write_text(further)
    list(load_folder(session, shoot, find_terms))
    both = {("a.png", "A red wall"), ("a.png", "Paint peels off")}
    assert (said(session), known(session, "a.png")[2]) == (both, ["wall"])
    file.write_text("image,caption\na.png,A red wall\na.png,one,column too many\n")
    list(load_folder(session, shoot, find_terms))  # a row that nobody can tell takes nothing back
    assert (said(session), known(session, "a.png")[2]) == (both, ["wall"])
    file.write_text("image,caption\na.png,A red wall\n")
    list(load_folder(session, shoot, find_terms))
    assert (said(session), known(session, "a.png")[2]) == ({("a.png", "A red wall")}, [])


def test_what_else_a_file_of_captions_says_wrongly_is_told_and_costs_no_caption(
    session: Session, shoot: Path, find_terms: FindTerms
) -> None:
    file = shoot / "captions.csv"
    file.write_text(f"image,caption,date,tags\na.png,A wall,12/31/2020,red\njune/b.png,A door,2024,{'x' * 101}\n,x,,\n")
    results = {result.kind: result for result in load_folder(session, shoot, find_terms)}
    assert said(session) == {("a.png", "A wall"), ("june/b.png", "A door")}
    (note,) = results["metadata"].notes
    assert note.startswith(f"dates in {file} that are left out: 1; in line 2, '12/31/2020' is not a date")
    assert [number for number, _ in rejects(session, file)] == [3, 4]


def test_columns_that_cannot_be_told_apart_cost_no_caption(
    session: Session, shoot: Path, find_terms: FindTerms
) -> None:
    file = shoot / "captions.csv"
    file.write_text("image,caption,note,note\na.png,A wall,1,2\nb,,1,2\n")
    results = {result.kind: result for result in load_folder(session, shoot, find_terms)}
    assert said(session) == {("a.png", "A wall")}
    assert list(results)[-1] == "minor evidence"
    assert results["metadata, captions.csv"].failed == {
        str(file): f"{file} has two columns of one name, note; rename one of them"
    }
    assert [number for number, _ in rejects(session, file)] == [0, 3]
    file.write_text("image,caption,note,note\na.png,A wall,1,2\n")
    with pytest.raises(BadInput, match="two columns of one name, note"):
        list(load_folder(session, shoot, find_terms, Choices(strict=True)))


def test_captions_are_composed(session: Session, shoot: Path, find_terms: FindTerms) -> None:
    text = unicodedata.normalize("NFD", "Ёлка")
    (shoot / "captions.csv").write_text(f"image,caption\na.png,{text}\n")
    list(load_folder(session, shoot, find_terms))
    assert said(session) == {("a.png", "Ёлка")}


def test_a_text_that_is_too_long_is_in_load_reject(session: Session, shoot: Path, find_terms: FindTerms) -> None:
    (shoot / "metadata.csv").write_text(f"image,headline,tags\na.png,{'x' * 10_001},red\nz.png,,\n")
    list(load_folder(session, shoot, find_terms))
    assert [number for number, _ in rejects(session, shoot / "metadata.csv")] == [2, 3]


def test_a_file_of_metadata_tells_captions_too(session: Session, shoot: Path, find_terms: FindTerms) -> None:
    file = shoot / "june" / "metadata.csv"
    file.write_text("filename,description,headline,photographer\nb.png,A green wall,Walls of June,Ann\n")
    list(load_folder(session, shoot, find_terms))
    assert said(session) == {("june/b.png", "A green wall"), ("june/b.png", "Walls of June")}
    assert known(session, "june/b.png")[1:] == ("Ann", [], {})
    file.write_text("filename,description,headline,photographer\nb.png,A greener wall,,Ann\n")
    list(load_folder(session, shoot, find_terms))
    assert said(session) == {("june/b.png", "A greener wall")}
    assert not any(result.wrote for result in load_folder(session, shoot, find_terms))
    file.unlink()
    list(load_folder(session, shoot, find_terms))
    assert said(session) == set()


def test_a_bad_date_costs_no_more_than_itself(session: Session, shoot: Path) -> None:
    load_images(session, shoot)
    file = shoot / "metadata.csv"
    file.write_text("image,date,photographer\na.png,31.02.2024,Ann\njune/b.png,someday,Bob\n")
    result = load_metadata(session, file)
    assert counts(result) == (2, 0, 0, 0)
    assert len(result.notes) == 1
    assert result.notes[0].startswith(f"dates in {file} that are left out: 2; in line 2, '31.02.2024' is not a date")
    assert known(session, "a.png")[:2] == (None, "Ann")
    with pytest.raises(BadRow, match=r"metadata.csv:2: '31.02.2024' is not a date"):
        load_metadata(session, file, strict=True)


@pytest.mark.parametrize("suffix", ["json", "csv"])
def test_what_exiftool_writes_is_read(session: Session, shoot: Path, suffix: str) -> None:
    load_images(session, shoot)
    fields = {
        "SourceFile": f"{shoot}/june/b.png", "Creator": "Ann", "Description": "A green wall", "Title": "Wall",
        "Subject": "Wall, Green", "DateTimeOriginal": "2024:05:06 07:08:09", "City": "Riga", "Make": "Nikon",
    }  # fmt: skip
    file = shoot.parent / f"exif.{suffix}"
    if suffix == "json":
        file.write_text(json.dumps([{**fields, "Subject": ["Wall", "Green"]}, {"SourceFile": "./gone.png"}]))
    else:
        rows = [fields.keys(), [f'"{value}"' for value in fields.values()], ["./gone.png", *[""] * 7]]
        file.write_text("\n".join(map(",".join, rows)))
    result = load_metadata(session, file)
    described = load_described(session, file)
    assert [reject.reason for reject in result.rejects] == ["picture ./gone.png is not loaded"]
    assert said(session) == {("june/b.png", "A green wall")}
    taken_at, photographer, tags, details = known(session, "june/b.png")
    assert (taken_at, photographer, tags) == (datetime(2024, 5, 6, 7, 8, 9), "Ann", ["wall", "green"])
    assert details == {"title": ["Wall"], "city": "Riga"}
    assert (counts(described), described.deleted) == ((1, 0, 0, 0), 0)
    assert not load_metadata(session, file).wrote
    assert not load_described(session, file).wrote
