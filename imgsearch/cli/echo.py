"""The one way to a terminal: what came out of files and tables cannot steer it."""

from __future__ import annotations

import re

import click

from imgsearch.terminal import UNSAFE, escape_character, escape_unsafe
from imgsearch.writing import naming

#: What they are called, by whether they are for errors.
STREAMS = {False: "standard output", True: "standard error"}

#: A name's tabs and line ends are made visible too.
_LINE = re.compile(rf"[\t\n]|{UNSAFE.pattern}")


def printable(value: object) -> str:
    r"""A name, caption or message as one line that a terminal shows and does not obey: `\u001b` for the escape key."""
    return _LINE.sub(_escape, str(value))


def echo(text: object = "", *, err: bool = False) -> None:
    """Print lines; what else would steer the terminal is written as JSON writes it, so that JSON stays the same."""
    with naming(STREAMS[err]):
        click.echo(escape_unsafe(str(text)), err=err)


def _escape(match: re.Match[str]) -> str:
    return {"\n": "\\n", "\t": "\\t"}.get(match[0]) or escape_character(match)
