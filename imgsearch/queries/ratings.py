"""Statements that read ratings and vectors for training and evaluation."""

from __future__ import annotations

from sqlalchemy import LargeBinary, func, literal, select

from imgsearch.queries import AnySelect
from imgsearch.tables import Caption, CaptionEmbedding, Image, ImageEmbedding, MatchRating, TestQuery


def select_rated_pairs() -> AnySelect:
    """Pairs that experts rated and whose text is known, in a stable order."""
    return (
        select(MatchRating.image_id, Caption.id.label("caption_id"), Caption.text, MatchRating.expert_mean)
        .join(Caption, Caption.caption_key == MatchRating.caption_key)
        .where(MatchRating.expert_mean.is_not(None))
        .order_by(MatchRating.image_id, Caption.caption_key)
    )


def select_image_vectors(encoder_id: int) -> AnySelect:
    """Every picture's vector as bytes of halfvec_send, flagged pictures too; for training, never for showing."""
    return (
        select(
            ImageEmbedding.image_id,
            func.halfvec_send(ImageEmbedding.embedding, type_=LargeBinary).label("embedding"),
            ImageEmbedding.is_minor,
        )
        .where(ImageEmbedding.encoder_id == literal(encoder_id))
        .order_by(ImageEmbedding.image_id)
    )


def select_caption_vectors(encoder_id: int) -> AnySelect:
    """Vectors of all captions as bytes of halfvec_send."""
    return (
        select(
            CaptionEmbedding.caption_id,
            Caption.image_id,
            func.halfvec_send(CaptionEmbedding.embedding, type_=LargeBinary).label("embedding"),
        )
        .join(Caption, Caption.id == CaptionEmbedding.caption_id)
        .where(CaptionEmbedding.encoder_id == literal(encoder_id))
        .order_by(CaptionEmbedding.caption_id)
    )


def select_test_queries() -> AnySelect:
    """Test queries whose picture is loaded, in a stable order."""
    return (
        select(TestQuery.query_key, TestQuery.text, TestQuery.image_id)
        .where(TestQuery.image_id.is_not(None))
        .order_by(TestQuery.query_key)
    )


def select_test_vectors(encoder_id: int) -> AnySelect:
    """Vectors of the pictures in the galleries that test queries search, flagged ones too."""
    galleries = select(Image.gallery).join(TestQuery, TestQuery.image_id == Image.id)
    return (
        select_image_vectors(encoder_id)
        .join(Image, Image.id == ImageEmbedding.image_id)
        .where(Image.gallery.in_(galleries))
    )
