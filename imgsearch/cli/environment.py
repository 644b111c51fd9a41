"""Where settings come from: a flag, else the environment, else a file of settings, else what is usual."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import click

from imgsearch.cli.echo import printable
from imgsearch.errors import BadInput
from imgsearch.settings import DATA_DIR, MAX_PIXELS, OIDC_SECRET, PASSWORD_FILE, URL, URL_FILE, default_data_dir

ENV_FILE = "IMGSEARCH_ENV_FILE"
FROM_FILE = "env file"
LINE = re.compile(r"(?:export\s+)?(?P<name>[A-Za-z_][A-Za-z0-9_]*)\s*=\s*(?P<value>.*)")


class Setting(NamedTuple):
    """A variable of the environment that imgsearch reads."""

    variable: str
    usual: str
    """What holds where nobody has said anything."""


#: Those of every command; the page's stand in the options of `imgsearch serve`.
SETTINGS = (
    Setting(URL, "the embedded server"),
    Setting(URL_FILE, ""),
    Setting(PASSWORD_FILE, ""),
    Setting(DATA_DIR, default_data_dir()),
    Setting(MAX_PIXELS, "as Pillow"),
    Setting("IMGSEARCH_PASSWORD", ""),
    Setting("IMGSEARCH_PASSWORD_FILE", ""),
    Setting(OIDC_SECRET, ""),
)


def read_env_file(file: Path) -> dict[str, str]:
    """The settings of a file with lines NAME=VALUE; empty lines and those that begin with # say nothing.

    A value may stand in single or double quotes, which are left out.

    Raises:
        BadInput: the file cannot be read, or a line is none of these.
    """
    try:
        lines = file.read_text(encoding="utf-8-sig").splitlines()  # editors of Windows mark UTF-8
    except (OSError, UnicodeDecodeError) as exc:
        reason = exc.strerror if isinstance(exc, OSError) else "it is no text in UTF-8"
        raise BadInput(f"cannot read the settings in {file}: {reason}") from None
    found: dict[str, str] = {}
    for number, line in enumerate(map(str.strip, lines), start=1):
        if not line or line.startswith("#"):
            continue
        match = LINE.fullmatch(line)
        value = match["value"].strip() if match is not None else ""
        if match is None or "\0" in value:
            # The line may hold a secret, so it is not quoted.
            raise BadInput(f"{file}, line {number}: write a setting as NAME=VALUE, or begin the line with #")
        if len(value) > 1 and value[0] == value[-1] and value[0] in "'\"":
            value = value[1:-1]
        found[match["name"]] = value
    return found


def apply_settings(context: click.Context, env_file: Path | None, flags: Mapping[str, str | None]) -> None:
    """Put flags, and what a file says and the environment does not, into the environment until the command ends.

    ``context.obj`` then holds for each variable where it came from.

    Args:
        context: of the command `imgsearch` itself.
        env_file: file of settings.
        flags: variable -> what an option says, None where it was not given.

    Raises:
        BadInput: the file cannot be read.
    """
    origins = {name: "environment" for name in os.environ}
    said = {name: (value, "flag") for name, value in flags.items() if value is not None}
    if env_file is not None:
        if ENV_FILE not in os.environ:
            said[ENV_FILE] = (str(env_file), "flag")
        for name, value in read_env_file(env_file).items():
            if name not in os.environ and name not in said:
                said[name] = (value, printable(f"{FROM_FILE} {env_file}"))
    before = {name: os.environ.get(name) for name in said}
    for name, (value, origin) in said.items():
        os.environ[name], origins[name] = value, origin
    context.obj = origins

    def restore() -> None:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value

    context.call_on_close(restore)


def without_env_file(context: click.Context) -> dict[str, str]:
    """The environment as it was before a file of settings was read, for processes that read it themselves."""
    origins: Mapping[str, str] = context.find_root().obj or {}
    return {name: value for name, value in os.environ.items() if not origins.get(name, "").startswith(FROM_FILE)}
