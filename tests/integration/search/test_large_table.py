from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import NamedTuple
from uuid import uuid4

import numpy as np
import pytest
from psycopg import sql
from sqlalchemy import select, text
from sqlalchemy.engine import URL
from sqlalchemy.orm import Session

from imgsearch.db import make_engine
from imgsearch.errors import EmptyIndex
from imgsearch.queries import session as settings
from imgsearch.search import (
    Filters,
    SearchModels,
    SearchResult,
)
from imgsearch.search import find as finding
from imgsearch.search.find import Candidates
from imgsearch.search.score import Scores
from imgsearch.tables import Image
from tests.asking import search

from ...conftest import run_as_admin
from .conftest import fill, make_models, random_vectors

MANY = 20_000
HALF = Filters(gallery="half")
ONE_PERCENT = Filters(photographer="anna")
TWO_OF_ALL = Filters(tags=("#Rare",))


class Large(NamedTuple):
    """A database that the tests of this module only read."""

    url: URL
    models: SearchModels


@pytest.fixture(scope="module")
def large(server_url: URL, template_database: str) -> Iterator[Large]:
    name = f"imgsearch_large_{uuid4().hex[:12]}"
    statement = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
    run_as_admin(server_url, statement.format(sql.Identifier(name), sql.Identifier(template_database)))
    url = server_url.set(database=name)
    engine = make_engine(url)
    with Session(engine) as session:
        models = make_models(session)
        fill(session, models, MANY)
    engine.dispose()
    yield Large(url, models)
    run_as_admin(server_url, sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture
def database_url(large: Large) -> URL:
    return large.url


@pytest.fixture
def models(large: Large) -> SearchModels:
    return large.models


@pytest.fixture
def always_by_index(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """As if the index were the quicker way for every filter."""
    monkeypatch.setattr(settings, "EXACT_UP_TO", 0)
    monkeypatch.setattr(finding, "EXACT_UP_TO", 0)
    settings.select_search_settings.cache_clear()
    yield
    settings.select_search_settings.cache_clear()


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
        (Filters(photographer="  ANNA "), Image.photographer == "Anna"),
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


@pytest.fixture
def shuffled_scores(monkeypatch: pytest.MonkeyPatch) -> None:
    """Scores that have nothing to do with the distance, as a regressor's may, and half of them matches."""

    def score(_models: object, _encoded: object, found: Candidates) -> Scores:
        scores = np.array([row.image_id * 7919 % 1009 / 1009 for row in found.rows], dtype=np.float32)
        return Scores(scores, scores > 0.5)

    monkeypatch.setattr("imgsearch.search.run.score_candidates", score)


def page(session: Session, models: SearchModels, filters: Filters, limit: int, offset: int) -> list[int]:
    result = search(session, models, "dog near a tree", filters=filters, limit=limit, offset=offset)
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
        name = f"ix_image_embedding_hnsw_{models.encoder_id}"
        session.execute(text(f"DROP INDEX {name}"))
        session.execute(
            text(
                f"CREATE INDEX {name} ON image_embedding USING hnsw ((embedding::halfvec(8)) halfvec_cosine_ops) "
                f"WITH (m = 2, ef_construction = 4) WHERE encoder_id = {models.encoder_id} AND NOT is_minor"
            )
        )
        session.commit()
        pages = [page(session, models, Filters(), 10, offset) for offset in range(0, 200, 10)]
    engine.dispose()
    found = [image_id for ids in pages for image_id in ids]
    assert len(set(found)) == len(found) == 200


@pytest.mark.usefixtures("shuffled_scores", "always_by_index")
def test_pages_hold_where_the_index_gives_up_on_the_way(session: Session, models: SearchModels) -> None:
    pages = [page(session, models, ONE_PERCENT, 7, offset) for offset in range(0, 203, 7)]
    found = [image_id for ids in pages for image_id in ids]
    assert len(set(found)) == len(found) == 200


@pytest.mark.usefixtures("shuffled_scores")
def test_each_page_is_sorted_and_numbered_and_the_last_one_says_so(session: Session, models: SearchModels) -> None:
    result = search(session, models, "dog", filters=ONE_PERCENT, limit=60, offset=120)
    assert [hit.rank for hit in (*result.hits, *result.nearest)] == list(range(121, 181))
    for hits in (result.hits, result.nearest):
        assert [(-hit.score, hit.image_id) for hit in hits] == sorted((-hit.score, hit.image_id) for hit in hits)
    assert result.next_offset == 180
    last = search(session, models, "dog", filters=ONE_PERCENT, limit=60, offset=180)
    assert len(last.hits) + len(last.nearest) == 20
    assert last.next_offset is None
    beyond = search(session, models, "dog", filters=ONE_PERCENT, limit=60, offset=240)
    assert (beyond.hits, beyond.nearest, beyond.next_offset) == ([], [], None)
