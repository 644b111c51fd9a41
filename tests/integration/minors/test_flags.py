"""A flag reaches every row that derives from a picture, at once, and no row can deny it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import IntegrityError, OperationalError

Gallery = dict[str, int]
#: A row there sets the flag by its own, see test_review.py.
DECIDING = {"minor_evidence", "minor_review"}
ADD_CLICK = "INSERT INTO click (search_id, image_id) VALUES (1, :image_id)"
FLAG = (
    "INSERT INTO minor_evidence (image_id, is_hidden, source, term, probability) "
    "SELECT id, is_hidden, 'caption', 'child', 1 FROM image WHERE id = :image_id"
)
UNFLAG = "DELETE FROM minor_evidence WHERE image_id = :image_id"
FLAGS = "SELECT array_agg(is_hidden) FROM click WHERE image_id = :image_id"


@pytest.fixture
def connections(engine: Engine, gallery: Gallery) -> Iterator[tuple[Connection, Connection]]:
    with engine.connect() as editor, engine.connect() as loader:
        yield editor, loader


def copies(connection: Connection) -> list[str]:
    """Tables that copy the flag."""
    return list(
        connection.scalars(
            text(
                "SELECT a.attrelid::regclass::text FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid "
                "WHERE a.attname = 'is_hidden' AND c.relkind = 'r' AND c.relname <> 'image' "
                "AND c.relnamespace = 'public'::regnamespace"
            )
        )
    )


def test_every_table_that_copies_the_flag_is_tied_to_it(connections: tuple[Connection, Connection]) -> None:
    tied = text(
        "SELECT conrelid::regclass::text FROM pg_constraint WHERE contype = 'f' AND confrelid = 'image'::regclass "
        "AND cardinality(confkey) = 2 AND convalidated AND condeferrable AND NOT condeferred"
    )
    (connection, _) = connections
    assert sorted(connection.scalars(tied)) == sorted(copies(connection))


def test_one_statement_turns_the_flag_of_every_row(
    connections: tuple[Connection, Connection], gallery: Gallery
) -> None:
    (connection, _) = connections
    image_id = gallery["dog.jpg"]
    for statement in (
        ADD_CLICK,
        "INSERT INTO match_feedback (image_id, text, rater, rating) VALUES (:image_id, 'dog', 'x', 1)",
        "INSERT INTO load_reject (image_id, file, reason) VALUES (:image_id, '/dog.jpg', 'cut')",
        "INSERT INTO thumbnail (image_id, sha256, width, height, webp) VALUES (:image_id, sha256('x'), 1, 1, 'x')",
        "INSERT INTO evaluation (encoder, regressor, data_fingerprint, seed, settings) VALUES ('x', 'x', 'x', 0, '{}')",
        "INSERT INTO match_prediction (evaluation_id, split, model, image_id, caption_key, predicted) "
        "SELECT id, 'picture', 'x', :image_id, 'dog.jpg#0', 0.5 FROM evaluation",
        "INSERT INTO retrieval_rank (evaluation_id, query_set, scope, direction, ranking, query_key, image_id, rank) "
        "SELECT id, 'x', 'all', 'text to image', 'cosine', 'k', :image_id, 1 FROM evaluation",
        "INSERT INTO account (name, role, password_hash) VALUES ('ann', 'searcher', 'x')",
        "INSERT INTO collection (account_id, name) SELECT id, 'boats' FROM account",
        "INSERT INTO collection_picture (collection_id, image_id) SELECT id, :image_id FROM collection",
    ):
        connection.execute(text(statement), {"image_id": image_id})
    tables = sorted(set(copies(connection)) - DECIDING)
    assert len(tables) == 16
    for flag, statement in ((True, FLAG), (False, UNFLAG)):
        connection.execute(text(statement), {"image_id": image_id})
        for table in tables:
            flags = connection.scalars(
                text(f"SELECT DISTINCT is_hidden FROM {table} WHERE image_id = :image_id"), {"image_id": image_id}
            )
            assert set(flags) == {flag}, table


@pytest.mark.parametrize("table", ["caption", "caption_embedding", "image_embedding", "test_query"])
def test_no_row_denies_the_flag(connections: tuple[Connection, Connection], gallery: Gallery, table: str) -> None:
    (connection, _) = connections
    with pytest.raises(IntegrityError, match="image_id_is_hidden"):
        connection.execute(text(f"UPDATE {table} SET is_hidden = false WHERE image_id = {gallery['girl.jpg']}"))


def test_a_row_written_while_the_picture_is_flagged_is_refused(
    connections: tuple[Connection, Connection], gallery: Gallery
) -> None:
    editor, loader = connections
    one = {"image_id": gallery["dog.jpg"]}
    editor.execute(text(FLAG), one)
    loader.execute(text("SET lock_timeout = '200ms'"))
    with pytest.raises(OperationalError, match="lock timeout"), loader.begin_nested():
        loader.execute(text(ADD_CLICK), one)
    loader.rollback()
    editor.commit()
    with pytest.raises(IntegrityError, match="fk_click_image_id_is_hidden"):
        loader.execute(text(ADD_CLICK), one)


def test_a_flag_waits_for_rows_that_are_being_written_and_reaches_them(
    connections: tuple[Connection, Connection], gallery: Gallery, flagged: Callable[[], list[str]]
) -> None:
    editor, loader = connections
    one = {"image_id": gallery["dog.jpg"]}
    loader.execute(text(ADD_CLICK), one)

    def flag() -> None:
        editor.execute(text(FLAG), one)
        editor.commit()

    flagging = threading.Thread(target=flag)
    flagging.start()
    flagging.join(0.3)
    assert flagging.is_alive()
    loader.commit()
    flagging.join(10)
    assert "dog.jpg" in flagged()
    assert loader.scalar(text(FLAGS), one) == [True]


def test_a_name_is_taken_once_whoever_writes_it(connections: tuple[Connection, Connection], gallery: Gallery) -> None:
    (connection, _) = connections
    with pytest.raises(IntegrityError, match="pk_image_name"), connection.begin_nested():
        connection.execute(text("UPDATE image SET name = 'girl.jpg' WHERE name = 'dog.jpg'"))
    connection.execute(text("UPDATE image SET name = 'cat.jpg' WHERE name = 'dog.jpg'"))
    connection.execute(text("UPDATE image SET name = 'dog.jpg' WHERE name = 'girl.jpg'"))
    connection.execute(text("DELETE FROM image WHERE name = 'silent.jpg'"))
    names = "SELECT array_agg(name ORDER BY name) FROM "
    assert connection.scalar(text(f"{names} image_name")) == connection.scalar(text(f"{names} image"))
