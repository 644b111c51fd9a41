"""The views of the schema analyst, as the catalogue of the database describes them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import column, func, select, table

from imgsearch.queries import AnySelect

SCHEMA = "analyst"
_CLASS = table("pg_class", *map(column, ("oid", "relname", "relkind", "relnamespace")))
_ATTRIBUTE = table("pg_attribute", *map(column, ("attrelid", "attname", "attnum", "atttypid", "atttypmod")))


def select_analyst_views() -> AnySelect:
    """One row for each column of each view, in their order, with the type as SQL writes it and what it means."""
    return (
        select(
            _CLASS.c.relname.label("view"),
            func.obj_description(_CLASS.c.oid, "pg_class").label("view_comment"),
            _ATTRIBUTE.c.attname.label("column"),
            func.format_type(_ATTRIBUTE.c.atttypid, _ATTRIBUTE.c.atttypmod).label("type"),
            func.col_description(_CLASS.c.oid, _ATTRIBUTE.c.attnum).label("comment"),
        )
        .join(_ATTRIBUTE, (_ATTRIBUTE.c.attrelid == _CLASS.c.oid) & (_ATTRIBUTE.c.attnum > 0))
        .where(_CLASS.c.relkind == "v", _CLASS.c.relnamespace == func.to_regnamespace(SCHEMA))
        .order_by(_CLASS.c.relname, _ATTRIBUTE.c.attnum)
    )


def select_view(name: str, columns: Sequence[str]) -> AnySelect:
    """Every row of a view."""
    view = table(name, *map(column, columns), schema=SCHEMA)
    return select(*view.c)
