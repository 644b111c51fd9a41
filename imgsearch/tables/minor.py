"""Why a picture is held to show a minor, and what editors said of it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, DateTime, Identity, Index, LargeBinary, UniqueConstraint, func, true
from sqlalchemy.orm import Mapped, mapped_column

from imgsearch.tables.base import Base, OfAnyImage, OfImage, image_reference


class MinorEvidence(OfImage, Base):
    """One reason to think that a picture shows a minor."""

    __tablename__ = "minor_evidence"
    __table_args__ = (
        image_reference("minor_evidence"),
        UniqueConstraint("image_id", "source", "term", "caption_key"),
        CheckConstraint(
            "source IN ('caption', 'rated_caption', 'test_query', 'classifier', 'metadata')", name="source"
        ),
        CheckConstraint("probability BETWEEN 0 AND 1", name="probability"),
        {"comment": "Evidence that a picture shows a minor. A change here sets image.is_minor by trigger."},
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True, comment="Key.")
    source: Mapped[str] = mapped_column(
        comment="caption: its own; rated_caption: a text that experts said describes it; test_query; "
        "metadata: tags and titles; classifier."
    )
    term: Mapped[str] = mapped_column(comment="Lemma that was found, or the classifier's revision.")
    caption_key: Mapped[str] = mapped_column(server_default="", comment="The caption or query; empty for a classifier.")
    probability: Mapped[float] = mapped_column(comment="Probability that the picture shows a minor, 0..1.")
    flags: Mapped[bool] = mapped_column(
        server_default=true(), comment="Whether this evidence suffices to flag the picture by itself."
    )
    found_at: Mapped[datetime] = mapped_column(
        DateTime(timezone=True), server_default=func.now(), comment="When the evidence was found."
    )


class MinorReview(OfAnyImage, Base):
    """An editor's word on one picture; the latest one overrides all evidence."""

    __tablename__ = "minor_review"
    __table_args__ = (
        # A verdict outlives its picture: a trigger sets image_id to 0 before the picture goes.
        image_reference("minor_review", "picture_is_minor", ondelete=None),
        CheckConstraint("verdict IN ('flag', 'clear')", name="verdict"),
        Index("ix_minor_review_image_id_id", "image_id", "id"),
        Index("ix_minor_review_sha256", "sha256"),
        {"comment": "Editors' decisions, append-only. The latest one decides image.is_minor, by trigger."},
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True, comment="Key; grows in time.")
    verdict: Mapped[str] = mapped_column(comment="flag: shows a minor; clear: does not.")
    reviewer: Mapped[str] = mapped_column(comment="Who decided: the editor's login or, on the page, account.")
    reason: Mapped[str] = mapped_column(server_default="", comment="Why, in the reviewer's words.")
    sha256: Mapped[bytes] = mapped_column(
        LargeBinary, comment="The bytes that were seen: the verdict holds for them under any name, and for no others."
    )
    reviewed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now(), comment="When.")
