"""Running Alembic from a checkout or from an installed wheel."""

from __future__ import annotations

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

from imgsearch.db.revision import script_location


def alembic_config(connection: Connection | None = None) -> Config:
    """Alembic's configuration for a connection that is already open."""
    config = Config()
    config.set_main_option("script_location", str(script_location()).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def upgrade(connection: Connection, revision: str = "head") -> None:
    """Bring the schema to a revision; two at once wait for each other.

    Raises:
        SchemaOutdated: it stands at a revision from before the first release.
    """
    command.upgrade(alembic_config(connection), revision)


def downgrade(connection: Connection, revision: str) -> None:
    """Take the schema back to a revision."""
    command.downgrade(alembic_config(connection), revision)
