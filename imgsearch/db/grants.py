"""Membership in imgsearch's group roles."""

from __future__ import annotations

from psycopg import sql
from sqlalchemy import Connection, column, exists, select, table

from imgsearch.errors import BadInput


def grant_role(connection: Connection, role: str, user: str) -> None:
    """Make a login a member of a group role.

    Raises:
        BadInput: the server has no such login.
    """
    roles = table("pg_roles", column("rolname"))
    if not connection.scalar(select(exists().where(roles.c.rolname == user))):
        raise BadInput(f"the server has no role {user!r}; create it with CREATE ROLE ... LOGIN first")
    driver = connection.connection.driver_connection
    assert driver is not None
    # Identifiers cannot be bound; psycopg quotes them.
    driver.execute(sql.SQL("GRANT {} TO {}").format(sql.Identifier(role), sql.Identifier(user)))
