"""What no dump brings along: owners of functions, rights on the database and on functions of the server."""

from __future__ import annotations

from sqlalchemy import Connection

from imgsearch.db.revision import script_location

#: The first revision that has it.
SINCE = "0014"
SETTLED = ("0014_owners.sql", "0035_orders.sql", "0038_large_objects.sql")


def owners_sql() -> str:
    """Statements that may be run again at any time, by the owner of the database."""
    folder = script_location() / "sql"
    return "\n".join((folder / name).read_text(encoding="utf-8") for name in SETTLED)


def settle_owners(connection: Connection) -> None:
    """Run them on a migrated database, whoever did what to it since; the caller commits."""
    connection.exec_driver_sql(owners_sql(), execution_options={"no_parameters": True})
