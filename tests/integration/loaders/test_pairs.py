"""Lists of pairs that raters are asked about."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from imgsearch.errors import BadRow
from imgsearch.tables import Image, RatingTask
from loaders import pairs
from loaders.pairs import load_pairs
from loaders.texts import in_batches
from tests.integration.loaders.results import counts


def asked(session: Session) -> list[tuple[str, str]]:
    session.rollback()
    tasks = select(Image.name, RatingTask.text).join(Image, Image.id == RatingTask.image_id).order_by(RatingTask.id)
    return [(name, text) for name, text in session.execute(tasks)]


def test_pairs_are_asked_in_the_order_of_their_file_whatever_its_batches(
    session: Session, photos: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pairs, "in_batches", lambda rows: in_batches(rows, 2))
    file = tmp_path / "pairs.csv"
    file.write_text("image,text\nb.jpg,z\na.jpg,z\nb.jpg,a\ngone.jpg,a\na.jpg,b\nb.jpg,z\n")
    loaded = load_pairs(session, file)
    assert counts(loaded) == (4, 0, 0, 2)
    assert sorted((reject.row_number, reject.reason) for reject in loaded.rejects) == [
        (5, "picture gone.jpg is not loaded"),
        (7, "duplicate pair: see line 2"),
    ]
    assert asked(session) == [("b.jpg", "z"), ("a.jpg", "z"), ("b.jpg", "a"), ("a.jpg", "b")]
    file.write_text("image,text\na.jpg,new\na.jpg,z\n")
    assert counts(load_pairs(session, file)) == (1, 0, 1, 0)
    assert asked(session)[4:] == [("a.jpg", "new")]


def test_what_was_written_before_a_bad_pair_stays_where_the_load_is_strict(
    session: Session, photos: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pairs, "in_batches", lambda rows: in_batches(rows, 1))
    file = tmp_path / "pairs.csv"
    file.write_text("image,text\na.jpg,z\ngone.jpg,z\nb.jpg,z\n")
    with pytest.raises(BadRow, match="gone"):
        load_pairs(session, file, strict=True)
    assert asked(session) == [("a.jpg", "z")]
