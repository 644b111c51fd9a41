"""Searches that took long."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import REAL, BigInteger, CheckConstraint, DateTime, Identity, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from imgsearch.tables.base import Base


class SlowSearch(Base):
    """A search that took longer than the page was told, with its plan; the newest thousand, for the owner alone."""

    __tablename__ = "slow_search"
    __table_args__ = (
        CheckConstraint("octet_length(phases_ms::text) <= 2000 AND char_length(plan) <= 20000", name="sizes"),
        {"comment": "The newest searches that took longer than the page was told, for the operator."},
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True, comment="Key.")
    searched_at: Mapped[datetime] = mapped_column(
        DateTime(timezone=True), server_default=func.now(), comment="When it ended."
    )
    search_id: Mapped[int | None] = mapped_column(
        BigInteger,
        comment="search.id, where its text is as long as that row is kept; NULL where the search is not recorded.",
    )
    took_ms: Mapped[float] = mapped_column(REAL, comment="Milliseconds, with the models' loading.")
    phases_ms: Mapped[dict[str, Any]] = mapped_column(
        JSONB, comment="Milliseconds of each phase; empty where it was not answered."
    )
    is_answered: Mapped[bool] = mapped_column(
        comment="False where the database ended it, after the time a statement may take."
    )
    plan: Mapped[str | None] = mapped_column(
        comment="EXPLAIN of the statement that finds candidates, made afterwards by the same role, with ? for each "
        "text in it."
    )
