"""What nothing in a gallery shows is answered with nothing, and what may be shown is told apart from what is."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PIL import Image as Pillow
from sqlalchemy.orm import Session

from imgsearch.search import SearchModels, SearchResult
from tests.asking import search, search_by_image
from tests.fakes import CosineRegressor, ToldAbsence, unit

from .conftest import AddImage

WHITE = Pillow.new("RGB", (32, 32), "white")
#: Red on the left and black on the right: a dog and nothing else to the encoder of these tests.
DOG = Pillow.fromarray(np.repeat(np.array([[[255, 0, 0]] * 16 + [[120, 0, 0]] * 16], dtype=np.uint8), 32, axis=0))


@pytest.fixture
def gallery(models: SearchModels, add_image: AddImage) -> SearchModels:
    add_image("dog.jpg", unit(1))
    add_image("dog with car.jpg", unit(1, 0, 1))
    add_image("dog on beach with cars.jpg", unit(1, 0, 1, 0.6))
    add_image("snow.jpg", unit(0, 1))
    return replace(models, regressor=CosineRegressor())  # type: ignore[arg-type]


def judged(models: SearchModels, evidence: float) -> SearchModels:
    return replace(models, absence=ToldAbsence(evidence))  # type: ignore[arg-type]


def bands(result: SearchResult) -> dict[str, str]:
    return {hit.name: hit.band for hit in (*result.hits, *result.nearest)}


def test_without_evidence_for_the_encoder_the_single_threshold_holds(session: Session, gallery: SearchModels) -> None:
    found = bands(search(session, gallery, "dog"))
    assert found == {
        **dict.fromkeys(["dog.jpg", "dog with car.jpg", "dog on beach with cars.jpg"], "matches"),
        "snow.jpg": "below",
    }


def test_a_query_that_nothing_shows_is_answered_with_nothing(session: Session, gallery: SearchModels) -> None:
    result = search(session, judged(gallery, -0.5), "dog", nearest=True)
    assert result.hits == []
    assert result.nearest[0].name == "dog.jpg"
    assert set(bands(result).values()) == {"below"}


def test_doubtful_evidence_gives_pictures_that_may_match(session: Session, gallery: SearchModels) -> None:
    result = search(session, judged(gallery, 0.5), "dog")
    assert {hit.name: hit.band for hit in result.hits} == dict.fromkeys(
        ["dog.jpg", "dog with car.jpg", "dog on beach with cars.jpg"], "maybe"
    )
    assert all(hit.matches for hit in result.hits)
    assert (result.total, result.total_maybe) == (3, 3)
    sure = search(session, judged(gallery, 2), "dog")
    assert (sure.total, sure.total_maybe) == (len(sure.hits), 0)


def test_every_page_has_the_same_thresholds(session: Session, gallery: SearchModels) -> None:
    pages = [search(session, judged(gallery, 0.5), "dog", limit=1, offset=offset).hits for offset in range(4)]
    assert [[hit.name for hit in page] for page in pages] == [
        ["dog.jpg"], ["dog with car.jpg"], ["dog on beach with cars.jpg"], [],
    ]  # fmt: skip


def test_a_tag_finds_its_picture_whatever_the_evidence(
    session: Session, gallery: SearchModels, add_image: AddImage
) -> None:
    add_image("named.jpg", unit(0, 1), tags=["quiet evening"])
    result = search(session, judged(gallery, -5), "quiet evening")
    assert [(hit.name, hit.band) for hit in result.hits] == [("named.jpg", "matches")]


def test_a_minimal_score_takes_the_place_of_evidence(session: Session, gallery: SearchModels) -> None:
    assert len(search(session, judged(gallery, -5), "dog", min_score=0.6).hits) == 3


def test_a_white_square_looks_like_nothing(session: Session, gallery: SearchModels) -> None:
    models = judged(gallery, 5)
    assert search_by_image(session, models, WHITE).hits == []
    alike = search_by_image(session, models, DOG)
    assert [(hit.name, hit.band) for hit in alike.hits][:2] == [("dog.jpg", "matches"), ("dog with car.jpg", "maybe")]
    assert "snow.jpg" in [hit.name for hit in alike.nearest]
