from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from PIL import Image as Pillow
from sqlalchemy import insert, select, text
from sqlalchemy.orm import Session
from threadpoolctl import ThreadpoolController

from imgsearch.errors import BadInput, EmptyIndex
from imgsearch.search import (
    SearchModels,
    record_search,
)
from imgsearch.search.score import Scores, score_candidates
from imgsearch.tables import ImageEmbedding, MinorEvidence, Search
from tests.asking import search, search_by_image
from tests.builders import fill
from tests.fakes import unit

from .conftest import (
    AddImage,
    flag_of,
    statements,
)


def names(session: Session, models: SearchModels, query: str, **options: object) -> list[str]:
    result = search(session, models, query, min_score=0.0, **options)  # type: ignore[arg-type]
    return [hit.name for hit in result.hits]


def test_search_orders_by_score(session: Session, models: SearchModels, add_image: AddImage) -> None:
    add_image("far.jpg", unit(0, 1))
    add_image("near.jpg", unit(1, 0.1))
    add_image("middle.jpg", unit(1, 1))
    assert names(session, models, "dog") == ["near.jpg", "middle.jpg", "far.jpg"]


def test_search_computes_on_one_thread(
    session: Session, models: SearchModels, add_image: AddImage, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[int] = []

    def score_and_count(*arguments: Any) -> Scores:  # noqa: ANN401
        seen.extend(library["num_threads"] for library in blas.info())
        return score_candidates(*arguments)

    add_image("a.jpg", unit(1))
    blas = ThreadpoolController().select(user_api="blas")
    monkeypatch.setattr("imgsearch.search.scan.score_candidates", score_and_count)
    with blas.limit(limits=2):
        search(session, models, "dog")
    assert set(seen) == {1}


def test_search_breaks_ties_by_image_id(session: Session, models: SearchModels, add_image: AddImage) -> None:
    for name in ("b.jpg", "c.jpg", "a.jpg"):
        add_image(name, unit(1))
    assert names(session, models, "dog") == ["b.jpg", "c.jpg", "a.jpg"]


def test_search_shows_the_caption_nearest_to_the_query(
    session: Session, models: SearchModels, add_image: AddImage
) -> None:
    add_image("a.jpg", unit(1), "snow everywhere", "a dog runs", "a car")
    result = search(session, models, "dog", min_score=0.0)
    assert result.hits[0].caption == "a dog runs"


def test_a_hit_has_what_the_tables_say(session: Session, models: SearchModels, add_image: AddImage) -> None:
    image_id = add_image("a.jpg", unit(1), "a dog", width=40, height=30)
    (hit,) = search(session, models, "dog" * 99, min_score=0.0).hits
    assert (hit.image_id, hit.name, hit.path, hit.width, hit.height) == (image_id, "a.jpg", "/pictures/a.jpg", 40, 30)
    assert (hit.caption, round(hit.distance, 3), round(hit.score, 3)) == ("a dog", 0, 1)


def test_flagged_picture_never_comes_out(session: Session, models: SearchModels, add_image: AddImage) -> None:
    flagged = add_image("minor.jpg", unit(1), minor=True)
    add_image("other.jpg", unit(0, 1))
    assert flag_of(session, flagged)
    session.rollback()
    assert names(session, models, "dog") == ["other.jpg"]


def test_evidence_hides_a_picture_at_once_and_its_removal_shows_it_again(
    session: Session, models: SearchModels, add_image: AddImage
) -> None:
    image_id = add_image("a.jpg", unit(1))
    add_image("b.jpg", unit(0, 1))
    session.execute(
        insert(MinorEvidence).values(
            image_id=image_id, is_hidden=False, source="caption", term="boy", caption_key="a#0", probability=1.0
        )
    )
    session.commit()
    assert names(session, models, "dog") == ["b.jpg"]
    session.execute(text("DELETE FROM minor_evidence"))
    session.commit()
    assert names(session, models, "dog") == ["a.jpg", "b.jpg"]


@pytest.mark.parametrize(
    ("query", "disclaimer"),
    [
        ("a boy on a beach", "This image is unavailable in your country in compliance with local laws"),
        ("дети играют", "Это изображение недоступно в вашей стране в соответствии с местным законодательством"),
    ],
)
def test_query_for_minors_is_answered_with_the_disclaimer(
    session: Session, models: SearchModels, add_image: AddImage, query: str, disclaimer: str
) -> None:
    add_image("a.jpg", unit(1))
    result = search(session, models, query)
    assert result.disclaimer == disclaimer
    assert result.hits == []
    assert result.nearest == []


def test_search_takes_two_statements_however_many_hits(
    session: Session, models: SearchModels, add_image: AddImage
) -> None:
    for number in range(12):
        add_image(f"{number}.jpg", unit(1, number), "dog", "snow")
    with statements(session) as seen:
        assert len(names(session, models, "dog", limit=1)) == 1
    assert len(seen) == 2


def test_search_of_a_small_gallery_gives_everything_there_is(
    session: Session, models: SearchModels, add_image: AddImage
) -> None:
    for number in range(7):
        add_image(f"{number}.jpg", unit(1, number))
    assert len(names(session, models, "dog", limit=10)) == 7


def test_index_is_used_and_agrees_with_exact_search(session: Session, models: SearchModels) -> None:
    fill(session, models, 6000)
    result = search(session, models, "dog near a tree", min_score=0.0, explain=True)
    assert any(f"ix_image_embedding_hnsw_{models.encoder_id}" in line for line in result.plan)
    query = models.encoder.encode_texts(["dog near a tree"])[0]
    rows = session.execute(select(ImageEmbedding.image_id, ImageEmbedding.embedding)).all()
    session.rollback()
    exact = sorted(rows, key=lambda row: -float(np.dot(row.embedding, query)))[:10]
    assert {row.image_id for row in exact} == {hit.image_id for hit in result.hits}


def test_nothing_matches_when_no_score_reaches_the_threshold(
    session: Session, models: SearchModels, add_image: AddImage
) -> None:
    add_image("a.jpg", unit(0, 1))
    result = search(session, models, "dog", min_score=0.9)
    assert result.hits == []
    assert [hit.name for hit in result.nearest] == ["a.jpg"]


def test_search_by_picture_finds_its_like(session: Session, models: SearchModels, add_image: AddImage) -> None:
    add_image("dog.jpg", unit(1, 0.01))
    add_image("snow.jpg", unit(0.01, 1))
    result = search_by_image(session, models, Pillow.new("RGB", (5, 5), "blue"))
    assert [hit.name for hit in result.hits] == ["snow.jpg", "dog.jpg"]
    assert result.hits[0].score > 0.99


def test_empty_database_says_what_to_do(session: Session, models: SearchModels) -> None:
    with pytest.raises(EmptyIndex, match="imgsearch load"):
        search(session, models, "dog")


@pytest.mark.parametrize(("query", "limit"), [("  ", 10), ("x" * 2001, 10), ("dog", 0), ("dog", 1001)])
def test_bad_queries_are_refused(session: Session, models: SearchModels, query: str, limit: int) -> None:
    with pytest.raises(BadInput):
        search(session, models, query, limit=limit)


@pytest.mark.parametrize("query", ["'; DROP TABLE image; --", "%s %(x)s :a", "\x00dog", "🐕" * 50, "\ud800dog"])
def test_hostile_queries_are_only_text(session: Session, models: SearchModels, add_image: AddImage, query: str) -> None:
    add_image("a.jpg", unit(1))
    result = search(session, models, query, min_score=0.0)
    assert [hit.name for hit in result.hits] == ["a.jpg"]
    record_search(session, result)
    assert session.scalar(select(Search.hit_count)) == 1


def test_searches_are_recorded_for_analysts(session: Session, models: SearchModels, add_image: AddImage) -> None:
    add_image("a.jpg", unit(1))
    record_search(session, search(session, models, "dog", min_score=0.0))
    record_search(session, search(session, models, "a child"))
    rows = session.execute(select(Search.text, Search.hit_count, Search.refused).order_by(Search.id)).all()
    assert [tuple(row) for row in rows] == [("dog", 1, False), ("a child", 0, True)]


def test_search_runs_as_the_searcher_role(session: Session, models: SearchModels, add_image: AddImage) -> None:
    """Even with the filter on the flag gone from the statement, row security holds."""
    add_image("minor.jpg", unit(1), minor=True)
    with session.begin():
        session.execute(text("SELECT set_config('role', 'imgsearch_searcher', true)"))
        assert session.scalar(text("SELECT count(*) FROM image")) == 0
        assert session.scalar(text("SELECT count(*) FROM image_embedding")) == 0
