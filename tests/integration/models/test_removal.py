"""Removing what there is of an encoder that searches do not use."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from imgsearch.errors import BadInput, ModelMismatch
from imgsearch.models.activation import set_active
from imgsearch.models.choose import switch_encoder
from imgsearch.models.loaded import read_models, shipped_regressor
from imgsearch.models.removal import read_unused, remove_encoder
from imgsearch.models.store import register_encoder, store_regressor
from imgsearch.tables import Encoder, ImageEmbedding, Regressor
from imgsearch.vectors.index import create_vector_index, is_index_valid, vector_index_name
from loaders.embeddings import load_image_embeddings
from tests.conftest import Connect
from tests.fakes import ColourEncoder
from tests.integration.models.conftest import Train


def test_an_encoder_goes_with_its_vectors_index_and_regressors_and_searches_stay_as_they_were(
    session: Session, gallery: Path, encoders: dict[str, ColourEncoder], train: Train, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("imgsearch.models.removal.BATCH_VECTORS", 4)
    kept, gone = train(), train("second", activate=False)
    load_image_embeddings(session, "second", encoders.__getitem__)
    (unused,) = read_unused(session, "second")
    assert (unused.vectors, unused.regressors, type(unused.index_bytes)) == (9, [gone], int)
    assert unused.index_bytes > 0
    index = vector_index_name(ImageEmbedding, unused.id)
    assert is_index_valid(session, index)
    remove_encoder(session, unused)
    assert not is_index_valid(session, index)
    assert list(session.scalars(select(Encoder.name))) == ["first"]
    assert list(session.scalars(select(Regressor.id))) == [kept]
    assert session.scalar(select(func.count()).select_from(ImageEmbedding)) == 9
    assert read_models(session).ids == (unused.id - 1, kept)


def test_what_searches_use_stays_and_its_earlier_revisions_go(
    session: Session, gallery: Path, encoders: dict[str, ColourEncoder]
) -> None:
    with pytest.raises(BadInput, match="searches use first; let them use another encoder first: `imgsearch models"):
        read_unused(session, "first")
    with pytest.raises(BadInput, match="there is no encoder thrid; `imgsearch models list` shows them all"):
        read_unused(session, "thrid")
    earlier = ColourEncoder()
    earlier.revision = "earlier"
    register_encoder(session, earlier)
    assert [each.revision for each in read_unused(session, "first")] == ["earlier"]


def test_what_a_switch_has_taken_meanwhile_stays(session: Session, gallery: Path, train: Train) -> None:
    train("second", activate=False)
    (unused,) = read_unused(session, "second")
    set_active(session, unused.id, None)
    session.commit()
    with pytest.raises(BadInput, match="searches have been switched to second meanwhile"):
        remove_encoder(session, unused)


def test_whoever_was_about_to_use_what_is_removed_is_told_so(session: Session, gallery: Path) -> None:
    encoder_id = register_encoder(session, ColourEncoder("second", dimension=8))
    remove_encoder(session, *read_unused(session, "second"))
    with pytest.raises(BadInput, match="the encoder was removed meanwhile; run `imgsearch models switch` again"):
        switch_encoder(session, encoder_id)
    session.rollback()
    with pytest.raises(ModelMismatch, match="removed while this regressor was trained on it, so it is not stored"):
        store_regressor(session, encoder_id, shipped_regressor(), activate=True)
    assert session.scalars(select(Regressor.id)).all() == []


def test_only_the_owner_removes_an_encoder(session: Session, gallery: Path, connect_as: Connect) -> None:
    with Session(connect_as("loader")) as loader, pytest.raises(BadInput, match="only the owner of the tables removes"):
        read_unused(loader, "first")


def test_a_builder_leaves_no_lock_with_a_connection_that_a_pooler_keeps(
    session: Session, gallery: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sqlalchemy.Connection.detach", lambda _: None)
    encoder_id = register_encoder(session, ColourEncoder("third"))
    assert create_vector_index(session, ImageEmbedding, encoder_id, 4)
    held = text(
        "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND database = "
        "(SELECT oid FROM pg_database WHERE datname = current_database())"
    )
    assert session.scalar(held) == 0
