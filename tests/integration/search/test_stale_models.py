"""A process that holds models notices when the database names others."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import Engine, delete, insert
from sqlalchemy.orm import Session

from imgsearch import Catalog
from imgsearch.errors import EmptyIndex
from imgsearch.models.activation import set_active
from imgsearch.models.loaded import read_active_ids, read_models, shipped_regressor
from imgsearch.search import Filters, Query, SearchModels
from imgsearch.search.result import SearchResult
from imgsearch.tables import Encoder, ImageEmbedding, Regressor
from imgsearch.web.database import Database
from imgsearch.web.finding import Finder
from tests.fakes import DIMENSION, CosineRegressor, WordEncoder, unit

from .conftest import AddImage

Search = Callable[[Query], SearchResult]
Readings = list[tuple[int | None, int | None]]


class Backwards(WordEncoder):
    """The same words on the axes in the other order."""

    words = WordEncoder.words[::-1]


@pytest.fixture
def second_id(session: Session, add_image: AddImage, monkeypatch: pytest.MonkeyPatch) -> int:
    """Another encoder, not yet active, to which a picture that shows a dog shows a cat, and the other way round."""
    made = {name: WordEncoder(name) for name in ("small", "minilm", "use-multilingual")}
    made["second"] = Backwards("second")
    monkeypatch.setattr("imgsearch.models.loaded.load_encoder", made.__getitem__)
    ids = {name: add_image(name, unit(*vector)) for name, vector in {"dog": [1.0], "cat": [0.0] * 7 + [1]}.items()}
    row = Encoder(name="second", revision="1", dimension=DIMENSION)
    session.add(row)
    session.flush()
    for name, image_id in ids.items():
        vector = made["second"].encode_texts(["cat" if name == "dog" else "dog"])[0]
        session.add(ImageEmbedding(encoder_id=row.id, image_id=image_id, is_hidden=False, embedding=vector))
    session.commit()
    return row.id


def add_regressor(session: Session, encoder_id: int) -> int:
    shipped = shipped_regressor()
    assert shipped is not None
    card = {**shipped.card, "encoder": "small", "encoder_revision": "1"}
    changed = type(shipped)(card=card, background=shipped.background, scorers=shipped.scorers)
    values = {"encoder_id": encoder_id, "card": card, "metrics": {}, "artifact": changed.to_bytes()}
    regressor_id: int = session.execute(insert(Regressor).values(values).returning(Regressor.id)).scalar_one()
    return regressor_id


def switch(session: Session, encoder_id: int, regressor_id: int | None = None) -> None:
    set_active(session, encoder_id, regressor_id)
    session.commit()


def best(result: SearchResult) -> tuple[int | None, str]:
    return result.encoder_id, result.nearest[0].name


def test_active_ids_are_of_the_active_rows(session: Session, second_id: int) -> None:
    first_id = read_active_ids(session)[0]
    assert first_id not in (None, second_id)
    regressor_id = add_regressor(session, second_id)
    assert read_active_ids(session) == (first_id, None)
    switch(session, second_id, regressor_id)
    assert read_active_ids(session) == (second_id, regressor_id)


@pytest.fixture(params=["catalog", "page"])
def search(request: pytest.FixtureRequest, engine: Engine, second_id: int) -> Search:
    """Searches of one process, by the models that the database names."""
    if request.param == "catalog":
        catalog = Catalog(engine)
        return lambda query: catalog.find(query).result
    finder = Finder(Database(engine))
    return lambda query: finder.find(query).result


@pytest.fixture
def readings(monkeypatch: pytest.MonkeyPatch) -> Readings:
    """The ids of the models at each time that they are read."""
    read: Readings = []

    def read_and_note(session: Session) -> SearchModels:
        models = read_models(session)
        read.append(models.ids)
        return models

    monkeypatch.setattr("imgsearch.search.warm.read_models", read_and_note)
    return read


def test_another_encoder_is_used_from_the_next_search_on(
    session: Session, second_id: int, search: Search, readings: Readings
) -> None:
    first_id = read_active_ids(session)[0]
    session.rollback()
    assert first_id is not None
    for encoder_id, name in ((first_id, "dog"), (second_id, "cat"), (first_id, "dog")):
        switch(session, encoder_id)
        assert best(search(Query.of("dog"))) == (encoder_id, name)
    assert readings == [(first_id, None), (second_id, None), (first_id, None)]


def test_another_regressor_is_used_from_the_next_search_on(
    session: Session,
    search: Search,
    readings: Readings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("imgsearch.rescoring.regressor.Regressor.predict", CosineRegressor.predict)
    monkeypatch.setattr("imgsearch.rescoring.regressor.Regressor.spread", CosineRegressor.spread)
    first_id = read_active_ids(session)[0]
    session.rollback()
    assert first_id is not None
    before = search(Query.of("dog"))
    assert (before.regressor_id, before.hits) == (None, [])
    regressor_id = add_regressor(session, first_id)
    switch(session, first_id, regressor_id)
    after = search(Query.of("dog"))
    assert (after.encoder_id, after.regressor_id) == (first_id, regressor_id)
    assert [hit.name for hit in after.hits] == ["dog"]
    assert readings == [(first_id, None), (first_id, regressor_id)]


def test_models_that_are_still_named_are_not_read_again(search: Search, readings: Readings) -> None:
    for _ in range(3):
        search(Query.of("dog"))
    with pytest.raises(EmptyIndex):
        search(Query.of("dog", filters=Filters(gallery="none")))
    # The database is not asked which models it names.
    assert search(Query.of("a boy")).disclaimer is not None
    assert len(readings) == 1


def test_models_whose_vectors_are_gone_are_read_again_once(
    session: Session, second_id: int, search: Search, readings: Readings
) -> None:
    first = search(Query.of("dog"))
    switch(session, second_id)
    session.execute(delete(ImageEmbedding).where(ImageEmbedding.encoder_id == first.encoder_id))
    session.commit()
    assert best(search(Query.of("dog"))) == (second_id, "cat")
    assert readings == [(first.encoder_id, None), (second_id, None)]
    session.execute(delete(ImageEmbedding))
    session.commit()
    for _ in range(2):
        with pytest.raises(EmptyIndex):
            search(Query.of("dog"))
    assert len(readings) == 2


def test_given_models_are_kept_whatever_the_database_names(
    engine: Engine, session: Session, models: SearchModels, second_id: int, readings: Readings
) -> None:
    finder = Finder(Database(engine), models)
    switch(session, second_id)
    for _ in range(2):
        assert best(finder.find(Query.of("dog")).result) == (models.encoder_id, "dog")
    session.execute(delete(ImageEmbedding).where(ImageEmbedding.encoder_id == models.encoder_id))
    session.commit()
    with pytest.raises(EmptyIndex):
        finder.find(Query.of("dog"))
    assert readings == []
