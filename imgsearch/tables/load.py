"""What a load refused, and what that says."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, DateTime, ForeignKey, Identity, Index, LargeBinary, UniqueConstraint, func
from sqlalchemy.orm import Mapped, mapped_column

from imgsearch.tables.base import NOT_LOADED, Base, OfAnyImage, image_reference


class LoadReject(OfAnyImage, Base):
    """A row or file that could not be loaded."""

    __tablename__ = "load_reject"
    __table_args__ = (
        image_reference("load_reject", "picture_is_hidden"),
        UniqueConstraint("image_id", "file", "row_number", "reason", "is_hidden"),
        Index("ix_load_reject_file", "file", "is_hidden"),
        {"comment": "Rows and files that were not loaded, and why. A load of a mended file removes its entries."},
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True, comment="Key.")
    file: Mapped[str] = mapped_column(comment="Absolute path of the file.")
    row_number: Mapped[int] = mapped_column(
        server_default="0", comment="Line in the file, the first is 1; 0 stands for the whole file."
    )
    reason: Mapped[str] = mapped_column(comment="What is wrong with it.")
    content: Mapped[str] = mapped_column(server_default="", comment="The row as it came, cut to 500 characters.")
    rejected_at: Mapped[datetime] = mapped_column(
        DateTime(timezone=True), server_default=func.now(), comment="When it was first refused."
    )
    image_id: Mapped[int] = mapped_column(
        BigInteger,
        primary_key=True,
        server_default=str(NOT_LOADED),
        comment=f"The picture that the file is, where it was loaded before or lacks a vector; {NOT_LOADED} else.",
    )


class RefusedText(Base):
    """What a refused row says of a picture."""

    __tablename__ = "refused_text"
    __table_args__ = (
        {
            "comment": "What refused rows say of pictures, as far as it can be made out; it is searched for words for "
            "minors and shown to nobody."
        },
    )

    key: Mapped[bytes] = mapped_column(
        LargeBinary, primary_key=True, comment="SHA-256 of all other columns but image_id."
    )
    file: Mapped[str] = mapped_column(index=True, comment="Absolute path of the file.")
    reader: Mapped[str] = mapped_column(comment="What the file was read for: captions, metadata, described or queries.")
    row_number: Mapped[int] = mapped_column(comment="Line in the file, the first is 1.")
    image_id: Mapped[int | None] = mapped_column(
        BigInteger,
        ForeignKey("image.id", ondelete="SET NULL"),
        index=True,
        comment="The picture; NULL where none is loaded.",
    )
    source: Mapped[str] = mapped_column(comment="image.source of the picture, or of the one that is to come.")
    source_path: Mapped[str] = mapped_column(comment="Its path there in Unicode's composed form, NFC.")
    text: Mapped[str] = mapped_column(comment="The text, or the row.")
