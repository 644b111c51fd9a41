"""Comparing all pictures, using the index, and the one after the other give the same; settings and statements."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from pgvector import HalfVector
from psycopg.pq import Format
from sqlalchemy import delete, event, text
from sqlalchemy.orm import Session

from imgsearch.queries import session as settings
from imgsearch.queries.session import EF_SEARCH, EF_SEARCH_CAPTIONS, MAXIMUM_SCANNED, select_search_settings
from imgsearch.search import (
    Filters,
    SearchModels,
    SearchResult,
)
from imgsearch.tables import ImageEmbedding
from tests.asking import by_index, search
from tests.builders import fill, make_index_poor
from tests.fakes import unit

from .conftest import (
    AddImage,
    statements,
    turns,
)

PICTURES = 300
SETTINGS = (
    "hnsw.ef_search", "hnsw.iterative_scan", "hnsw.max_scan_tuples", "enable_sort", "enable_presorted_aggregate", "jit",
    "plan_cache_mode", "role",
)  # fmt: skip


def find(session: Session, models: SearchModels, limit: int, **filters: Any) -> SearchResult:  # noqa: ANN401
    return search(session, models, "dog near a tree", min_score=0, limit=limit, filters=Filters(**filters))


def test_candidates_come_in_binary_and_nothing_else_does(session: Session, models: SearchModels) -> None:
    fill(session, models, 3)
    seen: list[tuple[bool, Format]] = []

    def note(_connection: object, cursor: Any, statement: str, *_rest: object) -> None:  # noqa: ANN401
        seen.append(("AS embedding" in statement, cursor.format))

    event.listen(session.get_bind(), "before_cursor_execute", note)
    try:
        find(session, models, 3)
    finally:
        event.remove(session.get_bind(), "before_cursor_execute", note)
    assert sorted({*seen}) == [(False, Format.TEXT), (True, Format.BINARY)]


def test_all_ways_to_scan_find_the_same(session: Session, models: SearchModels) -> None:
    fill(session, models, PICTURES)
    cases: list[tuple[int, dict[str, Any]]] = [(10, {}), (10, {"photographer": "anna"}), (30, {"tags": ("x",)})]
    exact = [find(session, models, limit, **filters) for limit, filters in cases]
    with by_index():
        indexed = [find(session, models, limit, **filters) for limit, filters in cases]
    assert [result.scan for result in exact] == ["exact"] * 3
    # Three pictures are Anna's: after them the index has no more, and whether it has them all is looked up.
    assert [result.scan for result in indexed] == ["index", "index, then exact", "index"]
    for one, other in zip(exact, indexed, strict=True):
        assert [(hit.rank, hit.name, hit.score) for hit in one.hits] == [
            (hit.rank, hit.name, hit.score) for hit in other.hits
        ]
    assert [result.passing for result in exact] == [PICTURES, 3, PICTURES]


def test_what_the_index_missed_comes_after_what_it_found_and_nothing_comes_twice(
    session: Session, models: SearchModels, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(session, models, PICTURES)
    without_captions = replace(models, caption_encoders={})
    exact = turns(session, without_captions, "🇩🇪", count=PICTURES)
    make_index_poor(session, models)
    monkeypatch.setattr(settings, "EF_SEARCH", 5)
    with by_index(scanned=1):
        found = turns(session, without_captions, "🇩🇪", count=PICTURES)
    assert [turn for turn, _ in found] == list(range(1, PICTURES + 1))
    order = [name for _, name in exact]
    places = [order.index(name) for _, name in found]
    assert sorted(places) == list(range(PICTURES))
    assert places != sorted(places)
    # The index gave few, and those that it did not give are in the order of their distance.
    assert places[50:] == sorted(places[50:])


def test_equal_distances_are_cut_by_image_id_where_all_are_compared(
    session: Session, models: SearchModels, add_image: AddImage
) -> None:
    ids = [add_image(str(number), unit(1)) for number in range(6)]
    # Rows that lie in the table in the order of their ids would hide that nothing orders them.
    session.execute(delete(ImageEmbedding))
    for image_id in reversed(ids):
        vector = HalfVector(unit(1))
        session.add(ImageEmbedding(encoder_id=models.encoder_id, image_id=image_id, is_hidden=False, embedding=vector))
        session.flush()
    session.commit()
    without_captions = replace(models, caption_encoders={})
    for count in range(1, 7):
        found = turns(session, without_captions, "🇩🇪", count=count)
        assert found == [(number + 1, str(number)) for number in range(count)]


@pytest.mark.parametrize(
    ("exact_up_to", "ef_search", "sort"), [(PICTURES, EF_SEARCH_CAPTIONS, "on"), (PICTURES - 1, EF_SEARCH, "off")]
)
def test_settings_hold_in_the_transaction_of_a_search_and_only_there(
    session: Session,
    models: SearchModels,
    exact_up_to: int,
    ef_search: int,
    sort: str,
) -> None:
    fill(session, models, PICTURES)
    with by_index(exact_up_to):
        with session.begin():
            assert session.execute(select_search_settings()).one().passing == PICTURES
            values = [session.scalar(text(f"SELECT current_setting('{name}')")) for name in SETTINGS]
        found = find(session, models, 10)
    assert values == [
        str(ef_search), "strict_order", str(MAXIMUM_SCANNED), sort, sort, "off", "force_generic_plan",
        "imgsearch_searcher",
    ]  # fmt: skip
    assert found.scan == ("exact" if sort == "on" else "index")
    after = [session.scalar(text(f"SELECT current_setting('{name}')")) for name in SETTINGS]
    assert (after[1], after[3], after[6], after[7]) == ("off", "on", "auto", "none")


def test_plans_are_made_once_for_all_texts_but_not_for_what_filters_say(session: Session, models: SearchModels) -> None:
    fill(session, models, PICTURES)
    session.execute(text("DEALLOCATE ALL"))
    counted = text(
        "SELECT sum(custom_plans)::int, sum(generic_plans)::int FROM pg_prepared_statements "
        "WHERE statement LIKE '%AS embedding%'"
    )
    before = session.execute(counted).one()
    session.rollback()
    for _ in range(8):
        find(session, models, 3)
    plain = session.execute(counted).one()
    session.rollback()
    assert (before, plain[0]) == ((None, None), 0)
    assert plain[1] > 0
    for _ in range(8):
        find(session, models, 3, photographer="anna")
    custom, _ = session.execute(counted).one()
    assert custom > 0


def test_constants_are_the_documented_ones() -> None:
    assert (EF_SEARCH, EF_SEARCH_CAPTIONS, MAXIMUM_SCANNED, settings.EXACT_UP_TO) == (1000, 100, 20_000, 5_000)


def test_each_way_to_scan_takes_its_number_of_statements(session: Session, models: SearchModels) -> None:
    fill(session, models, PICTURES)

    def count(limit: int, **options: Any) -> int:  # noqa: ANN401
        with statements(session) as seen:
            search(session, models, "dog near a tree", limit=limit, **options)
        return len(seen)

    assert (count(1), count(100), count(10, explain=True), count(10, filters=Filters(tags=("x",)))) == (2, 2, 3, 2)
    with by_index():
        assert (count(10), count(10, filters=Filters(photographer="anna"))) == (2, 3)


@pytest.mark.parametrize(("pictures", "next_offset"), [(9, None), (10, None), (11, 10)])
def test_there_is_a_next_page_only_where_there_are_more_hits(
    session: Session, models: SearchModels, add_image: AddImage, pictures: int, next_offset: int | None
) -> None:
    for number in range(pictures):
        add_image(f"{number}.jpg", unit(1, number))
    result = find(session, models, 10)
    assert (len(result.hits), result.next_offset) == (min(10, pictures), next_offset)
    last = find(session, models, 9)
    assert last.next_offset == (9 if pictures > 9 else None)
