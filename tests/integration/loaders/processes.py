"""Loaders in processes of their own, which can be killed."""

from __future__ import annotations

import multiprocessing
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext, ForkServerProcess
from pathlib import Path

from sqlalchemy.engine import URL

from tests.integration.loaders.load_everything import USUAL, Batches, load_everything

#: A process of its own imports these once; each loader is a fork of it and starts at once.
_PRELOADED = ["imgsearch.db.migrate", "imgsearch.minors", "loaders.folder", "loaders.embeddings", "loaders.thumbnails"]


def fork_server() -> ForkServerContext:
    """What loaders are forks of."""
    made = multiprocessing.get_context("forkserver")
    made.set_forkserver_preload(_PRELOADED)
    return made


def start(
    context: ForkServerContext, url: URL, folder: Path, dies_at: int = 0, batches: Batches = USUAL
) -> tuple[ForkServerProcess, Connection]:
    """A loader that has its imports behind it, and what tells the number of its commits when it has ended.

    Args:
        context: a fork_server().
        url: the database.
        folder: what is loaded.
        dies_at: the commit in whose place the loader dies, if any.
        batches: how much goes into a transaction.
    """
    mine, theirs = context.Pipe(duplex=False)
    arguments = (url.render_as_string(hide_password=False), str(folder), theirs, dies_at, batches)
    process = context.Process(target=load_everything, args=arguments)
    process.start()
    theirs.close()
    assert mine.recv()
    return process, mine
