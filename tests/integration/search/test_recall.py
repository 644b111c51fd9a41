"""What the vector index finds after mass flagging, deletion, VACUUM and re-insertion, against comparing everything."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from pgvector import HalfVector
from pgvector.sqlalchemy import HALFVEC
from sqlalchemy import BigInteger, Engine, delete, insert, literal, select, text
from sqlalchemy.orm import Session

from imgsearch.db.staging import stage
from imgsearch.doctor.recall import check_recall, measure_recall
from imgsearch.models.store import register_encoder
from imgsearch.queries import session as settings
from imgsearch.tables import Image, ImageEmbedding
from imgsearch.vectors.index import create_vector_index
from tests.builders import fill, make_models
from tests.fakes import WordEncoder

#: In eight dimensions any graph finds everything.
DIMENSION = 48
PICTURES = 8_000
PIECE = 1_000


@pytest.fixture
def encoder_id(session: Session) -> int:
    """The active encoder, of wider vectors than other tests need."""
    encoder = WordEncoder("wide")
    encoder.dimension = DIMENSION
    return register_encoder(session, encoder)


def add_pictures(session: Session, first: int, count: int) -> list[int]:
    """Pictures without vectors; their ids."""
    columns = "(name, path, gallery, sha256, file_bytes, mtime_ns, width, height)"
    numbers = "generate_series(CAST(:first AS int), CAST(:last AS int)) n"
    values = f"'p' || n, '/p' || n, 'g', sha256(n::text::bytea), 1, 1, 4, 3 FROM {numbers}"
    statement = text(f"INSERT INTO image {columns} SELECT {values} RETURNING id")
    return list(session.scalars(statement, {"first": first, "last": first + count - 1}))


def add_vectors(session: Session, encoder_id: int, image_ids: Sequence[int], seed: int) -> None:
    """Random directions."""
    vectors = np.random.default_rng(seed).normal(size=(len(image_ids), DIMENSION))
    rows = ((image_id, HalfVector(vector)) for image_id, vector in zip(image_ids, vectors, strict=True))
    staged = stage(session, "staged_vector", {"image_id": BigInteger, "embedding": HALFVEC}, rows)
    chosen = select(literal(encoder_id), staged.c.image_id, staged.c.embedding)
    session.execute(insert(ImageEmbedding).from_select(["encoder_id", "image_id", "embedding"], chosen))
    staged.drop(session.connection())


def flag(session: Session, image_ids: Sequence[int]) -> None:
    """An editor flags them all."""
    columns = "(image_id, is_hidden, verdict, reviewer, sha256)"
    chosen = "SELECT id, false, 'flag', 'test', sha256 FROM image WHERE id = ANY(:ids)"
    session.execute(text(f"INSERT INTO minor_review {columns} {chosen}"), {"ids": list(image_ids)})


def test_the_index_keeps_its_recall_through_flags_deletions_vacuum_and_new_pictures(
    session: Session, engine: Engine, encoder_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = add_pictures(session, 0, PICTURES)
    add_vectors(session, encoder_id, ids, seed=1)
    session.commit()
    create_vector_index(session, ImageEmbedding, encoder_id, DIMENSION)

    def measured() -> float:
        session.commit()
        return measure_recall(session, encoder_id, DIMENSION, sample=10)

    assert measured() >= 0.99
    flag(session, ids[:PIECE])
    session.execute(delete(Image).where(Image.id.in_(ids[PIECE : 2 * PIECE])))
    assert measured() >= 0.99
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM (ANALYZE) image_embedding"))
    assert measured() >= 0.99
    add_vectors(session, encoder_id, add_pictures(session, PICTURES, PIECE), seed=2)
    assert measured() >= 0.99

    check = check_recall(session)
    assert check.is_ok
    assert "of the 100 nearest pictures are found, at 50 places" in check.found
    # A graph that is walked less far misses some: then it is said.
    monkeypatch.setattr(settings, "EF_SEARCH", 20)
    settings.select_search_settings.cache_clear()
    worse = check_recall(session)
    settings.select_search_settings.cache_clear()
    assert worse.remedy is not None
    assert f"ix_image_embedding_hnsw_{encoder_id}" in worse.remedy


def test_few_pictures_are_compared_and_none_is_missed(session: Session) -> None:
    fill(session, make_models(session), 10)
    check = check_recall(session)
    assert check.is_ok
    assert check.found == "all 10 pictures that may be shown are compared, so none is missed"
