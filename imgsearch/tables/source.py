"""Where pictures come from."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import DateTime, false, func
from sqlalchemy.orm import Mapped, mapped_column

from imgsearch.tables.base import Base


class Source(Base):
    """A folder that was loaded."""

    __tablename__ = "source"
    __table_args__ = ({"comment": "A folder that was loaded; a picture is known by its source and its path in it."},)

    name: Mapped[str] = mapped_column(primary_key=True, comment="What image.source calls it.")
    root: Mapped[str | None] = mapped_column(
        comment="Absolute path of the folder; NULL where only texts have come from it."
    )
    flat_names: Mapped[bool] = mapped_column(
        server_default=false(), comment="Whether its texts call pictures by file name, in whatever folder they lie."
    )
    added_at: Mapped[datetime] = mapped_column(
        DateTime(timezone=True), server_default=func.now(), comment="When it was first loaded."
    )
