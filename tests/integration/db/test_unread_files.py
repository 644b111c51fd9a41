"""Pictures of a version that read nothing in their files, upgraded: nobody knows yet what is written there."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PIL import Image as Pillow
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from imgsearch.db.migrate import downgrade, upgrade
from imgsearch.minors import find_terms
from loaders.embedded import load_embedded
from loaders.images import load_images
from loaders.minors import load_minors
from tests.embedded_files import bag, xmp

METADATA = text("SELECT metadata FROM image ORDER BY name")
READ = text("SELECT name FROM image WHERE texts_screened_by IS NOT NULL ORDER BY name")


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    folder = tmp_path / "old"
    folder.mkdir()
    for number, (name, tag) in enumerate({"a.jpg": "harbour", "b.jpg": "child"}.items()):
        Pillow.new("RGB", (8, 8), (number, 0, 0)).save(folder / name, xmp=xmp(bag("dc:subject", tag)))
    return folder


def test_they_are_not_shown_before_a_load_has_read_their_files(bare: Engine, photos: Path) -> None:
    with bare.begin() as connection:
        upgrade(connection)
    with Session(bare) as session:
        load_images(session, photos)
    with bare.begin() as connection:
        connection.execute(text("UPDATE image SET metadata = '{}', tags = '{}'"))
        downgrade(connection, "0052")
    with Session(bare) as session:
        load_minors(session, find_terms)
        assert session.scalars(READ).all() == ["a.jpg", "b.jpg"]
    with bare.begin() as connection:
        upgrade(connection)
    with Session(bare) as session:
        assert session.scalars(READ).all() == []
        assert load_minors(session, find_terms).notes == [
            f"2 pictures are not shown until what is written in the files is read: `imgsearch load {photos}` reads it"
        ]
        assert session.scalars(READ).all() == []
        load_embedded(session, photos)
        assert load_minors(session, find_terms).notes == []
        assert session.scalars(READ).all() == ["a.jpg", "b.jpg"]
        assert session.scalars(text("SELECT term FROM minor_evidence")).all() == ["child"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({}, {"file": {"unread": True}}),
        ({"title": "x"}, {"title": "x", "file": {"unread": True}}),
        ({"file": "a child"}, {"file": {"unread": True, "other": ["a child"]}}),
        (["a child"], {"file": {"unread": True, "other": [["a child"]]}}),
        ({"file_stamp": 7, "title": "x"}, {"file_stamp": 7, "title": "x"}),
    ],
)
def test_what_was_said_of_them_stays(bare: Engine, before: object, after: object) -> None:
    with bare.begin() as connection:
        upgrade(connection, "0052")
        connection.execute(
            text(
                "INSERT INTO image (name, path, gallery, sha256, file_bytes, mtime_ns, width, height, metadata) "
                "VALUES ('a', '/a', 'g', sha256('a'), 1, 1, 1, 1, CAST(:said AS jsonb))"
            ),
            {"said": json.dumps(before)},
        )
        upgrade(connection)
        assert connection.scalars(METADATA).all() == [after]
        downgrade(connection, "0052")
        assert connection.scalars(METADATA).all() == [after]
        upgrade(connection)
        assert connection.scalars(METADATA).all() == [after]
