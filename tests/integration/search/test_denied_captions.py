"""What captions say of what is unwanted: one that denies it does not show it, one that names it does."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from sqlalchemy.orm import Session

from imgsearch.rescoring.pairs import Pairs
from imgsearch.search import Part, Query, SearchModels, ask, search
from imgsearch.search.denied import without_denials
from imgsearch.search.encode import encode_query
from imgsearch.search.find import find_candidates
from imgsearch.search.timer import Timer
from tests.fakes import CosineRegressor, ScoreAlone, unit

from .conftest import AddImage


class CaptionRegressor(ScoreAlone):
    """A picture shows what a caption says, by its words or its vector; without captions nothing."""

    def __init__(self, *, by_words: bool) -> None:
        self.by_words = by_words

    def predict(self, pairs: Pairs) -> tuple[Any, Any]:
        score = np.zeros(len(pairs.image), dtype=np.float32)
        if self.by_words and pairs.words is not None:
            score = np.nan_to_num(pairs.words[:, 0])
        elif not self.by_words and pairs.similarity["minilm"].shape[1]:
            score = np.nan_to_num(pairs.similarity["minilm"]).max(axis=1)
        return score, np.full(len(score), 0.6, dtype=np.float32)


@pytest.fixture(params=[True, False], ids=["words", "meaning"])
def gallery(models: SearchModels, add_image: AddImage, request: pytest.FixtureRequest) -> SearchModels:
    add_image("bare.jpg", unit(1), "a dog with no snow", "a dog")
    add_image("denied.jpg", unit(1), "a dog with no snow")
    add_image("doubted.jpg", unit(1), "a dog without snow", "a dog in the snow")
    add_image("both.jpg", unit(1), "a dog with no snow by a dog in snow")
    add_image("snow.jpg", unit(1), "a dog in snow")
    add_image("dog.jpg", unit(1), "a dog")
    return replace(models, regressor=CaptionRegressor(by_words=request.param))  # type: ignore[arg-type]


BARE = {"bare.jpg", "denied.jpg", "dog.jpg"}


@pytest.mark.parametrize("typed", ["dog without snow", "a dog with no snow", "no snow", "-snow"])
def test_who_wants_none_finds_what_captions_deny(session: Session, gallery: SearchModels, typed: str) -> None:
    assert {hit.name for hit in search(session, gallery, ask(typed)).hits} == BARE


@pytest.mark.parametrize("typed", ["dog without snow", "no snow"])
def test_what_a_caption_names_is_shown_however_low_the_score(
    session: Session, models: SearchModels, add_image: AddImage, typed: str
) -> None:
    add_image("snow.jpg", unit(1), "a dog", "a dog in the snow")
    add_image("dog.jpg", unit(1), "a dog")
    low = replace(models, regressor=CosineRegressor())  # type: ignore[arg-type]
    assert {hit.name for hit in search(session, low, ask(typed)).hits} == {"dog.jpg"}
    scores = {hit.name: hit.score for hit in search(session, low, ask("dog without snow", nearest=True)).shown}
    assert scores["snow.jpg"] < scores["dog.jpg"]


def test_of_several_texts_each_is_denied_by_itself(session: Session, gallery: SearchModels) -> None:
    query = Query([Part("dog"), Part("snow", weight=-1), Part("boat", weight=-1)])
    assert {hit.name for hit in search(session, gallery, query).hits} == BARE


def test_a_russian_text_is_denied_by_its_english_words_too(session: Session, gallery: SearchModels) -> None:
    encoded = encode_query(gallery, Query([Part("собака"), Part("снега", weight=-1)]))
    found = find_candidates(session, gallery, encoded, 10, Timer())
    snow = encoded.texts[1]
    assert without_denials(found, 1, replace(snow, english=None)) is found
    left = without_denials(found, 1, replace(snow, english="snow"))
    assert {row.name: row.captions for row in left.rows if row.name in ("bare.jpg", "denied.jpg", "dog.jpg")} == {
        "bare.jpg": ["a dog"],
        "denied.jpg": [],
        "dog.jpg": ["a dog"],
    }


def test_a_wanted_text_is_scored_by_all_captions(session: Session, gallery: SearchModels) -> None:
    found = {hit.name for hit in search(session, gallery, ask("snow")).hits}
    assert "denied.jpg" in found
