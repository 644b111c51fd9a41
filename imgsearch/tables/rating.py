"""Human judgements of picture-caption pairs: as they came, and aggregated."""

from __future__ import annotations

from sqlalchemy import BigInteger, CheckConstraint, Index, SmallInteger, column, table
from sqlalchemy.orm import Mapped, mapped_column

from imgsearch.tables.base import Base, OfImage, image_reference

CAPTION_KEY = "caption.caption_key of the rated text; the text itself may be unknown."


class ExpertAnnotation(OfImage, Base):
    """Three experts' ratings of one pair."""

    __tablename__ = "expert_annotation"
    __table_args__ = (
        image_reference("expert_annotation"),
        CheckConstraint(
            "expert1 BETWEEN 1 AND 4 AND expert2 BETWEEN 1 AND 4 AND expert3 BETWEEN 1 AND 4", name="scale"
        ),
        Index("ix_expert_annotation_caption_key", "caption_key", postgresql_using="hash"),
        {"comment": "Expert ratings as they came: 1 = the caption is unrelated, 4 = it describes the picture fully."},
    )

    image_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, comment="The rated picture.")
    caption_key: Mapped[str] = mapped_column(primary_key=True, comment=CAPTION_KEY)
    expert1: Mapped[int] = mapped_column(SmallInteger, comment="First expert's rating, 1..4.")
    expert2: Mapped[int] = mapped_column(SmallInteger, comment="Second expert's rating, 1..4.")
    expert3: Mapped[int] = mapped_column(SmallInteger, comment="Third expert's rating, 1..4.")


class CrowdAnnotation(OfImage, Base):
    """The crowd's votes on one pair."""

    __tablename__ = "crowd_annotation"
    __table_args__ = (
        image_reference("crowd_annotation"),
        CheckConstraint("yes_share BETWEEN 0 AND 1", name="share"),
        CheckConstraint("yes_count >= 0 AND no_count >= 0 AND yes_count + no_count > 0", name="counts"),
        Index("ix_crowd_annotation_caption_key", "caption_key", postgresql_using="hash"),
        {"comment": "Crowd votes as they came: does the caption describe the picture?"},
    )

    image_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, comment="The rated picture.")
    caption_key: Mapped[str] = mapped_column(primary_key=True, comment=CAPTION_KEY)
    yes_share: Mapped[float] = mapped_column(comment="Share of yes votes, 0..1.")
    yes_count: Mapped[int] = mapped_column(comment="Number of yes votes.")
    no_count: Mapped[int] = mapped_column(comment="Number of no votes.")


class MatchRating(OfImage, Base):
    """What all raters together say of one pair."""

    __tablename__ = "match_rating"
    __table_args__ = (
        image_reference("match_rating"),
        Index("ix_match_rating_caption_key", "caption_key", postgresql_using="hash"),
        {"comment": "Aggregated ratings, refreshed by every load from the view match_rating_source."},
    )

    image_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, comment="The rated picture.")
    caption_key: Mapped[str] = mapped_column(primary_key=True, comment=CAPTION_KEY)
    expert_mean: Mapped[float | None] = mapped_column(
        comment="Mean of the three experts mapped from 1..4 to 0..1; what the regressor predicts."
    )
    expert_majority: Mapped[float | None] = mapped_column(
        comment="Rating that at least two experts gave, mapped to 0..1; NULL when all three differ."
    )
    crowd_share: Mapped[float | None] = mapped_column(comment="Share of the crowd's yes votes, 0..1.")
    expert_weight: Mapped[float] = mapped_column(comment="Weight of expert_mean in combined_score: 2 for each expert.")
    crowd_weight: Mapped[float] = mapped_column(comment="Weight of crowd_share in combined_score: 1 for each vote.")
    combined_score: Mapped[float] = mapped_column(comment="Weighted mean of expert_mean and crowd_share, 0..1.")
    rater_count: Mapped[int] = mapped_column(comment="Number of people who judged the pair.")
    disagreement: Mapped[float | None] = mapped_column(
        comment="Standard deviation (population) of the experts' ratings mapped to 0..1."
    )


#: The view that defines MatchRating; migrations create it, loads copy it.
match_rating_source = table("match_rating_source", *(column(c.name, c.type) for c in MatchRating.__table__.columns))

__all__ = ["CrowdAnnotation", "ExpertAnnotation", "MatchRating", "match_rating_source"]
