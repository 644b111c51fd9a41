"""Encoders' rows, and the HNSW index that each encoder's vectors of pictures or captions have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pgvector.sqlalchemy import HALFVEC
from sqlalchemy import Boolean, Column, Integer, MetaData, Table, cast, column, func, not_, select, table, update
from sqlalchemy import Index as IndexDefinition
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session
from sqlalchemy.schema import CreateIndex

from imgsearch.errors import ModelMismatch
from imgsearch.staging import begin_batch
from imgsearch.tables import CaptionEmbedding, ImageEmbedding
from imgsearch.tables import Encoder as EncoderRow

if TYPE_CHECKING:
    from imgsearch.encoders import Encoder

EmbeddingTable = type[ImageEmbedding] | type[CaptionEmbedding]
#: 100,000 vectors of 512 half-precision numbers fit; beyond it a build slows down several times.
BUILD_MEMORY = "512MB"


def find_encoder(session: Session, name: str, revision: str) -> EncoderRow | None:
    """The row of an encoder at one revision."""
    return session.scalar(select(EncoderRow).where(EncoderRow.name == name, EncoderRow.revision == revision))


def register_encoder(session: Session, encoder: Encoder) -> int:
    """The id of an encoder's row, which is made when there is none; commits.

    The first encoder that puts texts and pictures into one space becomes the active one.

    Raises:
        ModelMismatch: it is known by this name and revision with another dimension.
    """
    row = find_encoder(session, encoder.name, encoder.revision)
    if row is None:
        begin_batch(session)
        searchable = encoder.encodes_images and encoder.encodes_texts
        active = searchable and session.scalar(select(EncoderRow.id).where(EncoderRow.is_active)) is None
        session.execute(
            insert(EncoderRow)
            .values(name=encoder.name, revision=encoder.revision, dimension=encoder.dimension, is_active=active)
            .on_conflict_do_nothing()
        )
        session.commit()
        row = find_encoder(session, encoder.name, encoder.revision)
        assert row is not None
    encoder_id, dimension = row.id, row.dimension
    session.rollback()
    if dimension != encoder.dimension:
        raise ModelMismatch(
            f"encoder {encoder.name} revision {encoder.revision} has {encoder.dimension} dimensions, but its stored "
            f"vectors have {dimension}; its revision should have changed: delete its row from the table encoder"
        )
    return encoder_id


def activate_newer_revision(session: Session, encoder: Encoder, encoder_id: int) -> bool:
    """Let searches use an encoder when the active one is another revision of it; commits.

    To be called when its vectors are complete: until then searches go on with the old ones.
    """
    begin_batch(session)
    active = session.scalar(select(EncoderRow.name).where(EncoderRow.is_active, EncoderRow.id != encoder_id))
    if active != encoder.name:
        session.rollback()
        return False
    for is_active, which in ((False, EncoderRow.is_active), (True, EncoderRow.id == encoder_id)):
        statement = update(EncoderRow).where(which).values(is_active=is_active)
        session.execute(statement.execution_options(synchronize_session=False))
    session.commit()
    return True


def vector_index_name(embedding: EmbeddingTable, encoder_id: int) -> str:
    """Name of the index of one encoder's vectors of pictures or of captions."""
    return f"ix_{embedding.__tablename__}_hnsw_{encoder_id}"


def create_vector_index(session: Session, embedding: EmbeddingTable, encoder_id: int, dimension: int) -> bool:
    """Build an encoder's index of pictures or of captions when it is missing; commits.

    Returns:
        Whether the index is there; only the table's owner may build it.
    """
    begin_batch(session)
    name = vector_index_name(embedding, encoder_id)
    if session.scalar(select(func.to_regclass(name))) is not None:
        session.rollback()
        return True
    catalog = table("pg_class", column("oid"), column("relowner"))
    owner = select(func.pg_has_role(catalog.c.relowner, "USAGE")).where(
        catalog.c.oid == func.to_regclass(embedding.__tablename__)
    )
    if not session.scalar(owner):
        session.rollback()
        return False
    session.execute(select(func.set_config("maintenance_work_mem", BUILD_MEMORY, True)))
    # Parallel workers share the build's memory through /dev/shm, of which a container has 64 MB.
    session.execute(select(func.set_config("max_parallel_maintenance_workers", "0", True)))
    session.execute(CreateIndex(_definition(name, embedding, encoder_id, dimension), if_not_exists=True))
    session.commit()
    return True


def _definition(name: str, embedding: EmbeddingTable, encoder_id: int, dimension: int) -> IndexDefinition:
    # A table object of its own, so that the index does not become part of the schema's metadata.
    vectors = Table(
        embedding.__tablename__,
        MetaData(),
        Column("encoder_id", Integer),
        Column("is_minor", Boolean),
        Column("embedding", HALFVEC),
    )
    expression = cast(vectors.c.embedding, HALFVEC(dimension)).label("embedding")
    return IndexDefinition(
        name,
        expression,
        postgresql_using="hnsw",
        postgresql_ops={"embedding": "halfvec_cosine_ops"},
        postgresql_where=(vectors.c.encoder_id == encoder_id) & not_(vectors.c.is_minor),
    )
