"""What the roles see and may do, asked as logins over the wire, since a superuser bypasses row security."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from psycopg import sql
from sqlalchemy import Engine
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.orm import Session

from imgsearch.errors import ImgsearchError
from imgsearch.minors.queue import read_queue
from imgsearch.minors.review import read_suspect, review
from imgsearch.minors.stats import read_stats
from imgsearch.training.zoo.tuning import open_studies

from .conftest import refused

Connect = Callable[[str], Engine]

#: Table or view -> how many rows flagged pictures have in it and how many others have.
ROWS = {
    "image": (2, 2),
    "caption": (6, 3),
    "image_embedding": (2, 2),
    "caption_embedding": (6, 3),
    "expert_annotation": (2, 1),
    "crowd_annotation": (2, 1),
    "match_rating": (4, 2),
    "match_rating_source": (4, 2),
    "model_prediction": (2, 1),
    "test_query": (2, 1),
    "rating_task": (2, 1),
    "minor_evidence": (7, 0),
    "minor_review": (0, 1),
    "minor_status": (2, 2),
}
SEARCHER_READS = ("image", "caption", "image_embedding", "caption_embedding", "rating_task")
WRITES = (
    "UPDATE image SET is_hidden = false",
    "UPDATE image SET name = name",
    "DELETE FROM image",
    "INSERT INTO caption (caption_key, image_name, text) VALUES ('x#0', 'x', 'x')",
    "DELETE FROM minor_evidence",
    "UPDATE minor_evidence SET flags = false",
    "TRUNCATE minor_evidence",
    "DELETE FROM minor_review",
    "UPDATE minor_review SET verdict = 'clear'",
    "DELETE FROM caption_embedding",
    "UPDATE match_rating SET is_hidden = false",
    "DELETE FROM model_prediction",
    "DELETE FROM model_result",
    "DELETE FROM rating_task",
    "INSERT INTO rating_task (image_id, text) SELECT image_id, 'x' FROM rating_task",
)


def count(engine: Engine, relation: str) -> int:
    with engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        row = driver.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(relation))).fetchone()
        assert row is not None
        return int(row[0])


def test_owner_counts(engine: Engine, reviewed: dict[str, int]) -> None:
    assert {relation: count(engine, relation) for relation in ROWS} == {name: sum(rows) for name, rows in ROWS.items()}


def test_flagged_pictures_do_not_exist_for_analysts(connect_as: Connect, reviewed: dict[str, int]) -> None:
    analyst = connect_as("analyst")
    assert {relation: count(analyst, relation) for relation in ROWS} == {name: rows[1] for name, rows in ROWS.items()}


def test_flagged_pictures_do_not_exist_for_searchers(connect_as: Connect, reviewed: dict[str, int]) -> None:
    searcher = connect_as("searcher")
    assert {name: count(searcher, name) for name in SEARCHER_READS} == {name: ROWS[name][1] for name in SEARCHER_READS}
    for relation in ROWS.keys() - set(SEARCHER_READS):
        assert "permission denied" in refused(searcher, f"SELECT * FROM {relation}")


@pytest.mark.parametrize("role", ["editor", "loader"])
def test_editors_and_loaders_see_all(connect_as: Connect, reviewed: dict[str, int], role: str) -> None:
    engine = connect_as(role)
    assert {relation: count(engine, relation) for relation in ROWS} == {name: sum(rows) for name, rows in ROWS.items()}


@pytest.mark.parametrize("role", ["searcher", "analyst", "editor"])
def test_only_loaders_write(connect_as: Connect, reviewed: dict[str, int], role: str) -> None:
    engine = connect_as(role)
    for statement in WRITES:
        assert "permission denied" in refused(engine, statement), statement


@pytest.mark.parametrize("role", ["searcher", "analyst"])
def test_only_editors_review(connect_as: Connect, reviewed: dict[str, int], role: str) -> None:
    insert = f"INSERT INTO minor_review (image_id, verdict) VALUES ({reviewed['girl.jpg']}, 'clear')"
    engine = connect_as(role)
    assert "permission denied" in refused(engine, insert)
    with Session(engine) as session:
        # The same of a picture that they do not see.
        for name in ("girl.jpg", "silent.jpg", "nowhere.jpg"):
            with pytest.raises(ProgrammingError, match="permission denied for function begin_batch"):
                review(session, [name], "clear", "x")
            session.rollback()


def test_searches_find_nothing_flagged_by_vector_or_by_words(connect_as: Connect, reviewed: dict[str, int]) -> None:
    with connect_as("searcher").connect() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        nearest = driver.execute("SELECT image_id FROM image_embedding ORDER BY embedding <=> '[1,0,0,0]'").fetchall()
        assert {row[0] for row in nearest} == {reviewed["dog.jpg"], reviewed["silent.jpg"]}
        assert driver.execute("SELECT id FROM caption WHERE tsv @@ to_tsquery('girl')").fetchall() == []


def test_editor_clears_and_flags_with_a_trace(
    connect_as: Connect, reviewed: dict[str, int], flagged: Callable[[], list[str]]
) -> None:
    by_editor = connect_as("editor")
    with Session(by_editor) as session:
        assert [suspect.name for suspect in read_queue(session, limit=9, detector=None)] == ["costume.jpg", "girl.jpg"]
        (cleared,) = review(session, ["costume.jpg"], "clear", "eve", "an actor")
        review(session, ["dog.jpg"], "flag", "eve")
        session.commit()
        assert not cleared.is_hidden
        assert [d.reviewer for d in read_suspect(session, "costume.jpg").history] == [by_editor.url.username]
        assert read_stats(session)["cleared_by_editors"] == 1
    assert flagged() == ["dog.jpg", "girl.jpg"]
    analyst = connect_as("analyst")
    assert count(analyst, "image") == 2
    assert count(analyst, "caption") == 3  # costume's three, no longer dog's
    assert count(analyst, "caption_embedding") == 3


def test_a_role_without_the_right_is_told_what_to_do(connect_as: Connect, reviewed: dict[str, int]) -> None:
    from imgsearch.db import map_errors

    with (
        Session(connect_as("searcher")) as session,
        pytest.raises(ImgsearchError, match=r"permission denied for .*; .*imgsearch db grant"),
        map_errors(),
    ):
        read_stats(session)


def test_loaders_lift_no_flag_and_speak_for_no_editor(connect_as: Connect, reviewed: dict[str, int]) -> None:
    loader = connect_as("loader")
    for statement in (
        "UPDATE image SET is_hidden = false",
        "DELETE FROM minor_review",
        "UPDATE minor_review SET verdict = 'clear'",
    ):
        assert "permission denied" in refused(loader, statement), statement


@pytest.mark.parametrize("role", ["searcher", "analyst", "editor"])
def test_only_loaders_keep_studies(engine: Engine, connect_as: Connect, role: str) -> None:
    with open_studies(engine.url):  # the owner makes the tables
        pass
    with pytest.raises(ImgsearchError, match="schema optuna"), open_studies(connect_as(role).url):
        pass
    with open_studies(connect_as("loader").url) as storage:
        assert storage.get_all_studies() == []
    assert "permission denied" in refused(connect_as(role), "SELECT * FROM optuna.studies")
