"""A picture's own captions beside a query."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from pgvector.sqlalchemy import HALFVEC
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Double,
    FromClause,
    case,
    cast,
    func,
    lateral,
    literal,
    literal_column,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by

from imgsearch.queries import AnySelect
from imgsearch.queries.vectors import AS_IT_COMES, query_vector
from imgsearch.tables import Caption, CaptionEmbedding


class CaptionQuery(NamedTuple):
    """A text of the query as one caption encoder sees it, to be compared with pictures' own captions."""

    text_index: int
    encoder: str
    encoder_id: int
    dimension: int

    @property
    def name(self) -> str:
        """What its parameter, ``query_<name>``, is called."""
        return f"{self.encoder.replace('-', '_')}_{self.text_index}"

    @property
    def near(self) -> str:
        """What the parameter is called with the pictures of captions near to it, where other machines found them."""
        return f"near_{self.name}"

    @property
    def column(self) -> str:
        """The column with its similarity to each own caption."""
        return f"similarity_{self.name}"


def vector_of_caption() -> ColumnElement[bool]:
    """Whether a vector belongs to a caption; with the picture in it rows of one picture are joined where they are."""
    return (CaptionEmbedding.caption_id == Caption.id) & (CaptionEmbedding.image_id == Caption.image_id)


def select_own_captions(image_id: ColumnElement[int], queries: Sequence[CaptionQuery]) -> FromClause:
    """One row of arrays for a picture's own captions, NULL when it has none.

    A picture's vectors lie side by side: they are read once, whatever their captions and encoders.
    """
    columns: list[Any] = [
        func.array_agg(aggregate_order_by(Caption.text, Caption.id), type_=AS_IT_COMES).label("captions")
    ]
    source: AnySelect = select(literal_column("1")).select_from(Caption)
    if queries:
        similar = lateral(_select_similarities(image_id, queries)).alias("similar")
        source = source.outerjoin(similar, similar.c.caption_id == Caption.id)
        columns += [
            func.array_agg(aggregate_order_by(similar.c[query.column], Caption.id), type_=AS_IT_COMES).label(
                query.column
            )
            for query in queries
        ]
    return lateral(
        source.with_only_columns(*columns, maintain_column_froms=True).where(
            Caption.image_id == cast(image_id, BigInteger), ~Caption.is_hidden
        )
    ).alias("own")


def _select_similarities(image_id: ColumnElement[int], queries: Sequence[CaptionQuery]) -> AnySelect:
    """One row for each caption of a picture with its similarity to each query, NULL where it has no such vector."""
    columns = []
    is_by = {
        query.encoder_id: CaptionEmbedding.encoder_id == literal(query.encoder_id, literal_execute=True)
        for query in queries
    }
    for query in queries:
        vector = cast(CaptionEmbedding.embedding, HALFVEC(query.dimension))
        distance = vector.cosine_distance(query_vector(f"query_{query.name}", query.dimension))
        similarity = literal(1.0, Double, literal_execute=True) - distance
        columns.append(func.max(case((is_by[query.encoder_id], similarity))).label(query.column))
    return (
        select(CaptionEmbedding.caption_id, *columns)
        .where(CaptionEmbedding.image_id == cast(image_id, BigInteger), or_(*is_by.values()))
        .group_by(CaptionEmbedding.caption_id)
        # Not the table of the pictures once more: that would read the captions of all of them for each.
        .correlate_except(CaptionEmbedding)
    )
