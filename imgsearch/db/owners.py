"""What neither a dump nor a copy of a database brings along: owners of functions, rights on the database."""

from __future__ import annotations

from sqlalchemy import Connection

from imgsearch.db.revision import script_location

#: The first revision that has it.
SINCE = "0014"


def owners_sql() -> str:
    """Statements that may be run again at any time, by the owner of the database."""
    return (script_location() / "sql" / "0014_owners.sql").read_text(encoding="utf-8")


def settle_owners(connection: Connection) -> None:
    """Run them on a migrated database, whoever did what to it since; the caller commits."""
    connection.exec_driver_sql(owners_sql(), execution_options={"no_parameters": True})
