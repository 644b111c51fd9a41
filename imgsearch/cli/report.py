"""`imgsearch report`: pages to read and to send around."""

from __future__ import annotations

from pathlib import Path

import click

from imgsearch.cli.database import open_session
from imgsearch.cli.echo import echo
from imgsearch.cli.group import ErrorGroup
from imgsearch.cli.written import written_file
from imgsearch.extras import require

page_option = click.option(
    "--out",
    required=True,
    type=written_file,
    help="Page to write, .html, with its Markdown beside it; with .md only the Markdown.",
)


@click.group(cls=ErrorGroup)
def report() -> None:
    """Write a report: one self-contained HTML page, and the same as Markdown.

    Pictures that are flagged as showing a minor are counted in reports, never shown or named.
    """


@report.command()
@page_option
def eda(out: Path) -> None:
    """Report on the data: gaps, duplicates, anomalies, agreement of experts and crowd, minors, vectors.

    Example: imgsearch report eda --out eda.html
    """
    require("report")
    from imgsearch.reports.eda import compose_eda, read_eda
    from imgsearch.reports.render import check_target, write_report

    check_target(out)
    with open_session() as session:
        data = read_eda(session)
    for path in write_report(compose_eda(data), out):
        echo(path)


@report.command()
@page_option
def models(out: Path) -> None:
    """Report on models: errors, calibration, the threshold of no match, best and worst predictions, rankings.

    It reads what `imgsearch evaluate` and `imgsearch compare` stored, and ranks some of the test queries.

    Example: imgsearch report models --out models.html
    """
    require("report")
    from imgsearch.reports.models import compose_models, read_models_data
    from imgsearch.reports.models.sheets import read_sheets
    from imgsearch.reports.render import check_target, write_report
    from imgsearch.search import read_models

    check_target(out)
    with open_session() as session:
        data = read_models_data(session)
        sheets = read_sheets(session, read_models(session))
    for path in write_report(compose_models(data, sheets), out):
        echo(path)
