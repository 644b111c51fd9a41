from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from psycopg import sql
from sqlalchemy import select, text
from sqlalchemy.engine import URL
from sqlalchemy.orm import Session

from benchmarks.scaling.table import fill
from imgsearch.db import make_engine
from imgsearch.encoders import load_encoder
from imgsearch.encoders.protocol import normalize
from imgsearch.models.store import register_encoder
from imgsearch.tables import ImageEmbedding
from imgsearch.vectors import index as building
from imgsearch.vectors.index import (
    create_vector_index,
    set_build_memory,
)

from ...conftest import run_as_admin

TERABYTE_KB = 2**30


def test_build_whose_workers_find_no_shared_memory_goes_on_alone(
    clone_database: Callable[[], URL], server_url: URL, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = clone_database()
    always_parallel = sql.SQL("ALTER DATABASE {} SET min_parallel_table_scan_size = 0")
    run_as_admin(server_url, always_parallel.format(sql.Identifier(str(url.database))))
    monkeypatch.setattr(building, "MINIMUM_BUILD_KB", TERABYTE_KB)  # more than any /dev/shm has
    encoder = load_encoder("small")
    engine = make_engine(url)
    with Session(engine) as session:
        encoder_id = register_encoder(session, encoder)
        fill(session, encoder_id, normalize(np.random.default_rng(0).normal(size=(300, encoder.dimension))))
        assert create_vector_index(session, ImageEmbedding, encoder_id, encoder.dimension)
        assert building.is_index_valid(session, building.vector_index_name(ImageEmbedding, encoder_id))
    engine.dispose()


@pytest.mark.parametrize(
    ("count", "own", "cache", "expected_kb"),
    [
        (1000, "64MB", "4GB", 64 * 1024),  # a small table takes the least
        (1000, "1GB", "4GB", 1024 * 1024),  # what the administrator allows is not taken away
        (500_000, "64MB", "4GB", 500_000 * 1856 // 1024),  # the graph fits
        (50_000_000, "64MB", "4GB", 2 * 1024 * 1024),  # and never takes more than half of the cache
    ],
)
def test_build_memory_follows_the_table_and_the_server(
    session: Session, count: int, own: str, cache: str, expected_kb: int
) -> None:
    session.execute(text(f"SET LOCAL maintenance_work_mem = '{own}'"))
    session.execute(text(f"SET LOCAL effective_cache_size = '{cache}'"))
    session.execute(set_build_memory(count, dimension=512, m=16))
    setting = select(building.PG_SETTINGS.c.setting).where(building.PG_SETTINGS.c.name == "maintenance_work_mem")
    assert int(session.scalar(setting) or 0) == expected_kb
    session.rollback()
