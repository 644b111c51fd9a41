"""A hidden picture leaves no shadow: nothing that stays visible names it, and nothing tells that it is there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from PIL import Image as Pillow
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from imgsearch.minors import find_terms
from loaders.annotations import refresh_match_rating
from loaders.captions import load_captions
from loaders.images import load_images
from loaders.minors import load_minors
from loaders.report import Reject, replace_image_rejects

Connect = Callable[[str], Engine]
#: What somebody judged of dog.jpg, which is shown, with a caption of girl.jpg, which is not; and the one of its own.
JUDGED = """
INSERT INTO expert_annotation (image_id, caption_key, expert1, expert2, expert3)
SELECT id, 'girl.jpg#0', 1, 1, 1 FROM image WHERE name = 'dog.jpg';
INSERT INTO crowd_annotation (image_id, caption_key, yes_share, yes_count, no_count)
SELECT id, 'girl.jpg#1', 0, 0, 3 FROM image WHERE name = 'dog.jpg';
INSERT INTO minor_evidence (image_id, source, term, caption_key, probability, flags)
SELECT id, 'rated_caption', 'girl', 'girl.jpg#0', 0.1, false FROM image WHERE name = 'dog.jpg';
INSERT INTO model_prediction (result_id, image_id, caption_id, fold, predicted)
SELECT r.id, i.id, c.id, 1, 0.5 FROM model_result r, image i, caption c
WHERE i.name = 'dog.jpg' AND c.caption_key = 'girl.jpg#0';
INSERT INTO evaluation (encoder, regressor, data_fingerprint, seed, settings) VALUES ('x', 'x', 'x', 0, '{}');
INSERT INTO match_prediction (evaluation_id, split, model, image_id, caption_key, predicted)
SELECT e.id, 'picture', 'captions', i.id, k.key, 0.5
FROM evaluation e, image i, (VALUES ('girl.jpg#0'), ('dog.jpg#0')) k (key)
WHERE i.name = 'dog.jpg';
"""
#: Relation -> what an analyst reads of it.
NAMED = {
    "crowd_annotation": ("caption_key", ["dog.jpg#1"]),
    "expert_annotation": ("caption_key", ["dog.jpg#0"]),
    "match_rating": ("caption_key", ["dog.jpg#0", "dog.jpg#1"]),
    "match_rating_source": ("caption_key", ["dog.jpg#0", "dog.jpg#1"]),
    "match_prediction": ("caption_key", ["dog.jpg#0"]),
    "minor_evidence": ("caption_key", []),
    "model_prediction": ("caption_id", ["9"]),
    "analyst.rating": ("text", ["a brown dog runs", "a dog"]),
    "analyst.prediction": ("text", ["a dog"]),
}


def read(engine: Engine, relation: str, column: str) -> list[str]:
    with engine.connect() as connection:
        found = connection.scalars(text(f"SELECT CAST({column} AS text) FROM {relation} ORDER BY 1"))
        return [str(value) for value in found]


@pytest.fixture
def judged(session: Session, gallery: dict[str, int]) -> int:
    """The id of a caption that is shown."""
    session.execute(text(JUDGED))
    session.commit()
    refresh_match_rating(session)
    load_minors(session, find_terms)
    shown = session.scalar(
        text("SELECT p.caption_id FROM model_prediction p JOIN image i ON i.id = p.image_id "
             "WHERE i.name = 'dog.jpg' AND p.fold = 0")
    )  # fmt: skip
    session.rollback()
    return int(shown or 0)


def test_judgements_that_name_a_hidden_pictures_caption_are_hidden_from_analysts(
    connect_as: Connect, judged: int
) -> None:
    analyst, editor = connect_as("analyst"), connect_as("editor")
    for relation, (column, shown) in NAMED.items():
        expected = [str(judged)] if relation == "model_prediction" else shown
        assert read(analyst, relation, column) == expected, relation
        assert len(read(editor, relation, column)) > len(expected), relation


@pytest.fixture
def refused_files(session: Session, tmp_path: Path) -> Path:
    """Two pictures of one name in two folders, of which the first is hidden; captions that name pictures and people."""
    for place, colour in (("one", "red"), ("two", "blue")):
        (tmp_path / place).mkdir()
        Pillow.new("RGB", (4, 4), colour).save(tmp_path / place / "girl.png")
    load_images(session, tmp_path, flat_names=True)
    (tmp_path / "captions.tsv").write_text("girl.png#0\ta girl\ngirl.png#0\tanother girl\nno key\ta small girl\n")
    return tmp_path


def rejects(engine: Engine) -> Sequence[str]:
    with engine.connect() as connection:
        return connection.scalars(text("SELECT concat_ws(' ', file, reason) FROM load_reject ORDER BY id")).all()


@pytest.mark.parametrize("role", ["analyst", "editor"])
def test_what_was_refused_quotes_nothing_to_analysts_but_of_pictures_that_are_shown(
    session: Session, connect_as: Connect, refused_files: Path, role: str
) -> None:
    load_captions(session, [refused_files / "captions.tsv"])
    (refused_files / "one" / "girl.png").write_text("no picture any more")
    load_images(session, refused_files / "one")
    found = rejects(connect_as(role))
    damaged = [entry for entry in found if "duplicate" not in entry and "captions.tsv" not in entry]
    assert len(damaged) == 1
    assert len(found) == (1 if role == "analyst" else 4)


def test_the_reason_that_names_another_picture_is_no_part_of_the_one_that_has_the_path(
    session: Session, engine: Engine, connect_as: Connect, refused_files: Path
) -> None:
    shown = str(refused_files / "one" / "girl.png")
    reason = f"duplicate name: girl.png is already {refused_files}/hidden/girl.png"
    replace_image_rejects(session, refused_files, [Reject(shown, 0, reason)])
    assert [entry for entry in rejects(engine) if entry.startswith(shown)] == [f"{shown} {reason}"]
    assert rejects(connect_as("analyst")) == []


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO click (search_id, image_id) VALUES (7, {}) ON CONFLICT DO NOTHING",
        "INSERT INTO match_feedback (image_id, text, rating) VALUES ({}, 'a text', 3) ON CONFLICT DO NOTHING",
    ],
    ids=["click", "match_feedback"],
)
def test_whoever_adds_a_row_gets_the_same_answer_for_a_hidden_and_for_an_absent_picture(
    session: Session, connect_as: Connect, gallery: dict[str, int], statement: str
) -> None:
    searcher = connect_as("searcher")
    with searcher.begin() as connection:
        for _ in range(2):
            connection.exec_driver_sql(statement.format(gallery["dog.jpg"]))
    session.execute(
        text("INSERT INTO minor_evidence (image_id, is_hidden, source, term, probability) "
             "SELECT id, is_hidden, 'caption', 'child', 1 FROM image WHERE name = 'dog.jpg'")
    )  # fmt: skip
    session.commit()
    answers = []
    for image_id in (gallery["dog.jpg"], 123_456_789):
        with searcher.connect() as connection, pytest.raises(IntegrityError) as refused:
            connection.exec_driver_sql(statement.format(image_id))
        answers.append(str(refused.value.orig).replace(str(image_id), "ID"))
    assert answers[0] == answers[1]


def test_captions_and_queries_without_a_picture_are_hidden_until_they_are_read(
    session: Session, connect_as: Connect, tmp_path: Path
) -> None:
    (tmp_path / "captions.tsv").write_text("late.jpg#0\ta tree\n")
    load_captions(session, [tmp_path / "captions.tsv"])
    analyst = connect_as("analyst")
    assert read(analyst, "caption", "text") == []
    load_minors(session, find_terms)
    assert read(analyst, "caption", "text") == ["a tree"]
