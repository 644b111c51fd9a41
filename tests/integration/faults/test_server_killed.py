"""kill -9 of a PostgreSQL of the test's own, and a dump that a fresh server is filled from."""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from imgsearch.db import EmbeddedServer, make_engine, map_errors
from imgsearch.db.backup import back_up, restore
from imgsearch.db.migrate import upgrade
from imgsearch.errors import BadInput, DatabaseUnavailable, ImgsearchError
from imgsearch.tables import Image

PICTURES = 50


@pytest.fixture
def server() -> Iterator[EmbeddedServer]:
    folder = Path(tempfile.mkdtemp(prefix="imgsearch"))
    made = EmbeddedServer(folder)
    engine = make_engine(made.url())
    with engine.begin() as connection:
        upgrade(connection)
    engine.dispose()
    yield made
    made.stop()
    shutil.rmtree(folder, ignore_errors=True)


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


def test_killed_server_is_a_clear_error_and_keeps_what_was_committed(server: EmbeddedServer) -> None:
    engine = make_engine(server.url())
    with Session(engine) as session:
        add_pictures(session, 0, PICTURES)
        session.commit()
        add_pictures(session, PICTURES, PICTURES)
        process_id = server.status().process_id
        assert process_id is not None
        os.kill(process_id, signal.SIGKILL)
        with pytest.raises(DatabaseUnavailable, match="the database"), map_errors():
            session.execute(select(func.pg_sleep(30)))
        session.invalidate()
    server.url()
    with Session(engine) as session:  # the same engine finds the server again
        assert count_pictures(session) == PICTURES
    engine.dispose()


def test_dump_fills_a_fresh_database_and_spares_one_with_pictures(server: EmbeddedServer, tmp_path: Path) -> None:
    dump = tmp_path / "photos.dump"
    engine = make_engine(server.url())
    with Session(engine) as session:
        add_pictures(session, 0, PICTURES)
        session.commit()
    assert back_up(engine, dump) == dump.stat().st_size
    assert dump.stat().st_mode & 0o077 == 0
    with pytest.raises(BadInput, match="--replace"):
        restore(engine, dump)
    with Session(engine) as session:
        add_pictures(session, PICTURES, PICTURES)
        session.commit()
    damaged = tmp_path / "damaged.dump"
    damaged.write_bytes(dump.read_bytes()[: dump.stat().st_size * 9 // 10])
    with pytest.raises(ImgsearchError, match="damaged"):
        restore(engine, damaged, replace=True)
    with Session(engine) as session:
        assert count_pictures(session) == 2 * PICTURES
    assert restore(engine, dump, replace=True).pictures == PICTURES
    engine.dispose()
