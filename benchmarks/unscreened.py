"""Databases of invented pictures, which nobody screens."""

from __future__ import annotations

from sqlalchemy import Connection, update

from imgsearch.tables import ScreeningPolicy


def forgo_screening(connection: Connection) -> None:
    """Show what nobody has screened."""
    connection.execute(update(ScreeningPolicy).values(without_texts="show", without_pixels="show"))
