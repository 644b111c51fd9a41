"""`imgsearch serve`: the page and the HTTP API."""

from __future__ import annotations

import logging
import os
import re
import signal
import socket
import sys
from collections.abc import Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import click

from imgsearch.cli.database import open_session
from imgsearch.cli.echo import echo
from imgsearch.cli.environment import without_env_file
from imgsearch.cli.load_options import existing_folder
from imgsearch.cli.numbers import WholeNumber
from imgsearch.cli.proxies import check_proxies
from imgsearch.cli.serve_logins import login_options, read_logins, setting
from imgsearch.cli.tracing import start_tracing
from imgsearch.errors import BadInput
from imgsearch.extras import require
from imgsearch.settings import read_settings

if TYPE_CHECKING:
    from fastapi import FastAPI
    from sqlalchemy import Engine

    from imgsearch.web.config import WebConfig

MEGABYTE = 1024 * 1024
ORIGIN = re.compile(r"\*|https?://[a-zA-Z0-9.-]+(:\d+)?|https?://\[[0-9a-fA-F:]+\](:\d+)?")


def _check_origins(_context: click.Context, _option: click.Parameter, given: tuple[str, ...]) -> tuple[str, ...]:
    for origin in given:
        if not ORIGIN.fullmatch(origin):
            raise click.BadParameter(f"{origin!r} is no origin; write it like https://example.org, without a path")
    return given


@click.command()
@setting("--host", "IMGSEARCH_HOST", "Address to listen on.", default="127.0.0.1", show_default=True)
@setting("--port", "IMGSEARCH_PORT", "Port to listen on.", default=8000, show_default=True, type=WholeNumber(0, 65535))
@setting("--login-required", "IMGSEARCH_LOGIN_REQUIRED", "Require an account for searching.", is_flag=True)
@setting(
    "--https-only", "IMGSEARCH_HTTPS_ONLY", "Send cookies over TLS only; for a page behind a TLS proxy.", is_flag=True
)
@setting(
    "--behind-proxy",
    "IMGSEARCH_BEHIND_PROXY",
    "Take visitors' addresses from this proxy's X-Forwarded-For header.",
    metavar="ADDRESS",
    callback=check_proxies,
)
@setting(
    "--searches-per-minute",
    "IMGSEARCH_SEARCHES_PER_MINUTE",
    "Per address.",
    default=60,
    show_default=True,
    type=WholeNumber(1),
)
@setting("--max-upload", "IMGSEARCH_MAX_UPLOAD", "Megabytes.", default=20, show_default=True, type=WholeNumber(1, 500))
@setting(
    "--uploads",
    "IMGSEARCH_UPLOADS",
    "Folder for what editors upload, which `imgsearch load` takes in.",
    metavar="DIR",
    type=existing_folder,
)
@setting(
    "--allow-origin",
    "IMGSEARCH_ALLOW_ORIGIN",
    "Let pages of this site call the API from browsers, such as https://example.org; may be repeated.",
    multiple=True,
    metavar="URL",
    callback=_check_origins,
)
@setting(
    "--workers", "IMGSEARCH_WORKERS", "Processes that answer.", default=1, show_default=True, type=WholeNumber(1, 64)
)
@setting(
    "--slow-search-ms",
    "IMGSEARCH_SLOW_SEARCH_MS",
    "Keep searches that take so long, with their plan, for `imgsearch status --slow`; 0 keeps none.",
    default=1000,
    show_default=True,
    type=WholeNumber(0),
)
@setting("--metrics", "IMGSEARCH_METRICS", "Open /metrics to this machine and to admins.", is_flag=True)
@setting("--log-queries", "IMGSEARCH_LOG_QUERIES", "Write queries to the log.", is_flag=True)
@login_options
def serve(host: str, port: int, https_only: bool, workers: int, **given: Any) -> None:  # noqa: ANN401 (see _configure)
    """Serve the search page and its HTTP API until interrupted.

    \b
    imgsearch serve --workers 4
    imgsearch user add ann --role editor

    Everybody who can reach the address may search; accounts (`imgsearch user`, a provider's or a proxy's) see full-size
    pictures, and editors review flags. SIGTERM lets requests end; with several processes SIGHUP renews them, with
    settings as they then are.
    """
    require("serve")
    from imgsearch.web.logs import set_up_logs
    from imgsearch.web.server import bind, server_settings
    from imgsearch.web.workers import inherited_sockets

    set_up_logs()
    config = _configure(given, https_only=https_only, counts_together=workers > 1)
    inherited = inherited_sockets()
    if inherited is None:
        _warn_of_no_tls(host, https_only)
        if workers > 1:
            return _supervise(bind(host, port), workers)
    _listen(config, inherited or (bind(host, port), None), server_settings(config))


def _configure(given: Mapping[str, Any], *, https_only: bool, counts_together: bool) -> WebConfig:
    """The page's settings, of the command's options.

    Raises:
        BadInput: one of them cannot be, or not with another.
    """
    from imgsearch.web.config import WebConfig, read_secret

    return WebConfig(
        secret=read_secret(read_settings().data_dir),
        https_only=https_only,
        login_required=given["login_required"],
        log_queries=given["log_queries"],
        searches_per_minute=given["searches_per_minute"],
        max_upload_bytes=given["max_upload"] * MEGABYTE,
        uploads=_check_uploads(given["uploads"]),
        allowed_origins=given["allow_origin"],
        metrics=given["metrics"],
        slow_search_ms=given["slow_search_ms"],
        behind_proxy=given["behind_proxy"],
        counts_together=counts_together,
        **read_logins(given),
    )


def _warn_of_no_tls(host: str, https_only: bool) -> None:
    from imgsearch.web.addresses import is_loopback

    if host != "localhost" and not is_loopback(host) and not https_only:
        echo("passwords and pictures are sent unencrypted; put a TLS proxy in front and use --https-only", err=True)


def _check_uploads(folder: Path | None) -> Path | None:
    if folder is None:
        return None
    if not folder.is_dir() or not os.access(folder, os.W_OK):
        raise BadInput(f"uploads cannot go into {folder}: it is no folder that can be written; make it first")
    return folder.resolve()


def _supervise(listener: socket.socket, count: int) -> None:
    """Keep so many processes of this same command running until interrupted."""
    from imgsearch.web.metrics import COUNTERS_VARIABLE
    from imgsearch.web.server import GRACE_SECONDS
    from imgsearch.web.workers import Workers

    command = [sys.executable, "-m", "imgsearch", *sys.argv[1:]]
    with listener, TemporaryDirectory(prefix="imgsearch-metrics-") as counters:
        with open_session():  # says in one line what would be wrong for each of them, and sets up an empty database
            pass
        environment = without_env_file(click.get_current_context()) | {COUNTERS_VARIABLE: counters}
        Workers(command, environment, listener, count, GRACE_SECONDS + 5).run(lambda: _tell_address(listener))


def _listen(
    config: WebConfig, sockets: tuple[socket.socket, socket.socket | None], settings: Mapping[str, Any]
) -> None:
    """Answer requests until interrupted; the sockets are that to listen on and that to the parent."""
    listener, parent = sockets
    with listener, open_session() as session:
        _answer(session.get_bind().engine, config, listener, parent, settings)


def _answer(
    engine: Engine,
    config: WebConfig,
    listener: socket.socket,
    parent: socket.socket | None,
    settings: Mapping[str, Any],
) -> None:
    from imgsearch.web.app import create_app
    from imgsearch.web.server import Server
    from imgsearch.web.workers import follow_parent

    start_tracing()
    app = create_app(engine, config)
    _warm_up(app)
    logging.getLogger("uvicorn.error").setLevel(logging.WARNING)
    # uvicorn raises the signal once more when it has stopped; a service that was told to stop has not failed.
    signal.signal(signal.SIGTERM, lambda _number, _frame: None)
    tell = partial(_tell_address, listener) if parent is None else partial(follow_parent, parent)
    with suppress(KeyboardInterrupt):
        Server(app, settings, tell).run(sockets=[listener])


def _tell_address(listener: socket.socket) -> None:
    host, port = listener.getsockname()[:2]
    echo(f"http://{f'[{host}]' if ':' in host else host}:{port}/", err=True)


def _warm_up(app: FastAPI) -> None:
    """Load the models before the first visitor waits for them."""
    from imgsearch.errors import EmptyIndex

    try:
        app.state.site.finder.warm_up()
    except EmptyIndex as exc:
        echo(str(exc), err=True)
