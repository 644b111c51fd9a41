"""Bulk writes: only rows that differ are touched, NULLs included, and the planner and other loads are told."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pytest
from sqlalchemy import ARRAY, BigInteger, Double, Engine, Integer, String, select, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import Session

from imgsearch.db.staging import (
    ColumnType,
    Written,
    analyze,
    begin_batch,
    delete_vanished,
    stage,
    upsert,
)
from imgsearch.tables import Encoder, EncodingTask, Image, ImageEmbedding, Regressor
from imgsearch.vectors.claims import add_tasks, claim, count_tasks, finish
from tests.builders import add_pictures

Row = tuple[int, str | None, float | None]


@pytest.fixture
def target(session: Session) -> None:
    """A table of the test's own with a key and two values."""
    session.execute(text("CREATE TABLE thing (id bigint PRIMARY KEY, name text, share double precision)"))
    session.commit()


def write(session: Session, rows: Iterable[Row], *, vanished_above: int | None = None) -> tuple[Written, int]:
    from sqlalchemy import Column, MetaData, Table

    thing = Table("thing", MetaData(), Column("id", BigInteger), Column("name", String), Column("share", Double))
    staged = stage(session, "staged_thing", {"id": BigInteger, "name": String, "share": Double}, rows)
    deleted = 0
    if vanished_above is not None:
        deleted = delete_vanished(session, thing, select(staged), ("id",), thing.c.id > vanished_above)
    written = upsert(session, thing, select(staged), ("id",))
    session.commit()
    return written, deleted


def things(session: Session) -> list[tuple[int, str | None, float | None]]:
    return [(i, n, s) for i, n, s in session.execute(text("SELECT id, name, share FROM thing ORDER BY id"))]


FIRST: list[Row] = [(1, "a", 0.5), (2, None, 0.25), (3, "c", None)]


@pytest.mark.usefixtures("target")
@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (FIRST, Written(0, 0)),
        ([(1, "b", 0.5)], Written(0, 1)),
        ([(1, "a", 0.75)], Written(0, 1)),
        ([(1, None, 0.5)], Written(0, 1)),
        ([(2, "b", 0.25)], Written(0, 1)),
        ([(3, "c", 0.0)], Written(0, 1)),
        ([(4, None, None)], Written(1, 0)),
        ([(1, "a", 0.5), (2, "x", 0.25), (4, "d", 1.0), (5, "e", 1.0)], Written(2, 1)),
        ([], Written(0, 0)),
    ],
)
def test_only_rows_that_differ_are_written(session: Session, rows: list[Row], expected: Written) -> None:
    assert write(session, FIRST) == (Written(3, 0), 0)
    versions = session.execute(text("SELECT id, xmin::text FROM thing")).all()
    assert write(session, rows)[0] == expected
    wanted = {row[0]: row for row in FIRST} | {row[0]: row for row in rows}
    assert things(session) == sorted(wanted.values())
    same = {row[0] for row in FIRST} - {row[0] for row in rows if row not in FIRST}
    kept = set(session.execute(text("SELECT id, xmin::text FROM thing")).all()) & set(versions)
    assert {row[0] for row in kept} == same


@pytest.mark.usefixtures("target")
def test_vanished_rows_go_where_the_conditions_hold(session: Session) -> None:
    write(session, FIRST)
    assert write(session, [(3, "c", None)], vanished_above=1) == (Written(0, 0), 1)
    assert [row[0] for row in things(session)] == [1, 3]


def test_staged_rows_have_the_types_that_are_named_and_last_for_a_transaction(session: Session) -> None:
    columns: dict[str, ColumnType] = {"n": Integer, "words": ARRAY(String), "more": JSONB, "short": String(9)}
    from psycopg.types.json import Jsonb

    rows: Sequence[Sequence[object]] = [(1, ["a", "b"], Jsonb({"k": [1]}), "x"), (None, None, None, None)]
    staged = stage(session, "staged_any", columns, rows)
    found = session.execute(select(staged).order_by(staged.c.n)).all()
    assert found == [(1, ["a", "b"], {"k": [1]}, "x"), (None, None, None, None)]
    session.commit()
    assert session.scalar(text("SELECT to_regclass('staged_any')")) is None


def test_one_batch_is_written_at_a_time(session: Session, engine: Engine) -> None:
    begin_batch(session)
    with Session(engine) as other:
        other.execute(text("SET lock_timeout = '100ms'"))
        with pytest.raises(OperationalError, match="lock timeout"):
            begin_batch(other)
        other.rollback()
        session.commit()
        begin_batch(other)


def test_statistics_are_there_after_analyze_of_the_tables_that_are_named(session: Session) -> None:
    analyzed = text(
        "SELECT relname FROM pg_class WHERE reltuples >= 0 AND relname IN ('encoder', 'regressor', 'image')"
    )
    assert session.scalars(analyzed).all() == []
    analyze(session, Encoder.__table__, Regressor.__table__)
    assert sorted(session.scalars(analyzed)) == ["encoder", "regressor"]


def test_after_analyze_nothing_waits_beside_an_index_of_words_for_who_owns_it(session: Session) -> None:
    waiting = text("SELECT gin_clean_pending_list('ix_image_known'::regclass)")
    add_pictures(session, 0, 20)
    assert session.scalar(waiting) > 0
    add_pictures(session, 20, 20)
    session.execute(text("SET LOCAL ROLE imgsearch_loader"))
    analyze(session, Image.__table__)  # leaves to the owner what is the owner's
    session.execute(text("RESET ROLE"))
    analyze(session, Image.__table__)
    assert session.scalar(waiting) == 0


@pytest.fixture
def pictures(session: Session) -> tuple[int, list[int]]:
    """An encoder and three pictures, the second with its vector."""
    encoders = [Encoder(name=name, revision="1", dimension=2) for name in ("a", "b")]
    images = [
        Image(
            name=f"{n}.jpg", path=f"/{n}.jpg", gallery="g", sha256=bytes([n]) * 32, file_bytes=1, mtime_ns=1,
            width=4, height=3,
        )
        for n in range(3)
    ]  # fmt: skip
    session.add_all([*encoders, *images])
    session.flush()
    session.add(ImageEmbedding(encoder_id=encoders[0].id, image_id=images[1].id, embedding=[0.6, 0.8]))
    found = encoders[0].id, [image.id for image in images]
    session.commit()
    return found


def tasks(session: Session) -> list[tuple[int, int]]:
    query = select(EncodingTask.encoder_id, EncodingTask.image_id).order_by(*EncodingTask.__table__.primary_key)
    found = [(encoder_id, image_id) for encoder_id, image_id in session.execute(query)]
    session.rollback()
    return found


def test_a_claim_is_of_pictures_that_nobody_else_claims(
    session: Session, engine: Engine, pictures: tuple[int, list[int]]
) -> None:
    encoder_id, (first, _, last) = pictures
    assert add_tasks(session, encoder_id) == 2
    (mine,) = claim(session, encoder_id, 1)
    assert mine == (first, "/0.jpg", bytes(32))
    with Session(engine) as other:
        other.execute(text("SET lock_timeout = '1s'"))
        assert [image.id for image in claim(other, encoder_id, 9)] == [last]
        assert claim(session, encoder_id + 1, 9) == []
        other.rollback()
        session.rollback()
        assert [image.id for image in claim(other, encoder_id, 9)] == [first, last]


def test_tasks_are_made_once_and_void_ones_go(session: Session, pictures: tuple[int, list[int]]) -> None:
    encoder_id, (first, encoded, last) = pictures
    other_id = encoder_id + 1
    for task in ((encoder_id, encoded), (other_id, encoded)):
        session.add(EncodingTask(encoder_id=task[0], image_id=task[1]))
    session.commit()
    assert count_tasks(session, encoder_id) == 0
    for _ in range(2):
        assert add_tasks(session, encoder_id) == 2
        assert tasks(session) == [(encoder_id, first), (encoder_id, last), (other_id, encoded)]
    # A task whose claim is held stays as it is while another process adds its own.
    claim(session, encoder_id, 1)
    assert add_tasks(session, other_id) == 3
    assert (count_tasks(session, other_id), count_tasks(session, encoder_id)) == (3, 2)


def test_finishing_removes_what_is_named_for_one_encoder(session: Session, pictures: tuple[int, list[int]]) -> None:
    encoder_id, (first, encoded, last) = pictures
    add_tasks(session, encoder_id)
    add_tasks(session, encoder_id + 1)
    finish(session, encoder_id, [first])
    session.commit()
    assert tasks(session) == [(encoder_id, last), *((encoder_id + 1, each) for each in (first, encoded, last))]
    finish(session, encoder_id, [])
    session.commit()
    assert count_tasks(session, encoder_id) == 1


def test_a_task_dies_with_its_picture(session: Session, pictures: tuple[int, list[int]]) -> None:
    encoder_id, (first, _, last) = pictures
    add_tasks(session, encoder_id)
    session.execute(text("DELETE FROM image WHERE id = :id"), {"id": first})
    session.commit()
    assert tasks(session) == [(encoder_id, last)]
    with pytest.raises(DBAPIError):
        session.execute(text("INSERT INTO encoding_task VALUES (:encoder, 0)"), {"encoder": encoder_id})
