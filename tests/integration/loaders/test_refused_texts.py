"""Rows that are refused when they come first: what they say of a picture hides it until they are mended."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select, text
from sqlalchemy.orm import Session

from imgsearch.db.migrate import downgrade, upgrade
from imgsearch.minors import find_terms
from imgsearch.minors.review import read_suspect
from imgsearch.tables import MinorEvidence, RefusedText
from loaders.captions import load_captions
from loaders.images import load_images
from loaders.minors import load_minors
from tests.integration.loaders.hiding import hidden, load

MakePicture = Callable[..., Path]
LONG = "a wall " * 2000


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("captions.tsv", b"a.png#0\ta little girl\t7\nb.png#0\ta wall\n"),
        ("captions.tsv", b"a.png#0\ta little gi\0rl\nb.png#0\ta wall\n"),
        ("captions.tsv", b"a.png\ta little girl\nb.png#0\ta wall\n"),
        ("captions.tsv", "a.png#0\tдевочка\nb.png#0\ta wall\n".encode("cp1251")),
        ("captions.tsv", f"a.png#0\t{LONG} and a girl\nb.png#0\ta wall\n".encode()),
        ("captions.tsv", b"a.png#0\ta wall\na.png#0\ta little girl\nb.png#0\ta wall\n"),
        ("captions.csv", b"image,caption\na.png,a girl, in a cafe\nb.png,a wall\n"),
        ("captions.csv", b'image,caption\na.png,"a girl\nb.png,a wall\n'),
        ("captions.csv", b'image,caption\na.png,"a wall\nwith flowers, and\na girl\nb.png,a wall\n'),
        ("captions.csv", b'image,caption\na.png,"a wall\nand a girl",7\nb.png,a wall\n'),
        ("captions.csv", b"image,caption,tags\na.png,a wall,%b\nb.png,a wall,\n" % (b"x" * 101 + b";girl")),
        ("train_dataset.csv", b"image,query_id,query_text\nb.png,a.png#0,a girl,7\n"),
        ("metadata.csv", b"title,image\nb,b.png\na girl,x,a.png\n"),
        ("metadata.csv", b"image,age\nb.png,39\na.png,9,\n"),
        ("metadata.csv", b"image,tags\nb.png,wall\na.png,%b\n" % (b"x" * 101 + b";girl")),
        ("metadata.csv", b"image,tags\na.png,wall\nb.png,wall\na.png,girl\n"),
        ("metadata.csv", f"image,caption\nb.png,a wall\na.png,{LONG} and a girl\n".encode()),
        ("metadata.json", b'[{"image": "a.png", "girl": 1e999}]'),
        ("metadata.json", b'[{"image": "a.png", "title": "a girl \\ud800"}]'),
        ("metadata.json", '[{"image": "a.png", "title": "девочка"}]'.encode("cp1251")),
        ("metadata.json", b'[{"image": "a.png", "people": [{"title": "a \\u0000"}, {"age": 9}]}]'),
        ("metadata.json", b'[{"image": "a.png", "title": "a girl", "title": "a wall"}]'),
        ("metadata.json", b'[{"image": "a.png", "image": "c.png", "tags": ["girl"]}]'),
        ("metadata.json", b'[{"image": "a.png", "caption": "a girl", "caption": ""}, {"image": "b.png"}]'),
    ],
)
def test_a_row_that_is_refused_hides_the_picture_that_it_names(
    session: Session, shoot: Path, name: str, content: bytes
) -> None:
    (shoot / name).write_bytes(content)
    if name == "train_dataset.csv":
        load_images(session, shoot)
        assert len(load_captions(session, [shoot / name]).rejects) == 1
        load_minors(session, find_terms)
        # Nobody knows which of both is meant.
        assert hidden(session) == ["a.png", "b.png"]
        return
    refused = load(session, shoot)
    assert refused >= 1
    assert hidden(session) == ["a.png"]
    evidence = session.scalars(select(MinorEvidence)).all()
    assert {(row.source, row.caption_key.partition(":")[0]) for row in evidence} == {("refused_row", name)}
    assert "a row that was not loaded says" in read_suspect(session, "a.png").evidence[0].in_words()[0]
    session.rollback()
    assert (load(session, shoot), hidden(session)) == (refused, ["a.png"])
    # Mended, or gone with its file, it says nothing more.
    if name == "captions.tsv":
        (shoot / name).unlink()
    else:
        (shoot / name).write_text("image,caption\na.png,a wall\n" if "csv" in name else '[{"image": "a.png"}]')
    assert (load(session, shoot), hidden(session)) == (0, [])
    assert session.scalar(select(func.count()).select_from(RefusedText)) == 0


def test_what_is_refused_and_speaks_of_nobody_hides_nothing(session: Session, shoot: Path) -> None:
    (shoot / "captions.tsv").write_text("a.png#0\ta wall\t7\nmeadow\na girl\tx\tx\n\tx\tx\n")
    (shoot / "metadata.csv").write_text("image,children\na.png,no,\nb.png,no\n")
    assert load(session, shoot) == 5
    assert hidden(session) == []


def test_of_several_pictures_of_the_name_each_may_be_meant(
    session: Session, shoot: Path, make_picture: MakePicture
) -> None:
    for month in ("may", "june"):
        make_picture(shoot / month / "c.png", {"may": "blue", "june": "yellow"}[month])
    (shoot / "captions.csv").write_text("image,caption\nc.png,a girl\na.png,a wall\n")
    assert load(session, shoot) == 1
    assert hidden(session) == ["june/c.png", "may/c.png"]


def test_a_picture_that_comes_later_or_again_is_hidden_and_one_that_is_renamed_stays_so(
    session: Session, shoot: Path, make_picture: MakePicture
) -> None:
    (shoot / "captions.tsv").write_text("a.png#0\ta little girl\t7\n")
    content = (shoot / "a.png").read_bytes()
    (shoot / "a.png").unlink()
    load(session, shoot)
    assert hidden(session) == []
    (shoot / "a.png").write_bytes(content)
    load_images(session, shoot)
    load_minors(session, find_terms)
    assert hidden(session) == ["a.png"]
    (shoot / "a.png").rename(shoot / "z.png")
    load_images(session, shoot)
    load_minors(session, find_terms)
    assert hidden(session) == ["z.png"]
    assert (load(session, shoot), hidden(session)) == (1, ["z.png"])
    # The row outlives the picture, as a caption does: what has its name is hidden too.
    (shoot / "z.png").unlink()
    session.execute(text("DELETE FROM image WHERE name = 'z.png'"))
    session.commit()
    make_picture(shoot / "a.png", "blue")
    load_images(session, shoot)
    load_minors(session, find_terms)
    assert hidden(session) == ["a.png"]


def test_another_lexicon_reads_refused_rows_again(session: Session, shoot: Path) -> None:
    (shoot / "captions.tsv").write_text("a.png#0\ta wall\t7\nb.png#0\ta road\n")
    load(session, shoot)
    assert hidden(session) == []
    load_minors(session, lambda said: find_terms("a girl") if "wall" in said else (), revision="other")
    assert hidden(session) == ["a.png"]


def test_a_file_that_cannot_be_read_at_all_takes_back_nothing(session: Session, shoot: Path) -> None:
    (shoot / "captions.tsv").write_text("a.png#0\ta little girl\t7\n")
    load(session, shoot)
    for broken in (b"", b"PK\x03\x04"):
        (shoot / "captions.tsv").write_bytes(broken)
        load(session, shoot)
        assert hidden(session) == ["a.png"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("metadata.json", b'[{"image": "b.png", "title": "a wall"},\n{"title": "a girl",\n"image": "a.png"},'),
        ("metadata.json", b'{"pictures": [{"image": "b.png"}, {"image": "a.png", "age": 9}]}'),
        ("metadata.json", '[{"image": "a.png", "title": "девочка"}, {"image": "b.png"'.encode("cp1251")),
        ("metadata.json", b'[{"image": "a.png", "title": "\\u0434\\u0435\\u0432\\u043e\\u0447\\u043a\\u0430"},,'),
        ("metadata.csv", b"datei;titel\nb.png;a wall\na.png;ein kleines M\xc3\xa4dchen\n"),
        ("captions.csv", b"file|said\nb.png|a wall\na.png|a wall\nand a girl\n"),
        ("captions.tsv", b"b.png#0 a wall\na.png#0, a girl\n"),
        ("captions.tsv", b"b.png: a wall\na.png: a girl\n"),
        ("captions.tsv", b"b.png - a wall\nA.PNG a girl\n"),
        ("metadata.json", b'{"b.png": {"title": "a wall"}, "a.png": {"title": "a girl"}}'),
        ("metadata.json", b'{"a.png": {"title": "a girl"}, "b.png": {"title": "a wall"}}'),
        ("metadata.json", b'{"b.png": [{"title": "a wall"}], "a.png": [{"title": "a girl"}, {"title": "a boy"}]}'),
    ],
)
def test_a_file_that_is_refused_whole_hides_what_it_names_until_it_can_be_read(
    session: Session, shoot: Path, name: str, content: bytes
) -> None:
    (shoot / name).write_bytes(content)
    for broken in (content, content, b"", b"PK\x03\x04", content[:9]):
        (shoot / name).write_bytes(broken)
        assert load(session, shoot) == 1
        assert hidden(session) == ["a.png"]
    if name.endswith("json"):
        (shoot / name).write_text('[{"image": "a.png"}]')
    else:
        (shoot / name).write_text("a.png#0\ta wall\n" if name.endswith("tsv") else "image,caption\na.png,a wall\n")
    assert (load(session, shoot), hidden(session)) == (0, [])
    assert session.scalar(select(func.count()).select_from(RefusedText)) == 0


def test_the_bytes_are_known_when_they_come_back_without_the_row(session: Session, shoot: Path) -> None:
    (shoot / "captions.tsv").write_text("a.png#0\ta little girl\t7\n")
    load(session, shoot)
    session.execute(text("DELETE FROM image WHERE name = 'a.png'"))
    session.commit()
    (shoot / "captions.tsv").unlink()
    (shoot / "a.png").rename(shoot / "other.png")
    load(session, shoot)
    assert hidden(session) == ["other.png"]


def test_the_migration_taken_back_takes_its_evidence_along(engine: Engine, session: Session, shoot: Path) -> None:
    functions = text("SELECT prosrc FROM pg_proc WHERE proname IN ('shows_minor', 'settle_copies') ORDER BY 1")
    (shoot / "captions.tsv").write_text("a.png#0\ta little girl\t7\n")
    load(session, shoot)
    session.rollback()
    with engine.begin() as connection:
        downgrade(connection, "0044")
        assert connection.scalars(text("SELECT name FROM image WHERE is_hidden")).all() == []
        assert not any("refused_row" in source for source in connection.scalars(functions))
        upgrade(connection)
        assert all("refused_row" in source for source in connection.scalars(functions))
    assert (load(session, shoot), hidden(session)) == (1, ["a.png"])
