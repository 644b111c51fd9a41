from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Pillow
from sqlalchemy import select
from sqlalchemy.orm import Session

from imgsearch.errors import BadInput
from imgsearch.models.choose import list_models, roll_back
from imgsearch.models.portable import calibrate
from imgsearch.rescoring.regressor import Regressor as Model
from imgsearch.search import read_models
from imgsearch.tables import Encoder, Regressor
from loaders.embeddings import load_image_embeddings
from loaders.images import load_images
from loaders.switch import load_and_switch
from tests.asking import search
from tests.fakes import ColourEncoder
from tests.integration.models.conftest import Train, active_names

pytestmark = pytest.mark.portable
Encoders = dict[str, ColourEncoder]


def stored(session: Session) -> list[Model]:
    """The regressors of the second encoder; the first got its own as its pictures were loaded."""
    of_second = select(Regressor.artifact).join(Encoder, Encoder.id == Regressor.encoder_id)
    rows = session.scalars(of_second.where(Encoder.name == "second").order_by(Regressor.id))
    found = [Model.from_bytes(data) for data in rows]
    session.rollback()
    return found


def test_encoder_without_a_regressor_gets_the_portable_one(
    session: Session, gallery: Path, encoders: Encoders, train: Train
) -> None:
    train()
    _, switched = load_and_switch(session, encoders["second"], encoders.__getitem__)
    assert (switched.has_regressor, switched.is_portable) == (True, True)
    assert active_names(session) == ("second", switched.regressor_id)
    models = read_models(session)
    session.rollback()
    assert models.regressor is not None
    assert models.regressor.is_portable
    assert set(models.readers) == {"minilm", "use-multilingual"}
    found = search(session, models, "red", limit=9, nearest=True)
    scores = {hit.name: hit.score for hit in [*found.hits, *found.nearest]}
    assert all(0 <= score <= 1 for score in scores.values())
    assert min(scores["red0.png"], scores["red1.png"]) > max(
        scores[f"{c}{n}.png"] for c in ("lime", "blue") for n in "012"
    )
    # Without captions, and in other letters.
    assert len(search(session, models, "красный", limit=9, min_score=0.0).hits) == 8


def test_nothing_was_active_before_a_first_switch(session: Session, gallery: Path, encoders: Encoders) -> None:
    """The regressor that ships was made for another encoder."""
    load_and_switch(session, encoders["second"], encoders.__getitem__)
    with pytest.raises(BadInput, match="no other regressor was active with second before"):
        roll_back(session)


def test_portable_score_says_that_nothing_matches(session: Session, gallery: Path, encoders: Encoders) -> None:
    load_and_switch(session, encoders["second"], encoders.__getitem__)
    models = read_models(session)
    session.rollback()
    found = search(session, models, "an excavator", limit=9, nearest=True)
    assert found.hits == []
    assert len(found.nearest) == 8


def test_background_has_no_flagged_picture_and_the_scenes(session: Session, gallery: Path, encoders: Encoders) -> None:
    load_and_switch(session, encoders["second"], encoders.__getitem__)
    (model,) = stored(session)
    assert model.card["background_pictures"] == 8
    assert (model.card["encoder"], model.card["encoder_revision"]) == ("second", "1")
    pure_red = encoders["second"].encode_images([Pillow.new("RGB", (8, 8), "red")])
    near = model.background.images @ pure_red[0]
    assert (near > 0.99).sum() == 2


def test_trained_regressor_is_preferred(session: Session, gallery: Path, encoders: Encoders, train: Train) -> None:
    trained = train("second", activate=False)
    _, switched = load_and_switch(session, encoders["second"], encoders.__getitem__)
    assert (switched.regressor_id, switched.is_portable) == (trained, False)
    rows = [row for row in list_models(session)["regressors"] if row["encoder"] == "second"]
    assert [row["is_portable"] for row in rows] == [False]


def test_gallery_that_grows_gets_a_new_background(
    session: Session, gallery: Path, encoders: Encoders, tmp_path: Path
) -> None:
    load_and_switch(session, encoders["second"], encoders.__getitem__)
    first = active_names(session)[1]
    for count, made in ((3, False), (20, True)):
        folder = tmp_path / f"more{count}"
        folder.mkdir()
        for number in range(count):
            Pillow.new("RGB", (9, 9), (number * 10, count, 90)).save(folder / f"{number}.png")
        load_images(session, folder)
        load_image_embeddings(session, "second", encoders.__getitem__)
        (model,) = stored(session)
        assert (model.card["background_pictures"] > 8) == made
        assert (active_names(session)[1] != first) == made


def test_newer_revision_gets_its_own_background(session: Session, gallery: Path, encoders: Encoders) -> None:
    load_and_switch(session, encoders["second"], encoders.__getitem__)
    encoders["second"] = ColourEncoder("second", revision="2", dimension=8)
    load_image_embeddings(session, "second", encoders.__getitem__)
    models = read_models(session)
    session.rollback()
    assert models.regressor is not None
    assert models.regressor.card["encoder_revision"] == "2"


def test_stored_portable_regressor_scores_as_before(session: Session, gallery: Path, encoders: Encoders) -> None:
    load_and_switch(session, encoders["second"], encoders.__getitem__)
    (model,) = stored(session)
    assert Model.from_bytes(model.to_bytes()).to_bytes() == model.to_bytes()
    assert calibrate(session, encoders["second"]) is None
    assert np.isfinite(model.background.texts).all()
