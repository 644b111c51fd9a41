"""The product's own statement on a copy of the vectors that is partitioned by picture."""

from __future__ import annotations

from contextlib import nullcontext

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from imgsearch.search import SearchModels
from tests.asking import by_index, search
from tests.builders import fill
from tests.fakes import DIMENSION

PICTURES = 2_000
PARTITIONS = 4


def partition(session: Session, encoder_id: int) -> None:
    """Put a partitioned copy in the table's place, each partition with its own vector index."""
    statements = [
        "ALTER TABLE image_embedding RENAME TO unpartitioned",
        "CREATE TABLE image_embedding (LIKE unpartitioned INCLUDING DEFAULTS) PARTITION BY HASH (image_id)",
        *(
            f"CREATE TABLE image_embedding_{number} PARTITION OF image_embedding "
            f"FOR VALUES WITH (MODULUS {PARTITIONS}, REMAINDER {number})"
            for number in range(PARTITIONS)
        ),
        "INSERT INTO image_embedding SELECT * FROM unpartitioned",
        f"CREATE INDEX ON image_embedding USING hnsw ((embedding::halfvec({DIMENSION})) halfvec_cosine_ops) "
        f"WHERE encoder_id = {encoder_id} AND NOT is_hidden",
        "GRANT SELECT ON image_embedding TO imgsearch_searcher",
        "ANALYZE image_embedding",
    ]
    for statement in statements:
        session.execute(text(statement))
    session.commit()


@pytest.mark.parametrize("scan", ["exact", "index"])
def test_partitions_give_the_same_pictures(session: Session, models: SearchModels, scan: str) -> None:
    fill(session, models, PICTURES)
    exact = search(session, models, "dog near a tree", min_score=0.0)
    assert exact.scan == "exact"
    partition(session, models.encoder_id)
    with by_index() if scan == "index" else nullcontext():
        found = search(session, models, "dog near a tree", min_score=0.0, explain=True)
    assert found.scan == scan
    assert [hit.name for hit in found.hits] == [hit.name for hit in exact.hits]
    if scan == "index":
        assert sum("Index Scan using image_embedding_" in line for line in found.plan) >= PARTITIONS
