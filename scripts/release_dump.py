"""Keep a small filled database of this version, which a test upgrades to every later one, and its migrations' hashes.

python scripts/release_dump.py tests/integration/db/released

Run it once, when a version is released; the files are named after the version and are never written anew.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Connection, Engine, text

from imgsearch.db import EmbeddedServer, make_engine
from imgsearch.db.migrate import upgrade
from imgsearch.db.owners import owners_sql
from imgsearch.db.programs import client_address, find_program

ROOT = Path(__file__).parents[1]
ROWS = ROOT / "scripts" / "release_rows.sql"
#: Commands of psql, what PostgreSQL 16 does not know, and rights of a role that another server lacks.
NOT_SQL = re.compile(
    r"^(?:\\(?:un)?restrict .*|SET transaction_timeout = 0;|ALTER DEFAULT PRIVILEGES .*)\n", re.MULTILINE
)


def main() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    file = Path(sys.argv[1]) / f"{version}.sql"
    if file.exists():
        raise SystemExit(f"{file} exists: {version} is released already; raise the version in pyproject.toml")
    file.with_suffix(".sha256").write_text(hashes(ROOT / "migrations"), encoding="utf-8")
    with TemporaryDirectory(prefix="imgsearch") as folder:
        server = EmbeddedServer(Path(folder))
        engine = make_engine(server.url())
        try:
            with engine.begin() as connection:
                upgrade(connection)
                fill(connection)
            file.write_text(dump(engine), encoding="utf-8")
        finally:
            engine.dispose()
            server.stop()


def hashes(migrations: Path) -> str:
    """Lines of ``sha256sum`` for everything that makes the schema."""
    files = sorted([*migrations.glob("versions/*.py"), *migrations.glob("sql/*.sql")])
    return "".join(f"{sha256(file.read_bytes()).hexdigest()}  {file.relative_to(migrations)}\n" for file in files)


def fill(connection: Connection) -> None:
    """Put the invented rows into an empty database.

    Raises:
        SystemExit: they leave a table empty.
    """
    statements = ROWS.read_text(encoding="utf-8")
    connection.exec_driver_sql(statements, execution_options={"no_parameters": True})
    tables = connection.scalars(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")).all()
    empty = [name for name in tables if connection.scalar(text(f"SELECT NOT EXISTS (SELECT FROM {name})"))]
    if empty:
        raise SystemExit(f"{ROWS.name} has no rows for {', '.join(empty)}; add some")


def dump(engine: Engine) -> str:
    """Roles, schema and rows as SQL that any client can send in one go."""
    with engine.connect() as connection:
        roles = connection.scalars(
            text("SELECT rolname FROM pg_roles WHERE rolname LIKE 'imgsearch%' ORDER BY 1")
        ).all()
    made = [
        f"DO $$ BEGIN CREATE ROLE {role} NOLOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$;" for role in roles
    ]
    address, environment = client_address(engine.url)
    program = find_program("pg_dump", 18)
    command = [program, "--inserts", "--rows-per-insert=100", "--no-owner", address]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    return "\n".join([*made, NOT_SQL.sub("", done.stdout), owners_sql()])


if __name__ == "__main__":
    main()
