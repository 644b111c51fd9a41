"""The plan that is kept of a slow search is that of the statement with which the search began."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from imgsearch.search import Filters, Part, Query, SearchModels, ask, search, slow
from imgsearch.search import browse as browsing
from imgsearch.search.slow import explain_query
from tests.fakes import unit

from .conftest import AddImage

Sent = list[tuple[str, dict[str, Any]]]
ANN = Filters(photographer="Ann")
EXPLAIN = "EXPLAIN "


@pytest.fixture
def gallery(models: SearchModels, add_image: AddImage) -> SearchModels:
    for day in range(1, 5):
        owner = "Ann" if day < 4 else "Bo"
        add_image(f"{day}.jpg", unit(day), f"day {day}", taken_at=datetime(2020, 1, day), photographer=owner, series=7)
    return models


@contextmanager
def sent(session: Session) -> Iterator[Sent]:
    """What is sent to the database, with its parameters."""
    seen: Sent = []

    def note(_connection: object, _cursor: object, statement: str, given: dict[str, Any], *_rest: object) -> None:
        seen.append((statement, given))

    engine = session.get_bind()
    event.listen(engine, "before_cursor_execute", note)
    yield seen
    event.remove(engine, "before_cursor_execute", note)


def explained(session: Session, models: SearchModels, query: Query) -> tuple[str, dict[str, Any]]:
    """The statement that is explained, and its parameters."""
    with sent(session) as seen:
        explain_query(session, models, query)
    *before, (statement, given) = seen
    assert statement.startswith(EXPLAIN)
    assert not [other for other, _ in before if other.startswith(EXPLAIN)]
    return statement.removeprefix(EXPLAIN), given


def values(sent_first: tuple[str, dict[str, Any]]) -> list[Any]:
    return list(sent_first[1].values())


def test_of_browsing_it_is_the_statement_of_the_page(
    session: Session, gallery: SearchModels, monkeypatch: pytest.MonkeyPatch
) -> None:
    for few in (0, 1, 10):
        for module in (browsing, slow):
            monkeypatch.setattr(module, "FEW", few)
        for query in (
            Query(()),
            Query((), sort="oldest", limit=2),
            Query((), filters=ANN),
            Query((), filters=ANN, every=True, sort="oldest", limit=3, offset=1),
        ):
            with sent(session) as seen:
                browsing.browse(session, query)
            page = next(each for each in seen if "image.tags" in each[0])
            assert explained(session, gallery, query) == page


def test_before_it_pictures_are_counted_as_far_as_they_are_few(
    session: Session, gallery: SearchModels, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slow, "FEW", 2)
    with sent(session) as seen:
        explain_query(session, gallery, Query((), filters=ANN))
    (counting,) = [each for each in seen if "count(*)" in each[0]]
    assert (3 in values(counting), counting[1]["filter_photographer"]) == (True, "Ann")
    with sent(session) as seen:
        explain_query(session, gallery, Query(()))
    assert not [each for each in seen if "count(*)" in each[0]]


def test_where_more_than_few_pass_filters_the_database_sorts_nothing(
    session: Session, gallery: SearchModels, monkeypatch: pytest.MonkeyPatch
) -> None:
    every_one_of_three = Query((), filters=ANN, every=True)
    for few, query, expected in ((2, every_one_of_three, True), (3, every_one_of_three, False), (0, Query(()), False)):
        monkeypatch.setattr(browsing, "FEW", few)
        for read in (browsing.browse, lambda session, query: explain_query(session, gallery, query)):
            with sent(session) as seen:
                read(session, query)
            given = [values(each) for each in seen if "enable_sort" in values(each)]
            assert given == ([["enable_sort", "off", True]] if expected else []), (few, query)


def test_of_a_search_it_is_the_statement_that_finds_the_first_candidates(
    session: Session, gallery: SearchModels
) -> None:
    for query in (
        ask("dog"),
        ask("dog without snow", limit=2, offset=3, filters=ANN),
        ask("dog", nearest=True, limit=50),
        ask("no dog or snow"),
        Query([Part(like=newest_id(session))]),
    ):
        with sent(session) as seen:
            search(session, gallery, query)
        first, given_first = next(each for each in seen if each[0].startswith("WITH "))
        statement, given = explained(session, gallery, query)
        assert statement == first
        assert given_first.items() <= given.items()


def newest_id(session: Session) -> int:
    (hit,) = browsing.read_newest(session, 1)
    session.rollback()
    return hit.image_id


def test_it_is_made_as_the_searcher_within_three_seconds(session: Session, gallery: SearchModels) -> None:
    for query in (Query(()), ask("dog")):
        with sent(session) as seen:
            explain_query(session, gallery, query)
        set_up = [value for statement, given in seen if "set_config" in statement for value in given.values()]
        for name, value in (("statement_timeout", "3000"), ("role", "imgsearch_searcher")):
            place = set_up.index(name)
            assert set_up[place : place + 3] == [name, value, True]


def test_lines_of_the_plan_are_lines(session: Session, gallery: SearchModels) -> None:
    plan = explain_query(session, gallery, Query((), filters=ANN))
    first, *rest = plan.split("\n")
    assert first.startswith("Limit  (cost=")
    assert all(line.startswith("  ") or line.startswith("InitPlan") for line in rest)
    assert "'Ann'" not in plan
