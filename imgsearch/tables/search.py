"""What users searched for."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, DateTime, ForeignKey, Identity, Index, false, func
from sqlalchemy.orm import Mapped, mapped_column

from imgsearch.tables.base import Base


class Search(Base):
    """One search and what it came to."""

    __tablename__ = "search"
    __table_args__ = (
        Index("ix_search_searched_at", "searched_at"),
        {"comment": "Searches, for analysts: what was asked, how well it was answered, how long it took."},
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True, comment="Key.")
    text: Mapped[str | None] = mapped_column(comment="What was typed; NULL for a search by picture.")
    language: Mapped[str | None] = mapped_column(comment="en or ru, as detected.")
    refused: Mapped[bool] = mapped_column(
        server_default=false(), comment="Whether it asked for minors and was answered with the disclaimer."
    )
    encoder_id: Mapped[int | None] = mapped_column(
        ForeignKey("encoder.id", ondelete="SET NULL"), comment="The encoder that was used."
    )
    regressor_id: Mapped[int | None] = mapped_column(
        ForeignKey("regressor.id", ondelete="SET NULL"), comment="The regressor that was used."
    )
    hit_count: Mapped[int] = mapped_column(comment="Number of pictures shown; 0 means that nothing matched.")
    best_score: Mapped[float | None] = mapped_column(comment="Highest score among the candidates, 0..1.")
    took_ms: Mapped[float] = mapped_column(comment="Time to answer, encoding of the query included, ms.")
    searched_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now(), comment="When.")
