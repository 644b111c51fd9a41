"""In which order candidates come: by vector, by their captions' words and by their captions' meaning, taking turns."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy.orm import Session

from imgsearch.queries import candidates as statement
from imgsearch.search import (
    Part,
    SearchModels,
)
from tests.asking import search_parts
from tests.fakes import unit

from .conftest import AddImage, turns

FAR = unit(0, 0, -1)


@pytest.fixture
def near(add_image: AddImage) -> None:
    """Nine dogs, n1 the nearest to the word."""
    for number in range(1, 10):
        add_image(f"n{number}", unit(1, 0.1 * number))


@pytest.fixture
def by_words(models: SearchModels) -> SearchModels:
    """Without encoders of captions nothing comes in by meaning."""
    return replace(models, caption_encoders={})


def not_near(found: list[tuple[int, str]]) -> list[tuple[int, str]]:
    return [(turn, name) for turn, name in found if not name.startswith("n")]


@pytest.mark.usefixtures("near")
def test_the_nearest_alone_come_by_distance(session: Session, by_words: SearchModels) -> None:
    # A flag has no word and no meaning: the vector is as near to one axis as to any other.
    assert turns(session, by_words, "🇩🇪", count=4) == [(1, "n9"), (2, "n8"), (3, "n7"), (4, "n6")]
    assert turns(session, by_words, "dog", count=3) == [(5, "n1"), (10, "n2"), (15, "n3")]


@pytest.mark.usefixtures("near")
def test_words_come_after_every_four_nearest_in_the_order_of_their_rank(
    session: Session, by_words: SearchModels, add_image: AddImage
) -> None:
    add_image("once", FAR, "a dog beside somebody's very old and rusty unicycle")
    add_image("often", FAR, "dog, unicycle, dog, unicycle")
    assert turns(session, by_words, "dog unicycle") == [
        (5, "n1"), (10, "n2"), (15, "n3"), (20, "n4"), (21, "often"), (25, "n5"), (30, "n6"), (35, "n7"), (40, "n8"),
        (41, "once"), (45, "n9"),
    ]  # fmt: skip


@pytest.mark.usefixtures("near")
def test_words_of_several_texts_take_turns(session: Session, by_words: SearchModels, add_image: AddImage) -> None:
    add_image("n10", unit(1, 1))
    add_image("dogs", FAR, "dog, dog, dog")
    add_image("unicycle", FAR, "a unicycle")
    add_image("dog", FAR, "somebody with a dog")
    found = turns(session, by_words, "dog", "unicycle")
    assert not_near(found) == [(21, "dogs"), (41, "unicycle"), (61, "dog")]


@pytest.mark.usefixtures("near")
def test_captions_near_in_meaning_come_between_one_and_the_next(
    session: Session, models: SearchModels, add_image: AddImage
) -> None:
    add_image("less", FAR, "a doggy in a snowdrift")
    add_image("more", FAR, "a doggy")
    assert turns(session, models, "dog") == [
        (5, "n1"), (7, "more"), (10, "n2"), (13, "less"), (15, "n3"), (20, "n4"), (25, "n5"), (30, "n6"), (35, "n7"),
        (40, "n8"), (45, "n9"),
    ]  # fmt: skip


@pytest.mark.usefixtures("near")
def test_meanings_of_several_texts_come_half_as_often(
    session: Session, models: SearchModels, add_image: AddImage
) -> None:
    add_image("snowdrift", FAR, "a snowdrift")
    add_image("doggy", FAR, "a doggy")
    found = turns(session, models, "dog", "snow")
    assert not_near(found) == [(13, "snowdrift"), (13, "doggy")]


@pytest.mark.usefixtures("near")
def test_a_picture_of_several_sources_comes_once_at_its_first_turn(
    session: Session, models: SearchModels, add_image: AddImage
) -> None:
    add_image("dog", unit(1, 0.95), "a dog", "a doggy", "another dog")
    found = turns(session, models, "dog")
    assert [each for each in found if each[1] == "dog"] == [(7, "dog")]


@pytest.mark.usefixtures("near")
def test_equal_turns_are_broken_by_image_id_and_count_cuts(
    session: Session, models: SearchModels, add_image: AddImage
) -> None:
    add_image("doggy", FAR, "a doggy")
    whole = turns(session, models, "dog")
    for count in range(1, 11):
        assert turns(session, models, "dog", count=count) == whole[:count]


@pytest.mark.usefixtures("near")
def test_a_caption_near_in_meaning_brings_in_its_picture_only_with_that_source(
    session: Session, models: SearchModels, by_words: SearchModels, add_image: AddImage
) -> None:
    add_image("doggy", FAR, "a doggy")
    assert turns(session, models, "dog", count=2) == [(5, "n1"), (7, "doggy")]
    assert turns(session, by_words, "dog", count=2) == [(5, "n1"), (10, "n2")]


@pytest.mark.usefixtures("near")
def test_only_so_many_captions_bring_in_their_pictures(
    session: Session, models: SearchModels, add_image: AddImage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(statement, "MAXIMUM_BY_MEANING", 2)
    statement.select_candidates.cache_clear()
    for number in range(4):
        add_image(f"far{number}", FAR, f"doggy {'snow' * number}")
    try:
        found = turns(session, models, "dog", count=9)
    finally:
        statement.select_candidates.cache_clear()
    assert [name for _, name in found if name.startswith("far")] == ["far0", "far1"]


@pytest.mark.usefixtures("near")
def test_unwanted_texts_bring_in_nothing(session: Session, models: SearchModels, add_image: AddImage) -> None:
    add_image("snow", FAR, "snow")
    result = search_parts(session, models, [Part("dog"), Part("snow", weight=-1)], limit=10, min_score=0)
    assert result.candidate_count == 10
