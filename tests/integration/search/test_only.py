"""Kinds of photographs that are asked for, and words for how they were taken, as the database answers them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from imgsearch import Catalog
from imgsearch.queries.filters import Filters
from imgsearch.search import SearchModels, SearchResult, ask, search
from tests.fakes import CosineRegressor, WordEncoder, unit

from .conftest import AddImage

PALE = ["black and white"]


def names(result: SearchResult) -> list[str]:
    return [hit.name for hit in result.hits]


class Puzzled(WordEncoder):
    """Takes a text with words for how a photograph was taken for one about a tree."""

    def encode_texts(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return super().encode_texts([re.sub(".*(bokeh|panorama|vintage|macro).*", "tree", each) for each in texts])


@pytest.fixture
def models(models: SearchModels) -> SearchModels:
    """With scores and a threshold."""
    return replace(models, encoder=Puzzled("first"), regressor=CosineRegressor())  # type: ignore[arg-type]


@pytest.fixture
def pictures(add_image: AddImage) -> None:
    add_image("red", unit(1), "a dog", colours=["red"])
    add_image("pale", unit(1, 1), "a dog", colours=PALE)
    add_image("pale snow", unit(0, 1), "snow", colours=PALE)
    add_image("tall", unit(2, 1), "a dog", colours=["blue"], width=3, height=4)


@pytest.mark.usefixtures("pictures")
@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("black and white photo of dog", ["pale"]),
        ("dog b&w", ["pale"]),
        ("чёрно-белые фотографии", ["pale", "pale snow"]),
        ("vertical photos without snow", ["tall"]),
        ("vertical picture of dog", ["tall"]),
        ("dog", ["pale", "red", "tall"]),
    ],
)
def test_photographs_of_the_kind_alone_are_found(
    session: Session, models: SearchModels, typed: str, found: list[str]
) -> None:
    assert sorted(names(search(session, models, ask(typed)))) == found


@pytest.mark.usefixtures("pictures")
@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("square photos of dog", "No picture is square."),
        ("квадратные фото собаки", "Нет ни одного изображения такого вида: квадратные."),
    ],
)
def test_where_there_is_none_of_the_kind_the_answer_says_so(
    engine: Engine, models: SearchModels, typed: str, said: str
) -> None:
    with Catalog(engine) as catalog:
        catalog._searcher._models = models
        catalog._searcher._is_given = True
        found = catalog.search(typed)
    assert (list(found), found.message) == ([], said)
    assert found.result.understood.of("only") == [typed.split()[0]]


@pytest.mark.usefixtures("pictures")
def test_a_filter_that_is_given_counts_instead_of_the_text(session: Session, models: SearchModels) -> None:
    query = ask("black and white photo of dog", filters=Filters(colours=("red",)))
    assert query.understood.of("only") == []
    assert all(hit.name == "red" for hit in search(session, models, query).hits)


@pytest.mark.usefixtures("pictures")
@pytest.mark.parametrize("typed", ["bokeh dog", "panorama of dog", "vintage dgo"])
def test_where_nothing_is_found_words_for_how_it_was_taken_are_left_out(
    session: Session, models: SearchModels, typed: str
) -> None:
    found = search(session, models, ask(typed))
    assert (found.text, found.instead) == (typed, "dog")
    assert sorted(names(found)) == ["pale", "red", "tall"]
    assert search(session, models, ask(typed, literal=True)).hits == []


@pytest.mark.usefixtures("pictures")
def test_what_is_not_there_is_not_found_without_them_either(session: Session, models: SearchModels) -> None:
    found = search(session, models, ask("macro of a bird"))
    assert (found.instead, found.hits) == (None, [])
