"""What the owner of a database prepares once for services that have fewer rights."""

from __future__ import annotations

from pathlib import Path

import click

from imgsearch.cli.database import database_engine, open_session
from imgsearch.cli.echo import echo
from imgsearch.db import check_schema, map_errors
from imgsearch.settings import read_secret_file, read_settings

#: Those of services: none of them sees or changes more than its work needs.
SERVICE_ROLES = ("web", "loader", "searcher", "analyst", "editor")


@click.command()
@click.argument("user")
@click.option("--role", required=True, type=click.Choice(SERVICE_ROLES), help="What it may do; see docs/security.md.")
@click.option(
    "--password-file",
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="File with the password, which the server stores hashed.",
)
def login(user: str, role: str, password_file: Path) -> None:
    """Make the login USER with one of imgsearch's roles, or give it its password and role again.

    Example: imgsearch db login page --role web --password-file page-password
    """
    from imgsearch.db.roles import grant_role, set_login

    password = read_secret_file("--password-file", str(password_file))
    with map_errors():
        engine = database_engine(read_settings())
        try:
            with engine.begin() as connection:
                check_schema(connection)
                is_new = set_login(connection, user, password)
                grant_role(connection, f"imgsearch_{role}", user)
        finally:
            engine.dispose()
    echo(f"{user} {'may log in now' if is_new else 'has this password now'} and is a member of imgsearch_{role}")


@click.command("index")
def build_indexes() -> None:
    """Build the missing vector indexes of the usual encoders, which loads without the owner's rights cannot.

    In an empty database this takes no time, and loads then keep the indexes in step.

    Example: imgsearch db index
    """
    from imgsearch.cli.load_steps import prepare_indexes

    with open_session() as session:
        for name in prepare_indexes(session):
            echo(f"the vectors of {name} are indexed")
