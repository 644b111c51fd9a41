"""Vectors on their way into the database and out of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.typing as npt
from pgvector.sqlalchemy import HALFVEC
from sqlalchemy import ColumnElement, LargeBinary, bindparam, cast, func, literal, select
from sqlalchemy.types import NullType

from imgsearch.queries import AnySelect
from imgsearch.tables import ImageEmbedding

#: What psycopg makes of a value as it is: SQLAlchemy's array type would copy each list once more.
AS_IT_COMES = NullType()


def query_vector(name: str, dimension: int) -> ColumnElement[Any]:
    """A parameter that takes a HalfVector.

    Without a type of its own the value reaches psycopg as it is, which sends its bytes; pgvector's SQLAlchemy
    type would write and parse 512 decimal numbers instead.
    """
    return cast(bindparam(name, type_=AS_IT_COMES), HALFVEC(dimension))


def select_sample(encoder_id: int, count: int) -> AnySelect:
    """Vectors, as bytes of halfvec_send, of a sample of the pictures that may be shown; the same one at each call."""
    return (
        select(func.halfvec_send(ImageEmbedding.embedding, type_=LargeBinary))
        .where(ImageEmbedding.encoder_id == literal(encoder_id), ~ImageEmbedding.is_hidden)
        .order_by(func.hashint8(ImageEmbedding.image_id), ImageEmbedding.image_id)
        .limit(count)
    )


def vectors_from_bytes(values: Iterable[bytes]) -> npt.NDArray[np.float32]:
    """Bytes of halfvec_send (4 bytes of header, then big-endian half floats) as (N, D) float32.

    Parsing the text form of a hundred vectors takes longer than finding them.
    """
    rows = list(values)
    halves = np.frombuffer(b"".join(rows), dtype=">f2").reshape(len(rows), -1)
    return halves[:, 2:].astype(np.float32)  # the header is as wide as two half floats
