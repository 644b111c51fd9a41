"""Captions, and the client's test queries."""

from __future__ import annotations

from sqlalchemy import BigInteger, Computed, Identity, Index, LargeBinary, PrimaryKeyConstraint, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from imgsearch.tables.base import Base, OfAnyImage, image_reference


class Caption(OfAnyImage, Base):
    """A text that describes a picture."""

    __tablename__ = "caption"
    __table_args__ = (
        image_reference("caption", "picture_is_hidden"),
        UniqueConstraint("image_id", "caption_key"),
        Index("ix_caption_caption_key", "caption_key", "is_hidden"),
        Index("ix_caption_image_name", "image_name", "is_hidden"),
        Index(
            "ix_caption_tsv",
            "tsv",
            postgresql_using="gin",
            postgresql_where=text("NOT is_hidden AND image_id <> 0"),
        ),
        {"comment": "A caption: a picture's own, and the texts of rated pairs, which are captions of other pictures."},
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True, comment="Key.")
    caption_key: Mapped[str] = mapped_column(comment="The caption's id in the files: <image file>#<n>.")
    image_name: Mapped[str] = mapped_column(comment="Name of the picture that the caption was written for.")
    text: Mapped[str] = mapped_column(comment="The caption as it came.")
    loaded_from: Mapped[str | None] = mapped_column(
        comment="The file of captions that said it last; NULL for what a picture's own file says."
    )
    tsv: Mapped[str] = mapped_column(
        TSVECTOR,
        Computed("to_tsvector('english', text) || to_tsvector('russian', text)", persisted=True),
        comment="English and Russian lexemes of the text, for full-text search.",
    )


class CaptionOrigin(Base):
    """The picture that a caption came with."""

    __tablename__ = "caption_origin"
    __table_args__ = ({"comment": "The picture that a caption was first loaded with; it belongs to no other."},)

    caption_key: Mapped[str] = mapped_column(primary_key=True, comment="caption.caption_key.")
    text_sha256: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True, comment="SHA-256 of the caption's text.")
    image_sha256: Mapped[bytes] = mapped_column(LargeBinary, comment="image.sha256 of the picture.")


class TestQuery(OfAnyImage, Base):
    """A query of the client's test set with the picture that it should find."""

    __test__ = False  # not a pytest class
    __tablename__ = "test_query"
    __table_args__ = (
        image_reference("test_query", "picture_is_hidden"),
        PrimaryKeyConstraint("image_id", "query_key"),
        Index("ix_test_query_query_key", "query_key", "is_hidden"),
        {"comment": "Test queries with the picture each should find; never used as captions in a search."},
    )

    query_key: Mapped[str] = mapped_column(primary_key=True, comment="The query's id in the file.")
    text: Mapped[str] = mapped_column(comment="What a user would type.")
    image_name: Mapped[str] = mapped_column(comment="Name of the picture that should be found.")
