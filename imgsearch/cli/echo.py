"""The one way to a terminal: what came out of files and tables cannot steer it."""

from __future__ import annotations

import re

import click

#: Control characters, which move the cursor, change titles or hide text, and those that turn the direction of writing.
#: Tabs and line ends are the program's own; a name's are made visible by `printable`.
UNSAFE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_LINE = re.compile(rf"[\t\n]|{UNSAFE.pattern}")


def printable(value: object) -> str:
    r"""A name, caption or message as one line that a terminal shows and does not obey: `\u001b` for the escape key."""
    return _LINE.sub(_escape, str(value))


def echo(text: object = "", *, err: bool = False) -> None:
    """Print lines; what else would steer the terminal is written as JSON writes it, so that JSON stays the same."""
    click.echo(UNSAFE.sub(_escape, str(text)), err=err)


def _escape(match: re.Match[str]) -> str:
    return {"\n": "\\n", "\t": "\\t"}.get(match[0], f"\\u{ord(match[0]):04x}")
