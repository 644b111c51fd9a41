"""Alembic's entry: migrate the connection that imgsearch hands over, or the database that the settings name."""

from __future__ import annotations

from collections.abc import Iterable

from alembic import context
from alembic.operations import MigrationScript
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, text

from imgsearch.db import EmbeddedServer, make_engine
from imgsearch.db.revision import refuse_newer, refuse_squashed
from imgsearch.settings import read_settings
from imgsearch.tables import Base

#: Whoever searches queues behind a migration that waits for a lock, so it waits for less than the time after which
#: others look for deadlocks; where it may, it looks sooner. So it is the migration that gives up, and is tried again.
BESIDE_SEARCHES = text(
    "SELECT set_config('lock_timeout', '800ms', true), CASE WHEN has_parameter_privilege('deadlock_timeout', 'SET') "
    "THEN set_config('deadlock_timeout', '50ms', true) END"
)
#: Searches read pictures first, so those to come wait here and hold nothing that a migration wants next, while those
#: that run end: no matter in which order it takes the other tables.
PICTURES_FIRST = text("LOCK TABLE image IN ACCESS EXCLUSIVE MODE")
#: Other machines, where there are some, have copies and know neither these tables nor most roles.
HERE_ALONE = text(
    "SELECT set_config('citus.enable_ddl_propagation', 'off', true) WHERE current_setting('citus.version', true) <> ''"
)
#: Any number will do as long as every migration takes the same one.
ADVISORY_LOCK = 7_236_105_318


def include_object(_object: object, name: str | None, type_: str, _reflected: bool, _compare_to: object) -> bool:
    """Leave out the vector indexes: there is one for each encoder that was used, made by indexing."""
    return not (type_ == "index" and name is not None and "_embedding_hnsw_" in name)


def number(_context: MigrationContext, _revision: object, scripts: Iterable[MigrationScript]) -> None:
    """Give a new migration the next number, by which code and tests tell the newest from its name."""
    for script in scripts:
        head = context.script.get_current_head()
        script.rev_id = f"{int(head or 0) + 1:04}"


def run(connection: Connection) -> None:
    """Migrate inside one transaction, waiting for a migration that runs already.

    Raises:
        SchemaOutdated: the database stands at a revision from before the first release, or of a newer version.
    """
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        include_object=include_object,
        compare_server_default=True,
        process_revision_directives=number,
    )
    with context.begin_transaction():
        connection.execute(text("SET LOCAL lock_timeout = '60s'"))
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ADVISORY_LOCK})
        connection.execute(BESIDE_SEARCHES)
        connection.execute(HERE_ALONE)
        revision = context.get_context().get_current_revision()
        refuse_squashed(revision)
        refuse_newer(revision)
        if revision not in (None, context.get_head_revision()):
            connection.execute(PICTURES_FIRST)
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
