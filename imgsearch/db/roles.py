"""imgsearch's group roles: acting as one, and membership. The only place that sets a role."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import psycopg
from psycopg import sql
from sqlalchemy import ColumnElement, Connection, column, exists, func, select, table
from sqlalchemy.orm import Session

from imgsearch.errors import BadInput

SEARCHER_ROLE: Final = "imgsearch_searcher"
ANALYST_ROLE: Final = "imgsearch_analyst"
EDITOR_ROLE: Final = "imgsearch_editor"
LOADER_ROLE: Final = "imgsearch_loader"
OWNER_ROLE: Final = "imgsearch_owner"
WEB_ROLE: Final = "imgsearch_web"
ROLES: Final = (LOADER_ROLE, SEARCHER_ROLE, ANALYST_ROLE, EDITOR_ROLE, OWNER_ROLE, WEB_ROLE)
#: Those that see flagged pictures, besides a table's owner, for whom row security does not count.
ROLES_THAT_SEE_FLAGGED: Final = (OWNER_ROLE, EDITOR_ROLE, LOADER_ROLE)


def become(role: str | ColumnElement[str]) -> ColumnElement[str]:
    """A column that, selected, gives the rest of the transaction a role's rights and no others."""
    return func.set_config("role", role, True)


def act_for(account: str) -> ColumnElement[str]:
    """A column that, selected, says for whom the rest of the transaction acts.

    The database believes the page and the owner; of others it takes the login.
    """
    return func.set_config("imgsearch.account", account, True)


@contextmanager
def transaction_as(session: Session, role: str, *settings: ColumnElement[str]) -> Iterator[None]:
    """A transaction of a session that is outside one, with a role's rights and no others.

    Args:
        session: commits at the end, or rolls back on an error.
        role: whose rights.
        settings: further columns that, selected, set something for the transaction.
    """
    with session.begin():
        session.execute(select(become(role), *settings))
        yield


def grant_role(connection: Connection, role: str, user: str) -> None:
    """Make a login a member of a group role.

    Raises:
        BadInput: the server has no such login, or refuses this.
    """
    roles = table("pg_roles", column("rolname"))
    if not connection.scalar(select(exists().where(roles.c.rolname == user))):
        raise BadInput(f"the server has no role {user!r}; create it with CREATE ROLE ... LOGIN first")
    _execute(connection, user, sql.SQL("GRANT {} TO {}").format(sql.Identifier(role), sql.Identifier(user)))


def set_login(connection: Connection, user: str, password: str) -> bool:
    """Make a login with nothing but a password, or give one its new password.

    Args:
        connection: of somebody who may make roles.
        user: name of the login.
        password: is sent and stored as a SCRAM verifier, so that no log of the server can hold it.

    Returns:
        Whether it is a new one.

    Raises:
        BadInput: the name is that of a superuser, or of a role that cannot log in, or the server refuses it.
    """
    roles = table("pg_roles", column("rolname"), column("rolsuper"), column("rolcanlogin"))
    known = connection.execute(
        select(roles.c.rolsuper, roles.c.rolcanlogin).where(roles.c.rolname == user)
    ).one_or_none()
    if known is not None and (known.rolsuper or not known.rolcanlogin):
        kind = "a superuser" if known.rolsuper else "a role that cannot log in"
        raise BadInput(f"{user!r} is {kind}, whose password is left alone; choose another name")
    driver = connection.connection.driver_connection
    assert driver is not None
    verifier = driver.pgconn.encrypt_password(password.encode(), user.encode(), b"scram-sha-256").decode()
    statement = "CREATE ROLE {} LOGIN PASSWORD {}" if known is None else "ALTER ROLE {} PASSWORD {}"
    _execute(connection, user, sql.SQL(statement).format(sql.Identifier(user), sql.Literal(verifier)))
    return known is None


def _execute(connection: Connection, user: str, statement: sql.Composed) -> None:
    """By the driver, which quotes identifiers, since they cannot be bound; its errors name no statement.

    Raises:
        BadInput: the server refuses it.
    """
    driver = connection.connection.driver_connection
    assert driver is not None
    try:
        driver.execute(statement)
    except (psycopg.Error, ValueError) as exc:
        said = str(exc).splitlines()[0]
        raise BadInput(f"the server refuses the login {user!r}: {said}; choose another name, or ask its owner") from exc
