"""Searches on read replicas by streaming replication, with real servers."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from sqlalchemy import func, insert, select, text
from sqlalchemy.orm import Session

from benchmarks.replicas import Replicas, start_replica
from benchmarks.unscreened import forgo_screening
from imgsearch.db import EmbeddedServer, make_engine, map_errors
from imgsearch.db.migrate import upgrade
from imgsearch.errors import ImgsearchError
from imgsearch.search import (
    SearchModels,
    record_search,
)
from imgsearch.tables import Image, MinorReview, Search
from tests.asking import search
from tests.builders import fill, make_models

PICTURES = 200


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    # A socket's path must stay under 108 bytes, so not below pytest's own long folders.
    made = Path(tempfile.mkdtemp(prefix="imgsearch"))
    yield made
    shutil.rmtree(made, ignore_errors=True)


@pytest.fixture
def replicas(folder: Path) -> Iterator[Replicas]:
    """A primary with pictures, and its standby."""
    data_dir = Path(tempfile.mkdtemp(dir=folder))
    primary = EmbeddedServer(data_dir)
    engine = make_engine(primary.url())
    with engine.begin() as connection:
        upgrade(connection)
        forgo_screening(connection)
    engine.dispose()
    try:
        with start_replica(primary, data_dir) as replicas:
            yield replicas
    finally:
        primary.stop()


class Client(Session):
    """A program that searches at a URL and holds its connections."""

    def __init__(self, url: str) -> None:
        self.engine = make_engine(url)
        super().__init__(self.engine)

    def close(self) -> None:
        super().close()
        self.engine.dispose()


def stored_searches(session: Session) -> int:
    count = session.scalar(select(func.count()).select_from(Search)) or 0
    session.rollback()
    return count


def names(session: Session, models: SearchModels) -> list[str]:
    return [hit.name for hit in search(session, models, "dog", min_score=0.0).hits]


def test_standby_answers_and_takes_over(replicas: Replicas) -> None:
    """One life of a pair of servers: starting them takes longer than all that is asked of them."""
    with ExitStack() as stack:
        primary = stack.enter_context(Client(replicas.url("read-write")))
        models = make_models(primary)
        fill(primary, models, PICTURES)
        standby = stack.enter_context(Client(replicas.url("prefer-standby")))
        replicas.wait_for_standby(primary.engine, standby.engine)
        assert standby.scalar(text("SELECT pg_is_in_recovery()"))
        standby.rollback()

        # The same hits; a search is recorded where that is possible, and is no error where it is not.
        found = names(primary, models)
        assert len(found) == 10
        assert names(standby, models) == found
        assert record_search(standby, search(standby, models, "dog")) is None
        assert record_search(primary, search(primary, models, "dog")) is not None
        replicas.wait_for_standby(primary.engine, standby.engine)
        assert stored_searches(standby) == 1

        # A verdict reaches the standby.
        flagged = primary.execute(select(Image.id, Image.sha256).where(Image.name == found[0])).one()
        verdict = {"image_id": flagged.id, "sha256": flagged.sha256, "verdict": "flag", "reviewer": "test"}
        primary.execute(insert(MinorReview).values(verdict))
        primary.commit()
        replicas.wait_for_standby(primary.engine, standby.engine)
        left = names(standby, models)
        assert found[0] not in left
        assert left[:9] == found[1:]

        # Who wants to write there is told where to go.
        with pytest.raises(ImgsearchError, match="read-only standby"), map_errors():
            standby.execute(insert(Search).values(hit_count=0, took_ms=0))
        standby.rollback()

        # The primary is lost: the standby goes on, and once promoted it records searches over the same connection.
        replicas.stop_primary()
        assert names(standby, models) == left
        with standby.engine.connect() as connection:
            assert connection.scalar(text("SELECT pg_promote()"))
        assert names(standby, models) == left
        assert record_search(standby, search(standby, models, "dog")) is not None
        successor = stack.enter_context(Client(replicas.url("read-write")))
        assert names(successor, models) == left
        assert stored_searches(successor) == 2
