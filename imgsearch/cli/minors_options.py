"""Options that commands of `imgsearch minors` share."""

from __future__ import annotations

import getpass
import sys
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from click.decorators import FC


def _user() -> str:
    try:
        return getpass.getuser()
    except OSError:  # no name for the user id, as in some containers
        return ""


def is_terminal() -> bool:
    """Whether somebody can answer."""
    return sys.stdin.isatty()


def by_option(command: FC) -> FC:
    """Who decides."""
    told = "Who decides, where you own the database; an editor's verdict bears the login. Default: you ($USER)."
    return click.option("--by", "reviewer", default=_user, metavar="NAME", help=told)(command)


def reason_option(command: FC) -> FC:
    """Why."""
    return click.option("--reason", default="", metavar="TEXT", help="Why, for the record.")(command)


def json_option(command: FC) -> FC:
    """Machine-readable output."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON.")(command)
