"""`imgsearch config`: what is set, and by whom."""

from __future__ import annotations

import os
from collections.abc import Iterator

import click

from imgsearch.cli.echo import echo, printable
from imgsearch.cli.environment import ENV_FILE, SETTINGS, Setting
from imgsearch.cli.group import ErrorGroup
from imgsearch.errors import BadInput
from imgsearch.settings import OIDC_SECRET, URL

#: What stands for a secret.
MASK = "***"
#: Those whose value is one.
SECRETS = frozenset({"IMGSEARCH_PASSWORD", OIDC_SECRET})
UNSET = "none"


@click.group(cls=ErrorGroup)
def config() -> None:
    """Show the settings."""


@config.command()
@click.pass_context
def show(context: click.Context) -> None:
    """Print each setting, its value, and where it comes from: flag, environment, env file, default.

    Passwords are shown as ***, files that hold them by name.

    Example: imgsearch config show
    """
    origins = context.find_root().obj
    rows = []
    for setting in _settings():
        value = os.environ.get(setting.variable)
        origin = origins.get(setting.variable, "environment") if value else "default"
        rows.append((setting.variable, _shown(setting.variable, value) if value else setting.usual or UNSET, origin))
    widths = [max(len(row[column]) for row in rows) for column in (0, 1)]
    for variable, value, origin in rows:
        echo(f"{variable:<{widths[0]}}  {value:<{widths[1]}}  {origin}")
    known = {setting.variable for setting in _settings()}
    for name in sorted(name for name in origins if name.startswith("IMGSEARCH_") and name not in known):
        echo(f"{name} is set ({origins[name]}), and is no setting of imgsearch", err=True)


def _settings() -> Iterator[Setting]:
    """Every command's, then the page's."""
    from imgsearch.cli.serve import serve

    yield Setting(ENV_FILE, "")
    yield from SETTINGS
    for option in serve.params:
        if isinstance(option, click.Option) and isinstance(option.envvar, str):
            # Click has an object of its own for options without a default.
            yield Setting(option.envvar, str(option.default) if type(option.default) in (int, str) else "")


def _shown(variable: str, value: str) -> str:
    if variable in SECRETS:
        return MASK
    if variable != URL:
        return printable(value)
    from imgsearch.db.connect import connect_url, public_address

    try:
        url = connect_url(value)
    except BadInput:
        return f"{MASK} (no database URL)"
    # Without options, some of which are secrets.
    address = printable(public_address(url))
    return address.replace("@", f":{MASK}@", 1) if url.password is not None else address
