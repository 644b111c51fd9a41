from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from imgsearch.search import Filters, SearchModels
from tests.builders import fill
from tests.fakes import unit

from . import conftest
from .conftest import AddImage


def candidates(session: Session, models: SearchModels, *texts: str, filters: Filters | None = None) -> list[str]:
    return [row.name for row in conftest.candidates(session, models, *texts, filters=filters).rows]


@pytest.mark.usefixtures("crowd")
@pytest.mark.parametrize(
    ("query", "caption"),
    [
        ("dog on a unicycle", "Clown with dogs and unicycles"),
        ("unicycles", "a unicycle by a wall"),
        ("a dog, a unicycle and a policeman", "Policeman on a unicycle"),
        ("собака на велосипедах", "Собаки едут на велосипеде"),
        ("dog o'neil \\ 'quoted' & | ! :*", "o'neil \\ 'quoted' dog"),
    ],
)
def test_words_bring_in_what_is_far_by_vector(
    session: Session, models: SearchModels, add_image: AddImage, query: str, caption: str
) -> None:
    add_image("far.jpg", unit(0, 0, -1), caption)
    add_image("silent.jpg", unit(0, 0, -1))
    found = candidates(session, models, query)
    assert len(found) == 100
    assert "far.jpg" in found
    assert "silent.jpg" not in found


@pytest.mark.usefixtures("crowd")
def test_words_of_a_caption_must_be_there_but_one(session: Session, models: SearchModels, add_image: AddImage) -> None:
    add_image("far.jpg", unit(0, 0, -1), "a unicycle")
    assert "far.jpg" not in candidates(session, models, "dog unicycle")
    assert "far.jpg" not in candidates(session, models, "dog unicycle policeman")
    assert "far.jpg" in candidates(session, models, "dog", "unicycle")


@pytest.mark.usefixtures("crowd")
def test_words_find_no_flagged_picture_and_none_that_the_filter_keeps_out(
    session: Session, models: SearchModels, add_image: AddImage
) -> None:
    add_image("minor.jpg", unit(0, 0, -1), "a unicycle", minor=True)
    add_image("other.jpg", unit(0, 0, -1), "a unicycle", gallery="other")
    assert "minor.jpg" not in candidates(session, models, "unicycle")
    assert "other.jpg" in candidates(session, models, "unicycle")
    assert "other.jpg" not in candidates(session, models, "unicycle", filters=Filters(gallery="g"))
    with session.begin():
        session.execute(text("SET LOCAL ROLE imgsearch_searcher"))
        found = session.execute(text("SELECT image_id FROM find_captioned('unicycl', 10)")).all()
        assert len(found) == 1


def test_nobody_else_may_call_the_function_that_looks_past_row_security(session: Session) -> None:
    callers = session.scalars(
        text(
            "SELECT rolname FROM pg_roles WHERE rolname LIKE 'imgsearch%' "
            "AND has_function_privilege(rolname, 'find_captioned(tsquery, integer)', 'EXECUTE') ORDER BY rolname"
        )
    ).all()
    assert callers == ["imgsearch_definer", "imgsearch_loader", "imgsearch_owner", "imgsearch_searcher"]


def test_a_callers_temporary_table_does_not_take_the_captions_place(session: Session) -> None:
    session.execute(
        text("CREATE TEMPORARY TABLE caption AS SELECT 7::bigint AS image_id, 'x'::tsvector AS tsv, false AS is_hidden")
    )
    assert session.execute(text("SELECT image_id FROM find_captioned('x', 10)")).all() == []


def test_words_are_found_through_the_index_among_100_000_captions(session: Session, models: SearchModels) -> None:
    fill(session, models, 1000)
    session.execute(
        text(
            "INSERT INTO caption (caption_key, image_name, image_id, text) "
            "SELECT i.name || '#' || k, i.name, i.id, 'a dog number ' || k || ' sees the word w' || (i.id * 100 + k) "
            "FROM image i, generate_series(1, 100) k"
        )
    )
    session.execute(text("SELECT gin_clean_pending_list('ix_caption_tsv')"))
    session.execute(text("ANALYZE caption"))
    session.commit()

    def scans() -> tuple[int, int]:
        session.execute(text("SELECT pg_stat_force_next_flush()"))
        session.commit()
        row = session.execute(
            text(
                "SELECT (SELECT idx_scan FROM pg_stat_user_indexes WHERE indexrelname = 'ix_caption_tsv'), "
                "(SELECT seq_scan FROM pg_stat_user_tables WHERE relname = 'caption')"
            )
        ).one()
        session.rollback()
        return row[0], row[1]

    by_index, one_by_one = scans()
    found = candidates(session, models, "w5005")
    assert "p49" in found
    assert scans() == (by_index + 1, one_by_one)
