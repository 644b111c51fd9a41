"""`imgsearch mcp`: the search as tools of a program."""

from __future__ import annotations

import signal
from importlib.metadata import version

import click

from imgsearch.cli.database import open_session
from imgsearch.db.connect import VARIABLE
from imgsearch.extras import DISTRIBUTION, require


@click.command()
def mcp() -> None:
    """Answer a program that speaks the Model Context Protocol over standard input and output.

    It gets three tools: search, similar and describe, with a visitor's rights. Programs start this command themselves;
    their settings name it, such as {"command": "imgsearch", "args": ["mcp"]}.

    Example: imgsearch mcp
    """
    require("mcp")
    from imgsearch.mcp.server import make_server
    from imgsearch.shown.catalog import Catalog

    # A thread reads standard input and would keep the process until somebody closes that; there is nothing to put away.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, signal.SIG_DFL)
    with open_session() as session, Catalog(session.get_bind().engine, VARIABLE) as catalog:
        make_server(catalog, version(DISTRIBUTION)).run("stdio")
