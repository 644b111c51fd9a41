"""Connections through a pooler, such as PgBouncer's in transaction mode."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from imgsearch.db.driver import _register


class FakeDriver:
    """A connection to a server's process 7, through a pooler that tells another number for it."""

    def __init__(self, told: int) -> None:
        self.info = SimpleNamespace(backend_pid=told)
        self.prepare_threshold: int | None = 5

    def execute(self, statement: str) -> Any:  # noqa: ANN401 (a cursor's)
        assert statement == "SELECT pg_backend_pid()"
        return SimpleNamespace(fetchone=lambda: (7,))

    def commit(self) -> None:
        pass


@pytest.mark.parametrize(("told", "threshold"), [(7, 5), (8, None)])
def test_statements_are_prepared_where_no_pooler_gives_the_next_one_to_another_process(
    monkeypatch: pytest.MonkeyPatch, told: int, threshold: int | None
) -> None:
    driver = FakeDriver(told)
    registered: list[int | None] = []
    monkeypatch.setattr("pgvector.psycopg.register_vector", lambda given: registered.append(given.prepare_threshold))
    _register(driver, None)  # type: ignore[arg-type]
    assert (driver.prepare_threshold, registered) == (threshold, [threshold])
