"""Why a server does not let a login upgrade, and what it warns of."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy import Connection, func, literal, select
from sqlalchemy.exc import DBAPIError

from imgsearch.db.machines import PG_AVAILABLE, PG_EXTENSION
from imgsearch.db.pgvector_version import WANTED_PGVECTOR, check_pgvector, is_faulty
from imgsearch.db.roles import ROLES
from imgsearch.errors import ImgsearchError

if TYPE_CHECKING:
    from psycopg.errors import Diagnostic

#: Memberships without inheritance.
MINIMUM_POSTGRESQL = 16
#: Texts are in many scripts.
WANTED_ENCODING = "UTF8"
#: Capitals of two scripts, and what filters and words are compared by: C knows no Cyrillic, Turkish another small I.
_CAPITALS, _SMALL = "IЖ", "iж"
OTHER_DATABASE = (
    "make another one by CREATE DATABASE NAME ENCODING 'UTF8' LOCALE 'C.UTF-8' TEMPLATE template0, and name that"
)
_LACKS_A_RIGHT = "42501"
#: A table, a schema, an object such as a type or a trigger, a function.
_TAKEN = ("42P07", "42P06", "42710", "42723")
_STATISTICS = re.compile("statistics of .* stay until a superuser deletes them")
#: ANALYZE gathers no more of these columns, and leaves what it has gathered before.
_FORGET = (
    "DELETE FROM pg_statistic USING pg_attribute WHERE starelid = attrelid AND staattnum = attnum AND attstattarget = 0"
)
_EXTENSION = "a superuser, or the provider of the server, runs CREATE EXTENSION vector in this database once"
_RIGHTS = (
    "only the owner of the database upgrades it, who is a superuser or may make roles; where another has made "
    "imgsearch's roles on this server, a superuser runs GRANT {} TO that owner WITH ADMIN OPTION once"
)


def check_server(connection: Connection) -> None:
    """Refuse a server or a database that cannot hold the schema.

    Raises:
        ImgsearchError: the server or its pgvector is too old, or the database cannot keep texts in every script.
    """
    number = int(connection.scalar(select(func.current_setting("server_version_num"))) or 0)
    if number < MINIMUM_POSTGRESQL * 10_000:
        raise ImgsearchError(
            f"the server is PostgreSQL {number // 10_000}; imgsearch needs {MINIMUM_POSTGRESQL} or newer"
        )
    _check_offered_pgvector(connection)
    unfit = what_texts_lack(connection)
    if unfit is not None and connection.scalar(select(func.to_regclass("alembic_version"))) is None:
        raise ImgsearchError(f"the database {unfit}; {OTHER_DATABASE}")


def _check_offered_pgvector(connection: Connection) -> None:
    """Refuse a pgvector that is too old before roles and tables are made on its server.

    Raises:
        ImgsearchError: the server has no newer one for a database without the extension.
        SchemaOutdated: the database's own is older than 0.8.4.
    """
    installed = connection.scalar(select(PG_EXTENSION.c.extversion).where(PG_EXTENSION.c.extname == "vector"))
    if installed is not None:
        check_pgvector(installed)
        return
    offered = connection.scalar(select(PG_AVAILABLE.c.default_version).where(PG_AVAILABLE.c.name == "vector"))
    if offered is not None and is_faulty(offered):
        raise ImgsearchError(
            f"the server has pgvector {offered}, which builds faulty HNSW indexes; install {WANTED_PGVECTOR} or newer "
            "on it, then run the command again"
        )


def what_texts_lack(connection: Connection) -> str | None:
    """Why a database cannot keep texts in every script, or compare them; None where it can."""
    encoding = connection.scalar(select(func.current_setting("server_encoding")))
    if encoding != WANTED_ENCODING:
        return f"has the encoding {encoding}, not {WANTED_ENCODING}"
    if connection.scalar(select(func.lower(literal(_CAPITALS)))) != _SMALL:
        return "has a locale (lc_ctype) in which capital letters are not those of English and Russian"
    return None


def refusal(error: DBAPIError) -> ImgsearchError | None:
    """Our error for one that a migration ended with; None where it is not about rights, extensions or names."""
    diagnostic: Diagnostic | None = getattr(error.orig, "diag", None)
    state = getattr(error.orig, "sqlstate", None)
    said = str(error.orig).splitlines()[0]
    if "CREATE EXTENSION" in (error.statement or "").partition("\n")[0]:
        needed = _EXTENSION if state == _LACKS_A_RIGHT else f"install pgvector {WANTED_PGVECTOR} or newer on the server"
        return ImgsearchError(f"{said}; {needed}, then run the command again")
    if state in _TAKEN:
        return ImgsearchError(f"{said}, which is not imgsearch's; give imgsearch a database of its own")
    if state != _LACKS_A_RIGHT:
        return None
    if diagnostic is not None and diagnostic.message_detail:
        said = f"{said} ({diagnostic.message_detail.rstrip('.')})"
    return ImgsearchError(f"{said}; {_RIGHTS.format(', '.join((*ROLES, 'imgsearch_definer')))}")


def tell_warnings(warnings: Collection[str], *, was_empty: bool) -> list[str]:
    """What a person has to know of an upgrade's warnings; of statistics that stay, one line with what ends them.

    Args:
        warnings: in the server's words.
        was_empty: whether there was no schema before, of which nothing can have been gathered.
    """
    gathered = [warning for warning in warnings if _STATISTICS.fullmatch(warning)]
    told = [warning for warning in warnings if warning not in gathered]
    if gathered and not was_empty:
        told.append(f"statistics from before may tell what hidden pictures have; a superuser runs {_FORGET} once")
    return told


@contextmanager
def warnings_of(connection: Connection) -> Iterator[Collection[str]]:
    """What the server warns of meanwhile, each once."""
    warnings: dict[str, None] = {}

    def keep(diagnostic: Diagnostic) -> None:
        # Those of our statements, and not of the server about them.
        if diagnostic.severity_nonlocalized == "WARNING" and diagnostic.sqlstate == "01000":
            warnings[diagnostic.message_primary or ""] = None

    driver = connection.connection.driver_connection
    assert driver is not None
    driver.add_notice_handler(keep)
    try:
        yield warnings
    finally:
        driver.remove_notice_handler(keep)
