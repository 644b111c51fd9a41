"""Engines, the checks that every command makes first, and the one place that maps driver errors."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, column, create_engine, func, select, table
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from imgsearch.db.driver import equip
from imgsearch.db.pgvector_version import check_pgvector
from imgsearch.db.revision import HEAD_REVISION, refuse_newer, refuse_squashed
from imgsearch.db.rights import schema_not_found
from imgsearch.errors import BadInput, DatabaseUnavailable, ImgsearchError, SchemaOutdated

#: What addresses come from, for messages; scripts pass theirs.
VARIABLE = "IMGSEARCH_DATABASE_URL"

#: Whole classes stand as their first two characters.
_SQLSTATE_REMEDY = {
    "23503": "what this belongs to was removed meanwhile; nothing of this batch was stored; run the command again",
    "23514": "the data breaks a rule of the schema; nothing of this batch was stored",
    "25006": "this server is a read-only standby, or default_transaction_read_only is on for this login; name the "
    "primary's host in {source}, with target_session_attrs=read-write, or turn that off",
    "25P03": "the server ends transactions that wait for so long: raise idle_in_transaction_session_timeout for this "
    "login, then run the command again, it resumes",
    "25P04": "the server ends transactions that take so long: raise transaction_timeout for this login, then run the "
    "command again, it resumes",
    "40001": "run the command again",
    "40P01": "two transactions blocked each other; run the command again, it resumes",
    "42501": "this database role lacks a right; ask the owner to run `imgsearch db grant`",
    "42P01": "the schema is missing; run `imgsearch db upgrade`",
    "42703": "the schema is behind; run `imgsearch db upgrade`",
    "54": "a text is longer than the database can index; nothing of this batch was stored",
    "53": "the database server has run out of a resource; see its log, then run the command again",
    "53100": "the database server's disk is full; free space and run the command again, it resumes",
    "53300": "all connections that there may be are in use; try again later, or raise max_connections or the limit "
    "of the login or database",
    "55P03": "another session held a lock for too long; run the command again when nothing else runs",
    "57014": "the statement exceeded its time limit; try again or raise statement_timeout",
    "58": "the database server cannot read or write its files; see its log",
    "XX": "the database server reports an internal error; see its log",
}
#: The server is there no more, or not yet.
_SQLSTATE_UNAVAILABLE = {
    "08": "the connection was lost; run the command again, it resumes",
    "57P01": "the database server was stopped; start it and run the command again, it resumes",
    "57P02": "the database server crashed and is restarting; run the command again in a moment",
    "57P03": "the database server is starting or recovering; try again in a moment",
}


def connect_url(url: str, source: str = VARIABLE) -> URL:
    """Parse a URL and set psycopg 3 as its driver.

    Args:
        url: as libpq or SQLAlchemy has it.
        source: what it comes from, for messages.

    Raises:
        BadInput: it is not a PostgreSQL URL. The message leaves the URL out, since it may hold a password.
    """
    try:
        parsed = _parse_hosts(url) if any(mark in url.lower() for mark in (",", "@%2f", "//%2f")) else make_url(url)
    except (ArgumentError, ValueError):  # the latter for a port that is no number
        # Their messages quote the URL, so they must not stand in a traceback either.
        raise BadInput(
            f"{source} is not a database URL; write it as postgresql://USER:PASSWORD@HOST:5432/DATABASE"
        ) from None
    if "@" in (parsed.host or ""):  # the rest of a password, which would stand in the error of the host not found
        raise BadInput(f"{source} has more than one @; write an @ in the password as %40")
    if parsed.get_backend_name() not in ("postgresql", "postgres"):
        raise BadInput(f"{source} names {parsed.get_backend_name()}; imgsearch needs postgresql://")
    given = parsed.query.get("password")
    if given is not None:
        # Only what stands before the host is left out where a URL is shown.
        parsed = parsed.difference_update_query(["password"])
        if parsed.password is None:
            parsed = parsed.set(password=given if isinstance(given, str) else given[-1])
    return parsed.set(drivername="postgresql+psycopg")


def _parse_hosts(url: str) -> URL:
    """Parse a URL as libpq does, which knows several hosts and sockets' folders; SQLAlchemy knows them as options."""
    from psycopg import ProgrammingError
    from psycopg.conninfo import conninfo_to_dict

    scheme, separator, rest = url.partition("://")
    backend = scheme.partition("+")[0]
    if not separator or backend not in ("postgresql", "postgres"):
        return make_url(url)
    try:
        options = {key: str(value) for key, value in conninfo_to_dict(f"postgresql://{rest}").items()}
    except ProgrammingError:
        raise ValueError from None
    ports = options.get("port", "").split(",")
    if not all(port.isdecimal() or not port for port in ports):
        raise ValueError
    return URL.create(
        backend,
        username=options.pop("user", None),
        password=options.pop("password", None),
        database=options.pop("dbname", None),
        query=options,
    )


def public_address(url: URL) -> str:
    """Who, where and which database, and nothing of the other options, some of which are secrets."""
    query = {key: value for key, value in url.query.items() if key in ("host", "port")}
    return without_password(url).set(query=query, drivername="postgresql").render_as_string()


def without_password(url: URL) -> URL:
    """The same address; its own ``set`` takes None for "as it is"."""
    return url._replace(password=None)


def make_engine(url: URL | str, source: str = VARIABLE) -> Engine:
    """Make an engine whose connections know pgvector's types and give up on a dead server after 10 s."""
    parsed = connect_url(url, source) if isinstance(url, str) else url
    engine = create_engine(
        parsed,
        connect_args={"connect_timeout": 10, "application_name": "imgsearch", "client_encoding": "utf8"},
        pool_pre_ping=False,
        # What somebody searched for must not stand in an error message, nor in a log.
        hide_parameters=True,
    )

    equip(engine)
    return engine


def check_schema(connection: Connection, *, may_be_older: bool = False) -> None:
    """Refuse a server or schema that this version cannot work with.

    Args:
        connection: to the server.
        may_be_older: whether a schema will do that this version can upgrade.

    Raises:
        SchemaOutdated: the schema is missing, behind or ahead, or pgvector is older than 0.8.4.
    """
    version_table = table("alembic_version", column("version_num"))
    extension = table("pg_extension", column("extname"), column("extversion"))
    if connection.scalar(select(func.to_regclass("alembic_version"))) is None:
        raise schema_not_found(connection)
    revision, pgvector_version = connection.execute(
        select(
            select(version_table.c.version_num).limit(1).scalar_subquery(),
            select(extension.c.extversion).where(extension.c.extname == "vector").scalar_subquery(),
        )
    ).one()
    refuse_squashed(revision)
    check_pgvector(pgvector_version)
    if revision is None or (revision < HEAD_REVISION and not may_be_older):
        raise SchemaOutdated(
            f"the database schema is at revision {revision or 'none'}, this imgsearch needs {HEAD_REVISION}; "
            "run `imgsearch db upgrade`"
        )
    refuse_newer(revision)


@contextmanager
def map_errors(source: str = VARIABLE) -> Iterator[None]:
    """Turn the driver's errors into ours, without the statement, its parameters or the password.

    Args:
        source: what the server's address comes from, for messages.

    Raises:
        BadInput: somebody asked by a number or text that cannot be in the database.
        DatabaseUnavailable: the server cannot be reached or went away.
        ImgsearchError: it refused for a reason that the user can mend.
    """
    try:
        yield
    except DBAPIError as exc:
        mapped = _map(exc.orig, source, lost=exc.connection_invalidated)
        if mapped is None:
            raise
        raise mapped from exc
    except PoolTimeout as exc:
        raise DatabaseUnavailable("all connections of this process are in use; search with fewer threads") from exc
    except UnicodeEncodeError as exc:
        raise BadInput("a text is not valid UTF-8, so it cannot match anything in the database") from exc
    except Exception as exc:
        # COPY goes past SQLAlchemy. The driver is not imported for an error that cannot be its own.
        mapped = _map(exc, source, lost=False) if type(exc).__module__.startswith("psycopg") else None
        if mapped is None:
            raise
        raise mapped from exc


#: Too large for its column, or no number at all.
_SQLSTATE_NO_NUMBER = ("22003", "22P02")


def _map(error: BaseException | None, source: str, *, lost: bool) -> ImgsearchError | None:
    """Our error for one of the driver's; None for a bug in the program."""
    state = getattr(error, "sqlstate", None) or ""
    said = str(error).strip().splitlines()[0] if error is not None and str(error).strip() else type(error).__name__
    for key in (state, state[:2]):
        if key in _SQLSTATE_UNAVAILABLE:
            return DatabaseUnavailable(f"{said}; {_SQLSTATE_UNAVAILABLE[key]}")
        if key in _SQLSTATE_REMEDY:
            return ImgsearchError(f"{said}; {_SQLSTATE_REMEDY[key].format(source=source)}")
    if state in _SQLSTATE_NO_NUMBER:
        return BadInput(f"a number is none that the database could have given: {said}; see what is there")
    # A server that lets somebody not in tells it before there is a connection that could have a state.
    if not state and "FATAL" in said and ("too many" in said or "remaining connection slots" in said):
        return DatabaseUnavailable(f"{said}; {_SQLSTATE_REMEDY['53300']}")
    if not state and "connection option" in said:
        return BadInput(f"{source}: {said}")
    if "authentication failed" in said:
        return DatabaseUnavailable(f"{said}; check name and password in {source} or in the file that has the password")
    # Only the server tells a state; the driver has kinds of its own.
    kinds = {kind.__name__ for kind in ((type(error),) if state else type(error).__mro__)}
    if lost or kinds & {"OperationalError", "InterfaceError"}:
        start = f"start that server, an embedded one with `imgsearch db start`, or check {source}"
        return DatabaseUnavailable(f"the database does not answer ({said}); {start}")
    return None
