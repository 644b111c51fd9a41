"""What each compared model predicted, and how far off it was."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    DateTime,
    Double,
    ForeignKey,
    Identity,
    Index,
    SmallInteger,
    UniqueConstraint,
    Uuid,
    func,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from imgsearch.tables.base import Base, OfImage, image_reference


class ModelResult(Base):
    """One model, on one set of features, cross-validated one way."""

    __tablename__ = "model_result"
    __table_args__ = (
        UniqueConstraint("run_id", "model", "features", "target", "split"),
        CheckConstraint("split IN ('picture', 'caption')", name="split"),
        {"comment": "How well models predict the experts' match score, out of fold; written by imgsearch compare."},
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True, comment="Key.")
    run_id: Mapped[UUID] = mapped_column(Uuid, comment="Results of one call of imgsearch compare share it.")
    encoder_id: Mapped[int | None] = mapped_column(
        ForeignKey("encoder.id", ondelete="SET NULL"), comment="The encoder whose pictures' vectors were used."
    )
    model: Mapped[str] = mapped_column(comment="Name of the model: ridge, boosting, network, ...")
    features: Mapped[str] = mapped_column(
        comment="What it saw. raw: the picture's and the text's vectors side by side; pixels: the product's columns "
        "without the picture's own captions; captions: with them; none."
    )
    target: Mapped[str] = mapped_column(
        comment="What it learned: mean of the experts, majority of them, or combined with the crowd."
    )
    split: Mapped[str] = mapped_column(comment="What no two folds share: picture or caption.")
    metrics: Mapped[dict[str, Any]] = mapped_column(
        JSONB, comment="Out-of-fold figures: mse, mae, r2, spearman, kendall_tau_c, ece, seconds, ..."
    )
    params: Mapped[dict[str, Any]] = mapped_column(
        JSONB, comment="Settings of each outer fold, chosen inside it, with the number of trials."
    )
    seed: Mapped[int] = mapped_column(BigInteger, comment="Of folds, sampler and models.")
    data_fingerprint: Mapped[str] = mapped_column(comment="Hash of the rated texts and ratings, as in regressor.card.")
    created_at: Mapped[datetime] = mapped_column(
        DateTime(timezone=True), server_default=func.now(), comment="When it was measured."
    )


class ModelPrediction(OfImage, Base):
    """What a model that never saw the pair's picture, or its caption, said of it."""

    __tablename__ = "model_prediction"
    __table_args__ = (
        image_reference("model_prediction"),
        Index("ix_model_prediction_image_id", "image_id"),
        {"comment": "Out-of-fold predictions behind model_result, for residuals."},
    )

    result_id: Mapped[int] = mapped_column(
        ForeignKey("model_result.id", ondelete="CASCADE"), primary_key=True, comment="The result it belongs to."
    )
    image_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, comment="The rated picture.")
    # A caption of any picture, so no foreign key: readers join the captions that are there.
    caption_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, comment="The rated text.")
    fold: Mapped[int] = mapped_column(SmallInteger, comment="Outer fold in which the pair was held out, from 0.")
    predicted: Mapped[float] = mapped_column(Double, comment="Predicted match score, 0..1.")
