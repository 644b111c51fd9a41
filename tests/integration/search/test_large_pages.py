"""Pages of a large table hold every picture once, sorted, and say where the next one begins."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from sqlalchemy.engine import URL
from sqlalchemy.orm import Session

from imgsearch.db import make_engine
from imgsearch.search import (
    Filters,
    SearchModels,
)
from imgsearch.search.find import Candidates
from imgsearch.search.score import Scores
from tests.asking import search
from tests.builders import fill, make_index_poor, make_models

from .conftest import Large

HALF = Filters(gallery="half")
ONE_PERCENT = Filters(photographer="anna")


@pytest.fixture
def database_url(large: Large) -> URL:
    return large.url


@pytest.fixture
def models(large: Large) -> SearchModels:
    return large.models


@pytest.fixture
def shuffled_scores(monkeypatch: pytest.MonkeyPatch) -> None:
    """Scores that have nothing to do with the distance, as a regressor's may, and half of them matches."""

    def score(_models: object, _encoded: object, found: Candidates, _remembered: object) -> Scores:
        scores = np.array([row.image_id * 7919 % 1009 / 1009 for row in found.rows], dtype=np.float32)
        return Scores(scores, scores > 0.5)

    monkeypatch.setattr("imgsearch.search.scan.score_candidates", score)


def page(session: Session, models: SearchModels, filters: Filters, limit: int, offset: int) -> list[int]:
    result = search(session, models, "dog near a tree", filters=filters, limit=limit, offset=offset, nearest=True)
    assert result.offset == offset
    return [hit.image_id for hit in (*result.hits, *result.nearest)]


@pytest.mark.usefixtures("shuffled_scores")
@pytest.mark.parametrize("filters", [HALF, Filters(), ONE_PERCENT])
def test_pages_of_seven_are_what_one_page_of_a_hundred_is(
    session: Session, models: SearchModels, filters: Filters
) -> None:
    pages = [page(session, models, filters, 7, offset) for offset in range(0, 98, 7)]
    assert all(len(ids) == 7 for ids in pages)
    found = [image_id for ids in [*pages, page(session, models, filters, 2, 98)] for image_id in ids]
    assert len(set(found)) == 100
    assert set(found) == set(page(session, models, filters, 100, 0))


@pytest.mark.usefixtures("shuffled_scores")
def test_pages_beyond_the_first_block_neither_repeat_nor_leave_out(session: Session, models: SearchModels) -> None:
    pages = [page(session, models, Filters(), 150, offset) for offset in range(0, 2100, 150)]
    found = [image_id for ids in pages for image_id in ids]
    assert len(set(found)) == len(found) == 2100
    assert set(found[:1050]) >= set(page(session, models, Filters(), 1000, 0))
    assert page(session, models, Filters(), 150, 1050) == pages[7]


@pytest.mark.usefixtures("shuffled_scores")
def test_pages_hold_with_an_index_that_misses_much(clone_database: Callable[[], URL]) -> None:
    """The further an index looks the more it finds, so a page that looked further would shift the ones before."""
    engine = make_engine(clone_database())
    with Session(engine) as session:
        models = make_models(session)
        fill(session, models, 6000)
        make_index_poor(session, models)
        pages = [page(session, models, Filters(), 10, offset) for offset in range(0, 200, 10)]
    engine.dispose()
    found = [image_id for ids in pages for image_id in ids]
    assert len(set(found)) == len(found) == 200


@pytest.mark.usefixtures("shuffled_scores", "always_by_index")
def test_pages_hold_where_the_index_gives_up_on_the_way(session: Session, models: SearchModels) -> None:
    pages = [page(session, models, ONE_PERCENT, 27, offset) for offset in range(0, 216, 27)]
    found = [image_id for ids in pages for image_id in ids]
    assert len(set(found)) == len(found) == 200


@pytest.mark.usefixtures("shuffled_scores")
def test_a_page_over_several_stages_is_sorted_and_numbered(session: Session, models: SearchModels) -> None:
    result = search(session, models, "dog", filters=ONE_PERCENT, limit=25, offset=5, nearest=True)
    assert [hit.rank for hit in (*result.hits, *result.nearest)] == list(range(6, 31))
    for hits in (result.hits, result.nearest):
        assert [(-hit.score, hit.image_id) for hit in hits] == sorted((-hit.score, hit.image_id) for hit in hits)


@pytest.mark.usefixtures("shuffled_scores")
@pytest.mark.parametrize(
    ("offset", "found", "next_offset"), [(120, 60, 180), (140, 60, None), (180, 20, None), (240, 0, None)]
)
def test_the_last_page_says_that_it_is(
    session: Session, models: SearchModels, offset: int, found: int, next_offset: int | None
) -> None:
    result = search(session, models, "dog", filters=ONE_PERCENT, limit=60, offset=offset, nearest=True)
    assert len(result.hits) + len(result.nearest) == found
    assert result.next_offset == next_offset


@pytest.mark.usefixtures("shuffled_scores")
@pytest.mark.parametrize(("offset", "next_offset"), [(0, 1000), (8_999, 9_999), (9_000, None)])
def test_there_is_a_page_after_a_thousand_hits_up_to_the_most(
    session: Session, models: SearchModels, offset: int, next_offset: int | None
) -> None:
    result = search(session, models, "dog", limit=1000, offset=offset, nearest=True)
    assert len(result.hits) + len(result.nearest) == 1000
    assert result.next_offset == next_offset
