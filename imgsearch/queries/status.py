"""What is in the database, counted."""

from __future__ import annotations

from sqlalchemy import BigInteger, cast, func, select

from imgsearch.queries import AnySelect
from imgsearch.tables import (
    Caption,
    CaptionEmbedding,
    CrowdAnnotation,
    Encoder,
    ExpertAnnotation,
    Image,
    ImageEmbedding,
    LoadReject,
    MatchRating,
    MinorEvidence,
    MinorReview,
    Regressor,
    Search,
    TestQuery,
)

COUNTED = {
    "captions": Caption,
    "expert ratings": ExpertAnnotation,
    "crowd ratings": CrowdAnnotation,
    "rated pairs": MatchRating,
    "test queries": TestQuery,
    "minor evidence": MinorEvidence,
    "minor reviews": MinorReview,
    "rejects": LoadReject,
    "searches": Search,
}


def select_counts() -> AnySelect:
    """One row with the number of rows of each table, and the size of the database in bytes."""
    return select(
        *(select(func.count()).select_from(table).scalar_subquery().label(label) for label, table in COUNTED.items()),
        func.pg_database_size(func.current_database()).label("bytes"),
    )


def select_galleries() -> AnySelect:
    """For each gallery of each source: pictures, flagged, unscreened and missing ones, and the bytes of their files."""
    return (
        select(
            Image.source,
            Image.gallery,
            func.count().label("pictures"),
            func.count().filter(Image.state == "hidden").label("flagged"),
            func.count().filter(Image.state == "unscreened").label("unscreened"),
            func.count().filter(Image.state == "missing").label("missing"),
            cast(func.sum(Image.file_bytes), BigInteger).label("file_bytes"),
        )
        .group_by(Image.source, Image.gallery)
        .order_by(Image.gallery, Image.source)
    )


def select_encoders() -> AnySelect:
    """For each encoder the number of pictures' and captions' vectors."""
    image_vectors = select(func.count()).where(ImageEmbedding.encoder_id == Encoder.id).scalar_subquery()
    caption_vectors = select(func.count()).where(CaptionEmbedding.encoder_id == Encoder.id).scalar_subquery()
    return select(
        Encoder.name,
        Encoder.revision,
        Encoder.dimension,
        Encoder.is_active,
        image_vectors.label("image_vectors"),
        caption_vectors.label("caption_vectors"),
    ).order_by(Encoder.id)


def select_regressors() -> AnySelect:
    """Regressors with their figures, newest first."""
    return select(Regressor.id, Regressor.is_active, Regressor.metrics, Regressor.trained_at).order_by(
        Regressor.id.desc()
    )
