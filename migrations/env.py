"""Alembic's entry: migrate the connection that imgsearch hands over, or the database that the settings name."""

from __future__ import annotations

from alembic import context
from sqlalchemy import Connection, text

from imgsearch.db import EmbeddedServer, make_engine
from imgsearch.settings import read_settings
from imgsearch.tables import Base

#: Any number will do as long as every migration takes the same one.
ADVISORY_LOCK = 7_236_105_318


def include_object(_object: object, name: str | None, type_: str, _reflected: bool, _compare_to: object) -> bool:
    """Leave out the vector indexes: there is one for each encoder that was used, made by indexing."""
    return not (type_ == "index" and name is not None and "_embedding_hnsw_" in name)


def run(connection: Connection) -> None:
    """Migrate inside one transaction, waiting for a migration that runs already."""
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        include_object=include_object,
        compare_server_default=True,
    )
    with context.begin_transaction():
        connection.execute(text("SET LOCAL lock_timeout = '60s'"))
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ADVISORY_LOCK})
        context.run_migrations()


def main() -> None:
    """Use the connection in the configuration, else open one."""
    connection = context.config.attributes.get("connection")
    if connection is not None:
        run(connection)
        return
    settings = read_settings()
    url = settings.database_url or EmbeddedServer(settings.data_dir).url()
    with make_engine(url).begin() as opened:
        run(opened)


main()
