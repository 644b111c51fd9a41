"""`imgsearch export`: what analysts take away."""

from __future__ import annotations

from pathlib import Path

import click

from imgsearch.cli.database import open_session
from imgsearch.cli.echo import echo
from imgsearch.cli.group import ErrorGroup
from imgsearch.cli.numbers import WholeNumber
from imgsearch.cli.written import written_file, written_folder
from imgsearch.counted import counted
from imgsearch.extras import require
from imgsearch.writing import write_whole, writing

folder_argument = click.argument("folder", type=written_folder)


@click.group(cls=ErrorGroup)
def export() -> None:
    """Write what analysts may read as files for other tools; hidden pictures are in none of them."""


@export.command()
@folder_argument
@click.option(
    "--format", "file_format", type=click.Choice(["parquet", "csv"]), default="parquet", show_default=True,
    help="Of the files; parquet needs the extra of that name.",
)  # fmt: skip
@click.option("--view", "views", multiple=True, metavar="NAME", help="Only this view; may be repeated.")
def views(folder: Path, file_format: str, views: tuple[str, ...]) -> None:
    """Write the views of the schema analyst into FOLDER, a file each, all of one moment.

    \b
    Examples:
      imgsearch export views exported
      imgsearch export views exported --format csv --view picture --view rating
    """
    from imgsearch.exports.views import write_views

    if file_format == "parquet":
        require("parquet")
    with writing(folder, folder=True), open_session() as session:
        for written in write_views(session, folder, "csv" if file_format == "csv" else "parquet", views):
            echo(f"{written.path}: {counted(written.rows, 'row')}")


@export.command()
@folder_argument
@click.option("--evaluation", type=WholeNumber(1), metavar="NUMBER", help="Which; default: the newest.")
def trec(folder: Path, evaluation: int | None) -> None:
    """Write what an evaluation's models said of rated pairs as TREC's qrels and run files.

    Example: imgsearch export trec runs
    """
    from imgsearch.exports.trec import write_trec

    with writing(folder, folder=True), open_session() as session:
        for path in write_trec(session, folder, evaluation):
            echo(path)


@export.command()
@click.argument("file", type=written_file)
def dbt(file: Path) -> None:
    """Write the views of the schema analyst as a file of sources for dbt.

    Example: imgsearch export dbt models/sources.yml
    """
    from imgsearch.exports.dbt import dbt_sources
    from imgsearch.exports.views import read_views

    with writing(file), open_session() as session:
        write_whole((file, dbt_sources(read_views(session)).encode()))
    echo(file)
