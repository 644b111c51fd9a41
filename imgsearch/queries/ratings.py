"""Statements that read ratings and vectors for training and evaluation."""

from __future__ import annotations

from sqlalchemy import LargeBinary, exists, func, literal, select, union

from imgsearch.queries import AnySelect
from imgsearch.queries.captions import vector_of_caption
from imgsearch.tables import (
    NOT_LOADED,
    Caption,
    CaptionEmbedding,
    ExpertAnnotation,
    Image,
    ImageEmbedding,
    MatchRating,
    TestQuery,
)


def select_rated_pairs() -> AnySelect:
    """Pairs that experts rated and whose text is known, in a stable order."""
    return (
        select(
            MatchRating.image_id,
            Image.sha256,
            Caption.id.label("caption_id"),
            Caption.text,
            MatchRating.expert_mean,
            MatchRating.expert_majority,
            MatchRating.combined_score,
        )
        .join(Caption, Caption.caption_key == MatchRating.caption_key)
        .join(Image, Image.id == MatchRating.image_id)
        .where(MatchRating.expert_mean.is_not(None))
        .order_by(MatchRating.image_id, Caption.caption_key)
    )


def select_judged_pairs() -> AnySelect:
    """Pairs that experts or the crowd judged and whose text is known, in a stable order."""
    return (
        select(
            MatchRating.image_id,
            Caption.id.label("caption_id"),
            MatchRating.caption_key,
            Caption.text,
            MatchRating.expert_mean,
            MatchRating.expert_majority,
            MatchRating.combined_score,
            MatchRating.crowd_share,
            ExpertAnnotation.expert1,
            ExpertAnnotation.expert2,
            ExpertAnnotation.expert3,
            Image.sha256,
            MatchRating.is_hidden,
        )
        .join(Caption, Caption.caption_key == MatchRating.caption_key)
        .join(Image, Image.id == MatchRating.image_id)
        .outerjoin(
            ExpertAnnotation,
            (ExpertAnnotation.image_id == MatchRating.image_id)
            & (ExpertAnnotation.caption_key == MatchRating.caption_key),
        )
        .order_by(MatchRating.image_id, MatchRating.caption_key)
    )


def select_image_vectors(encoder_id: int) -> AnySelect:
    """Every picture's vector as bytes of halfvec_send, flagged pictures too; for training, never for showing."""
    return (
        select(
            ImageEmbedding.image_id,
            func.halfvec_send(ImageEmbedding.embedding, type_=LargeBinary).label("embedding"),
            ImageEmbedding.is_hidden,
            Image.sha256,
        )
        .join(Image, Image.id == ImageEmbedding.image_id)
        .where(ImageEmbedding.encoder_id == literal(encoder_id))
        .order_by(ImageEmbedding.image_id)
    )


def select_caption_vectors(encoder_id: int) -> AnySelect:
    """All captions with their vectors as bytes of halfvec_send."""
    return (
        select(
            CaptionEmbedding.caption_id,
            Caption.image_id,
            Caption.text,
            func.halfvec_send(CaptionEmbedding.embedding, type_=LargeBinary).label("embedding"),
        )
        .join(Caption, vector_of_caption())
        .where(CaptionEmbedding.encoder_id == literal(encoder_id))
        .order_by(CaptionEmbedding.caption_id)
    )


def select_test_queries() -> AnySelect:
    """Test queries whose picture is loaded, in a stable order."""
    return (
        select(TestQuery.query_key, TestQuery.text, TestQuery.image_id)
        .where(TestQuery.image_id != NOT_LOADED)
        .order_by(TestQuery.query_key)
    )


def select_test_vectors(encoder_id: int) -> AnySelect:
    """Vectors of the pictures in the galleries that test queries search, flagged ones too."""
    galleries = select(Image.gallery).join(TestQuery, TestQuery.image_id == Image.id)
    return select_image_vectors(encoder_id).where(Image.gallery.in_(galleries))


def select_captioned_galleries(encoder_id: int, maximum_pictures: int) -> AnySelect:
    """Names of the galleries in which pictures have own captions and vectors, up to a size.

    Those that test queries search are left out.
    """
    has_captions = Caption.image_id == Image.id
    tested = select(Image.gallery).join(TestQuery, TestQuery.image_id == Image.id)
    return (
        select(Image.gallery)
        .join(ImageEmbedding, ImageEmbedding.image_id == Image.id)
        .where(
            ImageEmbedding.encoder_id == literal(encoder_id), exists().where(has_captions), Image.gallery.not_in(tested)
        )
        .group_by(Image.gallery)
        .having(func.count() <= maximum_pictures)
        .order_by(Image.gallery)
    )


def select_gallery_vectors(encoder_id: int, gallery: str) -> AnySelect:
    """Vectors of the pictures of a gallery, flagged ones too."""
    return select_image_vectors(encoder_id).where(Image.gallery == gallery)


def select_own_captions(gallery: str) -> AnySelect:
    """Own captions of a gallery's pictures as queries, in a stable order."""
    return (
        select(Caption.caption_key.label("query_key"), Caption.text, Caption.image_id)
        .join(Image, Image.id == Caption.image_id)
        .where(Image.gallery == gallery)
        .order_by(Caption.caption_key)
    )


def select_query_texts(limit: int = 10_000) -> AnySelect:
    """Texts to search with: test queries and own captions of pictures that may be shown, in a stable order."""
    queries = select(TestQuery.text).where(~TestQuery.is_hidden)
    captions = select(Caption.text).where(Caption.image_id != NOT_LOADED, ~Caption.is_hidden)
    texts = union(queries, captions).subquery()
    return select(texts.c.text).order_by(texts.c.text).limit(limit)
