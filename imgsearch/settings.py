"""What the environment decides; only the command line, the page and migrations/env.py read it."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import platformdirs

from imgsearch.errors import BadInput

URL = "IMGSEARCH_DATABASE_URL"
URL_FILE = "IMGSEARCH_DATABASE_URL_FILE"
PASSWORD_FILE = "IMGSEARCH_DATABASE_PASSWORD_FILE"
DATA_DIR = "IMGSEARCH_DATA_DIR"
MAX_PIXELS = "IMGSEARCH_MAX_PIXELS"
OIDC_SECRET = "IMGSEARCH_OIDC_CLIENT_SECRET"
OIDC_SECRET_FILE = "IMGSEARCH_OIDC_CLIENT_SECRET_FILE"
#: The user in a database URL that has no password.
USER_ALONE = re.compile(r"(?P<before>[a-z0-9+]+://[^:/?#@]+)@")


@dataclass(frozen=True)
class Settings:
    """Where the database and the data directory are."""

    database_url: str | None = field(repr=False)
    """libpq or SQLAlchemy URL; None means the embedded server. Holds a password, so it is never printed."""
    data_dir: Path
    max_pixels: int | None = None
    """Pixels of the largest picture that is decoded; None leaves the usual limit."""


def read_settings() -> Settings:
    """Read the environment; `imgsearch config show` prints what it says.

    Raises:
        BadInput: IMGSEARCH_MAX_PIXELS is no number of pixels, or a file with a secret cannot be read.
    """
    return Settings(
        database_url=read_database_url(os.environ),
        data_dir=read_data_dir(os.environ),
        max_pixels=read_max_pixels(os.environ),
    )


def read_data_dir(environment: Mapping[str, str]) -> Path:
    """Where the embedded database, secrets and fetched models are."""
    return Path(environment.get(DATA_DIR) or default_data_dir()).expanduser()


def default_data_dir() -> str:
    """The user's own folder for data of imgsearch."""
    return platformdirs.user_data_dir("imgsearch", appauthor=False)


def read_database_url(environment: Mapping[str, str]) -> str | None:
    """The URL, with the password from the file that the environment names; None for the embedded server.

    Raises:
        BadInput: a file cannot be read, or the password stands in two places.
    """
    url, file = environment.get(URL), environment.get(URL_FILE)
    if url and file:
        raise BadInput(f"{URL} and {URL_FILE} are both set; unset one of them")
    if file:
        url = read_secret_file(URL_FILE, file)
    password_file = environment.get(PASSWORD_FILE)
    if not password_file:
        return url or None
    found = USER_ALONE.match(url or "")
    if url is None or found is None:
        raise BadInput(
            f"{PASSWORD_FILE} needs a database URL that names the user and no password: postgresql://USER@HOST/DATABASE"
        )
    password = quote(read_secret_file(PASSWORD_FILE, password_file), safe="")
    return f"{found['before']}:{password}{url[found.end('before') :]}"


def read_oidc_secret(environment: Mapping[str, str], file: str | None) -> str | None:
    """What the page proves itself with to a provider of logins; None where it has nothing.

    Args:
        environment: may hold it.
        file: may hold it instead.

    Raises:
        BadInput: it stands in two places, or the file cannot be read.
    """
    secret = environment.get(OIDC_SECRET)
    if secret and file:
        raise BadInput(f"{OIDC_SECRET} and {OIDC_SECRET_FILE} are both set; unset one of them")
    return read_secret_file(OIDC_SECRET_FILE, file) if file else secret or None


def read_secret_file(variable: str, file: str) -> str:
    """What a file with a secret says, without the line's end.

    Args:
        variable: that names the file, for the error.
        file: its path.

    Raises:
        BadInput: it cannot be read, or is empty.
    """
    path = Path(file).expanduser()
    try:
        secret = path.read_text(encoding="utf-8").rstrip("\r\n")
    except OSError as exc:
        raise BadInput(f"{variable} names {path}, which cannot be read: {exc.strerror}") from exc
    except UnicodeDecodeError:  # its message quotes the bytes
        raise BadInput(f"{variable} names {path}, which is no text in UTF-8; save it so") from None
    if not secret:
        raise BadInput(f"{variable} names {path}, which is empty; write the secret into it")
    return secret


def read_max_pixels(environment: Mapping[str, str]) -> int | None:
    """The largest picture that is decoded; None leaves the usual limit.

    Raises:
        BadInput: it is no number of pixels.
    """
    text = environment.get(MAX_PIXELS, "")
    if not text:
        return None
    digits = text.replace("_", "")
    if not (digits.isascii() and digits.isdecimal() and 0 < int(digits) < 2**40):
        raise BadInput(f"{MAX_PIXELS} is {text!r}; it is a whole number of pixels, such as 200000000")
    return int(digits)
