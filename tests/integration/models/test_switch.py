from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image as Pillow
from sqlalchemy import Engine, func, select, text
from sqlalchemy.orm import Session

from imgsearch.cli.load_steps import embed
from imgsearch.errors import BadInput, UnsupportedInput
from imgsearch.models.activation import set_active
from imgsearch.models.choose import switch_encoder
from imgsearch.models.store import register_encoder
from imgsearch.rescoring.regressor import Regressor
from imgsearch.search import read_models
from imgsearch.tables import Encoder, Image, ImageEmbedding
from imgsearch.vectors.index import (
    create_vector_index,
    is_index_valid,
    vector_index_name,
)
from loaders.embeddings import default_encoder, load_image_embeddings
from loaders.images import load_images
from loaders.switch import load_and_switch
from tests.asking import search
from tests.fakes import ColourEncoder
from tests.integration.models.conftest import (
    Train,
    active_names,
)

Encoders = dict[str, ColourEncoder]


class SlowEncoder(ColourEncoder):
    """Gives searches the time to run meanwhile."""

    def encode_images(self, images: Sequence[Pillow.Image]) -> NDArray[np.float32]:
        time.sleep(0.5)
        return super().encode_images(images)


class Asker(threading.Thread):
    """Searches again and again with the models of the moment, as a server does."""

    def __init__(self, engine: Engine) -> None:
        super().__init__()
        self.engine = engine
        self.done = threading.Event()
        self.answers: list[tuple[int | None, list[str]]] = []
        self.errors: list[Exception] = []

    def run(self) -> None:
        with Session(self.engine) as session:
            while not self.done.is_set():
                try:
                    models = read_models(session)
                    session.rollback()
                    result = search(session, models, "red", limit=9, min_score=0.0)
                    self.answers.append((models.regressor_id, [hit.name for hit in result.hits]))
                except Exception as exc:
                    self.errors.append(exc)
                    return


def test_searches_go_on_during_a_switch(
    session: Session,
    engine: Engine,
    gallery: Path,
    encoders: Encoders,
    train: Train,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # The trees are for 512 dimensions.
    monkeypatch.setattr(Regressor, "predict", lambda _, pairs: (s := pairs.image @ pairs.query[0], np.zeros_like(s)))
    monkeypatch.setattr(Regressor, "spread", lambda _, _text: 1.0)
    encoders["second"] = SlowEncoder("second", dimension=8)
    regressors = {train(), train("second", activate=False)}
    asker = Asker(engine)
    asker.start()
    try:
        for name in ("second", "first", "second", "first", "second"):
            load_and_switch(session, encoders[name], encoders.__getitem__)
            time.sleep(0.2)
    finally:
        asker.done.set()
        asker.join(timeout=20)
    assert asker.errors == []
    assert len(regressors) == 2
    assert {regressor_id for regressor_id, _ in asker.answers} == regressors
    for _, names in asker.answers:
        assert names[:2] == ["red0.png", "red1.png"]
        assert len(names) == 8
        assert "red2.png" not in names


def test_regressor_changes_with_the_encoder_and_back(
    session: Session, gallery: Path, encoders: Encoders, train: Train
) -> None:
    old, of_first = train(), train()
    loaded, switched = load_and_switch(session, encoders["second"], encoders.__getitem__)
    assert (loaded.inserted, switched.regressor_id, switched.has_regressor) == (9, None, False)
    assert active_names(session) == ("second", None)
    assert read_models(session).regressor is None
    session.rollback()
    of_second = train("second")
    loaded, switched = load_and_switch(session, encoders["first"], encoders.__getitem__)
    assert (loaded.inserted, switched.regressor_id) == (0, of_first)
    assert old != of_first
    load_and_switch(session, encoders["second"], encoders.__getitem__)
    assert active_names(session) == ("second", of_second)


def test_newer_revision_takes_over_with_no_regressor_of_the_older(
    session: Session, gallery: Path, encoders: Encoders, train: Train
) -> None:
    train()
    encoders["first"] = ColourEncoder(revision="2")
    load_image_embeddings(session, "first", encoders.__getitem__)
    models = read_models(session)
    assert (models.encoder.revision, models.regressor) == ("2", None)


def test_switch_is_refused_while_pictures_lack_vectors(session: Session, gallery: Path, encoders: Encoders) -> None:
    encoder_id = register_encoder(session, encoders["second"])
    with pytest.raises(BadInput, match=r"9 pictures lack a vector by second.*--encoder second"):
        switch_encoder(session, encoder_id)
    session.rollback()
    assert active_names(session) == ("first", None)


def test_pictures_that_cannot_be_read_do_not_hold_up_a_switch(
    session: Session, gallery: Path, encoders: Encoders
) -> None:
    (gallery / "blue1.png").write_text("no picture any more")
    loaded, _ = load_and_switch(session, encoders["second"], encoders.__getitem__)
    assert [Path(reject.file).name for reject in loaded.rejects] == ["blue1.png"]
    assert active_names(session) == ("second", None)


def test_encoder_without_a_text_side_is_refused(session: Session, gallery: Path, encoders: Encoders) -> None:
    encoders["second"].encodes_texts = False
    with pytest.raises(UnsupportedInput, match="it does not encode texts"):
        load_and_switch(session, encoders["second"], encoders.__getitem__)
    assert active_names(session) == ("first", None)


def test_later_loads_use_the_encoder_that_was_switched_to(session: Session, gallery: Path, encoders: Encoders) -> None:
    assert default_encoder(session) == "first"
    load_and_switch(session, encoders["second"], encoders.__getitem__)
    assert default_encoder(session) == "second"


def test_what_a_load_brings_while_searches_are_switched_gets_a_vector_by_the_new_encoder_too(
    session: Session, engine: Engine, gallery: Path, encoders: Encoders, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Switching(ColourEncoder):
        def encode_images(self, images: Sequence[Pillow.Image]) -> NDArray[np.float32]:
            with Session(engine) as other:
                set_active(other, register_encoder(other, encoders["second"]), None)
                other.commit()
            return super().encode_images(images)

    encoders["first"] = Switching()
    load_image_embeddings(session, "second", encoders.__getitem__)
    Pillow.new("RGB", (20, 8), "red").save(gallery / "late.png")
    load_images(session, gallery)
    monkeypatch.setattr("imgsearch.cli.load_steps._load_encoder", lambda n: encoders.get(n) or ColourEncoder(n))
    kinds = [result.kind for result in embed(session, None, strict=True)]
    assert kinds[:2] == ["vectors, first", "vectors, second"]
    of_late = select(Encoder.name).join(ImageEmbedding).join(Image).where(Image.name == "late.png")
    assert set(session.scalars(of_late)) == {"first", "second"}


def test_index_left_over_from_a_killed_build_is_built_again(
    session: Session, gallery: Path, encoders: Encoders
) -> None:
    load_and_switch(session, encoders["second"], encoders.__getitem__)
    encoder_id = register_encoder(session, encoders["second"])
    name = vector_index_name(ImageEmbedding, encoder_id)
    before = session.scalar(select(func.to_regclass(name).op("::")(text("oid"))))
    session.execute(
        text("UPDATE pg_index SET indisvalid = false WHERE indexrelid = to_regclass(:name)"), {"name": name}
    )
    session.commit()
    assert not is_index_valid(session, name)
    assert create_vector_index(session, ImageEmbedding, encoder_id, 8)
    assert is_index_valid(session, name)
    assert session.scalar(select(func.to_regclass(name).op("::")(text("oid")))) != before


def test_writers_need_not_wait_for_the_index(session: Session, engine: Engine, gallery: Path) -> None:
    """A build that is not concurrent would lock them out: it waits for one here, and so would they behind it."""
    encoder_id = session.scalars(select(ImageEmbedding.encoder_id)).first()
    assert encoder_id is not None
    name = vector_index_name(ImageEmbedding, encoder_id)
    session.execute(text(f"DROP INDEX {name}"))
    session.commit()
    with Session(engine) as writer, Session(engine) as other:
        writer.execute(text("UPDATE image_embedding SET encoder_id = encoder_id"))
        building = threading.Thread(target=create_vector_index, args=(session, ImageEmbedding, encoder_id, 6))
        building.start()
        try:
            waiting = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
            until = time.monotonic() + 10
            while not other.scalar(waiting) and time.monotonic() < until:
                other.rollback()
                time.sleep(0.05)
            other.execute(text("SET lock_timeout = '2s'"))
            other.execute(text("INSERT INTO encoder (name, revision, dimension) VALUES ('x', '1', 6)"))
            other.execute(
                text(
                    "INSERT INTO image_embedding (encoder_id, image_id, embedding) SELECT max(encoder.id), "
                    "(SELECT min(id) FROM image), '[1,0,0,0,0,0]' FROM encoder"
                )
            )
            other.commit()
        finally:
            writer.rollback()
            building.join(timeout=20)
    assert is_index_valid(session, name)
