"""Statements that read what people said on the page of texts and pictures."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import LargeBinary, distinct, func, literal, select

from imgsearch.queries import AnySelect
from imgsearch.queries.captions import vector_of_caption
from imgsearch.tables import Caption, CaptionEmbedding, Click, Image, ImageEmbedding, MatchFeedback, Search


def select_rated_feedback() -> AnySelect:
    """Pairs that were rated on the page, with the mean rating 1..4 and the number of raters, in a stable order."""
    return (
        select(
            MatchFeedback.image_id,
            MatchFeedback.text,
            func.avg(MatchFeedback.rating).label("rating"),
            func.count().label("raters"),
        )
        .group_by(MatchFeedback.image_id, MatchFeedback.text)
        .order_by(MatchFeedback.image_id, MatchFeedback.text)
    )


def select_clicked_feedback() -> AnySelect:
    """Pairs of a query and a hit that was opened, with the number of searches that led there, in a stable order.

    Pairs that somebody rated are left out.
    """
    rated = select(literal(1)).where(MatchFeedback.image_id == Click.image_id, MatchFeedback.text == Search.text)
    return (
        select(Click.image_id, Search.text, func.count(distinct(Click.search_id)).label("clicks"))
        .join(Search, Search.id == Click.search_id)
        .where(Search.text.is_not(None), ~Search.refused, ~rated.exists())
        .group_by(Click.image_id, Search.text)
        .order_by(Click.image_id, Search.text)
    )


def select_vectors_of(encoder_id: int, image_ids: Sequence[int]) -> AnySelect:
    """Vectors of some pictures as bytes of halfvec_send, with the hash of the picture's file."""
    return (
        select(
            ImageEmbedding.image_id,
            Image.sha256,
            func.halfvec_send(ImageEmbedding.embedding, type_=LargeBinary).label("embedding"),
        )
        .join(Image, Image.id == ImageEmbedding.image_id)
        .where(ImageEmbedding.encoder_id == literal(encoder_id), ImageEmbedding.image_id.in_(image_ids))
    )


def select_own_caption_vectors(encoder_id: int, image_ids: Sequence[int]) -> AnySelect:
    """Own captions of some pictures with their vectors as bytes of halfvec_send."""
    return (
        select(
            Caption.image_id,
            Caption.text,
            func.halfvec_send(CaptionEmbedding.embedding, type_=LargeBinary).label("embedding"),
        )
        .join(CaptionEmbedding, vector_of_caption())
        .where(CaptionEmbedding.encoder_id == literal(encoder_id), Caption.image_id.in_(image_ids))
        .order_by(Caption.image_id, Caption.id)
    )
