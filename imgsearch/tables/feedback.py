"""What people say of pictures that searches found, in words or by opening them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    DateTime,
    Identity,
    Index,
    SmallInteger,
    UniqueConstraint,
    func,
)
from sqlalchemy.orm import Mapped, mapped_column

from imgsearch.tables.base import Base, OfImage, image_reference

#: The text is part of a unique key, and an index entry has to stay under 2,700 bytes.
LONGEST_TEXT = 500


class MatchFeedback(OfImage, Base):
    """One person's rating of a text and a picture."""

    __tablename__ = "match_feedback"
    __table_args__ = (
        image_reference("match_feedback"),
        UniqueConstraint("image_id", "text", "rater", "is_hidden"),
        CheckConstraint("rating BETWEEN 1 AND 4", name="scale"),
        CheckConstraint(f"char_length(text) BETWEEN 1 AND {LONGEST_TEXT}", name="text_length"),
        Index("ix_match_feedback_rated_at", "rated_at", "is_hidden"),
        {"comment": "Ratings given on the page, on the experts' scale; the last one of each rater counts."},
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True, comment="Key.")
    text: Mapped[str] = mapped_column(comment="The query or caption that was rated.")
    rater: Mapped[str] = mapped_column(comment="Who rated: the login or, on the page, account.")
    rating: Mapped[int] = mapped_column(
        SmallInteger, comment="1 no match at all, 2 a few elements match, 3 matches except for details, 4 fully."
    )
    rated_at: Mapped[datetime] = mapped_column(
        DateTime(timezone=True), server_default=func.now(), comment="When, the last time."
    )


class RatingTask(OfImage, Base):
    """A text and a picture that raters are asked about."""

    __tablename__ = "rating_task"
    __table_args__ = (
        image_reference("rating_task"),
        UniqueConstraint("image_id", "text", "is_hidden"),
        CheckConstraint(f"char_length(text) BETWEEN 1 AND {LONGEST_TEXT}", name="text_length"),
        {"comment": "Pairs that raters are asked about on the page, one after the other."},
    )

    id: Mapped[int] = mapped_column(
        BigInteger, Identity(always=True), primary_key=True, comment="Key; the list's order."
    )
    text: Mapped[str] = mapped_column(comment="The text to rate.")


class Click(OfImage, Base):
    """A hit that was opened."""

    __tablename__ = "click"
    __table_args__ = (
        image_reference("click"),
        Index("ix_click_image_id", "image_id"),
        {"comment": "Hits that were opened from the results of a search on the page."},
    )

    # Searches are not where the picture is, so no foreign key: the page signs the ids that it hands out.
    search_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, comment="The search.")
    image_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, comment="The picture that was opened.")
    clicked_at: Mapped[datetime] = mapped_column(
        DateTime(timezone=True), server_default=func.now(), comment="When, the first time."
    )
