"""The models that are stored, for a list of them."""

from __future__ import annotations

from sqlalchemy import func, select

from imgsearch.queries import AnySelect
from imgsearch.tables import Activation, CaptionEmbedding, Encoder, Image, ImageEmbedding, Regressor

#: What is_portable_card() says of a card, for a row.
IS_PORTABLE = Regressor.card.has_key("scenes")


def select_regressors_with_cards() -> AnySelect:
    """Regressors with encoder, figures and thresholds, newest first; without their artifacts and other cards' parts."""
    return (
        select(
            Regressor.id,
            Encoder.name.label("encoder"),
            Encoder.revision,
            Regressor.trained_at,
            Regressor.is_active,
            Regressor.metrics,
            Regressor.card["thresholds"].label("thresholds"),
            IS_PORTABLE.label("is_portable"),
        )
        .join(Encoder, Encoder.id == Regressor.encoder_id)
        .order_by(Regressor.id.desc())
    )


def select_encoders_with_coverage() -> AnySelect:
    """Encoders with how many of all pictures have a vector by them, and how many captions."""
    vectors = select(func.count()).where(ImageEmbedding.encoder_id == Encoder.id).scalar_subquery()
    captions = select(func.count()).where(CaptionEmbedding.encoder_id == Encoder.id).scalar_subquery()
    return select(
        Encoder.id,
        Encoder.name,
        Encoder.revision,
        Encoder.dimension,
        Encoder.is_active,
        vectors.label("vectors"),
        select(func.count()).select_from(Image).scalar_subquery().label("pictures"),
        captions.label("caption_vectors"),
    ).order_by(Encoder.id)


def select_last_activation() -> AnySelect:
    """When what searches use now was activated, and by whom."""
    return select(Activation.activated_at, Activation.activated_by).order_by(Activation.id.desc()).limit(1)
