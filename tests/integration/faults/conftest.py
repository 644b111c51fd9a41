from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from imgsearch.db import EmbeddedServer, make_engine
from imgsearch.db.migrate import upgrade
from imgsearch.tables import Image


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
    engine.dispose()
    return made


def add_pictures(session: Session, first: int, count: int) -> None:
    session.add_all(
        Image(
            name=f"{n}.jpg", path=f"/{n}.jpg", gallery="g", sha256=bytes([n]) * 32, file_bytes=1, mtime_ns=1,
            width=4, height=3,
        )
        for n in range(first, first + count)
    )  # fmt: skip
    session.flush()


def count_pictures(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Image)) or 0
