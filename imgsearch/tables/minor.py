"""Why a picture is held to show a minor, and what editors said of it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import (
    ARRAY,
    BigInteger,
    CheckConstraint,
    DateTime,
    Identity,
    Index,
    LargeBinary,
    SmallInteger,
    UniqueConstraint,
    false,
    func,
    text,
    true,
)
from sqlalchemy.orm import Mapped, mapped_column

from imgsearch.tables.base import Base, OfAnyImage, OfImage, image_reference


class MinorEvidence(OfImage, Base):
    """One reason to think that a picture shows a minor."""

    __tablename__ = "minor_evidence"
    __table_args__ = (
        image_reference("minor_evidence"),
        UniqueConstraint("image_id", "source", "term", "caption_key", "is_hidden"),
        CheckConstraint(
            "source IN ('caption', 'rated_caption', 'test_query', 'classifier', 'metadata', 'name', 'report', 'copy', "
            "'refused_row')",
            name="source",
        ),
        Index("ix_minor_evidence_copy", "term", "is_hidden", postgresql_where=text("source = 'copy'")),
        CheckConstraint("probability BETWEEN 0 AND 1", name="probability"),
        CheckConstraint("cell BETWEEN 0 AND 8", name="cell"),
        CheckConstraint("age BETWEEN 0 AND 99", name="age"),
        CheckConstraint("(age IS NULL) = (face IS NULL) AND cardinality(face) = 4", name="face"),
        {"comment": "Evidence that a picture shows a minor. A change here sets image.state by trigger."},
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True, comment="Key.")
    source: Mapped[str] = mapped_column(
        comment="caption: its own; rated_caption: a text that experts said describes it; test_query; "
        "metadata: tags and titles; name: of the file and its folders; classifier; report: a visitor's; copy: of "
        "another picture that shows a minor; refused_row: a row that a load refused."
    )
    term: Mapped[str] = mapped_column(
        comment="Lemma that was found, the classifier's revision, the visitor's reason, or the SHA-256 of what it is a "
        "copy of."
    )
    caption_key: Mapped[str] = mapped_column(
        server_default="",
        comment="The caption or query, or file and line of a refused row; empty for a classifier.",
    )
    probability: Mapped[float] = mapped_column(comment="Probability that the picture shows a minor, 0..1.")
    flags: Mapped[bool] = mapped_column(
        server_default=true(), comment="Whether this evidence suffices to hide the picture by itself."
    )
    suspects: Mapped[bool] = mapped_column(
        server_default=false(), comment="Whether it hides the picture unless a caption vouches for it."
    )
    cell: Mapped[int | None] = mapped_column(
        SmallInteger,
        comment="Ninth of the picture where a detector saw it, row by row from 0; NULL for texts and where none was "
        "told.",
    )
    age: Mapped[int | None] = mapped_column(
        SmallInteger,
        comment="How old the face looks, in years, that looks youngest of those that are clear; NULL where none is.",
    )
    face: Mapped[list[int] | None] = mapped_column(
        ARRAY(SmallInteger),
        comment="Left, top, right and bottom of that face and a little around it, in thousandths of width and height.",
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
        CheckConstraint("verdict IN ('flag', 'clear', 'undo')", name="verdict"),
        Index("ix_minor_review_image_id_id", "image_id", "id"),
        Index("ix_minor_review_sha256", "sha256", "is_hidden"),
        {"comment": "Editors' decisions, append-only. The latest one decides image.state, by trigger."},
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True, comment="Key; grows in time.")
    verdict: Mapped[str] = mapped_column(
        comment="flag: shows a minor; clear: does not; undo: no verdict any more, the evidence counts."
    )
    reviewer: Mapped[str] = mapped_column(comment="Who decided: the editor's login or, on the page, account.")
    reason: Mapped[str] = mapped_column(server_default="", comment="Why, in the reviewer's words.")
    sha256: Mapped[bytes] = mapped_column(
        LargeBinary, comment="The bytes that were seen: the verdict holds for them under any name, and for no others."
    )
    reviewed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now(), comment="When.")
    audit: Mapped[int | None] = mapped_column(
        BigInteger, comment="minor_audit.sample, where it was given on a sample; NULL elsewhere."
    )


class MinorAudit(Base):
    """A picture of a random sample that people look at to learn how many show a minor."""

    __tablename__ = "minor_audit"
    __table_args__ = (
        UniqueConstraint("sample", "sha256"),
        CheckConstraint("octet_length(sha256) = 32", name="sha256_length"),
        {"comment": "A random sample of the pictures, to be looked at by a person. The latest counts."},
    )

    sample: Mapped[int] = mapped_column(
        BigInteger, primary_key=True, autoincrement=False, comment="Number of the sample; grows in time."
    )
    position: Mapped[int] = mapped_column(
        primary_key=True,
        autoincrement=False,
        comment="Order in which it was drawn, from 1. Those up to the first without a verdict are a random sample too.",
    )
    sha256: Mapped[bytes] = mapped_column(LargeBinary, comment="SHA-256 of the picture's bytes.")
    seed: Mapped[int] = mapped_column(BigInteger, comment="With it the same pictures give the same sample.")
    drawn_by: Mapped[str] = mapped_column(server_default=func.acting_account(), comment="Who drew it.")
    drawn_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now(), comment="When.")


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
    """What is shown of pictures that cannot be screened, and from which probability on pictures are hidden."""

    __tablename__ = "screening_policy"
    __table_args__ = (
        CheckConstraint("is_only", name="is_only"),
        CheckConstraint("without_texts IN ('hide', 'show')", name="without_texts"),
        CheckConstraint("without_pixels IN ('hide', 'vouched', 'show')", name="without_pixels"),
        CheckConstraint("hide IN ('strict', 'balanced', 'lenient', 'at_most')", name="hide"),
        CheckConstraint(
            "(hide_at_most IS NULL) = (hide IS DISTINCT FROM 'at_most') AND hide_at_most BETWEEN 0 AND 1",
            name="hide_at_most",
        ),
        CheckConstraint("expected_share > 0 AND expected_share < 1", name="expected_share"),
        CheckConstraint(
            "(detector IS NULL) = (suspects_from IS NULL) AND (detector IS NULL) = (certain_from IS NULL) "
            "AND suspects_from <= certain_from",
            name="limits",
        ),
        {
            "comment": "What the operator decided: what becomes of pictures that cannot be screened, and how much is "
            "hidden. One row."
        },
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
    hide: Mapped[str | None] = mapped_column(
        comment="strict, balanced, lenient or at_most: how much is hidden by pixels; NULL as the detector's makers "
        "chose."
    )
    hide_at_most: Mapped[float | None] = mapped_column(
        comment="Share of the pictures that may be hidden by pixels alone, with at_most."
    )
    expected_share: Mapped[float | None] = mapped_column(
        comment="Share of the pictures that show a minor, 0..1, to which probabilities are corrected; NULL as in the "
        "detector's training."
    )
    detector: Mapped[str | None] = mapped_column(
        comment="Revision of the detector whose evidence the two limits are for; NULL where its own limits count."
    )
    suspects_from: Mapped[float | None] = mapped_column(
        comment="minor_evidence.probability from which a row of that revision suspects."
    )
    certain_from: Mapped[float | None] = mapped_column(
        comment="minor_evidence.probability from which a row of that revision flags."
    )
    why: Mapped[str] = mapped_column(server_default="", comment="Why, in the words of who decided.")


class ScreeningDecision(Base):
    """A decision on the policy, kept."""

    __tablename__ = "screening_decision"
    __table_args__ = ({"comment": "Every decision on screening_policy, as it was from then on; a trigger adds a row."},)

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True, comment="Key; grows in time.")
    without_texts: Mapped[str] = mapped_column(comment="screening_policy.without_texts.")
    without_pixels: Mapped[str] = mapped_column(comment="screening_policy.without_pixels.")
    hide: Mapped[str | None] = mapped_column(comment="screening_policy.hide.")
    hide_at_most: Mapped[float | None] = mapped_column(comment="screening_policy.hide_at_most.")
    expected_share: Mapped[float | None] = mapped_column(comment="screening_policy.expected_share.")
    detector: Mapped[str | None] = mapped_column(comment="screening_policy.detector.")
    suspects_from: Mapped[float | None] = mapped_column(comment="screening_policy.suspects_from.")
    certain_from: Mapped[float | None] = mapped_column(comment="screening_policy.certain_from.")
    why: Mapped[str] = mapped_column(comment="screening_policy.why.")
    decided_by: Mapped[str | None] = mapped_column(comment="Who decided, as they said.")
    login: Mapped[str] = mapped_column(server_default=func.session_user(), comment="The login that did it.")
    decided_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now(), comment="When.")
