"""Which models a search gets: only those that made the vectors that are there."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from imgsearch.errors import EmptyIndex, ModelMismatch
from imgsearch.models.loaded import read_caption_encoders
from imgsearch.rescoring.features import CAPTION_ENCODERS
from imgsearch.search import SearchModels, read_active_encoder, read_models
from tests.builders import make_models
from tests.fakes import BilingualEncoder, WordEncoder, unit

from .conftest import (
    AddImage,
    turns,
)


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> dict[str, WordEncoder]:
    """By name; what searches get when they ask for an encoder."""
    made = {"small": WordEncoder("small"), "minilm": WordEncoder("minilm")}
    made["use-multilingual"] = BilingualEncoder("use-multilingual")
    monkeypatch.setattr("imgsearch.models.loaded.load_encoder", made.__getitem__)
    return made


@pytest.fixture
def models(session: Session) -> SearchModels:
    """The caption encoders stand in the database in the other order."""
    return make_models(session, BilingualEncoder("use-multilingual"), WordEncoder("minilm"))


@pytest.mark.parametrize("read", [read_models, read_active_encoder])
def test_pictures_vectors_of_another_revision_are_refused(
    session: Session, models: SearchModels, installed: dict[str, WordEncoder], read: object
) -> None:
    assert callable(read)
    read(session)
    installed["small"].revision = "2"
    with pytest.raises(ModelMismatch, match="small revision 1, installed is revision 2"):
        read(session)


@pytest.mark.parametrize("read", [read_models, read_active_encoder])
def test_where_no_encoder_is_active_nothing_is_read(session: Session, read: object) -> None:
    assert callable(read)
    with pytest.raises(EmptyIndex):
        read(session)


@pytest.mark.parametrize("name", CAPTION_ENCODERS)
def test_captions_vectors_of_another_revision_are_left_out(
    session: Session, models: SearchModels, installed: dict[str, WordEncoder], name: str
) -> None:
    installed[name].revision = "2"
    assert list(read_caption_encoders(session)) == [other for other in CAPTION_ENCODERS if other != name]


def test_models_come_with_their_ids(session: Session, models: SearchModels, installed: dict[str, WordEncoder]) -> None:
    found = read_models(session)
    assert (found.encoder_id, found.encoder) == (models.encoder_id, installed["small"])
    assert (found.regressor_id, found.regressor) == (None, None)
    assert found.absence is None, "it was made for vectors of another revision, so the single threshold holds"
    for name in CAPTION_ENCODERS:
        assert found.caption_encoders[name] == (models.caption_encoders[name][0], installed[name])


@pytest.mark.usefixtures("installed")
def test_english_texts_meet_captions_by_the_first_encoder_of_the_features(
    session: Session, models: SearchModels, add_image: AddImage
) -> None:
    found = read_models(session)
    session.rollback()
    assert list(models.caption_encoders) != list(CAPTION_ENCODERS)
    assert list(found.caption_encoders) == list(CAPTION_ENCODERS)
    for number in range(3):
        add_image(f"near{number}.jpg", unit(0, 0, 0, 0, 0, 0.1 * number, 0, 1))
    # To the other encoder the second caption says the same as the query.
    add_image("first.jpg", unit(1), "cats and cats by a tree")
    add_image("second.jpg", unit(1), "a cat and a bird")
    assert turns(session, found, "cat") == [
        (5, "near0.jpg"), (7, "first.jpg"), (10, "near1.jpg"), (13, "second.jpg"), (15, "near2.jpg"),
    ]  # fmt: skip
