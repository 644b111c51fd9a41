"""Copies on other machines against the tables that they are of: not only how many rows, but which, and what is in them.

Ids are divided into stretches. Of each stretch a machine adds up hashes of its rows, so that a number for each comes
back, and rows are told one by one only where two numbers differ.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final, NamedTuple

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    DateTime,
    Integer,
    SQLColumnExpression,
    Text,
    cast,
    func,
    literal,
    select,
)
from sqlalchemy import Table as SqlTable
from sqlalchemy.orm import Session

from imgsearch.queries import AnySelect
from imgsearch.queries.spread import BY, SpreadImage
from imgsearch.tables import CaptionEmbedding, Image, ImageEmbedding
from imgsearch.tables.spread import SpreadCaptionEmbedding, SpreadImageEmbedding

#: Ids in a stretch.
WIDTH: Final = 4_096
#: Of differences that are told, so many stretches are looked at, and so many pictures named.
LOOKED_AT, NAMED = 20, 5
ORIGINALS: Final[dict[SqlTable, type[Image | ImageEmbedding | CaptionEmbedding]]] = {
    SpreadImage: Image,
    SpreadImageEmbedding: ImageEmbedding,
    SpreadCaptionEmbedding: CaptionEmbedding,
}


class Compared(NamedTuple):
    """A copy, and what it should be."""

    copy: SqlTable
    there: int
    """Rows."""
    wanted: int
    """Rows of pictures that may be shown."""
    wrong: tuple[int, ...]
    """Numbers of the stretches in which it differs."""


class Differences(NamedTuple):
    """Ids of pictures of which a copy has not what it should have; each is in one of the three."""

    barred: frozenset[int]
    """It has them, and they are hidden or gone."""
    lacking: frozenset[int]
    """It has nothing of them."""
    changed: frozenset[int]
    """It has other rows of them."""


def is_in_stretch(key: SQLColumnExpression[int], part: int) -> ColumnElement[bool]:
    """Whether an id is in the stretch of that number."""
    return key.between(part * WIDTH, (part + 1) * WIDTH - 1)


def compare_copies(session: Session) -> list[Compared]:
    """Each copy against its table; every row is read. The caller ends the transaction."""
    compared = []
    for copy, original in ORIGINALS.items():
        there, wanted = _add_up(session, _rows_of(copy, copy)), _add_up(session, _shown(copy, original))
        wrong = sorted(part for part in there.keys() | wanted.keys() if there.get(part) != wanted.get(part))
        rows, expected = (sum(count for count, _ in sums.values()) for sums in (there, wanted))
        compared.append(Compared(copy, rows, expected, tuple(wrong)))
    return compared


def find_differences(session: Session, copy: SqlTable, parts: Iterable[int]) -> Differences:
    """The pictures of some stretches of which a copy has not what it should have."""
    there: set[tuple[int, int]] = set()
    wanted: set[tuple[int, int]] = set()
    for part in parts:
        for found, rows in ((there, _rows_of(copy, copy)), (wanted, _shown(copy, ORIGINALS[copy]))):
            own = rows.where(is_in_stretch(rows.selected_columns["key"], part))
            found |= {(row.key, row.hash) for row in session.execute(own)}
    has, should_have = ({key for key, _ in rows} for rows in (there, wanted))
    differing = {key for key, _ in there ^ wanted}
    return Differences(
        frozenset(differing - should_have), frozenset(differing - has), frozenset(differing & has & should_have)
    )


def tell_differences(session: Session, compared: Compared) -> str:
    """In words; empty where there are none."""
    found = find_differences(session, compared.copy, compared.wrong[:LOOKED_AT])
    said = [
        f"{words} {_name(ids)}"
        for words, ids in zip(("holds, hidden or gone,", "lacks", "has other rows of"), found, strict=True)
        if ids
    ]
    return "; ".join(said)


def _name(ids: frozenset[int]) -> str:
    named = ", ".join(map(str, sorted(ids)[:NAMED]))
    more = f" and {len(ids) - NAMED:,} more" if len(ids) > NAMED else ""
    return f"picture{'s' if len(ids) > 1 else ''} {named}{more}"


def _add_up(session: Session, rows: AnySelect) -> dict[int, tuple[int, int]]:
    """Stretch -> number of its rows and the sum of their hashes."""
    found = rows.subquery("found")
    part = (found.c.key // literal(WIDTH, Integer, literal_execute=True)).label("part")
    return {
        number: (count, int(total))
        for number, count, total in session.execute(select(part, func.count(), func.sum(found.c.hash)).group_by(part))
    }


def _shown(copy: SqlTable, original: type[Any]) -> AnySelect:
    return _rows_of(copy, original.__table__).where(~original.is_hidden)


def _rows_of(copy: SqlTable, table: Any) -> AnySelect:  # noqa: ANN401 (SQLAlchemy's own)
    """The picture and a hash of each row's columns that a copy has."""
    said = func.concat_ws(" ", *(_as_text(table.c[column.name]) for column in copy.c))
    return select(table.c[BY[copy]].label("key"), func.hashtextextended(said, 0, type_=BigInteger).label("hash"))


def _as_text(column: Column[Any]) -> ColumnElement[str]:
    """The same on every machine, whatever its settings are."""
    if column.name == "embedding":
        return func.encode(func.halfvec_send(column), "hex")
    if isinstance(column.type, DateTime):
        return func.coalesce(cast(func.extract("epoch", column), Text), "-")
    return func.coalesce(cast(column, Text), "-")
