"""Why a picture is held to show a minor, and what editors said of it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    DateTime,
    Identity,
    Index,
    LargeBinary,
    UniqueConstraint,
    false,
    func,
    true,
)
from sqlalchemy.orm import Mapped, mapped_column

from imgsearch.tables.base import Base, OfAnyImage, OfImage, image_reference


class MinorEvidence(OfImage, Base):
    """One reason to think that a picture shows a minor."""

    __tablename__ = "minor_evidence"
    __table_args__ = (
        image_reference("minor_evidence"),
        UniqueConstraint("image_id", "source", "term", "caption_key"),
        CheckConstraint(
            "source IN ('caption', 'rated_caption', 'test_query', 'classifier', 'metadata', 'name', 'report')",
            name="source",
        ),
        CheckConstraint("probability BETWEEN 0 AND 1", name="probability"),
        {"comment": "Evidence that a picture shows a minor. A change here sets image.state by trigger."},
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True, comment="Key.")
    source: Mapped[str] = mapped_column(
        comment="caption: its own; rated_caption: a text that experts said describes it; test_query; "
        "metadata: tags and titles; name: of the file and its folders; classifier; report: a visitor's."
    )
    term: Mapped[str] = mapped_column(
        comment="Lemma that was found, the classifier's revision, or the visitor's reason."
    )
    caption_key: Mapped[str] = mapped_column(server_default="", comment="The caption or query; empty for a classifier.")
    probability: Mapped[float] = mapped_column(comment="Probability that the picture shows a minor, 0..1.")
    flags: Mapped[bool] = mapped_column(
        server_default=true(), comment="Whether this evidence suffices to hide the picture by itself."
    )
    suspects: Mapped[bool] = mapped_column(
        server_default=false(), comment="Whether it hides the picture unless a caption vouches for it."
    )
    found_at: Mapped[datetime] = mapped_column(
        DateTime(timezone=True), server_default=func.now(), comment="When the evidence was found."
    )


class MinorReview(OfAnyImage, Base):
    """An editor's word on one picture; the latest one overrides all evidence."""

    __tablename__ = "minor_review"
    __table_args__ = (
        # A verdict outlives its picture: a trigger sets image_id to 0 before the picture goes.
        image_reference("minor_review", "picture_is_hidden", ondelete=None),
        CheckConstraint("verdict IN ('flag', 'clear')", name="verdict"),
        Index("ix_minor_review_image_id_id", "image_id", "id"),
        Index("ix_minor_review_sha256", "sha256"),
        {"comment": "Editors' decisions, append-only. The latest one decides image.state, by trigger."},
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True, comment="Key; grows in time.")
    verdict: Mapped[str] = mapped_column(comment="flag: shows a minor; clear: does not.")
    reviewer: Mapped[str] = mapped_column(comment="Who decided: the editor's login or, on the page, account.")
    reason: Mapped[str] = mapped_column(server_default="", comment="Why, in the reviewer's words.")
    sha256: Mapped[bytes] = mapped_column(
        LargeBinary, comment="The bytes that were seen: the verdict holds for them under any name, and for no others."
    )
    reviewed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now(), comment="When.")


class Screening(Base):
    """A revision whose word counts."""

    __tablename__ = "screening"
    __table_args__ = (
        CheckConstraint("kind IN ('texts', 'pixels')", name="kind"),
        {"comment": "Revisions of the lexicon and of detectors whose word counts."},
    )

    kind: Mapped[str] = mapped_column(primary_key=True, comment="texts or pixels.")
    revision: Mapped[str] = mapped_column(
        primary_key=True, comment="What image.texts_screened_by or image.pixels_screened_by has to be."
    )
    since: Mapped[datetime] = mapped_column(
        DateTime(timezone=True), server_default=func.now(), comment="From when on it has counted."
    )


class ScreeningPolicy(Base):
    """What is shown of pictures that cannot be screened."""

    __tablename__ = "screening_policy"
    __table_args__ = (
        CheckConstraint("is_only", name="is_only"),
        CheckConstraint("without_texts IN ('hide', 'show')", name="without_texts"),
        CheckConstraint("without_pixels IN ('hide', 'vouched', 'show')", name="without_pixels"),
        {"comment": "What the operator decided about pictures that cannot be screened. One row."},
    )

    is_only: Mapped[bool] = mapped_column(primary_key=True, server_default=true(), comment="There is one row.")
    without_texts: Mapped[str] = mapped_column(
        server_default="hide", comment="hide or show: pictures whose texts nobody has read."
    )
    without_pixels: Mapped[str] = mapped_column(
        server_default="hide",
        comment="hide, vouched or show: pictures that no detector has looked at; vouched shows those whose captions "
        "say who is there.",
    )
    decided_by: Mapped[str | None] = mapped_column(comment="Who decided; NULL while nobody has.")
    decided_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True), comment="When; NULL while nobody has.")
