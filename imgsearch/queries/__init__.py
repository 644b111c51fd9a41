"""Builders of SQL; they execute nothing."""

from typing import Any

from sqlalchemy import Select

#: A select of any columns; its readers go by name.
AnySelect = Select[*tuple[Any, ...]]
