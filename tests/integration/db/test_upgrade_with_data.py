"""The migration that changes every key, on a database that is filled: no row is lost on the way there or back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, Engine, text

from imgsearch.db.migrate import downgrade, upgrade

BEFORE, AFTER = "0011", "0012"
FILL = (
    "INSERT INTO encoder (name, revision, dimension) VALUES ('e', '1', 2)",
    "INSERT INTO image (name, path, gallery, sha256, file_bytes, mtime_ns, width, height) "
    "SELECT n || '.jpg', '/' || n || '.jpg', 'g', sha256(n::text::bytea), 1, 1, 1, 1 FROM generate_series(1, 3) n",
    "INSERT INTO caption (caption_key, image_name, image_id, text) "
    "SELECT i.name || '#0', i.name, i.id, 'a dog' FROM image i",
    "INSERT INTO caption (caption_key, image_name, text) VALUES ('9.jpg#0', '9.jpg', 'a cat')",
    "INSERT INTO test_query (query_key, text, image_name, image_id) SELECT 'q' || id, 'a dog', name, id FROM image",
    "INSERT INTO test_query (query_key, text, image_name) VALUES ('q9', 'a cat', '9.jpg')",
    "INSERT INTO load_reject (file, reason) VALUES ('/x.tsv', 'bad')",
    "INSERT INTO load_reject (file, reason, image_id) SELECT path, 'cut', id FROM image",
    "INSERT INTO image_embedding (encoder_id, image_id, embedding) SELECT e.id, i.id, '[1,0]' FROM encoder e, image i",
    "INSERT INTO caption_embedding (encoder_id, caption_id, embedding) SELECT e.id, c.id, '[0,1]' "
    "FROM encoder e, caption c",
    "CREATE INDEX ix_caption_embedding_hnsw_1 ON caption_embedding USING hnsw ((embedding::halfvec(2)) "
    "halfvec_cosine_ops) WITH (m = 16) WHERE encoder_id = 1 AND NOT is_minor",
    "INSERT INTO expert_annotation (image_id, caption_key, expert1, expert2, expert3) "
    "SELECT id, '9.jpg#0', 1, 2, 3 FROM image",
    "INSERT INTO minor_evidence (image_id, source, term, probability) SELECT id, 'caption', 'boy', 1 FROM image "
    "WHERE name = '2.jpg'",
    "INSERT INTO minor_review (image_id, verdict, reviewer, sha256) SELECT id, 'flag', 'x', sha256 FROM image "
    "WHERE name = '3.jpg'",
    "INSERT INTO search (hit_count, took_ms) VALUES (1, 1)",
    "INSERT INTO click (search_id, image_id, is_minor) SELECT s.id, i.id, i.is_minor FROM search s, image i",
    "INSERT INTO match_feedback (image_id, is_minor, text, rater, rating) SELECT id, is_minor, 't', 'x', 1 FROM image",
    "INSERT INTO model_result (run_id, model, features, target, split, metrics, params, seed, data_fingerprint) "
    "VALUES (gen_random_uuid(), 'm', 'none', 'mean', 'picture', '{}', '{}', 0, '')",
    "INSERT INTO model_prediction (result_id, image_id, is_minor, caption_id, fold, predicted) "
    "SELECT r.id, i.id, i.is_minor, c.id, 0, 0.5 FROM model_result r, image i, caption c",
    "INSERT INTO evaluation (encoder, regressor, data_fingerprint, seed, settings) VALUES ('e', 'r', '', 0, '{}')",
    "INSERT INTO retrieval_rank (evaluation_id, query_set, scope, direction, ranking, query_key, image_id, is_minor, "
    "rank) SELECT e.id, 'q', 'all', 'd', 'cosine', i.name, i.id, i.is_minor, 1 FROM evaluation e, image i",
)


@pytest.fixture
def filled(bare: Engine) -> Iterator[Connection]:
    """A connection to a database at the revision before, with rows."""
    with bare.connect() as connection:
        upgrade(connection, BEFORE)
        for statement in FILL:
            connection.exec_driver_sql(statement)
        connection.commit()
        yield connection


def rows(connection: Connection) -> dict[str, list[str]]:
    tables = text("SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'")
    return {
        table: sorted(connection.scalars(text(f"SELECT to_jsonb(t)::text FROM {table} t")))
        for table in connection.scalars(tables).all()
    }


def flags(connection: Connection, name: str) -> list[tuple[str, bool]]:
    """Each table's flags of a picture."""
    tables = text(
        "SELECT conrelid::regclass::text FROM pg_constraint WHERE contype = 'f' AND confrelid = 'image'::regclass "
        "AND cardinality(confkey) = 2 ORDER BY 1"
    )
    of_picture = "image_id = (SELECT id FROM image WHERE name = :name)"
    return [
        (table, flag)
        for table in connection.scalars(tables).all()
        for flag in connection.scalars(text(f"SELECT is_minor FROM {table} WHERE {of_picture}"), {"name": name})
    ]


def test_no_row_is_lost_on_the_way_up_or_down(filled: Connection) -> None:
    before = rows(filled)
    assert all(before[table] for table in ("caption", "click", "load_reject", "model_prediction", "retrieval_rank"))
    upgrade(filled, AFTER)
    after = rows(filled)
    assert {table: len(found) for table, found in after.items() if table != "image_name"} == {
        table: len(found) for table, found in before.items()
    }
    assert len(after["image_name"]) == len(after["image"])
    assert filled.scalar(text("SELECT text FROM caption WHERE image_id = 0")) == "a cat"
    assert filled.scalar(text("SELECT image_id FROM analyst.caption WHERE caption_key = '9.jpg#0'")) is None
    index = text("SELECT count(*) FROM pg_indexes WHERE indexname = 'ix_caption_embedding_hnsw_1'")
    assert filled.scalar(index) == 1
    assert {flag for _, flag in flags(filled, "2.jpg")} == {flag for _, flag in flags(filled, "3.jpg")} == {True}
    filled.exec_driver_sql(
        "INSERT INTO minor_review (image_id, is_minor, verdict, reviewer, sha256) "
        "SELECT id, is_minor, 'clear', 'y', sha256 FROM image WHERE name = '3.jpg'"
    )
    cleared = flags(filled, "3.jpg")
    assert {flag for _, flag in cleared} == {False}
    assert len(cleared) > 10
    filled.exec_driver_sql("DELETE FROM minor_review WHERE verdict = 'clear'")
    filled.commit()
    downgrade(filled, BEFORE)
    assert rows(filled) == before
    assert filled.scalar(index) == 1
