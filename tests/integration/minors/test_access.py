"""What the roles see and may do, asked as logins over the wire, since a superuser bypasses row security."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from psycopg import sql
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError, ProgrammingError
from sqlalchemy.orm import Session

from imgsearch.errors import BadInput, ImgsearchError
from imgsearch.minors.review import read_queue, read_suspect, review
from imgsearch.minors.stats import read_stats
from imgsearch.training.zoo.tuning import open_studies

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
    "minor_evidence": (6, 0),
    "minor_review": (0, 1),
    "minor_status": (2, 2),
}
SEARCHER_READS = ("image", "caption", "image_embedding", "caption_embedding", "rating_task")
WRITES = (
    "UPDATE image SET is_minor = false",
    "UPDATE image SET name = name",
    "DELETE FROM image",
    "INSERT INTO caption (caption_key, image_name, text) VALUES ('x#0', 'x', 'x')",
    "DELETE FROM minor_evidence",
    "UPDATE minor_evidence SET flags = false",
    "TRUNCATE minor_evidence",
    "DELETE FROM minor_review",
    "UPDATE minor_review SET verdict = 'clear'",
    "DELETE FROM caption_embedding",
    "UPDATE match_rating SET is_minor = false",
    "DELETE FROM model_prediction",
    "DELETE FROM model_result",
    "DELETE FROM rating_task",
    "INSERT INTO rating_task (image_id, text) SELECT image_id, 'x' FROM rating_task",
)
BYPASSES = (
    "SET ROLE imgsearch_editor",
    "SET ROLE imgsearch_loader",
    "SET ROLE imgsearch_owner",
    "SET SESSION AUTHORIZATION {superuser}",
    "ALTER TABLE image DISABLE ROW LEVEL SECURITY",
    "DROP POLICY no_minors ON image",
    "ALTER ROLE CURRENT_USER BYPASSRLS",
    "GRANT imgsearch_editor TO CURRENT_USER",
    "CREATE POLICY mine ON image FOR SELECT USING (true)",
    "ALTER VIEW minor_status SET (security_invoker = false)",
    "ALTER TABLE image DISABLE TRIGGER ALL",
    "SET session_replication_role = replica",
    "CREATE OR REPLACE FUNCTION refresh_image_is_minor() RETURNS trigger LANGUAGE sql AS 'SELECT NULL'",
    "SELECT pg_read_file('PG_VERSION')",
    "COPY image TO PROGRAM 'cat'",
    "SET row_security = off; SELECT count(*) FROM image",
    "SELECT refresh_image_is_minor()",
    "SELECT * FROM pg_statistic",
    "CREATE TABLE mine AS SELECT * FROM image",
    "COPY (SELECT 1) TO PROGRAM 'cat'",
    "COPY (SELECT 1) TO '/tmp/imgsearch_stolen'",
    "SELECT lo_import('/etc/passwd')",
    "SELECT last_value FROM image_id_seq",
    "SELECT nextval('image_id_seq')",
    "CREATE FUNCTION pg_temp.sly(text) RETURNS boolean LANGUAGE sql LEAKPROOF AS 'SELECT true'",
    "CREATE FUNCTION public.sly() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "SELECT * FROM encoding_task",
    "SELECT * FROM image_name",
)
#: An editor is an editor, and no policy hides rows from one.
EDITORS_MAY = ("SET ROLE imgsearch_editor", "SET row_security = off; SELECT count(*) FROM image")
REFUSALS = (
    "permission denied",
    "must be owner",
    "row-level security",
    "trigger function",
    "must have",
    "Only roles",
    "only superuser",
)


@pytest.fixture
def reviewed(session: Session, gallery: dict[str, int]) -> dict[str, int]:
    review(session, ["dog.jpg"], "clear", "owner")
    session.commit()
    return gallery


def count(engine: Engine, relation: str) -> int:
    with engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        row = driver.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(relation))).fetchone()
        assert row is not None
        return int(row[0])


def refused(engine: Engine, statement: str) -> str:
    """The message of the refusal, from a connection of its own, all rolled back."""
    with engine.connect() as connection, pytest.raises(DBAPIError) as caught:
        connection.execute(text(statement))
    assert caught.value.orig is not None
    return str(caught.value.orig)


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
        with pytest.raises(BadInput, match=r"no such picture: girl\.jpg"):
            review(session, ["girl.jpg"], "clear", "x")
        session.rollback()
        with pytest.raises(ProgrammingError, match="permission denied"):
            review(session, ["silent.jpg"], "flag", "x")


@pytest.mark.parametrize("role", ["searcher", "analyst", "editor"])
def test_nobody_gets_around_the_rules(engine: Engine, connect_as: Connect, reviewed: dict[str, int], role: str) -> None:
    with engine.connect() as connection:
        superuser = connection.scalar(text("SELECT quote_ident(rolname) FROM pg_roles WHERE oid = 10"))
    by_role = connect_as(role)
    for statement in BYPASSES:
        if role == "editor" and statement in EDITORS_MAY:
            continue
        message = refused(by_role, statement.format(superuser=superuser))
        assert any(reason in message for reason in REFUSALS), (statement, message)


def test_copy_and_plans_give_nothing_away(engine: Engine, connect_as: Connect, reviewed: dict[str, int]) -> None:
    analyst = connect_as("analyst")
    with engine.begin() as connection:
        connection.exec_driver_sql(f'CREATE SCHEMA own AUTHORIZATION "{analyst.url.username}"')
    with analyst.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        for query in (
            "COPY (SELECT name FROM image ORDER BY name) TO STDOUT",
            "COPY (SELECT image_name FROM test_query ORDER BY 1) TO STDOUT",
        ):
            with driver.cursor().copy(query) as copy:
                exported = b"".join(copy).decode()
            assert "girl" not in exported
            assert "dog.jpg" in exported
        with driver.cursor().copy("COPY image (name) TO STDOUT") as copy:
            assert sorted(b"".join(copy).decode().split()) == ["dog.jpg", "silent.jpg"]
        plan = "\n".join(row[0] for row in driver.execute("EXPLAIN (ANALYZE) SELECT * FROM image").fetchall())
        assert "NOT is_minor" in plan
        assert driver.execute("SELECT tablename FROM pg_stats WHERE tablename = 'image'").fetchall() == []
        # A cast or a division may fail on rows that the rule lets through alone.
        driver.execute("SELECT 1 / (CASE WHEN text LIKE '%girl%' THEN 0 ELSE 1 END) FROM caption").fetchall()
        assert (
            driver.execute("SELECT * FROM pg_stats WHERE schemaname = 'public' AND tablename = 'caption'").fetchall()
            == []
        )
        # A cheap function of the reader's own must not see a row before the rule has.
        driver.execute(
            "CREATE FUNCTION own.peek(text) RETURNS boolean LANGUAGE plpgsql COST 0.0000001 AS "
            "$$ BEGIN IF $1 LIKE 'girl%' THEN RAISE EXCEPTION 'seen %', $1; END IF; RETURN true; END $$"
        )
        assert len(driver.execute("SELECT 1 FROM image WHERE own.peek(name)").fetchall()) == 2


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
        assert [suspect.name for suspect in read_queue(session, limit=9, threshold=0.5)] == ["costume.jpg", "girl.jpg"]
        (cleared,) = review(session, ["costume.jpg"], "clear", "eve", "an actor")
        review(session, ["dog.jpg"], "flag", "eve")
        session.commit()
        assert not cleared.is_minor
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
        "UPDATE image SET is_minor = false",
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
