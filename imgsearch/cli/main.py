"""The `imgsearch` command with its subcommands, each imported only when it is called."""

from __future__ import annotations

import os
from pathlib import Path

import click

from imgsearch.cli.environment import ENV_FILE, apply_settings
from imgsearch.cli.group import ErrorGroup, LazyGroup
from imgsearch.model_folder import set_model_folder
from imgsearch.settings import DATA_DIR, MAX_PIXELS, PASSWORD_FILE, URL_FILE, read_data_dir, read_max_pixels

EXISTING = click.Path(exists=True, dir_okay=False, path_type=Path)
COMMANDS = {
    "db": "imgsearch.cli.db:db",
    "load": "imgsearch.cli.load:load",
    "remove": "imgsearch.cli.remove:remove",
    "status": "imgsearch.cli.status:status",
    "query": "imgsearch.cli.query:query",
    "serve": "imgsearch.cli.serve:serve",
    "mcp": "imgsearch.cli.mcp:mcp",
    "user": "imgsearch.cli.user:user",
    "collection": "imgsearch.cli.collection:collection",
    "minors": "imgsearch.cli.minors:minors",
    "train": "imgsearch.cli.train:train",
    "models": "imgsearch.cli.models:models",
    "compare": "imgsearch.cli.compare:compare",
    "evaluate": "imgsearch.cli.evaluate:evaluate",
    "report": "imgsearch.cli.report:report",
    "export": "imgsearch.cli.export:export",
    "doctor": "imgsearch.cli.doctor:doctor",
    "config": "imgsearch.cli.config:config",
}


class MainGroup(ErrorGroup, LazyGroup):
    """Lazy subcommands whose errors are one line."""


@click.group(cls=MainGroup, commands_by_name=COMMANDS, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="imgsearch-pgvector", prog_name="imgsearch")
@click.option(
    "--env-file", metavar="FILE", envvar=ENV_FILE, show_envvar=True, type=EXISTING, help="Settings, as NAME=VALUE."
)
@click.option("--data-dir", metavar="DIR", help=f"Where the embedded database and secrets are; {DATA_DIR}.")
@click.option("--database-url-file", metavar="FILE", help=f"File that contains the database's URL; {URL_FILE}.")
@click.option("--database-password-file", metavar="FILE", help=f"File that contains its password; {PASSWORD_FILE}.")
@click.option("--max-pixels", metavar="N", help=f"Pixels of the largest picture that is read; {MAX_PIXELS}.")
@click.pass_context
def main(context: click.Context, /, env_file: Path | None, **flags: str | None) -> None:
    """Find pictures by what they show, in PostgreSQL.

    \b
    imgsearch load PICTURES
    imgsearch query "two dogs running in the snow"

    The database is the one that IMGSEARCH_DATABASE_URL names, else an embedded server in the data
    directory (IMGSEARCH_DATA_DIR), started on first use. `imgsearch config show` lists all settings.
    """
    apply_settings(context, env_file, {f"IMGSEARCH_{name.upper()}": value for name, value in flags.items()})
    set_model_folder(read_data_dir(os.environ))
    max_pixels = read_max_pixels(os.environ)
    if max_pixels is not None:
        from imgsearch.pictures.limits import set_max_pixels  # imported late: it brings Pillow

        set_max_pixels(max_pixels)
