"""Statements that read what compared models learn from."""

from __future__ import annotations

from sqlalchemy import select

from imgsearch.queries import AnySelect
from imgsearch.tables import Caption, Encoder, ExpertAnnotation, ImageEmbedding, MatchRating


def select_rating_details() -> AnySelect:
    """Every aggregate of the pairs that experts rated, and the three ratings behind it (1..4)."""
    return (
        select(
            MatchRating.image_id,
            Caption.id.label("caption_id"),
            MatchRating.expert_mean,
            MatchRating.expert_majority,
            MatchRating.combined_score,
            MatchRating.disagreement,
            ExpertAnnotation.expert1,
            ExpertAnnotation.expert2,
            ExpertAnnotation.expert3,
        )
        .join(Caption, Caption.caption_key == MatchRating.caption_key)
        .join(
            ExpertAnnotation,
            (ExpertAnnotation.image_id == MatchRating.image_id)
            & (ExpertAnnotation.caption_key == MatchRating.caption_key),
        )
        .where(MatchRating.expert_mean.is_not(None))
    )


def select_newest_encoder(name: str) -> AnySelect:
    """Id of the newest revision of an encoder that has made pictures' vectors."""
    has_vectors = select(ImageEmbedding.image_id).where(ImageEmbedding.encoder_id == Encoder.id).exists()
    return select(Encoder.id).where(Encoder.name == name, has_vectors).order_by(Encoder.id.desc()).limit(1)
