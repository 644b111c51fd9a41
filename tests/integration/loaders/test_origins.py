"""What a file of metadata has said goes with its row, and follows a picture that is renamed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from imgsearch.tables import Caption, Image, MetadataOrigin
from loaders.described import load_described
from loaders.embedded import load_embedded
from loaders.folder import load_folder
from loaders.images import load_images
from loaders.metadata import load_metadata
from tests.integration.loaders.results import counts, rejects

HEADER = "image,taken_at,photographer,tags,Title\n"
ROW = "a.jpg,2024-05-31,Ann,dog,Two dogs\n"
SAID = (datetime(2024, 5, 31), "Ann", ["dog"], {"Title": "Two dogs"})
NOTHING: tuple[Any, ...] = (None, None, [], {})


def known(session: Session, name: str = "a.jpg") -> tuple[Any, ...]:
    row = session.execute(
        select(Image.taken_at, Image.photographer, Image.tags, Image.details).where(Image.name == name)
    ).one()
    return (*row[:3], {key: value for key, value in row.details.items() if key != "file_stamp"})


@pytest.fixture
def file(session: Session, photos: Path) -> Path:
    """A file that has told of a.jpg."""
    file = photos / "metadata.csv"
    file.write_text(HEADER + ROW)
    load_metadata(session, file)
    assert known(session) == SAID
    return file


@pytest.mark.parametrize(
    ("content", "expected", "deleted"),
    [
        (HEADER, NOTHING, 1),
        (HEADER + "b.jpg,2020-01-01,,,\n", NOTHING, 1),
        (HEADER + "a.jpg,2024-05-31,,dog,\n", (SAID[0], None, SAID[2], {}), 0),
        ("image,photographer\na.jpg,Ann\n", (None, "Ann", [], {}), 0),
    ],
)
def test_what_a_file_says_no_more_is_taken_back(
    session: Session, file: Path, content: str, expected: tuple[Any, ...], deleted: int
) -> None:
    file.write_text(content)
    result = load_metadata(session, file)
    assert (known(session), result.deleted) == (expected, deleted)
    assert load_metadata(session, file).wrote is False


def test_what_a_file_that_is_gone_has_said_is_taken_back(
    session: Session, file: Path, find_terms: Callable[..., Any]
) -> None:
    other = file.with_name("metadata.json")
    other.write_text('[{"image": "a.jpg", "photographer": "Ann", "Camera": "X100"}]')
    list(load_folder(session, file.parent, find_terms))
    file.unlink()
    deleted = {result.kind: result.deleted for result in load_folder(session, file.parent, find_terms)}
    assert deleted["metadata of files that are gone"] == 1
    assert known(session) == (None, "Ann", [], {"Camera": "X100"})  # which the other says too
    other.unlink()
    list(load_folder(session, file.parent, find_terms))
    assert known(session) == NOTHING
    assert session.scalars(select(MetadataOrigin.file)).all() == []


def test_what_another_has_said_since_or_says_too_stays(session: Session, file: Path) -> None:
    other = file.with_name("metadata.json")
    other.write_text('[{"image": "a.jpg", "photographer": "Ann", "tags": "cat", "Title": "Two dogs"}]')
    load_metadata(session, other)
    file.write_text(HEADER)
    load_metadata(session, file)
    assert known(session) == (None, "Ann", ["cat"], {"Title": "Two dogs"})


def test_what_the_picture_itself_says_takes_the_place(session: Session, file: Path) -> None:
    sidecar = (
        '<x xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><r:RDF><r:Description '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator>Eve</dc:creator><dc:subject>Sea</dc:subject>'
        "</r:Description></r:RDF></x>"
    )
    (file.parent / "a.xmp").write_text(sidecar)
    load_embedded(session, file.parent)
    assert known(session)[:3] == SAID[:3]
    file.write_text(HEADER)
    load_metadata(session, file)
    assert known(session)[:3] == (None, "Eve", ["sea"])


def test_a_column_of_a_captions_file_that_is_dropped_takes_back_what_it_said(
    session: Session, photos: Path, find_terms: Callable[..., Any]
) -> None:
    captions = photos / "captions.csv"
    captions.write_text("image,caption,photographer\na.jpg,A red wall,Ann\n")
    list(load_folder(session, photos, find_terms))
    assert known(session)[1] == "Ann"
    captions.write_text("image,caption\na.jpg,A red wall\n")
    list(load_folder(session, photos, find_terms))
    assert known(session)[1] is None
    assert session.scalars(select(Caption.text)).all() == ["A red wall"]


def test_rows_follow_a_picture_that_is_renamed(session: Session, photos: Path) -> None:
    file = photos / "metadata.csv"
    file.write_text("image,photographer,description\na.jpg,Ann,A red wall\n")
    for _ in range(2):
        load_metadata(session, file)
        load_described(session, file)
    (photos / "a.jpg").rename(photos / "new.jpg")
    load_images(session, photos)
    file.write_text("image,photographer,description\na.jpg,Ann Smith,A red wall\n")
    for expected in ((0, 1, 0, 0), (0, 0, 1, 0)):
        assert counts(load_metadata(session, file)) == expected
        load_described(session, file)
        assert known(session, "new.jpg")[1] == "Ann Smith"
        texts = session.execute(select(Caption.text, Image.name).join(Image, Image.id == Caption.image_id)).all()
        assert [tuple(row) for row in texts] == [("A red wall", "new.jpg")]
    assert rejects(session, file) == []


def test_rows_are_the_new_pictures_once_another_takes_the_name(
    session: Session, file: Path, make_picture: Callable[..., Path]
) -> None:
    (file.parent / "a.jpg").rename(file.parent / "new.jpg")
    make_picture(file.parent / "a.jpg", "blue")
    load_images(session, file.parent)
    load_metadata(session, file)
    assert (known(session), known(session, "new.jpg")) == (SAID, NOTHING)


def test_rows_for_a_removed_picture_are_refused_as_before(session: Session, file: Path) -> None:
    session.delete(session.scalars(select(Image).where(Image.name == "a.jpg")).one())
    session.commit()
    (file.parent / "a.jpg").unlink()
    assert counts(load_metadata(session, file)) == (0, 0, 0, 1)
