from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from imgsearch.cli import main

ROOT = Path(__file__).parents[2]


def commands(group: click.Command, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    yield path, group
    if isinstance(group, click.Group):
        context = click.Context(group)
        for name in group.list_commands(context):
            command = group.get_command(context, name)
            assert command is not None
            yield from commands(command, (*path, name))


ALL = dict(commands(main))


@pytest.mark.parametrize("path", ALL, ids=" ".join)
def test_every_command_explains_itself(path: tuple[str, ...]) -> None:
    result = CliRunner().invoke(main, [*path, "--help"])
    assert result.exit_code == 0, result.output
    assert ALL[path].help
    for parameter in ALL[path].params:
        assert isinstance(parameter, click.Argument) or getattr(parameter, "help", None), parameter.name


def test_version() -> None:
    assert version("imgsearch-pgvector") in CliRunner().invoke(main, ["--version"]).stdout


@pytest.mark.parametrize("document", ["README.md", *sorted(str(p.relative_to(ROOT)) for p in ROOT.glob("docs/*.md"))])
def test_documents_name_commands_and_options_that_exist(document: str) -> None:
    for block in re.findall(r"^```(?:sh|console)\n(.*?)^```", (ROOT / document).read_text(), re.DOTALL | re.MULTILINE):
        for line in block.replace("\\\n", " ").splitlines():
            match = re.match(r"\$? ?imgsearch (.*)", line)
            if match is None:
                continue
            words = shlex.split(match[1].split(" > ")[0].split(" | ")[0], comments=True)
            path: tuple[str, ...] = ()
            while words and (*path, words[0]) in ALL:
                path = (*path, words.pop(0))
            command = ALL[path]
            assert not isinstance(command, click.Group) or path == ("load",) or words[:1] == ["--version"], line
            options = {option for parameter in command.params for option in parameter.opts} | {"--help", "--version"}
            if path != ("db", "psql"):
                assert {word for word in words if word.startswith("--")} <= options, line
