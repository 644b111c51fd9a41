"""Queries that only say what should not be there."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import datetime

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from imgsearch import Catalog
from imgsearch.errors import EmptyIndex
from imgsearch.mcp.server import _answer
from imgsearch.search import Filters, Part, Query, SearchModels, SearchResult, ask, record_search, search
from imgsearch.search.slow import explain_query
from imgsearch.tables import Search
from tests.fakes import CosineRegressor, ToldAbsence, unit
from tests.own import FakeOwn

from .conftest import AddImage


@pytest.fixture
def gallery(models: SearchModels, add_image: AddImage) -> SearchModels:
    add_image("dog.jpg", unit(1), taken_at=datetime(2020, 1, 4))
    add_image("snow.jpg", unit(0, 1), taken_at=datetime(2020, 1, 3), photographer="Ann")
    add_image("dog by car.jpg", unit(1, 0, 1), taken_at=datetime(2020, 1, 2))
    add_image("beach.jpg", unit(0, 0, 0, 1), taken_at=datetime(2020, 1, 1))
    add_image("hidden.jpg", unit(0, 0, 0, 0, 1), minor=True)
    return replace(models, regressor=CosineRegressor())  # type: ignore[arg-type]


def names(result: SearchResult) -> list[str]:
    return [hit.name for hit in result.hits]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("without a dog", ["snow.jpg", "beach.jpg"]),
        ("-dog", ["snow.jpg", "beach.jpg"]),
        ("no dogs or snow", ["beach.jpg"]),
        ("no bird", ["dog.jpg", "snow.jpg", "dog by car.jpg", "beach.jpg"]),
    ],
)
def test_all_pictures_are_found_by_date_but_those_that_show_it(
    session: Session, gallery: SearchModels, typed: str, found: list[str]
) -> None:
    result = search(session, gallery, ask(typed))
    assert (names(result), result.total, result.is_browsing) == (found, len(found), True)
    assert (result.text, result.language, result.disclaimer, result.nearest) == (typed, "en", None, [])
    oldest = search(session, gallery, ask(typed, sort="oldest"))
    assert names(oldest) == found[::-1]


def test_a_total_is_counted_to_an_end_and_says_so(
    session: Session, gallery: SearchModels, monkeypatch: pytest.MonkeyPatch
) -> None:
    for most, told in ((1, (1, False)), (2, (2, True)), (3, (2, True))):
        monkeypatch.setattr(sys.modules["imgsearch.search.browse"], "MOST_COUNTED", most)
        result = search(session, gallery, ask("no dog"))
        assert (result.total, result.total_is_exact) == told


def test_what_a_search_calls_a_maybe_is_left_out_too(session: Session, gallery: SearchModels) -> None:
    for evidence, found in ((-0.5, 4), (0.5, 2)):
        models = replace(gallery, absence=ToldAbsence(evidence))  # type: ignore[arg-type]
        assert len(search(session, models, ask("no dog")).hits) == found


def test_pages_follow_and_filters_hold(session: Session, gallery: SearchModels) -> None:
    first = search(session, gallery, ask("no dog", limit=1))
    second = search(session, gallery, ask("no dog", limit=1, offset=1))
    assert (names(first), first.next_offset) == (["snow.jpg"], 1)
    assert (names(second), second.next_offset, second.hits[0].rank) == (["beach.jpg"], None, 2)
    assert names(search(session, gallery, ask("no dog", filters=Filters(photographer="Ann")))) == ["snow.jpg"]
    with pytest.raises(EmptyIndex, match="photographer"):
        search(session, gallery, ask("no dog", filters=Filters(photographer="Bo")))
    when = ask("no dog before 2020-01-02", own=FakeOwn())
    assert names(search(session, gallery, when)) == ["beach.jpg"]


def test_other_shots_of_a_series_are_left_out_with_one(
    session: Session, gallery: SearchModels, add_image: AddImage
) -> None:
    shown = add_image("bird.jpg", unit(0, 0, 0, 0, 1))
    add_image("first.jpg", unit(1), series=shown)
    add_image("blurred.jpg", unit(0, 0, 0, 0, 0, 1), series=shown)
    for every in (False, True):
        found = names(search(session, gallery, ask("no dog", every=every)))
        assert found == ["snow.jpg", "beach.jpg", "bird.jpg"]


def test_pictures_may_be_unwanted(session: Session, gallery: SearchModels) -> None:
    (dog,) = [hit.image_id for hit in search(session, gallery, ask("dog", limit=1)).hits]
    models = replace(gallery, absence=ToldAbsence(1.0))  # type: ignore[arg-type]
    assert names(search(session, models, Query([Part(like=dog, weight=-1)]))) == ["snow.jpg", "beach.jpg"]


def test_that_all_show_it_is_said(engine: Engine, session: Session, gallery: SearchModels) -> None:
    with Catalog(engine) as catalog:
        catalog._searcher._models, catalog._searcher._is_given = gallery, True
        only = Filters(photographer="Ann")
        nothing, russian = (catalog.search(text, filters=only) for text in ("no snow", "-snow -снег"))
        assert (list(nothing), nothing.message) == ([], "Every picture shows it: snow.")
        assert (russian.result.total, russian.result.passing) == (0, 1)
        found = catalog.search("no dog")
    assert found.message is None
    assert [(picture.name, picture.score) for picture in _answer(found).pictures] == [
        ("snow.jpg", None),
        ("beach.jpg", None),
    ]


def test_it_is_recorded_without_a_score(session: Session, gallery: SearchModels) -> None:
    assert record_search(session, search(session, gallery, Query([]))) is None
    assert record_search(session, search(session, gallery, ask("no dog"))) is not None
    recorded = session.execute(select(Search.text, Search.hit_count, Search.best_score)).one()
    assert tuple(recorded) == ("no dog", 2, None)


@pytest.mark.usefixtures("gallery")
def test_what_names_a_minor_is_refused(session: Session, models: SearchModels) -> None:
    for query in (ask("-boy"), ask("no snow -boy"), Query([Part("boy", weight=-1)])):
        assert search(session, models, query).disclaimer is not None


def test_its_plan_is_that_of_looking_for_what_is_unwanted(session: Session, gallery: SearchModels) -> None:
    assert "image_embedding" in explain_query(session, gallery, ask("no dog"))
