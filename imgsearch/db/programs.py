"""PostgreSQL's own programs, and how they get a password without showing it to anybody."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy.engine import URL

from imgsearch.db.connect import without_password
from imgsearch.db.embedded import shipped_program
from imgsearch.errors import BadInput, ImgsearchError

#: Secrets that libpq takes from the address alone.
NO_VARIABLE = frozenset({"sslpassword", "oauth_client_secret", "scram_client_key", "scram_server_key"})


def client_address(url: URL) -> tuple[str, dict[str, str]]:
    """The address as libpq's programs take it, and the environment to run them in.

    The environment, unlike the command line, is not shown to other users of the machine. A password that is in neither
    is looked for by libpq in PGPASSWORD, PGPASSFILE and ~/.pgpass.

    Raises:
        BadInput: the URL holds another secret, for which libpq has no variable.
    """
    environment = dict(os.environ)
    password = url.password if url.password is not None else url.query.get("password")
    if password is not None:
        environment["PGPASSWORD"] = str(password)
    if shown := sorted(NO_VARIABLE & set(url.query)):
        raise BadInput(
            f"IMGSEARCH_DATABASE_URL has the option {shown[0]}, which would stand in the list of processes; "
            "name a service of ~/.pg_service.conf that has it instead: postgresql:///?service=NAME"
        )
    bare = without_password(url).set(drivername="postgresql").difference_update_query(["password"])
    return bare.render_as_string(hide_password=False), environment


def find_program(name: str, server_version: int) -> str:
    """Path of a program that fits a server: of the same major version, else of the next newer one that there is.

    Args:
        name: such as ``pg_dump``.
        server_version: major version of the server.

    Raises:
        ImgsearchError: neither the embedded server nor PATH has one that is new enough.
    """
    versions = {path: major_version(path) for path in _candidates(name)}
    fitting = {path: version for path, version in versions.items() if version >= server_version}
    if not fitting:
        raise ImgsearchError(
            f"the server is PostgreSQL {server_version} and {name} here is older or missing; "
            f"install postgresql-client-{server_version}"
        )
    return min(fitting, key=fitting.__getitem__)


def major_version(program: str) -> int:
    """Major version of a program; 0 when it does not say."""
    try:
        said = subprocess.run([program, "--version"], capture_output=True, text=True, check=False).stdout
    except OSError:
        return 0
    found = re.search(r"\b(\d+)(?:\.\d+|devel|beta\d+|rc\d+)", said)
    return int(found[1]) if found else 0


def _candidates(name: str) -> Iterator[str]:
    """The embedded server's own first, so that it is taken of two that are alike."""
    shipped: Path = shipped_program(name)
    if shipped.exists():
        yield str(shipped)
    on_path = shutil.which(name)
    if on_path is not None:
        yield on_path
