"""Opening the database that the settings name, for every command alike."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from imgsearch.cli.echo import echo
from imgsearch.db import EmbeddedServer, check_schema, make_engine, map_errors
from imgsearch.settings import Settings, read_settings


def database_engine(settings: Settings) -> Engine:
    """Engine for the URL in the settings, or for the embedded server, which is started when it is not running."""
    if settings.database_url is not None:
        return make_engine(settings.database_url)
    return make_engine(EmbeddedServer(settings.data_dir).url())


def _set_up(engine: Engine, settings: Settings) -> None:
    """Create the schema of an embedded database that has none."""
    with engine.connect() as connection:
        if connection.scalar(select(func.to_regclass("image"))) is not None:
            return
        from imgsearch.db.migrate import upgrade

        echo(f"setting up a database in {settings.data_dir}", err=True)
        upgrade(connection)
        connection.commit()
    # The next connection is a new one, which finds pgvector's types.
    engine.dispose()


@contextmanager
def open_session(*, check: bool = True) -> Iterator[Session]:
    """A session on a database whose schema fits; an embedded database that is empty is set up first.

    Raises:
        DatabaseUnavailable: the server does not answer.
        SchemaOutdated: `imgsearch db upgrade` has to run first.
    """
    settings = read_settings()
    with map_errors():
        engine = database_engine(settings)
        try:
            if settings.database_url is None:
                _set_up(engine, settings)
            with Session(engine) as session:
                if check:
                    check_schema(session.connection())
                    session.rollback()
                yield session
        finally:
            engine.dispose()
