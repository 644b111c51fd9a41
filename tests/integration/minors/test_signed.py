"""Verdicts are on bytes and outlive their picture; whose a verdict or a rating is, the database says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256

import pytest
from sqlalchemy import Engine, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from imgsearch.db.roles import become
from imgsearch.minors.review import read_suspect, review
from imgsearch.web.feedback import rate
from tests.builders import grey_picture

Connect = Callable[[str], Engine]
VERDICTS = text("SELECT image_id, is_hidden, verdict, reviewer FROM minor_review ORDER BY id")
RATINGS = text("SELECT rater, rating FROM match_feedback ORDER BY rater")
#: The digest of the file dog.jpg, in SQL.
DOG = f"decode('{sha256(grey_picture('dog.jpg')).hexdigest()}', 'hex')"
ADD = (
    "INSERT INTO image (name, path, gallery, sha256, file_bytes, mtime_ns, width, height) "
    "VALUES ('{}', '/{}', 'photos', {}, 1, 1, 1, 1)"
)


def run(engine: Engine, *statements: str) -> str:
    """What refused one of the statements; empty where nothing did and all were committed."""
    try:
        with engine.begin() as connection:
            for statement in statements:
                connection.exec_driver_sql(statement)
    except DBAPIError as exc:
        return str(exc.orig).splitlines()[0]
    return ""


def verdicts(session: Session) -> list[tuple[object, ...]]:
    session.rollback()
    return [tuple(row) for row in session.execute(VERDICTS)]


@pytest.fixture
def flagged_dog(session: Session, gallery: dict[str, int]) -> int:
    session.execute(
        text(
            "INSERT INTO minor_review (image_id, is_hidden, verdict, reviewer, sha256) "
            "SELECT id, is_hidden, 'flag', 'eve', sha256 FROM image WHERE name = 'dog.jpg'"
        )
    )
    session.commit()
    return gallery["dog.jpg"]


@pytest.mark.parametrize("name", ["dog.jpg", "elsewhere.jpg"])
def test_a_flag_comes_back_with_the_same_bytes_under_any_name(
    session: Session, connect_as: Connect, flagged: Callable[[], list[str]], flagged_dog: int, name: str
) -> None:
    loader = connect_as("loader")
    assert run(loader, f"DELETE FROM image WHERE id = {flagged_dog}") == ""
    assert verdicts(session) == [(0, True, "flag", "eve")]
    assert run(loader, ADD.format(name, name, DOG)) == ""
    assert name in flagged()
    (row,) = verdicts(session)
    assert row[0] not in (0, flagged_dog)
    assert row[1:] == (True, "flag", "eve")
    (decision,) = read_suspect(session, name).history
    assert decision.verdict == "flag"


def test_a_flag_comes_back_when_other_bytes_become_the_same(
    connect_as: Connect, flagged: Callable[[], list[str]], flagged_dog: int, session: Session
) -> None:
    loader = connect_as("loader")
    assert run(loader, f"DELETE FROM image WHERE id = {flagged_dog}", ADD.format("a.jpg", "a.jpg", "sha256('a')")) == ""
    assert "a.jpg" not in flagged()
    assert run(loader, f"UPDATE image SET sha256 = {DOG} WHERE name = 'a.jpg'") == ""
    assert "a.jpg" in flagged()
    assert verdicts(session)[0][0] != 0


def test_a_picture_with_other_bytes_inherits_no_verdict(
    connect_as: Connect, flagged: Callable[[], list[str]], flagged_dog: int
) -> None:
    statements = f"DELETE FROM image WHERE id = {flagged_dog}", ADD.format("dog.jpg", "dog.jpg", "sha256('other')")
    assert run(connect_as("loader"), *statements) == ""
    assert "dog.jpg" not in flagged()


def test_a_verdict_without_a_picture_is_for_editors_only(
    session: Session, connect_as: Connect, gallery: dict[str, int]
) -> None:
    review(session, ["dog.jpg"], "clear", "eve")
    session.commit()
    assert run(connect_as("loader"), "DELETE FROM image WHERE name = 'dog.jpg'") == ""
    with Session(connect_as("analyst")) as analyst, Session(connect_as("editor")) as editor:
        assert verdicts(analyst) == []
        assert verdicts(editor) == [(0, True, "clear", "eve")]


@pytest.mark.parametrize(
    ("columns", "values"),
    [
        ("id", "9223372036854775807"),
        ("reviewer", "'somebody'"),
        ("reviewed_at", "'2001-01-01'"),
        ("sha256", "sha256('other')"),
        ("is_hidden", "false"),
    ],
)
def test_editors_say_verdict_and_reason_alone(
    connect_as: Connect, gallery: dict[str, int], columns: str, values: str
) -> None:
    insert = "INSERT INTO minor_review (image_id, verdict, {}) OVERRIDING SYSTEM VALUE VALUES ({}, 'flag', {})"
    said = run(connect_as("editor"), insert.format(columns, gallery["dog.jpg"], values))
    assert said == "permission denied for table minor_review"


def test_an_editors_verdict_bears_the_login_whatever_was_said(
    session: Session, connect_as: Connect, gallery: dict[str, int]
) -> None:
    editor = connect_as("editor")
    before = datetime.now(UTC)
    with Session(editor) as own:
        review(own, ["dog.jpg"], "flag", "somebody", "why")
        own.commit()
    row = session.execute(text(f"SELECT reviewer, reviewed_at, sha256 = {DOG}, reason FROM minor_review")).one()
    assert (row[0], row[2], row[3]) == (editor.url.username, True, "why")
    assert before <= row[1] <= datetime.now(UTC)
    none = "INSERT INTO minor_review (image_id, verdict) VALUES (0, 'clear')"
    assert run(editor, none) == "a verdict needs a picture that is loaded"


def test_the_page_and_the_owner_speak_for_their_accounts(
    session: Session, connect_as: Connect, gallery: dict[str, int]
) -> None:
    for number, own in enumerate((connect_as("web"), session.get_bind().engine)):
        with Session(own) as acting:
            acting.execute(select(become("imgsearch_editor")))
            review(acting, ["dog.jpg"], "flag", f"account {number}")
            acting.execute(select(become("imgsearch_searcher")))
            rate(acting, "a text", gallery["silent.jpg"], f"account {number}", 3)
            rate(acting, "a text", gallery["silent.jpg"], f"account {number}", 4)
            acting.commit()
    assert [row[3] for row in verdicts(session)] == ["account 0", "account 1"]
    assert [tuple(row) for row in session.execute(RATINGS)] == [("account 0", 4), ("account 1", 4)]


def test_searchers_rate_as_themselves_and_change_nobody_elses_rating(
    session: Session, connect_as: Connect, gallery: dict[str, int]
) -> None:
    silent = gallery["silent.jpg"]
    rate(session, "a text", silent, "ann", 4)
    session.commit()
    searcher = connect_as("searcher")
    insert = f"INSERT INTO match_feedback (image_id, text, rating{{}}) VALUES ({silent}, 'a text', 1{{}})"
    for column, value in (("rater", "'ann'"), ("rated_at", "'2001-01-01'"), ("is_hidden", "false")):
        assert "permission denied" in run(searcher, insert.format(f", {column}", f", {value}"))
    claim = "SELECT set_config('imgsearch.account', 'ann', false)"
    on_conflict = " ON CONFLICT (image_id, text, rater, is_hidden) DO UPDATE SET rating = excluded.rating"
    assert run(searcher, claim, insert.format("", "") + on_conflict) == ""
    assert run(searcher, claim, "UPDATE match_feedback SET rating = 2") == ""
    assert "permission denied" in run(searcher, "UPDATE match_feedback SET rated_at = '2001-01-01'")
    session.rollback()
    assert {tuple(row) for row in session.execute(RATINGS)} == {("ann", 4), (searcher.url.username, 2)}


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO click (search_id, image_id, clicked_at) SELECT 1, id, '2001-01-01' FROM image",
        "INSERT INTO search (hit_count, took_ms, searched_at) VALUES (1, 1, '2001-01-01')",
        "INSERT INTO search (id, hit_count, took_ms) OVERRIDING SYSTEM VALUE VALUES (9, 1, 1)",
    ],
)
@pytest.mark.parametrize("role", ["searcher", "editor", "loader"])
def test_nobody_dates_or_numbers_a_search_or_a_click(connect_as: Connect, role: str, statement: str) -> None:
    assert "permission denied" in run(connect_as(role), statement)


@pytest.mark.parametrize("table", ["match_feedback", "click", "search"])
def test_loaders_add_none_of_what_people_say_on_the_page(connect_as: Connect, table: str) -> None:
    loader = connect_as("loader")
    assert "permission denied" in run(loader, f"INSERT INTO {table} DEFAULT VALUES")


def test_a_flag_that_spreads_leaves_the_time_of_a_rating(session: Session, gallery: dict[str, int]) -> None:
    rate(session, "a text", gallery["silent.jpg"], "ann", 4)
    session.execute(text("UPDATE match_feedback SET rated_at = '2001-01-01'"))
    review(session, ["silent.jpg"], "flag", "eve")
    assert tuple(session.execute(text("SELECT is_hidden, extract(year FROM rated_at) FROM match_feedback")).one()) == (
        True,
        2001,
    )
