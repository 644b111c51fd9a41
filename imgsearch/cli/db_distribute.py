"""`imgsearch db distribute`."""

from __future__ import annotations

import click

from imgsearch.cli.database import database_engine
from imgsearch.cli.echo import echo, printable
from imgsearch.cli.numbers import WholeNumber
from imgsearch.db import map_errors
from imgsearch.settings import read_settings


@click.command()
@click.option(
    "--workers", multiple=True, metavar="HOST:PORT,...", help="Machines that get the vector indexes; may be repeated."
)
@click.option(
    "--coordinator", metavar="HOST:PORT", help="How they reach this server; by default as the database URL says."
)
@click.option(
    "--shards",
    type=WholeNumber(1, 1024),
    default=8,
    show_default=True,
    help="Parts of each index, over all machines.",
)
@click.option("--undo", is_flag=True, help="Bring the vector indexes back to this server.")
def distribute(workers: tuple[str, ...], coordinator: str | None, shards: int, undo: bool) -> None:
    """Put the vector indexes on other machines, by Citus; everything else stays where it is.

    Up to ten million pictures one machine does better. Run it again after a machine was lost, joined or replaced, and
    after an upgrade of imgsearch: it finishes what is missing. docs/scale-out.md says what each server needs.

    Example: imgsearch db distribute --workers db2:5432,db3:5432
    """
    from imgsearch.db.machines import parse_machine
    from imgsearch.vectors.distribute import distribute as bring
    from imgsearch.vectors.distribute import gather

    if undo and workers:
        raise click.UsageError("--undo takes no --workers; name one of them")
    machines = [parse_machine(each) for given in workers for each in given.split(",")]
    own = parse_machine(coordinator) if coordinator is not None else None
    with map_errors():
        engine = database_engine(read_settings())
        try:
            for line in gather(engine) if undo else bring(engine, machines, coordinator=own, shards=shards):
                echo(printable(line))
        finally:
            engine.dispose()
