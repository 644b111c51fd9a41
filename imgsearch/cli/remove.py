"""`imgsearch remove`: taking pictures out."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from sqlalchemy import text
from sqlalchemy.orm import Session

from imgsearch.cli.database import open_session
from imgsearch.cli.echo import echo
from imgsearch.cli.load_options import existing_file
from imgsearch.cli.minors_options import by_option, reason_option
from imgsearch.counted import counted
from imgsearch.errors import BadInput


@click.command()
@click.argument("names", metavar="[NAME]...", nargs=-1)
@click.option("--source", metavar="NAME", help="All pictures of this source.")
@click.option(
    "--query-file",
    type=existing_file,
    help="Those that an SQL query in this file gives, by id or name.",
)
@click.option("--forever", is_flag=True, help="Copies go too, and loads refuse the same bytes, under whatever name.")
@click.option("--allow", is_flag=True, help="Let pictures of these names, removed with --forever, be loaded again.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@by_option
@reason_option
def remove(
    names: tuple[str, ...],
    source: str | None,
    query_file: Path | None,
    forever: bool,
    allow: bool,
    yes: bool,
    reviewer: str,
    reason: str,
) -> None:
    """Remove pictures with their captions, ratings, vectors and small copies; the files stay where they are.

    They leave search, page and API at once. Who removed what, when and why stands in the table removal.

    Example: imgsearch remove IMG_0042.jpg --forever --reason "the bride asked for it"
    """
    from loaders.removing import allow_pictures, find_pictures, remove_pictures

    if allow and (source or query_file or forever or not names):
        raise click.UsageError("--allow takes names and nothing else")
    if not (names or source or query_file):
        raise click.UsageError("name pictures, or --source, or --query-file")
    with open_session() as session:
        if allow:
            count = allow_pictures(session, names, by=reviewer, reason=reason)
            session.commit()
            echo(f"{count:,} may be loaded again")
            return
        queried = _read_query(session, query_file) if query_file is not None else []
        ids = [each for each in queried if isinstance(each, int)]
        found = find_pictures(
            session, [*names, *(each for each in queried if isinstance(each, str))], source=source, ids=ids
        )
        session.rollback()
        if not yes and (source or query_file):
            _ask(len(found))
        count = remove_pictures(session, found, by=reviewer, reason=reason, stays_out=forever)
        session.commit()
    copies = f", {count - len(found):,} of them copies of the same bytes" if count > len(found) else ""
    echo(f"{count:,} removed" + (f" for good{copies}" if forever else ""))


def _read_query(session: Session, file: Path) -> list[int | str]:
    """The first column of what a query finds; it may change nothing."""
    from psycopg import Connection, Error, OperationalError

    remedy = "write a SELECT of image.id or image.name"
    session.execute(text("SET TRANSACTION READ ONLY"))
    driver = session.connection().connection.dbapi_connection
    assert isinstance(driver, Connection)
    try:
        # A prepared statement is one alone: none can follow that ends the transaction.
        cursor = driver.execute(file.read_bytes().decode().encode(), prepare=True)
        found = [row[0] for row in cursor] if cursor.description else None
    except UnicodeDecodeError:
        raise BadInput(f"{file} is not UTF-8; save it so") from None
    except OperationalError:
        raise
    except Error as exc:
        session.invalidate()  # a COPY may be under way
        raise BadInput(f"{file}: {str(exc).splitlines()[0]}; {remedy}") from None
    session.rollback()
    if found is None:
        raise BadInput(f"{file} holds no query; {remedy}")
    if wrong := [each for each in found if isinstance(each, bool) or not isinstance(each, (int, str))]:
        raise BadInput(f"the first column of {file} holds {type(wrong[0]).__name__}; select image.id or image.name")
    return found


def _ask(count: int) -> None:
    if not sys.stdin.isatty():
        raise BadInput(f"{counted(count, 'picture')} would be removed; say --yes where nobody can answer")
    click.confirm(f"Remove {counted(count, 'picture')}?", abort=True)
