from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from benchmarks.unscreened import forgo_screening
from imgsearch.db import EmbeddedServer, make_engine
from imgsearch.db.migrate import upgrade


@pytest.fixture
def make_server() -> Iterator[Callable[[], EmbeddedServer]]:
    """Makes servers of the test's own, which it may kill; their databases are empty."""
    made: list[tuple[EmbeddedServer, Path]] = []

    def make() -> EmbeddedServer:
        folder = Path(tempfile.mkdtemp(prefix="imgsearch"))
        made.append((EmbeddedServer(folder), folder))
        return made[-1][0]

    yield make
    for server, folder in made:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def server(make_server: Callable[[], EmbeddedServer]) -> EmbeddedServer:
    """A migrated one."""
    made = make_server()
    engine = make_engine(made.url())
    with engine.begin() as connection:
        upgrade(connection)
        forgo_screening(connection)
    engine.dispose()
    return made
