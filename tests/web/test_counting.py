"""Counting for all processes of the page in the database, with the rights of the page's own login."""

from __future__ import annotations

from datetime import timedelta

import pytest
from limits import parse
from sqlalchemy import Engine, event, func, select, update
from sqlalchemy.orm import Session

from imgsearch.tables import WebState
from imgsearch.web import counting
from imgsearch.web.counting import OwnCounter, SharedCounter
from imgsearch.web.database import Database

SECRET = "s" * 64


@pytest.fixture
def counter(web_engine: Engine) -> SharedCounter:
    return SharedCounter(Database(web_engine), SECRET)


def pass_seconds(session: Session, seconds: float) -> None:
    """Let what was counted be older than it is."""
    rows = session.execute(select(WebState.key, WebState.hits, WebState.ends_at)).all()
    ago = timedelta(seconds=seconds)
    for key, hits, ends_at in rows:
        earlier = {"hits": [hit - ago for hit in hits], "ends_at": ends_at - ago}
        session.execute(update(WebState).where(WebState.key == key).values(earlier))
    session.commit()


def test_the_window_moves_as_that_of_a_process_alone_does(
    counter: SharedCounter, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [1_700_000_000.0]
    monkeypatch.setattr("time.time", lambda: now[0])
    alone, limit = OwnCounter(), parse("3/minute")
    seen = []
    for seconds in (0, 20, 10, 10, 15, 10, 1, 61, 0, 0, 0, 59, 2):
        pass_seconds(session, seconds)
        now[0] += seconds
        hits = counter.hit(limit, "a", "b"), alone.hit(limit, "a", "b")
        left = counter.seconds_left(limit, "a", "b"), alone.seconds_left(limit, "a", "b")
        assert hits[0] == hits[1]
        assert max(0, left[0]) == pytest.approx(max(0, left[1]), abs=5)
        seen.append(hits[0])
        session.rollback()
        assert all(len(hits) <= 3 for hits in session.scalars(select(WebState.hits)))
    assert seen.count(False) == 5


def test_keys_and_limits_of_one_are_counted_apart(counter: SharedCounter) -> None:
    limit = parse("1/minute")
    assert [counter.hit(limit, *key) for key in (("a", "b"), ("a", "b"), ("a b",), ("a",), ("b", "a"))] == [
        True, False, True, True, True,
    ]  # fmt: skip
    assert counter.seconds_left(limit, "nobody") == 0
    assert 50 < counter.seconds_left(limit, "a") <= 60


def test_an_address_is_remembered_for_a_while(counter: SharedCounter, session: Session) -> None:
    assert not counter.remembers("eve", "192.0.2.1")
    for _ in range(2):
        counter.remember("eve", "192.0.2.1")
    assert (counter.remembers("eve", "192.0.2.1"), counter.remembers("eve", "192.0.2.2")) == (True, False)
    pass_seconds(session, 91 * 24 * 3600)
    assert not counter.remembers("eve", "192.0.2.1")


def test_rows_that_mean_nothing_any_more_are_removed(
    counter: SharedCounter, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counting, "PRUNE_SECONDS", -1)
    for name in ("a", "b"):
        counter.hit(parse("1/minute"), name)
        pass_seconds(session, 61)
    counter.hit(parse("1/minute"), "c")
    session.rollback()
    assert session.scalar(select(func.count()).select_from(WebState)) == 1


def test_the_table_tells_nobody_whose_searches_were_counted(counter: SharedCounter, session: Session) -> None:
    counter.hit(parse("1/minute"), "search", "192.0.2.1")
    (row,) = session.execute(select(WebState.key)).all()
    assert len(row.key) == 16
    assert b"192" not in row.key
    assert SharedCounter(counter._database, "t" * 64).hit(parse("1/minute"), "search", "192.0.2.1")
    assert session.scalar(select(func.count()).select_from(WebState)) == 2


def test_a_search_is_counted_by_one_statement(counter: SharedCounter, web_engine: Engine) -> None:
    sent: list[str] = []
    event.listen(web_engine, "before_cursor_execute", lambda *given: sent.append(given[2]))
    counter.hit(parse("60/minute"), "search", "192.0.2.1")
    assert [statement.split()[0] for statement in sent] == ["INSERT"]
