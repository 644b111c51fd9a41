"""Encoders, the vectors they made, and regressors."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pgvector.sqlalchemy import HALFVEC
from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Identity,
    Index,
    LargeBinary,
    UniqueConstraint,
    false,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from imgsearch.tables.base import IMAGE_ID, Base, OfAnyImage, OfImage, image_reference


class Encoder(Base):
    """A model, at one revision, that turns pictures or texts into vectors."""

    __tablename__ = "encoder"
    __table_args__ = (
        UniqueConstraint("name", "revision"),
        CheckConstraint("dimension BETWEEN 1 AND 4000", name="dimension"),
        Index("uq_encoder_is_active", "is_active", unique=True, postgresql_where=text("is_active")),
        {"comment": "Encoders that have made vectors. One is active: searches use its pictures' vectors."},
    )

    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True, comment="Key.")
    name: Mapped[str] = mapped_column(comment="What imgsearch calls it: small, minilm, clip:<folder>, ...")
    revision: Mapped[str] = mapped_column(comment="Changes whenever the vectors would.")
    dimension: Mapped[int] = mapped_column(comment="Width of its vectors.")
    is_active: Mapped[bool] = mapped_column(server_default=false(), comment="Whether searches use it.")
    created_at: Mapped[datetime] = mapped_column(
        DateTime(timezone=True), server_default=func.now(), comment="When it was first used here."
    )


class ImageEmbedding(OfImage, Base):
    """A picture's vector by one encoder."""

    __tablename__ = "image_embedding"
    __table_args__ = (
        image_reference("image_embedding"),
        Index("ix_image_embedding_image_id", "image_id"),
        {"comment": "Pictures' vectors, unit length. Each encoder has its own partial HNSW index."},
    )

    encoder_id: Mapped[int] = mapped_column(
        ForeignKey("encoder.id", ondelete="CASCADE"), primary_key=True, comment="The encoder that made it."
    )
    image_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, comment=IMAGE_ID)
    embedding: Mapped[Any] = mapped_column(HALFVEC, comment="Unit vector, half precision; <=> is cosine distance.")


class EncodingTask(Base):
    """A picture that is to be encoded."""

    __tablename__ = "encoding_task"
    __table_args__ = (
        Index("ix_encoding_task_image_id", "image_id"),
        {"comment": "Pictures that are to be encoded; a process that encodes one holds a lock on its row."},
    )

    encoder_id: Mapped[int] = mapped_column(
        ForeignKey("encoder.id", ondelete="CASCADE"), primary_key=True, comment="The encoder that is to do it."
    )
    image_id: Mapped[int] = mapped_column(
        ForeignKey("image.id", ondelete="CASCADE"), primary_key=True, comment="The picture."
    )


class CaptionEmbedding(OfAnyImage, Base):
    """A caption's vector by one encoder."""

    __tablename__ = "caption_embedding"
    __table_args__ = (
        image_reference("caption_embedding", "picture_is_hidden"),
        ForeignKeyConstraint(["caption_id", "image_id"], ["caption.id", "caption.image_id"], ondelete="CASCADE"),
        Index("ix_caption_embedding_image_id_caption_id", "image_id", "caption_id"),
        {"comment": "Captions' vectors, unit length; a query is compared with a picture's own captions through them."},
    )

    encoder_id: Mapped[int] = mapped_column(
        ForeignKey("encoder.id", ondelete="CASCADE"), primary_key=True, comment="The encoder that made it."
    )
    caption_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, comment="The caption.")
    embedding: Mapped[Any] = mapped_column(HALFVEC, comment="Unit vector, half precision; <=> is cosine distance.")


class Regressor(Base):
    """A trained model that predicts the experts' rating of a query and a picture."""

    __tablename__ = "regressor"
    __table_args__ = (
        Index("uq_regressor_is_active", "is_active", unique=True, postgresql_where=text("is_active")),
        {"comment": "Regressors with their model cards. One is active: it scores what a search finds."},
    )

    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True, comment="Key.")
    encoder_id: Mapped[int] = mapped_column(
        ForeignKey("encoder.id"), comment="The encoder whose pictures' vectors it was trained on."
    )
    is_active: Mapped[bool] = mapped_column(server_default=false(), comment="Whether searches use it.")
    card: Mapped[dict[str, Any]] = mapped_column(JSONB, comment="Model card: data, features, settings, seed, versions.")
    metrics: Mapped[dict[str, Any]] = mapped_column(JSONB, comment="Out-of-fold figures.")
    artifact: Mapped[bytes] = mapped_column(LargeBinary, comment="The model as safetensors.")
    trained_at: Mapped[datetime] = mapped_column(
        DateTime(timezone=True), server_default=func.now(), comment="When it was trained."
    )


class Activation(Base):
    """A change of what searches use."""

    __tablename__ = "activation"
    __table_args__ = (
        {"comment": "What searches used from when on: a row for each change of the active encoder or regressor."},
    )

    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True, comment="Key; newest is highest.")
    encoder_id: Mapped[int] = mapped_column(comment="encoder.id of the encoder that was active.")
    regressor_id: Mapped[int | None] = mapped_column(
        comment="regressor.id of the one that was active; NULL for the one that ships, or none."
    )
    is_rollback: Mapped[bool] = mapped_column(server_default=false(), comment="Whether it undid the activation before.")
    activated_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now(), comment="When.")
    activated_by: Mapped[str] = mapped_column(server_default=text("SESSION_USER"), comment="Login of whoever did it.")
