"""Reading `imgsearch query "2:dog" "-snow" --from 2024-05`: minus signs, filters and pictures."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from imgsearch.errors import BadInput, UnreadableImage
from imgsearch.queries.filters import FILTERS
from imgsearch.queries.one_filter import Filter

if TYPE_CHECKING:
    from PIL import Image

Command = TypeVar("Command", bound=Callable[..., Any])


class QuestionCommand(click.Command):
    """A command whose arguments may begin with a minus sign.

    What begins with two, or is a short option that the command has, is an option; so is a minus with one letter, of
    which Click then says that there is no such option.
    """

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put the texts behind ``--``, where Click takes them as they are."""
        takes_value = {
            name: not parameter.is_flag
            for parameter in self.params
            if isinstance(parameter, click.Option)
            for name in (*parameter.opts, *parameter.secondary_opts)
        }
        options: list[str] = []
        texts: list[str] = []
        rest = list(args)
        while rest:
            word = rest.pop(0)
            if word == "--":
                texts += rest
                break
            if not _is_option(word, takes_value):
                texts.append(word)
                continue
            options.append(word)
            if takes_value.get(word):
                if not rest:
                    raise click.BadOptionUsage(word, f"Option {word!r} requires an argument.", ctx)
                options.append(rest.pop(0))
        return super().parse_args(ctx, [*options, "--", *texts])


def _is_option(word: str, known: dict[str, bool]) -> bool:
    if word.startswith("--") or word in known:
        return True
    # -n5; and of a single letter nothing can be said in a query.
    return re.fullmatch(r"-[A-Za-z]\d*", word) is not None


class FilterType(click.ParamType[Any]):
    """What somebody wrote for a filter."""

    name = "text"

    def __init__(self, row: Filter) -> None:
        self.row = row

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:  # noqa: ANN401
        """Read it, or say what there is instead."""
        try:
            read = self.row.parse(str(value))
            self.row.prepare(read)
            return read
        except (BadInput, ValueError) as exc:
            self.fail(str(exc), param, ctx)


class ChoiceType(click.Choice[str]):
    """One of a filter's choices, however it is written: June, июнь."""

    def __init__(self, row: Filter) -> None:
        super().__init__(row.choices)
        self.row = row

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Read it, or say which there are."""
        return super().convert(self.row.clean(value), param, ctx)


def filter_options(command: Command) -> Command:
    """Give a command an option for each filter; their values come as keywords of Filters."""
    for row in reversed(FILTERS.values()):
        kind = ChoiceType(row) if row.is_choice else FilterType(row)
        command = click.option(row.option, row.name, type=kind, multiple=row.is_multiple, help=row.help)(command)
    return command


def read_pictures(paths: Sequence[Path]) -> list[Image.Image]:
    """The pictures of files.

    Raises:
        UnreadableImage: one cannot be read.
    """
    if not paths:
        return []
    from imgsearch.pictures.decode import read_picture

    pictures = []
    for path in paths:
        try:
            pictures.append(read_picture(path))
        except UnreadableImage as exc:
            raise UnreadableImage(f"{path}: {exc}") from exc
    return pictures
