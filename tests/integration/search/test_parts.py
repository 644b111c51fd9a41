from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from PIL import Image as Pillow
from sqlalchemy import text
from sqlalchemy.orm import Session

from imgsearch.errors import BadInput
from imgsearch.search import (
    Part,
    SearchModels,
)
from tests.asking import search, search_by_image, search_parts
from tests.fakes import CosineRegressor, unit

from .conftest import AddImage

RED = Pillow.new("RGB", (4, 4), "red")  # a dog, to the encoder of these tests


@pytest.fixture
def scored(models: SearchModels, add_image: AddImage) -> SearchModels:
    add_image("dog.jpg", unit(1))
    add_image("dog in snow.jpg", unit(1, 1))
    add_image("snow.jpg", unit(0, 1))
    add_image("dog by car.jpg", unit(1, 0, 1))
    add_image("beach.jpg", unit(0, 0, 0, 1))
    return replace(models, regressor=CosineRegressor())  # type: ignore[arg-type]


def found(session: Session, models: SearchModels, *parts: Part, **options: Any) -> dict[str, float]:  # noqa: ANN401
    return {hit.name: round(hit.score, 2) for hit in search_parts(session, models, parts, **options).hits}


def test_one_text_is_searched_as_ever(session: Session, scored: SearchModels) -> None:
    alone, part = search(session, scored, "dog"), search_parts(session, scored, [Part("dog")])
    assert alone.hits == part.hits
    assert alone.nearest == part.nearest
    assert (alone.text, part.text) == ("dog", "dog")
    assert found(session, scored, Part("dog")) == {"dog.jpg": 1.0, "dog in snow.jpg": 0.71, "dog by car.jpg": 0.71}


def test_several_texts_score_their_mean_by_weight(session: Session, scored: SearchModels) -> None:
    assert found(session, scored, Part("dog"), Part("snow")) == {"dog in snow.jpg": 0.71}
    even = found(session, scored, Part("dog"), Part("snow"), min_score=0)
    heavy = found(session, scored, Part("dog", weight=3), Part("snow"), min_score=0)
    assert (even["dog.jpg"], heavy["dog.jpg"]) == (0.5, 0.75)


def test_unwanted_text_takes_its_score_away_and_what_shows_it_is_no_match(
    session: Session, scored: SearchModels
) -> None:
    result = search_parts(session, scored, [Part("dog"), Part("snow", weight=-1)])
    assert [hit.name for hit in result.hits] == ["dog.jpg", "dog by car.jpg"]
    scores = {hit.name: round(hit.score, 2) for hit in (*result.hits, *result.nearest)}
    assert scores["dog.jpg"] == 0.99
    assert scores["dog in snow.jpg"] == 0.2
    heavier = search_parts(session, scored, [Part("dog"), Part("snow", weight=-2)])
    assert {hit.name: round(hit.score, 2) for hit in heavier.nearest}["dog in snow.jpg"] == 0.06
    assert result.text == "dog -snow"


def test_picture_and_text_together(session: Session, scored: SearchModels) -> None:
    result = search_parts(session, scored, [Part("car"), Part(image=RED)])
    assert [hit.name for hit in result.hits] == ["dog by car.jpg"]
    result = search_parts(session, scored, [Part(image=RED), Part("snow", weight=-1)])
    assert [hit.name for hit in result.hits][:2] == ["dog.jpg", "dog by car.jpg"]
    assert "dog in snow.jpg" not in {hit.name for hit in result.hits}
    assert result.text == "(picture) -snow"


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ([Part("dog")] * 11, "10 are the most"),
        ([Part("dog"), Part("dog", weight=-1)], "cancel each other"),
        ([Part("dog", weight=0)], "out of range"),
        ([Part("dog"), Part("snow", weight=float("inf"))], "out of range"),
        ([Part("dog"), Part("snow", weight=float("nan"))], "out of range"),
        ([Part("dog"), Part(" ")], "the query is empty"),
    ],
)
def test_parts_that_say_nothing_are_refused(
    session: Session, scored: SearchModels, parts: list[Part], said: str
) -> None:
    with pytest.raises(BadInput, match=said):
        search_parts(session, scored, parts)


@pytest.mark.parametrize(
    "parts", [[Part("dog"), Part("a boy")], [Part("dog"), Part("children", weight=-1)], [Part("dog"), Part("ребёнок")]]
)
def test_no_part_may_speak_of_minors(session: Session, scored: SearchModels, parts: list[Part]) -> None:
    result = search_parts(session, scored, parts)
    assert result.disclaimer is not None
    assert (result.hits, result.nearest) == ([], [])


def test_a_query_of_several_pictures_is_shown_in_words_and_one_picture_is_not(
    session: Session, scored: SearchModels
) -> None:
    assert search_parts(session, scored, [Part(image=RED), Part(image=RED, weight=2)]).text is not None
    assert search_parts(session, scored, [Part(image=RED)]).text is None


def test_the_caption_beside_a_picture_that_was_asked_by_one_is_its_first(
    session: Session, models: SearchModels, add_image: AddImage
) -> None:
    add_image("a.jpg", unit(1), "the first", "the second")
    session.execute(text("UPDATE caption SET text = text || ' ' WHERE text = 'the first'"))  # it lies behind now
    for way in ("enable_indexscan", "enable_bitmapscan"):  # which would find them in their order by chance
        session.execute(text(f"SET {way} = off"))
    session.commit()
    (hit,) = search_by_image(session, models, RED, min_score=0).hits
    assert hit.caption == "the first "


def test_no_page_follows_the_last_that_may_be_asked_for(
    session: Session, scored: SearchModels, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("imgsearch.search.once.MAXIMUM_HITS", 2)
    pages = [search_parts(session, scored, [Part("dog")], limit=limit, nearest=True) for limit in (1, 2, 3)]
    assert [page.next_offset for page in pages] == [1, None, None]
