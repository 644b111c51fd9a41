"""People who are unwanted are kept out by pixels, where no caption tells who is there."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from sqlalchemy.orm import Session

from imgsearch.search import SearchModels, ask, denied, evident, search
from imgsearch.search.encode import encode_text
from imgsearch.search.encoded import EncodedText
from tests.fakes import CosineRegressor, unit

from .conftest import AddImage

#: Mostly a dog, and a bird hardly seen: too little for a score.
WITH_BIRD = unit(1, 0, 0, 0, 0.2)


class Regressor(CosineRegressor):
    background = SimpleNamespace(images=np.stack([unit(1), unit(1, 0, 0, 0, 0.02)]))


@pytest.fixture
def gallery(models: SearchModels, add_image: AddImage) -> SearchModels:
    add_image("dog.jpg", unit(1))
    add_image("bird.jpg", WITH_BIRD)
    add_image("told.jpg", WITH_BIRD, "a dog")
    return replace(models, regressor=Regressor())  # type: ignore[arg-type]


def found(session: Session, models: SearchModels, typed: str) -> set[str | None]:
    return {hit.name for hit in search(session, models, ask(typed)).hits}


@pytest.mark.parametrize("typed", ["dog without bird", "no bird", "-bird"])
def test_who_is_there_is_seen_by_texts_that_are_near_to_people(
    session: Session, gallery: SearchModels, typed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert found(session, gallery, typed) == {"dog.jpg", "bird.jpg", "told.jpg"}
    monkeypatch.setattr(denied, "ANYBODY", frozenset({"bird"}))
    monkeypatch.setattr(evident, "PEOPLE", ("car", "bird"))
    assert found(session, gallery, typed) == {"dog.jpg", "told.jpg"}


def test_a_word_keeps_out_what_reaches_half_of_a_matchs_score(
    session: Session, gallery: SearchModels, add_image: AddImage
) -> None:
    # A match from .6 on.
    for name, snow in (("little.jpg", 0.29), ("much.jpg", 0.31)):
        add_image(name, unit((1 - snow**2) ** 0.5, snow))
    assert found(session, gallery, "dog without snow") == {"dog.jpg", "bird.jpg", "told.jpg", "little.jpg"}


def test_people_are_seen_by_several_texts(
    session: Session, gallery: SearchModels, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = list[str]()

    def spy(models: SearchModels, text: str) -> EncodedText:
        read.append(text)
        return encode_text(models, text)

    monkeypatch.setattr(evident, "encode_text", spy)
    search(session, gallery, ask("dog without snow"))
    assert read == []
    search(session, gallery, ask("dog without people"))
    assert read == list(evident.PEOPLE)
    assert {"people", "a man", "a woman"} <= set(read)


@pytest.mark.parametrize("typed", ["dog without people", "без людей", "собака, никого нет", "dog -people"])
def test_a_caption_that_names_somebody_shows_people(
    session: Session, gallery: SearchModels, add_image: AddImage, typed: str
) -> None:
    add_image("walked.jpg", unit(1), "A man walks a dog .")
    add_image("russian.jpg", unit(1), "Собака и женщина в парке")
    add_image("alone.jpg", unit(1), "A dog , and no man in sight .")
    assert found(session, gallery, typed) - {"dog.jpg", "bird.jpg"} == {"told.jpg", "alone.jpg"}
