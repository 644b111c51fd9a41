"""Where the hits of `imgsearch query` go: onto the terminal, into a file, onto a contact sheet."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import wraps
from pathlib import Path
from typing import Any

import click

from imgsearch.cli.answer import as_json, as_text, explanation, why_nothing
from imgsearch.cli.echo import echo, printable
from imgsearch.cli.opening import open_in_program
from imgsearch.cli.written import written_file
from imgsearch.counted import counted
from imgsearch.errors import BadInput
from imgsearch.search import SearchResult
from imgsearch.search.export import check_export, to_csv, write_export
from imgsearch.settings import read_settings
from imgsearch.writing import why_not


@dataclass(frozen=True)
class Output:
    """What was asked for."""

    as_json: bool
    as_csv: bool
    export: Path | None
    sheet: Path | None
    open_sheet: bool
    explain: bool

    def check(self) -> None:
        """Refuse what cannot be written, before anything is searched.

        Raises:
            BadInput: there is no place for the sheet.
            MissingExtra: a package that writes the file is not installed.
        """
        if self.as_json and self.as_csv:
            raise click.UsageError("give either --json or --csv")
        if self.export is not None:
            _check_ending("--export", self.export, check_export)
        if self.sheet is not None:
            from imgsearch.shown.sheet import check_sheet

            _check_ending("--sheet", self.sheet, check_sheet)
        elif self.open_sheet and (reason := why_not(_own_sheet())) is not None:
            raise BadInput(f"--open cannot put its contact sheet there: {reason}, with --sheet")

    def write(self, result: SearchResult, models_ms: float) -> None:
        """Print the hits, and how they were found."""
        if self.as_csv:
            echo(to_csv(result).decode().rstrip())
            if (why := why_nothing(result)) is not None:
                echo(why, err=True)
        else:
            echo((as_json if self.as_json else as_text)(result))
        if self.explain:
            echo(explanation(result, models_ms), err=self.as_json or self.as_csv)

    def write_files(self, result: SearchResult) -> None:
        """Write the file and the contact sheet, where they were asked for.

        Raises:
            BadInput: the file cannot be written, or nothing opens it.
        """
        if self.export is not None:
            write_export(self.export, result)
            echo(printable(f"{counted(len(result.shown), 'hit is', 'hits are')} in {self.export}"), err=True)
        _write_sheet(result, self.sheet, self.open_sheet)


def _check_ending(option: str, file: Path, check: Callable[[Path], None]) -> None:
    try:
        check(file)
    except BadInput as exc:
        raise click.BadParameter(str(exc), param_hint=f"'{option}'") from exc


def output_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options of Output, which comes as ``output``."""

    @wraps(command)
    def run(**given: Any) -> None:  # noqa: ANN401
        output = Output(**{field.name: given.pop(field.name) for field in fields(Output)})
        command(output=output, **given)

    for option in reversed(_OPTIONS):
        run = option(run)
    return run


def _write_sheet(result: SearchResult, sheet: Path | None, open_sheet: bool) -> None:
    """Where one was asked for."""
    if sheet is None and not open_sheet:
        return
    from imgsearch.shown.sheet import write_sheet

    if not result.shown:
        echo("no contact sheet: there is nothing to show", err=True)
        return
    target = sheet if sheet is not None else _own_sheet()
    write_sheet(target, result.text or "", result.told)
    echo(printable(f"contact sheet: {target}"), err=True)
    if open_sheet:
        open_in_program(target)


def _own_sheet() -> Path:
    """Where a sheet goes that is only to be looked at; the next one takes its place."""
    return read_settings().data_dir / "sheet.html"


_OPTIONS = (
    click.option("--json", "as_json", is_flag=True, help="Print JSON."),
    click.option("--csv", "as_csv", is_flag=True, help="Print CSV."),
    click.option(
        "--export",
        type=written_file,
        help="Write the hits to a file: .csv, .parquet, .run or .qrels (the last two as TREC has them).",
    ),
    click.option("--sheet", type=written_file, help="Write a contact sheet: .png, .jpg or .html."),
    click.option(
        "--open",
        "open_sheet",
        is_flag=True,
        help="Open a contact sheet in the browser; without --sheet it is sheet.html in the data directory.",
    ),
    click.option("--explain", is_flag=True, help="Show candidates, distances, the plan and timings."),
)
