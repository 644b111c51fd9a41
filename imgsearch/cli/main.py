"""The `imgsearch` command with its subcommands, each imported only when it is called."""

from __future__ import annotations

import click

from imgsearch.cli.group import ErrorGroup, LazyGroup
from imgsearch.model_folder import set_model_folder
from imgsearch.settings import read_settings

COMMANDS = {
    "db": "imgsearch.cli.db:db",
    "load": "imgsearch.cli.load:load",
    "remove": "imgsearch.cli.remove:remove",
    "status": "imgsearch.cli.status:status",
    "query": "imgsearch.cli.query:query",
    "serve": "imgsearch.cli.serve:serve",
    "user": "imgsearch.cli.user:user",
    "minors": "imgsearch.cli.minors:minors",
    "train": "imgsearch.cli.train:train",
    "models": "imgsearch.cli.models:models",
    "compare": "imgsearch.cli.compare:compare",
    "evaluate": "imgsearch.cli.evaluate:evaluate",
    "report": "imgsearch.cli.report:report",
    "doctor": "imgsearch.cli.doctor:doctor",
}


class MainGroup(ErrorGroup, LazyGroup):
    """Lazy subcommands whose errors are one line."""


@click.group(cls=MainGroup, commands_by_name=COMMANDS, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="imgsearch-pgvector", prog_name="imgsearch")
def main() -> None:
    """Find pictures by what they show, in PostgreSQL.

    \b
    imgsearch load PICTURES
    imgsearch query "two dogs running in the snow"

    The database is the one that IMGSEARCH_DATABASE_URL names, else an embedded server in the data
    directory (IMGSEARCH_DATA_DIR), started on first use.
    """
    settings = read_settings()
    set_model_folder(settings.data_dir)
    if settings.max_pixels is not None:
        from imgsearch.pictures.limits import set_max_pixels  # imported late: it brings Pillow

        set_max_pixels(settings.max_pixels)
