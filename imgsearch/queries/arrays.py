"""Comparing a column with many values at once."""

from __future__ import annotations

from collections.abc import Collection
from typing import TypeVar

from sqlalchemy import ARRAY, ColumnElement, bindparam, func
from sqlalchemy.orm import InstrumentedAttribute

T = TypeVar("T")


def is_any(
    column: InstrumentedAttribute[T] | InstrumentedAttribute[T | None], values: Collection[T]
) -> ColumnElement[bool]:
    """Whether a column has one of some values: one parameter, however many they are."""
    return column == func.any(bindparam(None, list(values), ARRAY(column.type)))
