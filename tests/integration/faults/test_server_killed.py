"""kill -9 of a PostgreSQL of the test's own."""

from __future__ import annotations

import os
import signal
import time

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from imgsearch.db import EmbeddedServer, make_engine, map_errors
from imgsearch.errors import DatabaseUnavailable
from tests.builders import add_pictures, count_pictures

PICTURES = 50
DEADLINE_SECONDS = 20


def wait_for_the_end(server: EmbeddedServer) -> None:
    """A killed process holds its socket for some milliseconds, until its memory is given back."""
    deadline = time.monotonic() + DEADLINE_SECONDS
    while server.status().running:
        assert time.monotonic() < deadline
        time.sleep(0.05)


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
    wait_for_the_end(server)
    server.url()
    with Session(engine) as session:  # the same engine finds the server again
        assert count_pictures(session) == PICTURES
    engine.dispose()
