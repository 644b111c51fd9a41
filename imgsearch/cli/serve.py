"""`imgsearch serve`: the page and the HTTP API."""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from imgsearch.cli.database import open_session
from imgsearch.cli.echo import echo
from imgsearch.cli.load_options import existing_folder
from imgsearch.errors import BadInput
from imgsearch.extras import require
from imgsearch.settings import read_settings

if TYPE_CHECKING:
    from fastapi import FastAPI

MEGABYTE = 1024 * 1024
ORIGIN = re.compile(r"\*|https?://[a-zA-Z0-9.-]+(:\d+)?|https?://\[[0-9a-fA-F:]+\](:\d+)?")


def _check_origins(_context: click.Context, _option: click.Parameter, given: tuple[str, ...]) -> tuple[str, ...]:
    for origin in given:
        if not ORIGIN.fullmatch(origin):
            raise click.BadParameter(f"{origin!r} is no origin; write it like https://example.org, without a path")
    return given


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="Port to listen on.")
@click.option("--login-required", is_flag=True, help="Require an account for searching.")
@click.option("--https-only", is_flag=True, help="Send cookies over TLS only; for a page behind a TLS proxy.")
@click.option(
    "--behind-proxy", metavar="ADDRESS", help="Take visitors' addresses from this proxy's X-Forwarded-For header."
)
@click.option("--searches-per-minute", default=60, show_default=True, type=click.IntRange(1), help="Per address.")
@click.option("--max-upload", default=20, show_default=True, type=click.IntRange(1, 500), help="Megabytes.")
@click.option(
    "--uploads",
    metavar="DIR",
    type=existing_folder,
    help="Folder for what editors upload, which `imgsearch load` takes in; default: IMGSEARCH_UPLOADS, else none.",
)
@click.option(
    "--allow-origin",
    "origins",
    multiple=True,
    metavar="URL",
    callback=_check_origins,
    help="Let pages of this site call the API from browsers, such as https://example.org; may be repeated.",
)
@click.option("--metrics", is_flag=True, help="Open /metrics to this machine and to admins.")
@click.option("--log-queries", is_flag=True, help="Write queries to the log.")
def serve(
    host: str,
    port: int,
    login_required: bool,
    https_only: bool,
    behind_proxy: str | None,
    searches_per_minute: int,
    max_upload: int,
    uploads: Path | None,
    origins: tuple[str, ...],
    metrics: bool,
    log_queries: bool,
) -> None:
    """Serve the search page and its HTTP API until interrupted.

    \b
    imgsearch serve
    imgsearch user add ann --role editor

    Everybody who can reach the address may search; accounts (`imgsearch user`) see full-size pictures, and editors
    review flags. Only editors see flagged pictures.
    """
    require("serve")
    from imgsearch.web.addresses import is_loopback
    from imgsearch.web.app import create_app
    from imgsearch.web.config import WebConfig, read_secret
    from imgsearch.web.logs import set_up_logs
    from imgsearch.web.server import server_settings

    set_up_logs()
    settings = read_settings()
    config = WebConfig(
        secret=read_secret(settings.data_dir),
        https_only=https_only,
        login_required=login_required,
        log_queries=log_queries,
        searches_per_minute=searches_per_minute,
        max_upload_bytes=max_upload * MEGABYTE,
        uploads=_check_uploads(uploads or settings.uploads),
        allowed_origins=origins,
        metrics=metrics,
    )
    if host != "localhost" and not is_loopback(host) and not https_only:
        echo("passwords and pictures are sent unencrypted; put a TLS proxy in front and use --https-only", err=True)
    with open_session() as session:
        engine = session.get_bind().engine
        app = create_app(engine, config)
        _warm_up(app)
        echo(f"http://{host}:{port}/", err=True)
        _listen(app, host, port, server_settings(config, behind_proxy=behind_proxy))


def _check_uploads(folder: Path | None) -> Path | None:
    if folder is None:
        return None
    if not folder.is_dir() or not os.access(folder, os.W_OK):
        raise BadInput(f"uploads cannot go into {folder}: it is no folder that can be written; make it first")
    return folder.resolve()


def _listen(app: FastAPI, host: str, port: int, settings: Mapping[str, Any]) -> None:
    """Answer requests until interrupted."""
    import uvicorn

    logging.getLogger("uvicorn.error").setLevel(logging.WARNING)
    uvicorn.run(app, host=host, port=port, **settings)


def _warm_up(app: FastAPI) -> None:
    """Load the models before the first visitor waits for them."""
    from imgsearch.errors import EmptyIndex

    try:
        app.state.site.finder.warm_up()
    except EmptyIndex as exc:
        echo(str(exc), err=True)
