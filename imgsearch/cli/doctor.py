"""`imgsearch doctor`: what must be fixed."""

from __future__ import annotations

import json

import click
from sqlalchemy import Engine

from imgsearch.cli.echo import echo, printable
from imgsearch.settings import read_settings


@click.command()
@click.option("--recall", is_flag=True, help="Also measure, by sample, how many of the nearest the vector index finds.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def doctor(recall: bool, as_json: bool) -> None:
    """Check the installation, the database, models, vectors, indexes and files; say what to fix.

    Exit code 1 if something must be fixed. Changes nothing, but starts the embedded server.

    Example: imgsearch doctor
    """
    from imgsearch.doctor import Check, examine

    checks: list[Check] = []
    for check in examine(_open_engine, read_settings().data_dir, recall=recall):
        checks.append(check)
        if not as_json:
            echo(printable(_line(check.name, check.found, check.remedy)))
    if as_json:
        found = [
            {"name": check.name, "ok": check.is_ok, "found": check.found, "remedy": check.remedy} for check in checks
        ]
        echo(json.dumps(found, ensure_ascii=False, indent=2))
    if not all(check.is_ok for check in checks):
        click.get_current_context().exit(1)


def _line(name: str, found: str, remedy: str | None) -> str:
    line = f"{'ok  ' if remedy is None else 'MEND'} {name:<26}{found}"
    return " ".join((line if remedy is None else f"{line}; {remedy}").splitlines())


def _open_engine() -> Engine:
    from imgsearch.cli.database import database_engine
    from imgsearch.db import EmbeddedServer
    from imgsearch.errors import DatabaseUnavailable

    settings = read_settings()
    # A look must not make a database.
    if settings.database_url is None and not EmbeddedServer(settings.data_dir).data_dir.is_dir():
        raise DatabaseUnavailable(f"there is no database in {settings.data_dir} yet; run `imgsearch load DIR`")
    return database_engine(settings)
