"""What is asked of the copies on other machines: the nearest pictures and captions, by their vector indexes there.

Each statement is of the one kind that Citus sends to every shard as it is: sorted, with a limit. The order of shards is
merged by the coordinator, which then reads everything else where it always stands.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from pgvector.sqlalchemy import HALFVEC
from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Executable,
    Integer,
    String,
    bindparam,
    cast,
    column,
    func,
    literal,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql import visitors
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.expression import ClauseElement

from imgsearch.queries import AnySelect
from imgsearch.queries.filters import FILTERS, conditions
from imgsearch.queries.names import FOLDED
from imgsearch.queries.vectors import query_vector
from imgsearch.tables import Image
from imgsearch.tables.spread import SCHEMA, SpreadCaptionEmbedding, SpreadImageEmbedding, copy_of


def _filtered_columns() -> list[str]:
    """What filters look at."""
    seen = {
        each.name for row in FILTERS.values() for each in visitors.iterate(row.condition) if isinstance(each, Column)
    }
    return [each.name for each in Image.__table__.c if each.name in seen]


#: A new filter needs `imgsearch db distribute` once more, where it runs.
SpreadImage: Final = copy_of(Image, ("id",), *_filtered_columns())
#: The column that each is distributed by.
BY: Final = {SpreadImage: "id", SpreadImageEmbedding: "image_id", SpreadCaptionEmbedding: "image_id"}


class SetLocal(Executable, ClauseElement):
    """SET LOCAL of some settings at once, which Citus repeats on other machines; it does not repeat set_config().

    It is to be executed without parameters. Names and values are the program's own.
    """

    inherit_cache = False

    def __init__(self, settings: Mapping[str, str]) -> None:
        self.settings = settings


@compiles(SetLocal, "postgresql")
def _compile(element: SetLocal, compiler: SQLCompiler, **_: Any) -> str:  # noqa: ANN401
    values = {name: compiler.render_literal_value(value, String()) for name, value in element.settings.items()}
    return "; ".join(f"SET LOCAL {name} = {value}" for name, value in values.items())


def is_spread() -> ColumnElement[bool]:
    """Whether the vector indexes are on other machines; costs a look into the server's cache of names."""
    return func.to_regnamespace(SCHEMA).is_not(None)


def select_nearest(encoder_id: int, dimension: int, count: int, filters: tuple[str, ...]) -> AnySelect:
    """Ids of the nearest pictures in order, by the vector index; takes ``query_vector`` and the filters' values."""
    indexed = cast(SpreadImageEmbedding.c.embedding, HALFVEC(dimension))
    order = indexed.cosine_distance(query_vector("query_vector", dimension))
    return _pictures(encoder_id, filters).order_by(order).limit(count)


def select_others(encoder_id: int, dimension: int, count: int, filters: tuple[str, ...]) -> AnySelect:
    """Ids of the nearest of all pictures but those in ``nearest``, compared one by one."""
    distance = SpreadImageEmbedding.c.embedding.cosine_distance(query_vector("query_vector", dimension))
    image_id = SpreadImageEmbedding.c.image_id
    others = image_id != func.all(bindparam("nearest", type_=ARRAY(BigInteger)))
    return _pictures(encoder_id, filters).where(others).order_by(distance, image_id).limit(count)


def select_captioned(encoder_id: int, dimension: int, parameter: str, count: int) -> AnySelect:
    """Ids of the pictures of the captions nearest to a text, nearest first; a picture may come several times."""
    indexed = cast(SpreadCaptionEmbedding.c.embedding, HALFVEC(dimension))
    return (
        select(SpreadCaptionEmbedding.c.image_id)
        .where(SpreadCaptionEmbedding.c.encoder_id == literal(encoder_id, Integer, literal_execute=True))
        .order_by(indexed.cosine_distance(query_vector(parameter, dimension)))
        .limit(count)
    )


def _pictures(encoder_id: int, filters: tuple[str, ...]) -> AnySelect:
    statement = select(SpreadImageEmbedding.c.image_id).where(
        SpreadImageEmbedding.c.encoder_id == literal(encoder_id, Integer, literal_execute=True)
    )
    if filters:
        statement = statement.join(SpreadImage, SpreadImage.c.id == SpreadImageEmbedding.c.image_id)
        statement = statement.where(*map(_on_copy, conditions(filters)))
    return statement


def select_folded(filters: tuple[str, ...]) -> AnySelect | None:
    """Parameters for the copies: what these filters name, folded here, since no other machine has the function.

    None where they name nothing. Takes the filters' values.
    """
    folded = [FOLDED[name].label(_folded(name)) for name in filters if name in FOLDED]
    return select(*folded) if folded else None


def _folded(name: str) -> str:
    return f"folded_{name}"


def _on_copy(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """A filter's condition, on the copy's columns and with names that are folded already."""
    instead: dict[Any, Any] = {
        column: SpreadImage.c[column.name] for column in Image.__table__.c if column.name in SpreadImage.c
    }
    instead |= {folded: bindparam(_folded(name), type_=folded.type) for name, folded in FOLDED.items()}

    def replace(element: Any, **_: Any) -> Any:  # noqa: ANN401 (as SQLAlchemy has it)
        return instead.get(element) if isinstance(element, ColumnElement) else None

    return visitors.replacement_traverse(condition, {}, replace)


def given(name: str) -> AnySelect:
    """image_id and position, from 1, of the ids in a parameter, which were found on other machines."""
    ids = (
        func.unnest(bindparam(name, type_=ARRAY(BigInteger)))
        .table_valued(column("image_id", BigInteger), with_ordinality="position")
        .render_derived(f"given_{name}")
    )
    return select(ids.c.image_id, ids.c.position)
