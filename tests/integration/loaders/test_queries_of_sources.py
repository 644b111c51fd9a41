"""Test queries of two sources may have the same ids: none is given to a picture of the other."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from imgsearch.tables import Image, TestQuery
from tests.integration.loaders.hiding import hidden, load

MakePicture = Callable[..., Path]


@pytest.fixture
def sets(tmp_path: Path, make_picture: MakePicture) -> tuple[Path, Path]:
    """Two rated sets whose files have the same names."""
    for number, name in enumerate(("one", "two")):
        for place, colour in (("train_images/t.png", number), ("test_images/a.png", 2 + number)):
            make_picture(tmp_path / name / place, ("red", "blue", "green", "white")[colour])
    return tmp_path / "one", tmp_path / "two"


def ask(folder: Path, *rows: str) -> None:
    lines = ["|query_id|query_text|image", *(f"{number}|{row}" for number, row in enumerate(rows))]
    (folder / "test_queries.csv").write_text("\n".join(lines) + "\n")


def queries(session: Session) -> list[tuple[str, str, str]]:
    rows = select(TestQuery.query_key, TestQuery.text, Image.source).join(Image, Image.id == TestQuery.image_id)
    return sorted(map(tuple, session.execute(rows)))  # type: ignore[arg-type]


def test_a_query_with_the_id_of_another_sources_takes_nothing_from_it(
    session: Session, sets: tuple[Path, Path]
) -> None:
    one, two = sets
    ask(one, "a.png#0|two boys|a.png")
    ask(two, "a.png#0|a dog|a.png", "b|a wall|a.png")
    assert (load(session, one), hidden(session)) == (0, ["a.png"])
    known = [("a.png#0", "two boys", "one"), ("b", "a wall", "two"), ("two/a.png#0", "a dog", "two")]
    for folder in (two, two, one, two):
        assert (load(session, folder), hidden(session)) == (0, ["a.png"])
        assert queries(session) == known
    # It keeps its id where the other is gone, and follows its own file.
    shutil.rmtree(one)
    session.query(Image).filter(Image.source == "one").delete()
    session.commit()
    ask(two, "a.png#0|a girl|a.png", "b|a wall|a.png")
    assert (load(session, two), hidden(session)) == (0, ["two/a.png"])
    assert ("two/a.png#0", "a girl", "two") in queries(session)


def test_an_id_that_has_the_source_in_it_already_is_no_second_row(session: Session, sets: tuple[Path, Path]) -> None:
    one, two = sets
    ask(one, "k|a road|a.png")
    ask(two, "k|a dog|a.png", "two/k|a wall|a.png")
    for folder in (one, two, two, one):
        assert load(session, folder) == 0
    assert queries(session) == [
        ("k", "a road", "one"),
        ("two/k", "a wall", "two"),
        ("two/two/k", "a dog", "two"),
    ]
