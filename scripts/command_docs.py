"""Write docs/commands.md from the help texts of every command.

python scripts/command_docs.py
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from imgsearch.cli import main as imgsearch

TARGET = Path(__file__).parents[1] / "docs" / "commands.md"
WIDTH = 100
INTRODUCTION = """# Commands
Written by `python scripts/command_docs.py` from the help texts; `imgsearch COMMAND --help` shows the same.

Completion with the Tab key, once for each shell:

| shell | |
| --- | --- |
| Bash | `echo 'eval "$(_IMGSEARCH_COMPLETE=bash_source imgsearch)"' >> ~/.bashrc` |
| Zsh | `echo 'eval "$(_IMGSEARCH_COMPLETE=zsh_source imgsearch)"' >> ~/.zshrc` |
| Fish | `_IMGSEARCH_COMPLETE=fish_source imgsearch > ~/.config/fish/completions/imgsearch.fish` |
"""


def main() -> None:
    TARGET.write_text(document(), encoding="utf-8")


def document() -> str:
    """The whole document."""
    return "\n".join([INTRODUCTION, *sections(click.Context(imgsearch, info_name="imgsearch", **settings(imgsearch)))])


def settings(command: click.Command) -> dict[str, Any]:
    """The command's own, such as the names of --help, and widths that do not depend on the terminal."""
    return {**command.context_settings, "terminal_width": WIDTH, "max_content_width": WIDTH}


def sections(context: click.Context) -> Iterator[str]:
    """A command's help, then that of its subcommands."""
    help_text = "\n".join(line.rstrip() for line in context.command.get_help(context).splitlines())
    yield f"## {context.command_path}\n```text\n{help_text}\n```\n"
    if isinstance(context.command, click.Group):
        for name in context.command.list_commands(context):
            command = context.command.get_command(context, name)
            assert command is not None
            yield from sections(click.Context(command, parent=context, info_name=name, **settings(command)))


if __name__ == "__main__":
    main()
