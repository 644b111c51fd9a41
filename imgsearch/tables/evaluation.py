"""What was measured, of which models, on which data."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, DateTime, ForeignKey, Identity, Index, Integer, PrimaryKeyConstraint, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from imgsearch.tables.base import Base, OfImage, image_reference

SPLIT = "picture or caption: five folds that share none; unseen: pictures that the stored model never saw."
MODEL = (
    "captions, few_captions, pixels, and the same with _multilingual: the regressor's model for that situation; "
    "constant, cosine, caption_similarity: yardsticks."
)


class Evaluation(Base):
    """One run of `imgsearch evaluate`."""

    __tablename__ = "evaluation"
    __table_args__ = ({"comment": "Runs of imgsearch evaluate: which models, on which data, with which seed."},)

    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True, comment="Key.")
    encoder: Mapped[str] = mapped_column(comment="The joint encoder's name and revision.")
    regressor_id: Mapped[int | None] = mapped_column(
        ForeignKey("regressor.id", ondelete="SET NULL"), comment="The regressor; NULL for the one that ships."
    )
    regressor: Mapped[str] = mapped_column(comment="The start of the sha256 of the regressor's file.")
    data_fingerprint: Mapped[str] = mapped_column(comment="Hash of the rated texts and their ratings.")
    seed: Mapped[int] = mapped_column(comment="Seed of folds, models and bootstrap.")
    settings: Mapped[dict[str, Any]] = mapped_column(JSONB, comment="Folds, bootstrap resamples, sizes, versions.")
    evaluated_at: Mapped[datetime] = mapped_column(
        DateTime(timezone=True), server_default=func.now(), comment="When it was stored."
    )


class EvaluationFigure(Base):
    """One figure of an evaluation."""

    __tablename__ = "evaluation_figure"
    __table_args__ = (
        {"comment": "Every figure that an evaluation printed, with its bootstrap interval over pictures."},
    )

    evaluation_id: Mapped[int] = mapped_column(
        ForeignKey("evaluation.id", ondelete="CASCADE"), primary_key=True, comment="The run."
    )
    split: Mapped[str] = mapped_column(primary_key=True, comment=SPLIT + " Retrieval: the set of queries.")
    model: Mapped[str] = mapped_column(primary_key=True, comment=MODEL + " Retrieval: direction and ranking.")
    metric: Mapped[str] = mapped_column(
        primary_key=True, comment="mse, mae, r2, spearman, ece, tau_c, tau_b, ndcg_10, ..."
    )
    value: Mapped[float] = mapped_column(comment="The figure; taus and recalls in percent.")
    low: Mapped[float | None] = mapped_column(
        comment="2.5th percentile over resampled pictures; NULL when not resampled."
    )
    high: Mapped[float | None] = mapped_column(comment="97.5th percentile over resampled pictures.")
    sample_size: Mapped[int] = mapped_column(comment="Pairs or queries that it was measured on.")


class MatchPrediction(OfImage, Base):
    """A score that a model gave a judged pair without having seen its picture, or its caption."""

    __tablename__ = "match_prediction"
    __table_args__ = (
        image_reference("match_prediction"),
        Index("ix_match_prediction_image_id", "image_id"),
        {"comment": "Out-of-fold scores of the judged pairs in the newest evaluation of each regressor."},
    )

    evaluation_id: Mapped[int] = mapped_column(
        ForeignKey("evaluation.id", ondelete="CASCADE"), primary_key=True, comment="The run."
    )
    split: Mapped[str] = mapped_column(primary_key=True, comment=SPLIT)
    model: Mapped[str] = mapped_column(primary_key=True, comment=MODEL)
    image_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, comment="The judged picture.")
    caption_key: Mapped[str] = mapped_column(primary_key=True, comment="caption.caption_key of the judged text.")
    predicted: Mapped[float] = mapped_column(comment="The score; 0..1 but for cosines.")


class RetrievalRank(OfImage, Base):
    """Where one query's item stood."""

    __tablename__ = "retrieval_rank"
    __table_args__ = (
        image_reference("retrieval_rank"),
        PrimaryKeyConstraint("evaluation_id", "query_set", "scope", "direction", "ranking", "image_id", "query_key"),
        Index("ix_retrieval_rank_image_id", "image_id"),
        {"comment": "Ranks of the items that queries ask for, in the newest evaluation of each regressor."},
    )

    evaluation_id: Mapped[int] = mapped_column(
        ForeignKey("evaluation.id", ondelete="CASCADE"), primary_key=True, comment="The run."
    )
    query_set: Mapped[str] = mapped_column(primary_key=True, comment="test queries, or own captions and their gallery.")
    scope: Mapped[str] = mapped_column(primary_key=True, comment="allowed: flagged pictures left out; all: everything.")
    direction: Mapped[str] = mapped_column(primary_key=True, comment="text to image or image to text.")
    ranking: Mapped[str] = mapped_column(
        primary_key=True, comment="cosine: by vectors; score: by the regressor, pixels only."
    )
    query_key: Mapped[str] = mapped_column(
        primary_key=True, comment="Key of the query or caption, or the picture's id."
    )
    image_id: Mapped[int] = mapped_column(
        BigInteger, primary_key=True, comment="The picture that is asked for, or that asks."
    )
    rank: Mapped[int] = mapped_column(Integer, comment="1 is best; ties count against it.")
