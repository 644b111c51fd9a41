"""The one statement that finds candidates, with every column that rescoring and printing need."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from pgvector.sqlalchemy import HALFVEC
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Double,
    LargeBinary,
    bindparam,
    cast,
    func,
    lateral,
    literal,
    literal_column,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.types import NullType

from imgsearch.queries import AnySelect
from imgsearch.tables import Caption, CaptionEmbedding, Image, ImageEmbedding

#: What psycopg makes of a value as it is: SQLAlchemy's array type would copy each list once more.
AS_IT_COMES = NullType()


def sql_name(encoder: str) -> str:
    """The encoder's name as it stands in parameters and columns."""
    return encoder.replace("-", "_")


def query_vector(name: str, dimension: int) -> ColumnElement[Any]:
    """A parameter that takes a HalfVector.

    Without a type of its own the value reaches psycopg as it is, which sends its bytes; pgvector's SQLAlchemy
    type would write and parse 512 decimal numbers instead.
    """
    return cast(bindparam(name, type_=AS_IT_COMES), HALFVEC(dimension))


def select_nearest(encoder_id: int, dimension: int, limit: int, *, gallery: str | None = None) -> AnySelect:
    """Nearest pictures by cosine distance, flagged ones left out.

    The encoder's id and the width stand in the statement as literals, since the planner uses the partial
    index only when it can see that they fit; ordering by the operator alone is what lets it use the index.

    Args:
        encoder_id: whose vectors to compare.
        dimension: width of those vectors.
        limit: number of pictures.
        gallery: only pictures loaded from the folder of this name.

    Returns:
        A select of image_id, distance and embedding that takes the parameter ``query_vector``.
    """
    vector = cast(ImageEmbedding.embedding, HALFVEC(dimension))
    distance = vector.cosine_distance(query_vector("query_vector", dimension))
    statement = (
        select(ImageEmbedding.image_id, distance.label("distance"), ImageEmbedding.embedding)
        .where(ImageEmbedding.encoder_id == literal(encoder_id, literal_execute=True), ~ImageEmbedding.is_minor)
        .order_by(distance)
        .limit(limit)
    )
    if gallery is not None:
        statement = statement.join(Image, Image.id == ImageEmbedding.image_id).where(Image.gallery == gallery)
    return statement


@lru_cache(maxsize=64)
def select_candidates(
    encoder_id: int,
    dimension: int,
    limit: int,
    *,
    caption_encoders: tuple[tuple[str, int, int], ...],
    gallery: str | None = None,
) -> AnySelect:
    """Nearest pictures with their vectors, own captions and each caption's similarity to the query.

    The statement is kept: building it takes as long as a tenth of a search.

    Args:
        encoder_id: the joint encoder's id.
        dimension: width of its vectors.
        limit: number of candidates.
        caption_encoders: (name, id, width) of the encoders whose caption vectors are compared.
        gallery: only pictures loaded from the folder of this name.

    Returns:
        A select that takes ``query_vector`` and, for each caption encoder, ``query_<sql_name>``. The embedding
        comes as the bytes of halfvec_send (4 bytes of header, then big-endian half floats), which numpy
        reads at once.
    """
    nearest = select_nearest(encoder_id, dimension, limit, gallery=gallery).cte("nearest")
    captions = _own_captions(nearest.c.image_id, caption_encoders)
    return (
        select(
            nearest.c.image_id,
            nearest.c.distance,
            func.halfvec_send(nearest.c.embedding, type_=LargeBinary).label("embedding"),
            Image.name,
            Image.path,
            Image.width,
            Image.height,
            *captions.c,
        )
        .join(Image, Image.id == nearest.c.image_id)
        .join(captions, true())
        .where(~Image.is_minor)
        .order_by(nearest.c.distance)
    )


def _own_captions(image_id: Any, encoders: tuple[tuple[str, int, int], ...]) -> Any:  # noqa: ANN401 (SQL expressions)
    """One row of arrays for a picture's own captions, NULL when it has none."""
    columns: list[Any] = [
        func.array_agg(aggregate_order_by(Caption.text, Caption.id), type_=AS_IT_COMES).label("captions")
    ]
    source: AnySelect = select(literal_column("1")).select_from(Caption)
    for name, encoder_id, dimension in encoders:
        label = sql_name(name)
        embedding = CaptionEmbedding.__table__.alias(label)
        source = source.outerjoin(
            embedding,
            (embedding.c.caption_id == Caption.id)
            & (embedding.c.encoder_id == literal(encoder_id, literal_execute=True)),
        )
        parameter = query_vector(f"query_{label}", dimension)
        distance = cast(embedding.c.embedding, HALFVEC(dimension)).cosine_distance(parameter)
        similarity = literal(1.0, Double, literal_execute=True) - distance
        columns.append(
            func.array_agg(aggregate_order_by(similarity, Caption.id), type_=AS_IT_COMES).label(f"similarity_{label}")
        )
    return lateral(
        source.with_only_columns(*columns, maintain_column_froms=True).where(
            Caption.image_id == cast(image_id, BigInteger), ~Caption.is_minor
        )
    ).alias("own")
