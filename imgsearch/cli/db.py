"""`imgsearch db`: the server and its schema."""

from __future__ import annotations

import os
import shutil
from functools import partial
from pathlib import Path

import click
from sqlalchemy import func, select

from imgsearch.cli.database import database_engine, open_session
from imgsearch.cli.db_distribute import distribute
from imgsearch.cli.db_service import build_indexes, login
from imgsearch.cli.echo import echo, printable
from imgsearch.cli.group import ErrorGroup
from imgsearch.cli.written import written_file
from imgsearch.counted import counted
from imgsearch.db import EmbeddedServer, check_schema, connect_url, map_errors
from imgsearch.db.connect import public_address
from imgsearch.db.programs import client_address
from imgsearch.errors import BadInput, ImgsearchError
from imgsearch.settings import read_settings

ROLES = ("loader", "searcher", "analyst", "editor", "owner", "web")


@click.group(cls=ErrorGroup)
def db() -> None:
    """Start, stop, upgrade, back up and inspect the database."""


def _embedded() -> EmbeddedServer:
    settings = read_settings()
    if settings.database_url is not None:
        raise BadInput("IMGSEARCH_DATABASE_URL is set, so there is no embedded server; unset it to use one")
    return EmbeddedServer(settings.data_dir)


@db.command()
def start() -> None:
    """Start the embedded server."""
    server = _embedded()
    if server.status().running:
        echo(f"already running in {server.data_dir}")
        return
    server.start()
    echo(f"started in {server.data_dir}")


@db.command()
def stop() -> None:
    """Stop the embedded server; the data stays."""
    server = _embedded()
    echo("stopped" if server.stop() else "was not running")


@db.command()
def status() -> None:
    """Show which server is used, whether it answers, and whether the schema is up to date."""
    settings = read_settings()
    if settings.database_url is not None:
        echo(f"server   {public_address(connect_url(settings.database_url))}")
    else:
        found = EmbeddedServer(settings.data_dir).status()
        state = f"running, pid {found.process_id}" if found.running else "not running; `imgsearch db start` starts it"
        echo(f"server   embedded, {state}")
        echo(f"data     {found.data_dir}")
        if not found.running:
            return
    with map_errors():
        engine = database_engine(settings)
        try:
            with engine.connect() as connection:
                echo(f"version  {connection.scalar(select(func.version()))}")
                check_schema(connection)
                echo("schema   up to date")
        finally:
            engine.dispose()


@db.command()
def upgrade() -> None:
    """Create the schema, or bring it up to date, while others search.

    Nobody waits for it for longer than its own statements take; it waits for a moment when nobody is in its way.
    """
    from imgsearch.db import HEAD_REVISION
    from imgsearch.db.migrate import upgrade_beside_searches
    from imgsearch.db.rights import check_owner

    with map_errors():
        engine = database_engine(read_settings())
        try:
            with engine.connect() as connection:
                check_owner(connection, "brings the schema up to date")
            upgrade_beside_searches(engine, partial(echo, err=True))
            with engine.connect() as connection:
                check_schema(connection)
        finally:
            engine.dispose()
    echo(f"schema is at revision {HEAD_REVISION}")
    _read_names()
    _screen_again()


def _read_names() -> None:
    """Fold names that a version before has stored: until then filters find them as that version did."""
    from imgsearch.cli.load_steps import read_names

    with open_session() as session:
        read = read_names(session)
    if read:
        echo(f"read the names of {counted(read, 'picture')}")


def _screen_again() -> None:
    """Read and look at what this version's lexicon and classifier have not seen: until then it is not shown."""
    from imgsearch.cli.load_steps import rescreen
    from imgsearch.queries.screening import count_unscreened, outdated_kinds
    from imgsearch.tables import Image

    with open_session() as session:
        pictures = session.scalar(select(func.count()).select_from(Image)) or 0
        needed = bool(outdated_kinds(session)) or count_unscreened(session).pictures > 0
        session.rollback()
        if pictures and needed:
            said = "what this version has not looked at is not shown before that"
            echo(f"screening {counted(pictures, 'picture')}: {said}")
            results = rescreen(session)
            for note in (note for result in results for note in result.notes):
                echo(printable(note))


@db.command(context_settings={"ignore_unknown_options": True, "help_option_names": ["--help"]})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def psql(arguments: tuple[str, ...]) -> None:
    """Open psql on the database; further ARGUMENTS go to psql.

    Example: imgsearch db psql -c 'SELECT count(*) FROM image'
    """
    settings = read_settings()
    server = EmbeddedServer(settings.data_dir)
    url = connect_url(settings.database_url) if settings.database_url is not None else server.url()
    program = shutil.which("psql") if settings.database_url is not None else None
    program = program or str(server.program("psql"))
    address, environment = client_address(url)
    try:
        os.execve(program, [program, *arguments, address], environment)
    except OSError as exc:
        raise ImgsearchError(f"cannot run {program}: {exc.strerror}; install postgresql-client") from exc


@db.command()
@click.argument("file", metavar="FILE", type=written_file)
def backup(file: Path) -> None:
    """Write the database to FILE, in pg_dump's custom format, while loads and searches continue.

    The picture files are not in it, and logins neither, which are the server's. Keep FILE as safe as the database.

    Example: imgsearch db backup photos.dump
    """
    from imgsearch.db.backup import back_up

    with map_errors():
        engine = database_engine(read_settings())
        try:
            file_bytes = back_up(engine, file)
        finally:
            engine.dispose()
    echo(f"{printable(file)}: {file_bytes / 1e6:,.1f} MB")


@db.command()
@click.argument("file", metavar="FILE", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--replace", is_flag=True, help="Replace the pictures that the database holds now.")
def restore(file: Path, replace: bool) -> None:
    """Restore the database from FILE, written by `imgsearch db backup`; after an error nothing has changed.

    FILE is SQL that runs with your rights: restore only a file from somebody you trust. After a restore on a new server
    give logins their roles with `imgsearch db grant`. What was flagged, removed for good or ended since the dump, as
    far as the database knows it, stays so.

    Example: imgsearch db restore photos.dump
    """
    from imgsearch.db import HEAD_REVISION
    from imgsearch.db.backup import restore as restore_dump

    with map_errors():
        engine = database_engine(read_settings())
        try:
            restored = restore_dump(engine, file, replace=replace)
        finally:
            engine.dispose()
    echo(f"restored {counted(restored.pictures, 'picture')}")
    if restored.revision != HEAD_REVISION:
        echo(f"the schema is at revision {restored.revision}; run `imgsearch db upgrade`")


@db.command()
@click.argument("role", type=click.Choice(ROLES))
@click.argument("user")
def grant(role: str, user: str) -> None:
    """Give the login USER one of imgsearch's roles.

    Example: imgsearch db grant analyst alice
    """
    from imgsearch.db.roles import grant_role

    with map_errors():
        engine = database_engine(read_settings())
        try:
            with engine.begin() as connection:
                check_schema(connection)
                grant_role(connection, f"imgsearch_{role}", user)
        finally:
            engine.dispose()
    echo(f"{user} is now a member of imgsearch_{role}")


db.add_command(login)
db.add_command(build_indexes)
db.add_command(distribute)
