from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
from psycopg import sql
from sqlalchemy import Dialect, Engine
from sqlalchemy.engine import URL
from sqlalchemy.orm import Session
from sqlalchemy.util import LRUCache

from benchmarks.unscreened import forgo_screening
from imgsearch.db import EmbeddedServer, connect_url, make_engine
from imgsearch.db.migrate import upgrade
from imgsearch.db.roles import grant_role
from tests.builders import cloned_database, make_fits_quick, run_as_admin

Connect = Callable[[str], Engine]
IMAGE = "pgvector/pgvector:pg18"
#: Where Linux keeps files in memory: a database is copied there in half the time, however busy the disk is.
MEMORY = Path("/dev/shm")
#: Bytes that a server of tests takes at most, with room for others.
LEAST_MEMORY = 4 << 30
#: Of tests/integration what runs in the second half; beside it, and of tests/unit, what runs in the first.
SECOND_LANE = ("loaders",)
FIRST_LANE = ("cli", "docs", "packaging")
FIRST_LANE_UNITS = ("asking", "encoders", "rescoring")


def pytest_configure() -> None:
    # A fit's threads else wait for one another at full load, beside a server that needs the cores too. OpenMP reads
    # this when scikit-learn or Torch is imported, which comes later.
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--lane", choices=["1", "2"], help="one half of the tests; the other one takes as long")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark what depends on the server that the environment names, and leave the other lane's tests out."""
    for item in items:
        if "server_url" in getattr(item, "fixturenames", ()):
            item.add_marker("server")
    if (lane := config.getoption("--lane")) is not None:
        others = [item for item in items if lane_of(item.path) != lane]
        config.hook.pytest_deselected(items=others)
        items[:] = [item for item in items if lane_of(item.path) == lane]


def lane_of(file: Path) -> str:
    """Whole folders, so that no fixture is made twice."""
    folders = file.relative_to(Path(__file__).parent).parts
    if folders[0] == "integration":
        return "2" if folders[1] in SECOND_LANE else "1"
    if folders[0] == "unit":
        return "1" if folders[1] in FIRST_LANE_UNITS else "2"
    return "1" if folders[0] in FIRST_LANE else "2"


def docker_answers() -> bool:
    program = shutil.which("docker")
    if program is not None:
        return subprocess.run([program, "info"], capture_output=True, timeout=20, check=False).returncode == 0
    host = os.environ.get("DOCKER_HOST", "unix:///var/run/docker.sock")
    return host.startswith("unix://") and Path(host.removeprefix("unix://")).exists()


@contextmanager
def container_server() -> Iterator[URL]:
    from testcontainers.community.postgres import PostgresContainer

    kept = PostgresContainer(IMAGE, driver="psycopg").with_tmpfs_mount("/var/lib/postgresql")
    with kept as container:
        yield connect_url(container.get_connection_url())


def _has_room(folder: Path) -> bool:
    return folder.is_dir() and os.access(folder, os.W_OK) and shutil.disk_usage(folder).free >= LEAST_MEMORY


@contextmanager
def embedded_server() -> Iterator[URL]:
    # A socket's path must stay under 108 bytes, so not below pytest's own long folders.
    folder = Path(tempfile.mkdtemp(prefix="imgsearch", dir=MEMORY if _has_room(MEMORY) else None))
    server = EmbeddedServer(folder)
    try:
        yield server.url()
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def forgo_durability(server: URL) -> None:
    """Nothing here need survive a power cut, and a database made for each test writes over a thousand files."""
    settings = {"fsync": "off", "full_page_writes": "off", "max_wal_size": "256MB", "scram_iterations": "1"}
    alter = sql.SQL("ALTER SYSTEM SET {} = {}")
    changed = [alter.format(sql.Identifier(name), sql.Literal(value)) for name, value in settings.items()]
    run_as_admin(server, *changed, sql.SQL("SELECT pg_reload_conf()").format())
    if server.password is not None:
        # A login takes half as long where its password is folded once.
        again = sql.SQL("SET scram_iterations = 1; ALTER ROLE CURRENT_USER PASSWORD {}; RESET scram_iterations")
        run_as_admin(server, again.format(sql.Literal(server.password)))


@pytest.fixture(scope="session")
def server_url() -> Iterator[URL]:
    """The server that the environment names, else a container, else the embedded one."""
    given = os.environ.get("IMGSEARCH_TEST_DATABASE_URL")
    wanted = os.environ.get("IMGSEARCH_TEST_SERVER")
    if given:
        yield connect_url(given)
    elif wanted == "container" or (wanted is None and docker_answers()):
        with container_server() as url:
            forgo_durability(url)
            yield url
    else:
        with embedded_server() as url:
            forgo_durability(url)
            yield url


@pytest.fixture(scope="session")
def template_database(server_url: URL) -> Iterator[str]:
    """A migrated database that tests clone, which takes a tenth of migrating; the environment may name one."""
    if given := os.environ.get("IMGSEARCH_TEST_TEMPLATE"):
        yield given
        return
    name = f"imgsearch_template_{uuid.uuid4().hex[:12]}"
    run_as_admin(server_url, sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    engine = make_engine(server_url.set(database=name))
    with engine.begin() as connection:
        upgrade(connection)
        forgo_screening(connection)
    engine.dispose()
    yield name
    run_as_admin(server_url, sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture
def clone_database(server_url: URL, template_database: str) -> Iterator[Callable[[], URL]]:
    """Makes copies of the template that are dropped after the test."""
    with ExitStack() as stack:
        yield lambda: stack.enter_context(cloned_database(server_url, template_database))


@pytest.fixture(autouse=True)
def no_portable_regressor(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fake encoders get the portable regressor, which reads 400 texts first, only in tests of it."""
    if "portable" not in request.keywords:
        monkeypatch.setattr("imgsearch.models.portable.FEWEST_PICTURES", 2**31)


@pytest.fixture
def quick_fits(monkeypatch: pytest.MonkeyPatch) -> None:
    """A thirtieth of the trees and a fifth of the epochs, for tests of what is learned from what, not of how well."""
    make_fits_quick(monkeypatch)


@pytest.fixture
def database_url(clone_database: Callable[[], URL]) -> URL:
    """An empty migrated database of this test's own."""
    return clone_database()


@pytest.fixture(scope="session")
def compiled(server_url: URL) -> tuple[Dialect, LRUCache[Any, Any]]:
    """What all engines share: statements that were put into SQL once."""
    engine = make_engine(server_url)
    engine.connect().close()
    engine.dispose()
    cache: LRUCache[Any, Any] = LRUCache(2000)
    return engine.dialect, cache


@pytest.fixture
def engine(database_url: URL, compiled: tuple[Dialect, LRUCache[Any, Any]]) -> Iterator[Engine]:
    made = make_engine(database_url)
    # An engine with the cache as its option would hear events in another order.
    made.dialect, made._compiled_cache = compiled
    yield made
    made.dispose()


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    with Session(engine) as opened:
        yield opened


@contextmanager
def _login(engine: Engine, role: str) -> Iterator[URL]:
    name, password = f"imgsearch_test_{uuid.uuid4().hex[:12]}", uuid.uuid4().hex
    identifier = sql.Identifier(name)
    with engine.begin() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.execute(sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(identifier, sql.Literal(password)))
        grant_role(connection, f"imgsearch_{role}", name)
    try:
        yield engine.url.set(username=name, password=password)
    finally:
        with engine.begin() as connection:
            driver = connection.connection.driver_connection
            assert driver is not None
            driver.execute(sql.SQL("DROP OWNED BY {}").format(identifier))
            driver.execute(sql.SQL("DROP ROLE {}").format(identifier))


@pytest.fixture
def connect_as(engine: Engine) -> Iterator[Connect]:
    """Engines of logins that are members of one of imgsearch's roles and nothing else."""
    opened = []

    def connect(role: str) -> Engine:
        login = _login(engine, role)
        url = login.__enter__()
        opened.append((login, made := make_engine(url)))
        return made

    yield connect
    for login, made in opened:
        made.dispose()
        login.__exit__(None, None, None)
