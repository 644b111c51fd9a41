"""Small copies of pictures, which the page shows."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, DateTime, LargeBinary, func
from sqlalchemy.orm import Mapped, mapped_column

from imgsearch.tables.base import Base, OfImage, image_reference


class Thumbnail(OfImage, Base):
    """A small copy of a picture, upright and without metadata."""

    __tablename__ = "thumbnail"
    __table_args__ = (
        image_reference("thumbnail"),
        CheckConstraint("octet_length(sha256) = 32", name="sha256_length"),
        CheckConstraint("width > 0 AND height > 0", name="size_positive"),
        {"comment": "Small copies for the page, upright, in sRGB, without EXIF. Made by loads."},
    )

    image_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, comment="The picture.")
    sha256: Mapped[bytes] = mapped_column(LargeBinary, comment="The file that it was made from; another is made anew.")
    width: Mapped[int] = mapped_column(comment="Width in pixels.")
    height: Mapped[int] = mapped_column(comment="Height in pixels.")
    webp: Mapped[bytes] = mapped_column(LargeBinary, comment="The copy as a WebP file.")
    made_at: Mapped[datetime] = mapped_column(
        DateTime(timezone=True), server_default=func.now(), comment="When it was made."
    )
