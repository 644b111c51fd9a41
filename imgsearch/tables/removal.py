"""Pictures that were taken out."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, DateTime, Identity, Index, LargeBinary, func
from sqlalchemy.orm import Mapped, mapped_column

from imgsearch.tables.base import Base


class Removal(Base):
    """A picture that was taken out of the database."""

    __tablename__ = "removal"
    __table_args__ = (
        CheckConstraint("octet_length(sha256) = 32", name="sha256_length"),
        Index("ix_removal_sha256", "sha256"),
        {"comment": "A picture that was taken out of the database."},
    )

    id: Mapped[int] = mapped_column(
        BigInteger, Identity(always=True), primary_key=True, comment="Key; the latest row on a file counts."
    )
    sha256: Mapped[bytes] = mapped_column(LargeBinary, comment="SHA-256 of the file's bytes.")
    name: Mapped[str] = mapped_column(comment="image.name.")
    source: Mapped[str] = mapped_column(comment="image.source.")
    source_path: Mapped[str] = mapped_column(comment="image.source_path.")
    stays_out: Mapped[bool] = mapped_column(comment="Whether loads leave these bytes out, wherever they turn up.")
    reason: Mapped[str] = mapped_column(comment="Why.")
    removed_by: Mapped[str] = mapped_column(
        server_default=func.acting_account(), comment="Who: the login or, on the page, account."
    )
    removed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now(), comment="When.")
