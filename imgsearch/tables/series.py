"""Pictures that are one photograph, and what those looked like that are gone and showed a minor."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, DateTime, ForeignKey, Index, LargeBinary, func
from sqlalchemy.dialects.postgresql import BIT
from sqlalchemy.orm import Mapped, mapped_column

from imgsearch.tables.base import IMAGE_ID, Base


class ImageSeries(Base):
    """A picture that is one photograph with others."""

    __tablename__ = "image_series"
    __table_args__ = (
        Index("ix_image_series_series", "series"),
        {"comment": "Pictures that are one photograph, shown and hidden ones; a trigger sets image.series from it."},
    )

    image_id: Mapped[int] = mapped_column(
        BigInteger,
        ForeignKey("image.id", name="fk_image_series_image_id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
        comment=IMAGE_ID,
    )
    series: Mapped[int] = mapped_column(
        BigInteger,
        comment="Shared by pictures that are one photograph: the same bytes, copies, shots of one moment; a random "
        "number.",
    )


class MinorLook(Base):
    """What a picture looked like."""

    __tablename__ = "minor_look"
    __table_args__ = (
        CheckConstraint("octet_length(sha256) = 32", name="sha256_length"),
        {
            "comment": "What pictures looked like that showed a minor and are gone, or have other bytes by now; their "
            "copies are hidden."
        },
    )

    sha256: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True, comment="SHA-256 of the file's bytes.")
    phash: Mapped[str] = mapped_column(BIT(64), comment="image.phash; zeros where the picture had none.")
    since: Mapped[datetime] = mapped_column(
        DateTime(timezone=True), server_default=func.now(), comment="From when on the bytes have been gone."
    )
