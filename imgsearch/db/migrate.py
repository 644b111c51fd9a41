"""Running Alembic from a checkout or from an installed wheel."""

from __future__ import annotations

import time
from collections.abc import Callable

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, func, select
from sqlalchemy.exc import DBAPIError, OperationalError

from imgsearch.db.owners import settle_owners
from imgsearch.db.refusals import check_server, refusal, tell_warnings, warnings_of
from imgsearch.db.revision import script_location

#: A lock was not to be had soon, or two transactions waited for each other.
IN_THE_WAY = ("55P03", "40P01")
#: Between two attempts searches go on as if nothing were.
ATTEMPTS, PAUSE_SECONDS = 120, 5.0


def alembic_config(connection: Connection | None = None) -> Config:
    """Alembic's configuration for a connection that is already open."""
    config = Config()
    config.set_main_option("script_location", str(script_location()).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def upgrade(connection: Connection, revision: str = "head") -> None:
    """Bring the schema to a revision; two at once wait for each other.

    Raises:
        ImgsearchError: the server is too old, has no pgvector, or refuses the login something.
        SchemaOutdated: it stands at a revision from before the first release.
    """
    check_server(connection)
    try:
        command.upgrade(alembic_config(connection), revision)
    except DBAPIError as exc:
        refused = refusal(exc)
        if refused is None:
            raise
        raise refused from exc


def upgrade_beside_searches(engine: Engine, say: Callable[[str], None]) -> None:
    """Bring a database up to date that is in use: where somebody is in the way it is let go and tried again.

    Each attempt is one transaction, so that a search waits for less than a second more than the migrations take.

    Args:
        engine: of the owner.
        say: is told once what is waited for, and what the login lacked the rights to do.

    Raises:
        ImgsearchError: the server is too old, has no pgvector, or refuses the login something.
        OperationalError: somebody was in the way for ten minutes.
        SchemaOutdated: it stands at a revision from before the first release.
    """
    for attempt in range(ATTEMPTS):
        try:
            with engine.begin() as connection, warnings_of(connection) as warnings:
                was_empty = connection.scalar(select(func.to_regclass("alembic_version"))) is None
                upgrade(connection)
                settle_owners(connection)
            for warning in tell_warnings(warnings, was_empty=was_empty):
                say(f"Warning: {warning}")
            return
        except OperationalError as exc:
            if getattr(exc.orig, "sqlstate", None) not in IN_THE_WAY or attempt + 1 == ATTEMPTS:
                raise
        if attempt == 0:
            say("somebody uses what has to change, such as a load or a backup; waiting for a moment when nobody does")
        time.sleep(PAUSE_SECONDS)


def downgrade(connection: Connection, revision: str) -> None:
    """Take the schema back to a revision."""
    command.downgrade(alembic_config(connection), revision)
