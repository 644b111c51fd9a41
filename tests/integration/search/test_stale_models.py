"""A process that holds models notices when the database names others."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from sqlalchemy import Engine, insert
from sqlalchemy.orm import Session

from imgsearch import Catalog
from imgsearch.models.activation import set_active
from imgsearch.models.loaded import read_active_ids, shipped_regressor
from imgsearch.search.result import SearchResult
from imgsearch.tables import Encoder, ImageEmbedding, Regressor
from imgsearch.web.database import Database
from imgsearch.web.finding import RECHECK_SECONDS, Finder

from .conftest import AddImage
from .encoders import DIMENSION, WordEncoder, unit


class Backwards(WordEncoder):
    """The same words on the axes in the other order."""

    words = tuple(reversed(WordEncoder.words))


@pytest.fixture
def second_id(session: Session, add_image: AddImage, monkeypatch: pytest.MonkeyPatch) -> int:
    """Another encoder, not yet active, to which a picture that shows a dog shows a cat, and the other way round."""
    made = {"small": WordEncoder("small"), "minilm": WordEncoder("minilm"), "second": Backwards("second")}
    monkeypatch.setattr("imgsearch.models.loaded.load_encoder", made.__getitem__)
    ids = {name: add_image(name, unit(*vector)) for name, vector in {"dog": [1.0], "cat": [0.0] * 7 + [1]}.items()}
    row = Encoder(name="second", revision="1", dimension=DIMENSION)
    session.add(row)
    session.flush()
    for name, image_id in ids.items():
        vector = made["second"].encode_texts(["cat" if name == "dog" else "dog"])[0]
        session.add(ImageEmbedding(encoder_id=row.id, image_id=image_id, is_minor=False, embedding=vector))
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


def test_catalog_uses_another_encoder_from_the_next_search_on(engine: Engine, session: Session, second_id: int) -> None:
    first_id = read_active_ids(session)[0]
    session.rollback()
    assert first_id is not None
    catalog = Catalog(engine)
    for encoder_id, name in ((first_id, "dog"), (second_id, "cat"), (first_id, "dog")):
        switch(session, encoder_id)
        assert best(catalog.search("dog").result) == (encoder_id, name)


def test_catalog_and_page_keep_models_that_are_still_named(
    engine: Engine, second_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("imgsearch.web.finding.RECHECK_SECONDS", 0.0)
    catalog, finder = Catalog(engine), Finder(Database(engine))
    assert catalog._current_models() is catalog._current_models()
    assert finder.models() is finder.models()


@pytest.mark.parametrize("what", ["encoder", "regressor"])
def test_page_notices_another_encoder_or_regressor_after_a_while(
    engine: Engine, session: Session, second_id: int, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    now = 1000.0
    monkeypatch.setattr("imgsearch.web.finding.time", SimpleNamespace(monotonic=lambda: now))
    finder = Finder(Database(engine))
    before = finder.models()
    first_id = before.encoder_id
    assert (before.encoder.name, before.regressor_id) == ("small", None)
    encoder_id, regressor_id = (second_id, None) if what == "encoder" else (first_id, add_regressor(session, first_id))
    switch(session, encoder_id, regressor_id)
    now += RECHECK_SECONDS - 0.001
    assert finder.models() is before
    assert best(finder.by_text("dog").result) == (first_id, "dog")
    now += 0.001
    after = finder.models()
    assert (after.encoder_id, after.regressor_id) == (encoder_id, regressor_id)
    assert after.encoder.name == ("second" if what == "encoder" else "small")
    if what == "encoder":
        assert best(finder.by_text("dog").result) == (second_id, "cat")
    else:
        assert after.regressor is not None
