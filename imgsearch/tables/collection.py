"""Pictures that people put together, and the vectors of pictures that they searched by."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import (
    CheckConstraint,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    LargeBinary,
    UniqueConstraint,
    false,
    func,
)
from sqlalchemy.orm import Mapped, mapped_column

from imgsearch.tables.base import Base, OfImage, image_reference

LONGEST_COLLECTION_NAME = 200


class Collection(Base):
    """Pictures under a name."""

    __tablename__ = "collection"
    __table_args__ = (
        UniqueConstraint("account_id", "name"),
        UniqueConstraint("share_sha256"),
        CheckConstraint(f"char_length(name) BETWEEN 1 AND {LONGEST_COLLECTION_NAME}", name="name_length"),
        CheckConstraint("(share_sha256 IS NULL) = (shared_until IS NULL)", name="shared_until_an_end"),
        {"comment": "Pictures that an account has put together under a name."},
    )

    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True, comment="Key.")
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), comment="Whose it is.")
    name: Mapped[str] = mapped_column(comment="What its owner calls it.")
    share_sha256: Mapped[bytes | None] = mapped_column(
        LargeBinary,
        comment="SHA-256 of the token in the link by which anybody may see it; NULL where it is not shared.",
    )
    shared_until: Mapped[datetime | None] = mapped_column(
        DateTime(timezone=True), comment="When the link ends; NULL where it is not shared."
    )
    created_at: Mapped[datetime] = mapped_column(
        DateTime(timezone=True), server_default=func.now(), comment="When it was made."
    )


class CollectionPicture(OfImage, Base):
    """A picture of a collection."""

    __tablename__ = "collection_picture"
    __table_args__ = (
        image_reference("collection_picture"),
        Index("ix_collection_picture_collection_id", "collection_id", "added_at"),
        {"comment": "A picture of a collection."},
    )

    # Collections are not where the picture is, so no foreign key: a trigger removes these rows with theirs.
    collection_id: Mapped[int] = mapped_column(primary_key=True, comment="The collection.")
    # Of the statement's own moment: those that one request puts there keep its order.
    added_at: Mapped[datetime] = mapped_column(
        DateTime(timezone=True), server_default=func.clock_timestamp(), comment="When it was put there."
    )


class AskedPicture(Base):
    """What is kept of a picture that a visitor searched by."""

    __tablename__ = "asked_picture"
    __table_args__ = (
        Index("ix_asked_picture_kept_until", "kept_until"),
        {
            "comment": "Vectors of pictures that visitors of the page searched by, so that the answer has an address; "
            "never their pixels.",
            "prefixes": ["UNLOGGED"],
        },
    )

    token_sha256: Mapped[bytes] = mapped_column(
        LargeBinary, primary_key=True, comment="SHA-256 of the random token in the address."
    )
    session_sha256: Mapped[bytes] = mapped_column(LargeBinary, comment="SHA-256 of the session that may use it.")
    encoder_id: Mapped[int] = mapped_column(
        ForeignKey("encoder.id", ondelete="CASCADE"), comment="The encoder that made the vector."
    )
    vector: Mapped[bytes] = mapped_column(
        LargeBinary, comment="Little-endian single-precision numbers, of unit length together."
    )
    is_plain: Mapped[bool] = mapped_column(
        server_default=false(), comment="Whether the picture shows nothing: one colour, or noise around one."
    )
    kept_until: Mapped[datetime] = mapped_column(DateTime(timezone=True), comment="When it goes.")
