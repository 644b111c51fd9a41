from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

import pytest
from sqlalchemy import Connection, Engine
from sqlalchemy.engine import URL

from imgsearch.db import make_engine


@pytest.fixture
def connection(engine: Engine) -> Iterator[Connection]:
    """One to a migrated database."""
    with engine.connect() as opened:
        yield opened


@pytest.fixture
def bare(server_url: URL) -> Iterator[Engine]:
    """A database without any schema."""
    name = f"imgsearch_bare_{uuid4().hex[:12]}"
    admin = make_engine(server_url).execution_options(isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.exec_driver_sql(f'CREATE DATABASE "{name}"')
    engine = make_engine(server_url.set(database=name))
    yield engine
    engine.dispose()
    with admin.connect() as connection:
        connection.exec_driver_sql(f'DROP DATABASE "{name}" WITH (FORCE)')
    admin.dispose()
