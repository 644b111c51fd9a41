"""`imgsearch query` with another search in the place of the one that asks the database."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import SimpleNamespace

import pytest

from imgsearch.search import SearchResult
from imgsearch.search.ahead import EncodingAhead
from tests.own import FakeOwn

MODULE = "imgsearch.cli.query"


def search_by(
    monkeypatch: pytest.MonkeyPatch, search: Callable[..., SearchResult], *, has_dates: bool = False
) -> list[SearchResult]:
    """Have the command search by a function; what it is going to record."""
    recorded: list[SearchResult] = []

    @contextmanager
    def open_session() -> Iterator[object]:
        yield SimpleNamespace(rollback=lambda: None)

    monkeypatch.setattr(f"{MODULE}.open_session", open_session)
    monkeypatch.setattr(f"{MODULE}.Gallery", lambda _reading: FakeOwn(dates=has_dates))
    monkeypatch.setattr(f"{MODULE}.read_models", lambda _session: None)
    monkeypatch.setattr(f"{MODULE}.EncodingAhead", lambda _texts: EncodingAhead([]))
    monkeypatch.setattr(f"{MODULE}.search", search)
    monkeypatch.setattr(f"{MODULE}.record_search", lambda _session, result: recorded.append(result))
    return recorded
