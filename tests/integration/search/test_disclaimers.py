"""A query for minors gets the disclaimer in its language and no picture, through every way in."""

from __future__ import annotations

import pytest
from PIL import Image as Pillow
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from imgsearch import Catalog
from imgsearch.asking import Beside
from imgsearch.search import Part, Query, SearchModels, search
from imgsearch.web.database import Database
from imgsearch.web.finding import Finder
from tests.asking import search_parts
from tests.fakes import unit

from .conftest import AddImage, statements

ENGLISH = "This image is unavailable in your country in compliance with local laws"
RUSSIAN = "Это изображение недоступно в вашей стране в соответствии с местным законодательством"
GERMAN = "Dieses Bild ist in Ihrem Land aufgrund örtlicher Gesetze nicht verfügbar"
UKRAINIAN = "Це зображення недоступне у вашій країні відповідно до місцевого законодавства"
CHINESE = "根据当地法律，此图片在您所在的国家或地区无法显示"
RED = Pillow.new("RGB", (4, 4), "red")


def test_what_is_left_without_names_may_not_ask_for_minors_either(
    session: Session, models: SearchModels, add_image: AddImage
) -> None:
    add_image("a.jpg", unit(1), "a dog")
    result = search(session, models, Query.of("Jones", beside=Beside("a boy", ("Jones",)), nearest=True))
    assert (result.disclaimer, result.shown) == (ENGLISH, [])


@pytest.mark.parametrize(
    ("parts", "disclaimer"),
    [
        ([Part("a boy")], ENGLISH),
        ([Part("мальчик")], RUSSIAN),
        ([Part("dog"), Part("a boy", weight=-1)], ENGLISH),
        ([Part("two years"), Part("old")], ENGLISH),
        ([Part("old"), Part("dog", weight=-1), Part("two years"), Part("old")], ENGLISH),
        ([Part(image=RED), Part("a boy")], ENGLISH),
        ([Part("a boy", weight=-1), Part(image=RED)], ENGLISH),
        ([Part("собака"), Part("ребёнок", weight=-0.1)], RUSSIAN),
        ([Part("ein kleiner Junge")], GERMAN),
        ([Part("дівчинка з м'ячем")], UKRAINIAN),
        ([Part("a dog"), Part("小女孩", weight=-1)], CHINESE),
    ],
)
def test_no_part_and_no_parts_together_may_ask_for_minors(
    session: Session, models: SearchModels, add_image: AddImage, parts: list[Part], disclaimer: str
) -> None:
    add_image("a.jpg", unit(1), "a dog")
    with statements(session) as seen:
        result = search_parts(session, models, parts, min_score=0)
    assert (result.disclaimer, result.hits, result.nearest, result.next_offset) == (disclaimer, [], [], None)
    assert result.language == ("ru" if disclaimer in (RUSSIAN, UKRAINIAN) else "en")
    assert (result.encoder_id, result.candidate_count) == (models.encoder_id, 0)
    # The database is not even asked.
    assert seen == []


@pytest.mark.parametrize(("text", "language"), [("a dog", "en"), ("собака", "ru")])
def test_other_queries_get_pictures_and_no_disclaimer(
    session: Session, models: SearchModels, add_image: AddImage, text: str, language: str
) -> None:
    add_image("a.jpg", unit(1), "a dog")
    result = search_parts(session, models, [Part(text)], min_score=0)
    assert (result.disclaimer, result.language, len(result.hits)) == (None, language, 1)
    by_picture = search_parts(session, models, [Part(image=RED)])
    assert (by_picture.disclaimer, by_picture.language, len(by_picture.hits)) == (None, None, 1)


@pytest.mark.parametrize(("text", "disclaimer"), [("a boy", ENGLISH), ("мальчик", RUSSIAN), ("zwei Mädchen", GERMAN)])
def test_catalog_and_page_refuse_too(
    engine: Engine,
    models: SearchModels,
    add_image: AddImage,
    monkeypatch: pytest.MonkeyPatch,
    text: str,
    disclaimer: str,
) -> None:
    monkeypatch.setattr("imgsearch.search.warm.read_models", lambda _session: models)
    add_image("a.jpg", unit(1), "a dog")
    hits = Catalog(engine).search(text, min_score=0, nearest=True)
    assert (list(hits), hits.message, repr(hits)) == ([], disclaimer, disclaimer)
    finder = Finder(Database(engine), models)
    page = finder.find(Query.of(text, min_score=0, nearest=True))
    assert (page.hits, page.result.disclaimer, page.has_next) == ([], disclaimer, False)
    assert finder.ranked(text, 5) == []
    assert [hit.name for hit in finder.ranked("dog", 5)] == ["a.jpg"]
