"""Encoders' rows, the definition of an index, and the memory that its build may take."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from imgsearch.errors import ModelMismatch
from imgsearch.models.store import find_encoder, register_encoder
from imgsearch.tables import CaptionEmbedding, Encoder, ImageEmbedding
from imgsearch.vectors.index import (
    EF_CONSTRUCTION,
    ELEMENT_BYTES,
    M,
    create_vector_index,
    is_index_valid,
    set_build_memory,
    vector_index_name,
)
from tests.fakes import DIMENSION, WordEncoder

GIGABYTE_KB = 1024 * 1024


def encoder(name: str, **values: Any) -> WordEncoder:  # noqa: ANN401
    made = WordEncoder(name)
    for attribute, value in values.items():
        setattr(made, attribute, value)
    return made


def active(session: Session) -> list[str]:
    found = list(session.scalars(select(Encoder.name).where(Encoder.is_active)))
    session.rollback()
    return found


def test_the_first_encoder_of_texts_and_pictures_becomes_the_active_one(session: Session) -> None:
    register_encoder(session, encoder("texts", encodes_images=False))
    register_encoder(session, encoder("pictures", encodes_texts=False))
    assert active(session) == []
    first_id = register_encoder(session, encoder("first"))
    assert active(session) == ["first"]
    register_encoder(session, encoder("second"))
    assert active(session) == ["first"]
    assert register_encoder(session, encoder("first")) == first_id


def test_each_revision_has_a_row_of_its_own(session: Session) -> None:
    ids = [register_encoder(session, encoder("first", revision=revision)) for revision in ("1", "2")]
    assert ids[0] != ids[1]
    for revision, encoder_id in zip(("1", "2"), ids, strict=True):
        row = find_encoder(session, "first", revision)
        assert row is not None
        assert (row.id, row.dimension) == (encoder_id, DIMENSION)
    assert find_encoder(session, "first", "3") is None


def test_another_dimension_under_the_same_revision_is_refused(session: Session) -> None:
    register_encoder(session, encoder("first"))
    with pytest.raises(ModelMismatch, match="has 9 dimensions, but its stored vectors have 8"):
        register_encoder(session, encoder("first", dimension=9))


@pytest.mark.parametrize("embedding", [ImageEmbedding, CaptionEmbedding])
def test_an_index_is_by_cosine_and_of_one_encoders_vectors_that_are_not_flagged(
    session: Session, embedding: type[ImageEmbedding] | type[CaptionEmbedding]
) -> None:
    encoder_id = register_encoder(session, encoder("first"))
    name = vector_index_name(embedding, encoder_id)
    assert not is_index_valid(session, name)
    assert create_vector_index(session, embedding, encoder_id, DIMENSION)
    assert is_index_valid(session, name)
    definition = session.scalar(text("SELECT indexdef FROM pg_indexes WHERE indexname = :name"), {"name": name})
    assert definition == (
        f"CREATE INDEX {name} ON public.{embedding.__tablename__} USING hnsw (((embedding)::halfvec(8)) "
        f"halfvec_cosine_ops) WITH (m='{M}', ef_construction='{EF_CONSTRUCTION}') "
        f"WHERE ((encoder_id = {encoder_id}) AND (NOT is_hidden))"
    )
    assert (M, EF_CONSTRUCTION) == (16, 64)


def test_only_the_owner_builds(session: Session) -> None:
    encoder_id = register_encoder(session, encoder("first"))
    session.execute(text("SET ROLE imgsearch_loader"))
    session.commit()
    assert not create_vector_index(session, ImageEmbedding, encoder_id, DIMENSION)
    assert not is_index_valid(session, vector_index_name(ImageEmbedding, encoder_id))
    session.execute(text("RESET ROLE"))
    session.commit()


@pytest.mark.parametrize(
    ("count", "cache_kb", "own_kb", "expected_kb"),
    [
        # 8 dimensions of two bytes, 32 neighbours of 16, and so much besides.
        (1_000_000, 4 * GIGABYTE_KB, 1024, 1_000_000 * (16 + 512 + ELEMENT_BYTES) // 1024),
        # Half of what the server has for caches.
        (1_000_000, 512 * 1024, 1024, 256 * 1024),
        # The least, and what the administrator has set.
        (10, 4 * GIGABYTE_KB, 1024, 64 * 1024),
        (10, 4 * GIGABYTE_KB, 100 * 1024, 100 * 1024),
    ],
)
def test_a_build_takes_the_memory_of_its_graph_within_bounds(
    session: Session, count: int, cache_kb: int, own_kb: int, expected_kb: int
) -> None:
    session.execute(text(f"SET LOCAL effective_cache_size = '{cache_kb}kB'"))
    session.execute(text(f"SET LOCAL maintenance_work_mem = '{own_kb}kB'"))
    session.execute(set_build_memory(count, 8, 16))
    setting = text("SELECT setting FROM pg_settings WHERE name = 'maintenance_work_mem'")
    assert session.scalar(setting) == str(expected_kb)
