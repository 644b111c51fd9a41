"""The machines of a database that Citus distributes: whether they fit, and making them known to one another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

from psycopg import sql
from sqlalchemy import Connection, String, cast, column, exists, func, select, table
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError

from imgsearch.db.connect import check_schema, make_engine
from imgsearch.db.roles import SEARCHER_ROLE
from imgsearch.errors import BadInput, DatabaseUnavailable

#: In this order: imgsearch's own rights on machines, and nobody else's.
EXTENSIONS = ("vector", "citus")
#: What every server has, to make another database from.
MAINTENANCE = "postgres"
#: As whom the coordinator connects to machines: searches, and the triggers that keep copies in step. They log in there,
#: and on the coordinator nobody does. No other login of the coordinator's needs to be known there.
ROLES = (SEARCHER_ROLE, "imgsearch_definer")
#: What Citus would do else: make every login on the machines, and these as they are here, so that nobody gets in.
KEPT_HERE = ("citus.enable_create_role_propagation", "citus.enable_alter_role_propagation")
PG_EXTENSION = table("pg_extension", column("extname"), column("extversion"))
PG_AVAILABLE = table("pg_available_extensions", column("name"), column("default_version"))
PG_DATABASE = table("pg_database", column("datname"))
PG_ROLES = table("pg_roles", column("rolname"), column("rolsuper"))
PG_DIST_NODE = table(
    "pg_dist_node", column("nodename"), column("nodeport"), column("groupid"), column("noderole"), schema="pg_catalog"
)


class Machine(NamedTuple):
    """A server of PostgreSQL, as the others reach it."""

    host: str
    port: int

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


class Versions(NamedTuple):
    """What must be the same on all machines."""

    postgresql: str
    vector: str | None
    citus: str | None

    def __str__(self) -> str:
        return f"PostgreSQL {self.postgresql}, pgvector {self.vector or 'none'}, Citus {self.citus or 'none'}"


def parse_machine(text: str) -> Machine:
    """HOST:PORT.

    Raises:
        BadInput: it is something else.
    """
    host, _, port = text.strip().rpartition(":")
    if not host or not port.isdecimal() or not 0 < int(port) < 65536:
        raise BadInput(f"{text!r} is no machine; write HOST:PORT, such as db2:5432")
    return Machine(host.strip("[]"), int(port))


def own_machine(url: URL) -> Machine:
    """The machine that a database URL names.

    Raises:
        BadInput: it names a socket or several machines.
    """
    host = url.host or url.query.get("host")
    if not isinstance(host, str) or host.startswith("/") or "," in host:
        raise BadInput(
            "other machines must reach this server by its name; name it with --coordinator HOST:PORT, "
            "and in IMGSEARCH_DATABASE_URL"
        )
    return Machine(host, url.port or 5432)


def check_coordinator(connection: Connection) -> Versions:
    """What this server has.

    Raises:
        BadInput: the login is no superuser, or the server has no Citus or has not loaded it.
        SchemaOutdated: the schema is not up to date.
    """
    check_schema(connection)
    if not connection.scalar(select(PG_ROLES.c.rolsuper).where(PG_ROLES.c.rolname == func.current_user())):
        raise BadInput("only a superuser may join machines; connect as one in IMGSEARCH_DATABASE_URL")
    found = _versions(connection)
    if found.citus is None:
        raise BadInput("this server has no Citus; install its package for this PostgreSQL on every machine")
    if connection.scalar(select(func.current_setting("citus.version", True))) is None:
        raise BadInput("this server has not loaded Citus; add it to shared_preload_libraries and restart the server")
    return found


def _versions(connection: Connection) -> Versions:
    """Of an extension the version that is there, else the one that would be made."""
    available = select(PG_AVAILABLE.c.name, PG_AVAILABLE.c.default_version).where(PG_AVAILABLE.c.name.in_(EXTENSIONS))
    made = select(PG_EXTENSION.c.extname, PG_EXTENSION.c.extversion).where(PG_EXTENSION.c.extname.in_(EXTENSIONS))
    found = {name: version for each in (available, made) for name, version in connection.execute(each)}
    major = str(connection.scalar(select(func.current_setting("server_version_num"))))[:2]
    return Versions(major, found.get("vector"), found.get("citus"))


def make_extension(connection: Connection, name: str) -> None:
    """Make an extension where it is missing; a machine that was joined refuses to be asked."""
    if not connection.scalar(select(exists().where(PG_EXTENSION.c.extname == name))):
        _driver(connection, sql.SQL("CREATE EXTENSION {}").format(sql.Identifier(name)))


def prepare_machine(url: URL, machine: Machine, expected: Versions) -> bool:
    """Make the database and its extensions on another machine, where the same login must be a superuser.

    Returns:
        Whether the database is a new one.

    Raises:
        BadInput: it has other versions of PostgreSQL, pgvector or Citus.
        DatabaseUnavailable: it does not answer.
    """
    name = url.database or MAINTENANCE
    there = url.difference_update_query(["host", "port"]).set(host=machine.host, port=machine.port)
    with _connect(there.set(database=MAINTENANCE), machine) as connection:
        is_new = not connection.scalar(select(exists().where(PG_DATABASE.c.datname == name)))
        if is_new:
            _driver(connection, sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    with _connect(there.set(database=name), machine) as connection:
        found = _versions(connection)
        if found != expected:
            raise BadInput(f"{machine} has {found}, this server {expected}; install the same on every machine")
        for extension in EXTENSIONS:
            make_extension(connection, extension)
        _let_roles_in(connection)
    return is_new


def _let_roles_in(connection: Connection) -> None:
    _driver(connection, sql.SQL("SET citus.enable_ddl_propagation = off").format())
    for role in ROLES:
        there = connection.scalar(select(exists().where(PG_ROLES.c.rolname == role)))
        statement = "ALTER ROLE {} LOGIN" if there else "CREATE ROLE {} LOGIN"
        _driver(connection, sql.SQL(statement).format(sql.Identifier(role)))


def keep_roles_here(connection: Connection) -> None:
    """Let Citus leave logins alone, in sessions that begin after the caller has committed."""
    database = sql.Identifier(connection.engine.url.database or MAINTENANCE)
    for name in KEPT_HERE:
        setting = sql.SQL(name)
        _driver(connection, sql.SQL("ALTER DATABASE {} SET {} = off").format(database, setting))


@contextmanager
def _connect(url: URL, machine: Machine) -> Iterator[Connection]:
    engine = make_engine(url)
    try:
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            yield connection
    except DBAPIError as exc:
        said = str(exc.orig).strip().splitlines()[0]
        raise DatabaseUnavailable(f"{machine}: {said}; the machine must let this server in, as this login") from exc
    finally:
        engine.dispose()


def _driver(connection: Connection, statement: sql.Composed) -> None:
    driver = connection.connection.driver_connection
    assert driver is not None
    driver.execute(statement)


def read_machines(connection: Connection) -> list[Machine]:
    """The machines that hold copies, this one not counted; none where Citus is not made here."""
    if not connection.scalar(select(exists().where(PG_EXTENSION.c.extname == "citus"))):
        return []
    nodes = (
        select(PG_DIST_NODE.c.nodename, PG_DIST_NODE.c.nodeport)
        .where(PG_DIST_NODE.c.groupid != 0, cast(PG_DIST_NODE.c.noderole, String) == "primary")
        .order_by(PG_DIST_NODE.c.groupid)
    )
    return [Machine(name, port) for name, port in connection.execute(nodes)]


def join_machines(connection: Connection, coordinator: Machine | None, machines: Sequence[Machine]) -> list[Machine]:
    """Make machines known; the caller commits.

    Args:
        connection: of a superuser, on the coordinator.
        coordinator: how the others reach it; None where they know.
        machines: they may be known already.

    Returns:
        Those that were not known before.
    """
    if coordinator is not None:
        connection.execute(select(func.citus_set_coordinator_host(coordinator.host, coordinator.port)))
    known = read_machines(connection)
    added = [machine for machine in dict.fromkeys(machines) if machine not in known]
    for machine in added:
        connection.execute(select(func.citus_add_node(machine.host, machine.port)))
    return added
