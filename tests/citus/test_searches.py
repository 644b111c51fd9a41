"""Searches by vector indexes on other machines find what one machine finds."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import text

from imgsearch.db.machines import Machine
from imgsearch.doctor.recall import measure_recall
from imgsearch.queries import session as settings
from imgsearch.search import Filters
from tests.fakes import DIMENSION

from .conftest import Pair
from .galleries import PICTURES, ask, told

FILTERS: list[dict[str, Any]] = [
    {},
    {"gallery": "half"},
    {"photographer": "anna"},
    {"tags": ("x",), "orientation": "portrait"},
    {"taken_from": "2020-01-01 05:00", "taken_to": "2020-01-01 20:00"},
]


def test_the_command_says_what_it_did(said: list[str], workers: list[Machine]) -> None:
    assert said[0].startswith("PostgreSQL ")
    assert said[1:6] == [
        f"{workers[0]}: database made",
        f"{workers[1]}: database made",
        "2 of 2 machines joined",
        "made on them: image, image_embedding, caption_embedding",
        f"image: {PICTURES:,} rows on machines",
    ]
    assert said[-1] == "ix_caption_embedding_hnsw_2: on machines"


@pytest.mark.parametrize("filters", FILTERS, ids=lambda given: "-".join(given) or "all")
@pytest.mark.usefixtures("by_index")
def test_searches_by_index_find_the_same_on_every_page(pair: Pair, filters: dict[str, Any]) -> None:
    given = Filters(**filters) if "taken_from" not in filters else Filters(**between(filters))
    for offset in (0, 10, 40):
        result = pair.same(lambda s, at=offset: told(ask(s, pair.models, filters=given, offset=at, limit=10)))  # type: ignore[misc]
        assert result[0] in ("index", "index, then exact")
        assert len(result[-1]) == 10 or "photographer" in filters


def between(filters: dict[str, str]) -> dict[str, Any]:
    from imgsearch.moment import parse_moment

    return {name: parse_moment(value).start for name, value in filters.items()}


def test_searches_that_compare_all_find_the_same(pair: Pair) -> None:
    for filters in ({}, {"photographer": "anna"}):
        assert pair.same(lambda s, f=filters: told(ask(s, pair.models, filters=Filters(**f))))[0] == "exact"  # type: ignore[misc]


@pytest.mark.usefixtures("by_index")
def test_machines_are_asked_by_their_index_with_the_searchs_settings(pair: Pair) -> None:
    session = pair.spread
    with session.begin():
        session.execute(settings.select_search_settings())
        session.execute(settings.settings_elsewhere(by_index=True), execution_options={"no_parameters": True})
        # Of a row, so that no shard's answer is known before.
        asked = text(
            "SELECT DISTINCT current_setting(CASE WHEN id > 0 THEN 'hnsw.ef_search' END) || ' ' || "
            "current_setting(CASE WHEN id > 0 THEN 'enable_sort' END) || ' ' || "
            "current_setting(CASE WHEN id > 0 THEN 'hnsw.iterative_scan' END) FROM spread.image"
        )
        assert session.scalars(asked).all() == [f"{settings.EF_SEARCH} off strict_order"]
    session.execute(settings.settings_elsewhere(by_index=True), execution_options={"no_parameters": True})
    near = f"ORDER BY embedding::halfvec({DIMENSION}) <=> '{[1.0] * DIMENSION}'::halfvec({DIMENSION}) LIMIT 10"
    plan = session.scalars(
        text(f"EXPLAIN SELECT image_id FROM spread.image_embedding WHERE encoder_id = 1 {near}")
    ).all()
    session.rollback()
    assert any("Index Scan using ix_image_embedding_hnsw_1_" in line for line in plan), plan
    assert measure_recall(session, pair.models.encoder_id, DIMENSION, sample=5) > 0.99
