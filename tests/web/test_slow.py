"""Searches that take long are kept with their plan, for the operator alone."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pytest
from click.testing import CliRunner
from fastapi.testclient import TestClient
from sqlalchemy import Engine, select, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import OperationalError, ProgrammingError
from sqlalchemy.orm import Session

from imgsearch.cli import main
from imgsearch.queries.explain import without_literals
from imgsearch.search import Slow, keep_slow
from imgsearch.tables import SlowSearch
from imgsearch.web import finding
from tests.conftest import Connect

from .conftest import AddPicture, OpenSite

ROLES = ("searcher", "analyst", "editor", "loader", "web")


def kept(session: Session) -> Sequence[SlowSearch]:
    session.rollback()
    return session.scalars(select(SlowSearch).order_by(SlowSearch.id)).all()


@pytest.fixture
def slow_site(open_site: OpenSite, add_picture: AddPicture, monkeypatch: pytest.MonkeyPatch) -> TestClient:
    """A page to which every search is slow, and which makes a plan of each."""
    monkeypatch.setattr(finding, "PLAN_EVERY_SECONDS", 0)
    add_picture("r.png", caption="a secret wish")
    return open_site(slow_search_ms=1, metrics=True, address="127.0.0.1")


def test_a_slow_search_is_kept_with_its_times_and_its_plan_and_no_text_of_its_own(
    slow_site: TestClient, session: Session
) -> None:
    assert slow_site.get("/api/search?q=a+secret+wish&gallery=g").status_code == 200
    (slow,) = kept(session)
    assert {"encode", "set up", "candidates", "rescore"} <= slow.phases_ms.keys()
    assert slow.took_ms >= sum(slow.phases_ms.values()) - 1
    assert slow.is_answered
    assert slow.plan is not None
    assert "Scan" in slow.plan
    assert "actual time" not in slow.plan  # it was not run again
    said = session.scalar(text("SELECT text FROM search WHERE id = :id"), {"id": slow.search_id})
    assert said == "a secret wish"
    row = json.dumps([slow.plan, slow.phases_ms])
    assert "secret" not in row
    assert "wish" not in row
    assert "(gallery)::text = '?'" in slow.plan
    assert "imgsearch_slow_searches_total 1.0" in slow_site.get("/metrics").text


def test_browsing_is_kept_too(slow_site: TestClient, session: Session) -> None:
    assert slow_site.get("/api/search?sort=newest").status_code == 200
    (slow,) = kept(session)
    assert (slow.search_id, list(slow.phases_ms)) == (None, ["browse"])
    assert "Limit" in (slow.plan or "")


def test_a_page_after_the_first_has_no_record_and_so_no_text(slow_site: TestClient, session: Session) -> None:
    slow_site.get("/?q=red&page=2")
    assert [slow.search_id for slow in kept(session)] == [None]


@pytest.mark.parametrize("slow_search_ms", [0, 60_000])
def test_what_is_quick_is_not_kept_and_nothing_where_nothing_is_slow(
    open_site: OpenSite, add_picture: AddPicture, session: Session, slow_search_ms: int
) -> None:
    add_picture("r.png")
    open_site(slow_search_ms=slow_search_ms).get("/api/search?q=red")
    assert kept(session) == []


def test_a_search_that_the_database_ends_is_kept(
    slow_site: TestClient, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow_site.get("/api/search?q=red")
    searched = slow_site.app.state.site.finder  # type: ignore[attr-defined]

    def never_ends(_query: object) -> None:
        with searched._database.searching() as opened:
            opened.execute(text("SET LOCAL statement_timeout = 20"))
            opened.execute(text("SELECT pg_sleep(5)"))

    monkeypatch.setattr(searched._searcher, "search", never_ends)
    assert slow_site.get("/api/search?q=red").status_code == 503
    slow = kept(session)[-1]
    assert (slow.is_answered, slow.search_id, slow.phases_ms) == (False, None, {})
    assert "Scan" in (slow.plan or "")


def test_an_answer_is_given_even_where_it_cannot_be_kept(
    slow_site: TestClient, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_given: object) -> None:
        raise OperationalError("SELECT 1", {}, Exception("gone"))

    monkeypatch.setattr("imgsearch.web.finding.keep_slow", fail)
    monkeypatch.setattr("imgsearch.search.warm.explain_query", fail)
    assert slow_site.get("/api/search?q=red").status_code == 200
    assert kept(session) == []


def test_a_search_may_take_as_long_as_a_statement_may(client: TestClient) -> None:
    with client.app.state.site.database.searching() as session:  # type: ignore[attr-defined]
        assert session.scalar(text("SHOW statement_timeout")) == "20s"


@pytest.mark.parametrize("role", ROLES)
def test_nobody_but_the_operator_reads_slow_searches(slow_site: TestClient, connect_as: Connect, role: str) -> None:
    slow_site.get("/api/search?q=red")
    with connect_as(role).connect() as connection:
        for column in ("plan", "search_id", "id"):
            with pytest.raises(ProgrammingError, match="permission denied for table slow_search"):
                connection.execute(text(f"SELECT {column} FROM slow_search"))
            connection.rollback()


def test_the_newest_thousand_are_kept_whatever_ids_are_missing(engine: Engine, session: Session) -> None:
    session.execute(
        text(
            "INSERT INTO slow_search (took_ms, phases_ms, is_answered) "
            "SELECT n, '{}', true FROM generate_series(1, 999) n"
        )
    )
    session.execute(text("ALTER TABLE slow_search ALTER COLUMN id RESTART WITH 5000"))
    session.commit()
    with Session(engine) as writer:
        keep_slow(writer, Slow(None, 2000, {}, True, "x" * 30_000))
        assert len(kept(session)) == 1000
        keep_slow(writer, Slow(None, 3000, {}, True, "Seq Scan"))
    found = kept(session)
    assert (len(found), found[0].took_ms, found[-1].took_ms) == (1000, 2, 3000)
    assert len(found[-2].plan or "") == 20_000


def test_where_all_searches_are_slow_few_have_a_plan_made(
    slow_site: TestClient, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "PLAN_EVERY_SECONDS", 60)
    for _ in range(3):
        slow_site.get("/api/search?q=a+secret+wish")
    assert [slow.plan is not None for slow in kept(session)] == [True, False, False]


def test_the_operator_prints_them(slow_site: TestClient, database_url: URL, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IMGSEARCH_DATABASE_URL", database_url.render_as_string(hide_password=False))
    empty = CliRunner().invoke(main, ["status", "--slow"])
    assert empty.output.startswith("no slow searches")
    for word in ("red", "blue"):
        slow_site.get(f"/api/search?q={word}")
    printed = CliRunner().invoke(main, ["status", "--slow", "--limit", "1"])
    assert printed.exit_code == 0, printed.output
    first, *rest = printed.output.splitlines()
    assert first.endswith("  blue")
    assert " ms (encode " in first
    assert any("Scan" in line for line in rest)
    assert "red" not in printed.output.split()
    as_json = json.loads(CliRunner().invoke(main, ["status", "--slow", "--json"]).output)
    assert [(slow["text"], slow["is_answered"]) for slow in as_json["slow_searches"]] == [("blue", True), ("red", True)]


@pytest.mark.parametrize(
    ("plan", "left"),
    [
        ("Filter: (gallery = 'g'::text)", "Filter: (gallery = '?'::text)"),
        ("x = 'it''s mine'::text AND y = 'b'", "x = '?'::text AND y = '?'"),
        ("x = E'a\\\\b'::text", "x = '?'::text"),
        ("x = 'two\nlines' AND width > 5", "x = '?' AND width > 5"),
    ],
)
def test_texts_are_left_out_of_plans(plan: str, left: str) -> None:
    assert without_literals(plan) == left
