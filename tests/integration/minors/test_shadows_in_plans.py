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
    "AND a.atttypid IN ('text'::regtype, 'varchar'::regtype, 'tsvector'::regtype, 'jsonb'::regtype, 'bytea'::regtype) "
    "AND coalesce(a.attstattarget, -1) <> 0 ORDER BY 1"
)
#: What searches filter by, and words of fixed lists.
COUNTED = [
    "image.gallery", "image.orientation", "image.photographer_key", "image.pixels_screened_by", "image.state",
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


def test_no_text_of_a_picture_is_in_the_statistics(session: Session, many: int) -> None:
    assert session.scalars(TEXTS).all() == COUNTED
    told = text("SELECT attname::text FROM pg_stats WHERE schemaname = 'public' AND tablename = 'caption' ORDER BY 1")
    assert not {"text", "tsv", "caption_key", "image_name"} & set(session.scalars(told))
