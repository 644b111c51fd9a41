"""A database as one file, through pg_dump, and back again in one transaction."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import IO, NamedTuple

from sqlalchemy import Connection, Engine, column, exists, func, select, table

from imgsearch.counted import counted
from imgsearch.db.carried import KEEP, PUT_BACK
from imgsearch.db.connect import check_schema
from imgsearch.db.emptied import EMPTY, LOCK
from imgsearch.db.migrate import upgrade
from imgsearch.db.owners import SINCE, owners_sql
from imgsearch.db.programs import client_address, find_program
from imgsearch.db.refusals import check_server
from imgsearch.db.rights import check_owner
from imgsearch.errors import BadInput, ImgsearchError, SchemaOutdated
from imgsearch.tables import Base, Image
from imgsearch.tables.spread import SCHEMA
from imgsearch.writing import writing

#: What every database of imgsearch has.
REQUIRED = ("TABLE DATA public image ", "TABLE DATA public alembic_version ")
BEFORE = b"""
BEGIN;
SET client_min_messages = warning;
SET lock_timeout = '60s';
-- As for a build by `imgsearch load embeddings`: vector indexes need the memory, and /dev/shm may be small.
SET maintenance_work_mem = '512MB';
SET max_parallel_maintenance_workers = 0;
%b%b%b""" % (LOCK, KEEP, EMPTY)
#: Owners are those of this server; a dump from before they mattered gets them from the migrations.
AFTER = b"""
SELECT max(version_num) >= '%b' AS settles FROM public.alembic_version \\gset
\\if :settles
%b
\\endif
%b
COMMIT;
ANALYZE;
""" % (SINCE.encode(), owners_sql().encode(), PUT_BACK)
#: Settings of pg_restore's own connection stand in its first lines; what newer programs set there, older servers lack.
PREAMBLE = 30
UNKNOWN_BEFORE = {16: b"SET transaction_timeout = 0;\n"}
#: Copies on other machines are made of what is in the dump, where they are wanted.
COPIES_STAY = [f"--exclude-schema={SCHEMA}", "--exclude-extension=citus*"]
#: Entries of a dump that are not restored: rights of what a role of another server makes later, which this one may not
#: have; what is said of extensions, which are somebody else's; what keeps copies in step, which are not in the dump.
LEFT_OUT = re.compile(r" DEFAULT ACL | COMMENT - EXTENSION | TRIGGER public \w+ spread_\w+ ")


class Restored(NamedTuple):
    """What came out of a dump."""

    pictures: int
    revision: str


def back_up(engine: Engine, file: Path) -> int:
    """Write a database to a file that did not exist, readable for its owner alone; loads may go on meanwhile.

    Folders are made.

    Args:
        engine: of a role that owns the tables, since row security hides rows from others.
        file: in pg_dump's custom format.

    Returns:
        Bytes written.

    Raises:
        BadInput: the file exists or cannot be written, or the login does not own the tables.
        ImgsearchError: pg_dump failed; then there is no file.
        SchemaOutdated: there is no schema that this version knows.
    """
    if file.exists():
        raise BadInput(f"{file} exists already; name a file that does not")
    with engine.connect() as connection:
        check_schema(connection, may_be_older=True)  # who upgrades wants a dump of what was before
        check_owner(connection, "backs up and restores")
        program = find_program("pg_dump", _major(connection))
        is_spread = connection.scalar(select(func.to_regnamespace(SCHEMA).is_not(None)))
    address, environment = client_address(engine.url)
    unfinished = file.with_name(f".{file.name}.unfinished")
    try:
        with writing(file):
            os.close(os.open(unfinished, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600))
            # Large objects (-B) are none of ours: a login's own would stop a dump by whoever is no superuser.
            command = [program, "--format=custom", "--no-password", "-B", f"--file={unfinished}", address]
            command[1:1] = COPIES_STAY if is_spread else []
            done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
            if done.returncode:
                reason = _first_error(done.stderr) or "pg_dump was killed"
                raise ImgsearchError(f"{file} was not written, and nothing is left of it: {reason}")
            os.replace(unfinished, file)
    finally:
        with suppress(OSError):
            unfinished.unlink()
    return file.stat().st_size


def restore(engine: Engine, file: Path, *, replace: bool = False) -> Restored:
    """Replace a database's contents by a dump's, in one transaction: after an error the old contents are still there.

    What editors have flagged since the dump stays flagged, what was removed for good stays out, and links, tokens and
    passwords that were ended stay so; carried.py has the statements.

    Roles belong to the server, not to a dump: the migrations make them. Everything else comes out of the dump: tables,
    indexes, row security, rights of the roles.

    Args:
        engine: of the database's owner.
        file: what back_up wrote; it is SQL, so it must come from somebody whom you trust.
        replace: whether pictures that are there may be given up.

    Raises:
        BadInput: the file is no dump of imgsearch, the database holds pictures or tables of somebody else, or the login
            does not own them.
        ImgsearchError: the dump is damaged or the server refused it; then nothing has changed.
        SchemaOutdated: the database was made by a newer imgsearch.
    """
    with engine.connect() as connection:
        check_server(connection)
        version = _major(connection)
        reader, writer = (find_program(name, version) for name in ("pg_restore", "psql"))
        contents = _check_dump(reader, file)
        check_owner(connection, "backs up and restores")
        _check_target(connection, replace=replace)
        try:
            check_schema(connection)
        except SchemaOutdated:
            connection.rollback()
            upgrade(connection)  # it makes the roles, which the dump takes for granted
            connection.commit()
    # Its connections know types that are going to be others.
    engine.dispose()
    address, environment = client_address(engine.url)
    write = [writer, "--no-psqlrc", "--quiet", "--no-password", "--set=ON_ERROR_STOP=1", f"--dbname={address}"]
    with tempfile.TemporaryFile("w+") as said, tempfile.NamedTemporaryFile("w+", encoding="utf-8") as wanted:
        wanted.writelines(line for line in contents.splitlines(keepends=True) if not LEFT_OUT.search(line))
        wanted.flush()
        read = [reader, "--no-owner", "--file=-", f"--use-list={wanted.name}", str(file)]
        if not _pipe(read, write, environment, said, UNKNOWN_BEFORE.get(version)):
            said.seek(0)
            raise ImgsearchError(f"{file} was not restored, the database is as it was: {_first_error(said.read())}")
    with engine.connect() as connection:
        version_table = table("alembic_version", column("version_num"))
        return Restored(
            pictures=connection.scalar(select(func.count()).select_from(Image)) or 0,
            revision=connection.scalar(select(version_table.c.version_num)) or "none",
        )


def _pipe(
    read: list[str], write: list[str], environment: dict[str, str], said: IO[str], left_out: bytes | None
) -> bool:
    """Let one program write what the other reads; only when that came to its end is the transaction committed.

    At an end of file within a table's rows psql would take the rows so far for all of them.
    """
    with (
        subprocess.Popen(read, stdout=subprocess.PIPE, stderr=said) as reading,
        subprocess.Popen(
            write, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=said, env=environment
        ) as writing,
    ):
        assert reading.stdout is not None
        assert writing.stdin is not None
        try:
            with suppress(BrokenPipeError):  # psql gave up and has said why
                writing.stdin.write(BEFORE)
                writing.stdin.writelines(line for line in islice(reading.stdout, PREAMBLE) if line != left_out)
                shutil.copyfileobj(reading.stdout, writing.stdin)
            reading.stdout.close()
            if reading.wait() != 0:
                writing.kill()
                return False
            with suppress(BrokenPipeError):
                writing.stdin.write(AFTER)
                writing.stdin.close()
            return writing.wait() == 0
        except BaseException:
            reading.kill()
            writing.kill()
            raise


def _check_dump(program: str, file: Path) -> str:
    """The dump's table of contents."""
    done = subprocess.run([program, "--list", str(file)], capture_output=True, text=True, errors="replace", check=False)
    if done.returncode:
        raise BadInput(
            f"{file} is no dump that can be read ({_last_line(done.stderr)}); "
            "name a file that `imgsearch db backup` wrote"
        )
    if not all(entry in done.stdout for entry in REQUIRED):
        raise BadInput(f"{file} is a dump of something else; name a file that `imgsearch db backup` wrote")
    return done.stdout


def _check_target(connection: Connection, *, replace: bool) -> None:
    pg_class = table("pg_class", column("oid"), column("relname"), column("relkind"), column("relnamespace"))
    pg_depend = table("pg_depend", column("objid"), column("deptype"))
    of_extension = exists().where(pg_depend.c.objid == pg_class.c.oid, pg_depend.c.deptype == "e")
    names = select(pg_class.c.relname).where(
        pg_class.c.relkind.in_(["r", "p"]), pg_class.c.relnamespace == func.to_regnamespace("public"), ~of_extension
    )
    foreign = sorted({str(name) for name in connection.scalars(names)} - {*Base.metadata.tables, "alembic_version"})
    if foreign:
        raise BadInput(
            f"the database holds tables that are not imgsearch's and would be lost ({', '.join(foreign[:5])}); "
            "restore into a database of its own"
        )
    # It goes with the schema that a restore replaces, and then answers nothing more in that transaction.
    extension = table("pg_extension", column("extname"))
    if connection.scalar(select(exists().where(extension.c.extname == "citus"))):
        raise BadInput(
            "the database knows other machines, by Citus, and cannot be replaced; restore into a new one, then run "
            "`imgsearch db distribute` there"
        )
    if replace or connection.scalar(select(func.to_regclass("image"))) is None:
        return
    pictures = connection.scalar(select(func.count()).select_from(Image))
    if pictures:
        raise BadInput(
            f"the database holds {counted(pictures, 'picture')}; --replace replaces them by those of the dump"
        )


def _major(connection: Connection) -> int:
    return int(connection.scalar(select(func.current_setting("server_version_num"))) or 0) // 10_000


def _last_line(said: str) -> str:
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    return lines[-1] if lines else ""


def _first_error(said: str) -> str:
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    return next((line for line in lines if "rror:" in line or "ERROR" in line or "FATAL" in line), "".join(lines[:1]))
