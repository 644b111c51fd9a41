"""Types and missing values of every table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Boolean, Column, Numeric, Table
from sqlalchemy.orm import Session
from sqlalchemy.types import Double, Float, Integer, TypeEngine

from imgsearch.queries.report import select_profile, select_readable_columns
from imgsearch.tables import Base

#: Counting the distinct values of these takes long and says nothing.
OPAQUE = ("TSVECTOR", "HALFVEC", "JSONB")


@dataclass(frozen=True)
class ColumnProfile:
    """A column of a table."""

    name: str
    type: str
    nullable: bool
    filled: int
    distinct: int | None
    minimum: float | None
    mean: float | None
    maximum: float | None
    comment: str


@dataclass(frozen=True)
class TableProfile:
    """A table; columns that this login may not read are left out."""

    name: str
    comment: str
    row_count: int
    columns: list[ColumnProfile]

    @property
    def missing(self) -> int:
        """Number of cells without a value."""
        return sum(self.row_count - c.filled for c in self.columns)


def read_profiles(session: Session) -> list[TableProfile]:
    """Profile every table by one scan of each."""
    found = []
    for table in Base.metadata.sorted_tables:
        readable = session.execute(select_readable_columns(table)).mappings().one()
        columns: list[Column[Any]] = [c for c in table.columns if readable[c.name]]
        if columns:
            found.append(_profile(session, table, columns))
    return found


def _profile(session: Session, table: Table, columns: list[Column[Any]]) -> TableProfile:
    distinct = {c.name for c in columns if not str(c.type).startswith(OPAQUE)}
    numbers = {c.name for c in columns if _is_measure(c)}
    row = session.execute(select_profile(table, columns, distinct, numbers)).mappings().one()
    return TableProfile(
        name=table.name,
        comment=table.comment or "",
        row_count=row["row_count"],
        columns=[
            ColumnProfile(
                name=c.name,
                type=_type_name(c.type),
                nullable=bool(c.nullable),
                filled=row[f"{c.name}__filled"],
                distinct=row[f"{c.name}__distinct"],
                minimum=_number(row[f"{c.name}__minimum"]),
                mean=_number(row[f"{c.name}__mean"]),
                maximum=_number(row[f"{c.name}__maximum"]),
                comment=c.comment or "",
            )
            for c in columns
        ],
    )


def _is_measure(c: Column[Any]) -> bool:
    """Whether means make sense: a number that is neither a key nor a reference."""
    is_number = isinstance(c.type, Integer | Float | Double | Numeric) and not isinstance(c.type, Boolean)
    return is_number and not (c.name == "id" or c.name.endswith("_id"))


def _type_name(type_: TypeEngine[Any]) -> str:
    from sqlalchemy.dialects import postgresql

    name = str(type_.compile(dialect=postgresql.dialect())).lower()  # type: ignore[no-untyped-call]
    return {
        "varchar": "text",
        "float": "double precision",
        "timestamp with time zone": "timestamptz",
        "timestamp without time zone": "timestamp",
        "varchar[]": "text[]",
    }.get(name, name)


def _number(value: Any) -> float | None:  # noqa: ANN401 (whatever the driver returns)
    return None if value is None else float(value)
