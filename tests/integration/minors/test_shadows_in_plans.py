"""What EXPLAIN estimates tells nobody what hidden rows say."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

Connect = Callable[[str], Engine]
#: Texts and names: columns of those types that hold no word of a fixed list.
TEXTS = text(
    "SELECT c.relname || '.' || a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid "
    "WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND a.attnum > 0 "
    "AND EXISTS (SELECT FROM pg_attribute h WHERE h.attrelid = c.oid AND h.attname = 'is_hidden') "
    "AND a.atttypid = ANY ('{text,varchar,varchar[],tsvector,jsonb,bytea,timestamp,timestamptz}'::regtype[]) "
    "AND coalesce(a.attstattarget, -1) <> 0 ORDER BY 1"
)
#: Words of fixed lists, and what searchers and analysts have no part in.
COUNTED = [
    "collection_picture.added_at", "image.orientation", "image.pixels_screened_by", "image.state",
    "image.texts_screened_by", "match_prediction.model", "match_prediction.split", "minor_evidence.source",
    "minor_review.verdict", "retrieval_rank.direction", "retrieval_rank.query_set", "retrieval_rank.ranking",
    "retrieval_rank.scope",
]  # fmt: skip


@pytest.fixture
def many(session: Session, gallery: dict[str, int]) -> int:
    """Thirty hidden captions for a histogram and for most common values."""
    girl = gallery["girl.jpg"]
    session.execute(
        text(
            "INSERT INTO caption (caption_key, image_name, image_id, is_hidden, text) "
            "SELECT 'girl.jpg#' || n, 'girl.jpg', :girl, true, CASE WHEN n % 3 = 0 THEN 'secret' ELSE 'girl ' || n END "
            "FROM generate_series(10, 400) n"
        ),
        {"girl": girl},
    )
    session.commit()
    session.execute(text("ANALYZE"))
    session.commit()
    return girl


@pytest.mark.parametrize("role", ["searcher", "analyst"])
@pytest.mark.parametrize(
    ("condition", "hidden", "absent"),
    [
        ("text = '{}'", "secret", "nobody"),
        ("text < '{}'", "girl 2", "a"),
        ("text < '{}'", "girl 2", "zebra"),
        ("text LIKE '{}%%'", "girl", "zebra"),
        ("caption_key = '{}'", "girl.jpg#10", "zebra.jpg#10"),
        ("caption_key > '{}'", "girl.jpg#2", "zebra.jpg"),
        ("tsv @@ '{}'::tsquery", "secret", "zebra"),
    ],
)
def test_estimates_are_the_same_for_hidden_and_for_absent_texts(
    connect_as: Connect, many: int, role: str, condition: str, hidden: str, absent: str
) -> None:
    with connect_as(role).connect() as connection:
        rows = []
        for value in (hidden, absent):
            said = connection.exec_driver_sql(f"EXPLAIN SELECT 1 FROM caption WHERE {condition.format(value)}")
            rows.append(re.findall(r"rows=(\d+)", "\n".join(said.scalars())))
    assert rows[0] == rows[1]


@pytest.mark.parametrize("role", ["searcher", "analyst"])
@pytest.mark.parametrize(
    ("condition", "hidden", "absent"),
    [
        ("gallery = '{}'", "playground", "nowhere"),
        ("photographer_key = '{}'", "uncle bob", "nobody"),
        ("tags @> ARRAY['{}']::varchar[]", "first communion", "nothing"),
        ("taken_at < '{}'", "2001-01-01", "1901-01-01"),
        ("width > {}", "4000", "9000"),
    ],
)
def test_estimates_of_filters_are_the_same_too(
    connect_as: Connect, session: Session, role: str, condition: str, hidden: str, absent: str
) -> None:
    session.execute(
        text(
            "INSERT INTO image "
            "(name, path, gallery, sha256, file_bytes, mtime_ns, width, height, photographer, tags, taken_at) "
            "SELECT 'h' || n, '/h' || n, 'playground', sha256(n::text::bytea), 1, 1, 5000, 1, 'Uncle Bob', "
            "'{first communion}', '2000-05-05' FROM generate_series(1, 400) n"
        )
    )
    session.execute(text("ANALYZE image"))
    session.commit()
    with connect_as(role).connect() as connection:
        rows = []
        for value in (hidden, absent):
            said = connection.exec_driver_sql(f"EXPLAIN SELECT 1 FROM image WHERE {condition.format(value)}")
            rows.append(re.findall(r"rows=(\d+)", "\n".join(said.scalars())))
    assert rows[0] == rows[1]


def test_no_text_of_a_picture_is_in_the_statistics(session: Session, many: int) -> None:
    assert session.scalars(TEXTS).all() == COUNTED
    told = text("SELECT attname::text FROM pg_stats WHERE schemaname = 'public' AND tablename = 'caption' ORDER BY 1")
    assert not {"text", "tsv", "caption_key", "image_name"} & set(session.scalars(told))


def test_no_size_of_a_picture_or_its_small_copy_is_in_the_statistics(session: Session) -> None:
    sizes = text(
        "SELECT attrelid::regclass || '.' || attname FROM pg_attribute "
        "WHERE attname IN ('width', 'height', 'file_bytes') "
        "AND attrelid IN (SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r') "
        "AND coalesce(attstattarget, -1) <> 0"
    )
    assert session.scalars(sizes).all() == []
