"""The commands that documents name, as Click takes them; none is run."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from imgsearch.cli import main
from tests.docs.markdown import DOCUMENTS, ROOT, code_lines, in_backticks, inline_code, read, table

NAMES = main.list_commands(click.Context(main))
#: Where a document names a command, in code or not.
MENTION = re.compile(rf"\bimgsearch (?:{'|'.join(NAMES)}|--version)\b")
#: What is no call: headings and synopses.
NO_CALL = re.compile(r"^(?:## imgsearch|Usage: ).*$", re.MULTILINE)

#: A command in a container, quoted where a shell takes it.
IN_CONTAINER = re.compile(r"docker compose [a-z -]+'?imgsearch ([^']*)")


@pytest.fixture(autouse=True)
def _files_need_not_exist(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(click.Path, "convert", lambda _self, value, _parameter, _context: Path(value))


def calls(document: str) -> Iterator[tuple[str, bool]]:
    """Commands without `imgsearch`, and whether they stand in a block, where nothing may be left out."""
    text = NO_CALL.sub("", read(document))
    for line in code_lines(text):
        match = re.match(r"(?:\$ |Example: )?imgsearch (.*)", line) or IN_CONTAINER.match(line)
        if match is not None:
            yield re.split(r" [>|;] |  +#| {3,}", match[1])[0], True
        yield from ((code, False) for code in quoted(in_backticks(line)))
    yield from ((code, False) for code in quoted(inline_code(text)))


def quoted(codes: list[str]) -> Iterator[str]:
    """Commands among what stands in backticks, each alternative of `a|b` for itself."""
    for code in codes:
        if MENTION.match(code):
            call = code.removeprefix("imgsearch ")
            choice = re.search(r"\S+\|\S+", call)
            yield from (call.replace(choice[0], one) for one in choice[0].split("|")) if choice else [call]


def resolve(call: str) -> tuple[click.Command, click.Context, list[str]]:
    """The command that a call names, its parent's context, and the words after its name."""
    command: click.Command = main
    context = click.Context(main, info_name="imgsearch")
    words = shlex.split(call)
    while isinstance(command, click.Group) and words and words[0] not in ("--help", "--version"):
        if command.name == "load" and words[0] not in command.list_commands(context):
            words = ["folder", *words]
        _name, found, words = command.resolve_command(context, words)
        assert found is not None
        if command is not main:
            context = click.Context(command, parent=context, info_name=command.name)
        command = found
    return command, context, words


def check(call: str, *, is_complete: bool) -> None:
    """Raise Click's error if there is no such command or option, or a value is refused."""
    command, context, words = resolve(call)
    if words in (["--help"], ["--version"]) or (isinstance(command, click.Group) and not is_complete):
        return
    if isinstance(command, click.Group):
        context.fail(f"Missing command after {call}.")
    try:
        command.make_context(command.name, words, parent=context)
    except click.MissingParameter:
        if is_complete:
            raise


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_command_in_a_document_is_one_that_click_takes(document: str) -> None:
    checked = list(calls(document))
    wrong = []
    for call, is_complete in checked:
        try:
            check(call, is_complete=is_complete)
        except click.ClickException as exc:
            wrong.append(f"imgsearch {call}: {exc.format_message()}")
    assert wrong == []
    assert len(checked) >= len(MENTION.findall(NO_CALL.sub("", read(document)))), "a command stands outside of code"


@pytest.mark.parametrize(
    ("call", "said"),
    [
        ("load --flatnames DIR", "No such option"),
        ("qery dogs", "No such command"),
        ("query dogs --limit many", "no whole number"),
        ("train regressor --with rating", "is not one of"),
        ("minors show", "Missing argument"),
        ("db", "Missing command"),
    ],
)
def test_a_wrong_command_is_noticed(call: str, said: str) -> None:
    with pytest.raises(click.ClickException) as caught:
        check(call, is_complete=True)
    assert said in caught.value.format_message()


def test_the_table_by_task_names_every_command_and_options_that_they_have() -> None:
    named = set()
    for left, right in table("docs/commands-by-task.md", "| command | |"):
        first, *others = (code.removeprefix("imgsearch ") for code in in_backticks(left))
        named.add(first.split()[0])
        for other in others:
            check(f"{first.split()[0]} {other}", is_complete=False)
        options = {option for parameter in resolve(first)[0].params for option in parameter.opts}
        assert {code.split()[0] for code in in_backticks(right) if code.startswith("--")} <= options, left
    assert named == set(NAMES)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_script_in_a_document_exists_and_knows_its_options(document: str) -> None:
    for line in [*code_lines(read(document)), *inline_code(read(document))]:
        match = re.search(r"\bpython (?:-m )?((?:benchmarks|scripts)[./]\w+)(?:\.py)?\b(.*)", line)
        if match is None:
            continue
        script = ROOT / f"{match[1].replace('.', '/')}.py"
        assert script.is_file(), line
        for option in re.findall(r" (--[\w-]+)", match[2]):
            known = {f'"{option}"', f'"{option.removeprefix("--")}"'}  # some are made of names in a loop
            if option == "--record":
                known = {"add_record_option(parser)"}
            assert any(name in script.read_text(encoding="utf-8") for name in known), line


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_target_of_make_in_a_document_exists(document: str) -> None:
    targets = re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    code = [*code_lines(read(document)), *inline_code(read(document))]
    assert {match[1] for line in code if (match := re.match(r"make (\w+)", line))} <= set(targets)
