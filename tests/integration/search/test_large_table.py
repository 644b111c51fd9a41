from __future__ import annotations

from datetime import datetime

import numpy as np
import pytest
from sqlalchemy import select
from sqlalchemy.engine import URL
from sqlalchemy.orm import Session

from imgsearch.errors import EmptyIndex
from imgsearch.queries import session as settings
from imgsearch.search import (
    Filters,
    Query,
    SearchModels,
    SearchResult,
    Sort,
)
from imgsearch.search import browse as browsing
from imgsearch.search.slow import explain_query
from imgsearch.tables import Image
from tests.asking import search
from tests.builders import random_vectors

from .conftest import (
    MANY,
    Large,
)

HALF = Filters(gallery="half")
ONE_PERCENT = Filters(photographer="anna")
TWO_OF_ALL = Filters(tags=("#Rare",))


@pytest.fixture
def database_url(large: Large) -> URL:
    return large.url


@pytest.fixture
def models(large: Large) -> SearchModels:
    return large.models


def find(session: Session, models: SearchModels, filters: Filters, limit: int = 10) -> SearchResult:
    return search(session, models, "dog near a tree", min_score=0.0, filters=filters, limit=limit, explain=True)


def uses_index(result: SearchResult) -> bool:
    return any("ix_image_embedding_hnsw" in line for line in result.plan)


def exact_names(models: SearchModels, passes: list[int], limit: int) -> list[str]:
    query = models.encoder.encode_texts(["dog near a tree"])[0]
    cosines = random_vectors(MANY)[passes] @ query
    return [f"p{passes[index]}" for index in np.argsort(-cosines)[:limit]]


def test_half_of_the_pictures_come_from_the_index(session: Session, models: SearchModels) -> None:
    result = find(session, models, HALF)
    assert (result.scan, result.passing, len(result.hits)) == ("index", settings.EXACT_UP_TO + 1, 10)
    assert uses_index(result)
    expected = exact_names(models, list(range(0, MANY, 2)), 10)
    assert len({hit.name for hit in result.hits} & set(expected)) >= 9
    assert len(find(session, models, HALF, limit=100).hits) == 100


@pytest.mark.parametrize(("filters", "step", "first"), [(ONE_PERCENT, 100, 7), (TWO_OF_ALL, 10_000, 77)])
def test_rare_pictures_are_all_compared(
    session: Session, models: SearchModels, filters: Filters, step: int, first: int
) -> None:
    passes = list(range(first, MANY, step))
    result = find(session, models, filters)
    assert (result.scan, result.passing) == ("exact", len(passes))
    assert not uses_index(result)
    assert [hit.name for hit in result.hits] == exact_names(models, passes, 10)
    assert len(find(session, models, filters, limit=1000).hits) == len(passes)


@pytest.mark.usefixtures("always_by_index")
@pytest.mark.parametrize(("filters", "exist"), [(HALF, 10_000), (ONE_PERCENT, 200), (TWO_OF_ALL, 2)])
@pytest.mark.parametrize("limit", [10, 150])
def test_index_gives_k_whenever_k_exist(
    session: Session, models: SearchModels, filters: Filters, exist: int, limit: int
) -> None:
    result = find(session, models, filters, limit=limit)
    assert uses_index(result)
    assert len(result.hits) == min(limit, exist)
    assert len({hit.image_id for hit in result.hits}) == len(result.hits)


@pytest.mark.usefixtures("always_by_index")
def test_where_the_index_gives_up_the_others_are_compared(session: Session, models: SearchModels) -> None:
    result = find(session, models, TWO_OF_ALL)
    assert result.scan == "index, then exact"
    assert [hit.name for hit in result.hits] == exact_names(models, [77, 10_077], 2)


def test_all_pictures_of_a_large_table_come_from_the_index(session: Session, models: SearchModels) -> None:
    for limit in (10, 1000):
        result = find(session, models, Filters(), limit=limit)
        assert result.scan == "index"
        assert uses_index(result)
        assert len(result.hits) == limit


@pytest.mark.parametrize(
    ("filters", "condition"),
    [
        (Filters(taken_from=datetime(2020, 1, 1, 1), taken_to=datetime(2020, 1, 1, 2)), Image.id.between(61, 120)),
        (Filters(orientation="portrait"), Image.height > Image.width),
        (Filters(tags=("x", "rare")), Image.tags.contains(["rare"])),
        (Filters(photographer="  ÁNNA "), Image.photographer == "Anna"),
        (Filters(gallery="half", photographer="Anna"), Image.id < 0),
    ],
)
def test_each_filter_lets_through_what_it_says(
    session: Session, models: SearchModels, filters: Filters, condition: object
) -> None:
    expected = set(session.scalars(select(Image.id).where(condition)))  # type: ignore[arg-type]
    session.rollback()
    if not expected:
        with pytest.raises(EmptyIndex, match="gallery half, photographer Anna"):
            find(session, models, filters)
        return
    found = {hit.image_id for hit in find(session, models, filters, limit=1000).hits}
    assert found <= expected
    assert len(found) == min(1000, len(expected))


def test_pictures_that_the_index_brings_are_not_compared_with_all_that_pass(
    session: Session, models: SearchModels
) -> None:
    # Without statistics two conditions look as if next to nothing passed both.
    result = find(session, models, Filters(photographer="Boris", tags=("x",)))
    assert (result.scan, len(result.hits)) == ("index", 10)
    assert uses_index(result)
    assert not [line for line in result.plan if "Join Filter" in line and "Removed" in line]
    assert not [line for line in result.plan if "ix_image_photographer_key" in line]


@pytest.mark.parametrize("filters", [Filters(photographer="Ánna"), Filters(tags=("Ráre",))])
def test_what_filters_name_is_folded_once_and_photographers_are_looked_up(
    session: Session, models: SearchModels, filters: Filters
) -> None:
    plan = explain_query(session, models, Query((), filters=filters))
    assert "InitPlan" in plan
    assert "fold_name" not in plan  # in no condition on a picture
    found = [line for line in plan.splitlines() if "ix_image_photographer_key" in line]
    assert bool(found) == ("photographer" in filters.values)


@pytest.mark.parametrize("sort", ["newest", "oldest"])
@pytest.mark.parametrize(
    "filters", [Filters(), HALF, ONE_PERCENT, TWO_OF_ALL, Filters(photographer="Boris", tags=("x",))]
)
def test_browsing_finds_few_first_and_goes_through_many_and_both_are_alike(
    session: Session, monkeypatch: pytest.MonkeyPatch, filters: Filters, sort: Sort
) -> None:
    asked = Query((), filters=filters, sort=sort, limit=30)
    found = []
    for few in (0, 10**6):
        monkeypatch.setattr(browsing, "FEW", few)
        monkeypatch.setattr(browsing, "FEW_FACETED", few)
        result = browsing.browse(session, asked)
        found.append(([hit.name for hit in result.hits], result.facets, result.total, result.next_offset))
    assert found[0] == found[1]


def test_what_few_have_is_not_looked_for_by_date(session: Session, models: SearchModels) -> None:
    for few in (ONE_PERCENT, TWO_OF_ALL):
        assert "ix_image_newest" not in explain_query(session, models, Query((), filters=few))
    assert "ix_image_newest" in explain_query(session, models, Query((), filters=HALF))
