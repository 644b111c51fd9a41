"""What a login may do, asked before minutes of work whose outcome it could not store."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Connection, column, func, select, table
from sqlalchemy.orm import Session

from imgsearch.errors import BadInput, ImgsearchError, SchemaOutdated


def is_read_only() -> ColumnElement[bool]:
    """Whether the transaction can write nothing: the server is a standby, or its owner has closed it to writers."""
    return func.current_setting("transaction_read_only") == "on"


def check_may_store(session: Session, table_name: str) -> None:
    """Refuse a login that may not write a table, or a server that writes nothing; ends the transaction.

    Raises:
        ImgsearchError: it may not.
    """
    login, may, closed = session.execute(
        select(func.current_user(), func.has_table_privilege(table_name, "INSERT"), is_read_only())
    ).one()
    session.rollback()
    if closed:
        raise ImgsearchError(
            f"the outcome would be stored in the table {table_name}, but this server is a read-only standby, or "
            "default_transaction_read_only is on for this login; name the primary's host"
        )
    if not may:
        raise ImgsearchError(
            f"the login {login} may not write the table {table_name}, where the outcome is stored; "
            f"ask the owner to run `imgsearch db grant loader {login}`"
        )


def check_owner(connection: Connection, does: str) -> None:
    """Refuse a login that does not own the tables; where there are none, anybody passes.

    The server and its programs say only which lock or row was refused.

    Raises:
        BadInput: another login owns them; ``does`` says what only that one does.
    """
    pg_class = table("pg_class", column("oid"), column("relowner"))
    owns = func.pg_has_role(pg_class.c.relowner, "USAGE")
    row = connection.execute(
        select(owns, func.pg_get_userbyid(pg_class.c.relowner)).where(pg_class.c.oid == func.to_regclass("image"))
    ).first()
    if row is not None and not row[0]:
        raise BadInput(f"only the owner of the tables {does}; connect as {row[1]}")


def schema_not_found(connection: Connection) -> SchemaOutdated:
    """Why a login finds no tables: there are none, or they stand in a schema where it does not look."""
    tables = table("pg_tables", column("schemaname"), column("tablename"))
    unseen = tables.c.tablename == "image_embedding", func.to_regclass("image_embedding").is_(None)
    found = connection.scalar(select(tables.c.schemaname).where(*unseen).limit(1))
    if found is None:
        return SchemaOutdated("the database has no imgsearch schema yet; run `imgsearch db upgrade`")
    path = connection.scalar(select(func.current_setting("search_path")))
    return SchemaOutdated(
        f"imgsearch's tables are in the schema {found}, where this login does not look: its search_path is {path!r}; "
        f"take it out of the database's URL, or run `ALTER ROLE ... SET search_path TO {found}`"
    )
