"""Two databases with the same contents on a server with Citus: one alone, one with its indexes on other machines."""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import NamedTuple, TypeVar

import pytest
from psycopg import sql
from sqlalchemy import Engine
from sqlalchemy.engine import URL
from sqlalchemy.orm import Session

from benchmarks.unscreened import forgo_screening
from imgsearch.db import connect_url, make_engine
from imgsearch.db.machines import Machine, parse_machine
from imgsearch.db.migrate import upgrade
from imgsearch.search import SearchModels
from imgsearch.vectors.distribute import distribute
from tests import asking
from tests.builders import make_models, run_as_admin

from .galleries import fill_gallery

T = TypeVar("T")
SHARDS = 4


@pytest.fixture(scope="session")
def coordinator() -> URL:
    """A superuser's URL of the machine that keeps everything but the indexes."""
    given = os.environ.get("IMGSEARCH_TEST_CITUS_URL")
    if not given:
        pytest.skip("needs Citus on three servers: IMGSEARCH_TEST_CITUS_URL and IMGSEARCH_TEST_CITUS_WORKERS name them")
    return connect_url(given)


@pytest.fixture(scope="session")
def workers(coordinator: URL) -> list[Machine]:
    """At least two machines beside it."""
    return [parse_machine(each) for each in os.environ["IMGSEARCH_TEST_CITUS_WORKERS"].split(",")]


def on_worker(coordinator: URL, worker: Machine) -> URL:
    return coordinator.set(host=worker.host, port=worker.port)


@contextmanager
def new_database(coordinator: URL, workers: list[Machine]) -> Iterator[URL]:
    """An empty migrated database, which goes from the workers too."""
    name = f"imgsearch_test_{uuid.uuid4().hex[:12]}"
    run_as_admin(coordinator, sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    url = coordinator.set(database=name)
    engine = make_engine(url)
    try:
        with engine.begin() as connection:
            upgrade(connection)
            forgo_screening(connection)
        yield url
    finally:
        engine.dispose()
        dropped = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
        for server in (coordinator, *(on_worker(coordinator, each) for each in workers)):
            run_as_admin(server, dropped)


class Pair(NamedTuple):
    """The same gallery twice."""

    alone: Session
    spread: Session
    models: SearchModels

    def same(self, ask: Callable[[Session], T]) -> T:
        """What is answered by both alike."""
        for session in (self.alone, self.spread):
            session.rollback()
        alone, spread = ask(self.alone), ask(self.spread)
        for session in (self.alone, self.spread):
            session.rollback()
        assert spread == alone
        return spread


@pytest.fixture(scope="module")
def urls(coordinator: URL, workers: list[Machine]) -> Iterator[tuple[URL, URL]]:
    with ExitStack() as stack:
        alone = stack.enter_context(new_database(coordinator, workers))
        yield alone, stack.enter_context(new_database(coordinator, workers))


@pytest.fixture(scope="module")
def said(urls: tuple[URL, URL], workers: list[Machine]) -> list[str]:
    """Fills both and distributes one; what the command says."""
    for url in urls:
        engine = make_engine(url)
        with Session(engine) as session:
            fill_gallery(session, make_models(session))
        engine.dispose()
    engine = make_engine(urls[1])
    lines = list(distribute(engine, workers[:2], shards=SHARDS))
    engine.dispose()
    return lines


@pytest.fixture
def engine(urls: tuple[URL, URL], said: list[str]) -> Iterator[Engine]:
    """What logins of connect_as() come from: the one with its indexes on other machines."""
    made = make_engine(urls[1])
    yield made
    made.dispose()


@pytest.fixture
def pair(urls: tuple[URL, URL], said: list[str], models: SearchModels) -> Iterator[Pair]:
    engines: list[Engine] = [make_engine(url) for url in urls]
    with Session(engines[0]) as alone, Session(engines[1]) as spread:
        yield Pair(alone, spread, models)
    for engine in engines:
        engine.dispose()


@pytest.fixture
def models(urls: tuple[URL, URL], said: list[str]) -> SearchModels:
    from .galleries import known_models

    engine = make_engine(urls[0])
    with Session(engine) as session:
        found = known_models(session)
    engine.dispose()
    return found


@pytest.fixture
def by_index() -> Iterator[None]:
    with asking.by_index():
        yield
