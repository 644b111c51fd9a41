from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from imgsearch.errors import BadInput, EmptyIndex, ModelMismatch, ModelUnavailable
from imgsearch.models.activation import set_active
from imgsearch.models.choose import activate_regressor, list_models, remove_regressor, roll_back
from imgsearch.models.loaded import read_models, shipped_regressor
from imgsearch.tables import Activation, Encoder, Regressor
from tests.conftest import Connect
from tests.fakes import ColourEncoder
from tests.integration.models.conftest import (
    Train,
    active_names,
    history,
)


def test_activated_regressor_is_the_one_that_searches_read(session: Session, gallery: Path, train: Train) -> None:
    first, second = train(), train()
    assert read_models(session).regressor_id == second
    session.rollback()
    activate_regressor(session, first)
    assert read_models(session).regressor_id == first


def test_rollback_goes_back_one_activation_at_a_time(session: Session, gallery: Path, train: Train) -> None:
    a, b, c = train(), train(), train(activate=False)
    activate_regressor(session, c)
    assert [roll_back(session), roll_back(session)] == [b, a]
    activate_regressor(session, c)
    assert roll_back(session) == a
    assert active_names(session) == ("first", a)
    assert history(session) == [
        (None, False), (a, False), (b, False), (c, False), (b, True), (a, True), (c, False), (a, True)
    ]  # fmt: skip


def test_activating_what_is_active_is_no_change(session: Session, gallery: Path, train: Train) -> None:
    number = train()
    activate_regressor(session, number)
    assert history(session) == [(None, False), (number, False)]


def test_rollback_passes_over_what_was_removed(session: Session, gallery: Path, train: Train) -> None:
    a, b, c = train(), train(), train()
    remove_regressor(session, b)
    assert roll_back(session) == a
    assert active_names(session) == ("first", a)
    assert c in session.scalars(select(Regressor.id)).all()


def test_without_an_activation_before_there_is_no_way_back(session: Session, gallery: Path) -> None:
    with pytest.raises(BadInput, match="no other regressor was active with first before"):
        roll_back(session)


@pytest.mark.parametrize("trained_on", [("second", None), ("first", "older")])
def test_regressor_of_another_encoder_or_revision_is_refused(
    session: Session, gallery: Path, train: Train, trained_on: tuple[str, str | None]
) -> None:
    good = train()
    other = train(trained_on[0], revision=trained_on[1], activate=False)
    with pytest.raises(ModelMismatch, match="run `imgsearch train regressor`"):
        activate_regressor(session, other)
    session.rollback()
    with pytest.raises(ModelMismatch, match="trained on vectors of small"):
        activate_regressor(session, None)
    session.rollback()
    assert active_names(session) == ("first", good)
    assert history(session)[-1] == (good, False)


def test_regressor_trained_while_the_encoder_was_switched_is_kept_but_not_used(
    session: Session, gallery: Path, train: Train
) -> None:
    good = train()
    with pytest.raises(ModelMismatch, match=r"regressor \d+ is stored but not active"):
        train("second")
    assert active_names(session) == ("first", good)
    assert session.scalars(select(Regressor.is_active).order_by(Regressor.id)).all() == [True, False]


@pytest.mark.parametrize("kept", [0, 100, 50_000])
def test_regressor_whose_artifact_is_cut_is_refused(session: Session, gallery: Path, train: Train, kept: int) -> None:
    broken, good = train(), train()
    artifact = session.scalars(select(Regressor.artifact).where(Regressor.id == broken)).one()
    session.execute(update(Regressor).where(Regressor.id == broken).values(artifact=artifact[:kept]))
    session.commit()
    with pytest.raises(ModelUnavailable, match="cannot be read"):
        activate_regressor(session, broken)
    session.rollback()
    with pytest.raises(ModelUnavailable, match="cannot be read"):
        roll_back(session)
    session.rollback()
    assert active_names(session) == ("first", good)


def test_shipped_regressor_serves_its_own_encoder(
    session: Session, gallery: Path, train: Train, encoders: dict[str, ColourEncoder]
) -> None:
    shipped = shipped_regressor()
    assert shipped is not None
    session.execute(update(Encoder).values(name="small", revision=shipped.card["encoder_revision"]))
    session.commit()
    encoders["small"] = ColourEncoder("small", shipped.card["encoder_revision"])
    trained = train("small")
    assert [row["is_active"] for row in list_models(session)["regressors"]] == [True, False]
    activate_regressor(session, None)
    assert active_names(session) == ("small", None)
    assert [row["is_active"] for row in list_models(session)["regressors"]] == [False, True]
    assert read_models(session).regressor is not None
    session.rollback()
    assert roll_back(session) == trained


def test_active_regressor_is_not_removed(session: Session, gallery: Path, train: Train) -> None:
    first, second = train(), train()
    with pytest.raises(BadInput, match=f"regressor {second} is active"):
        remove_regressor(session, second)
    session.rollback()
    remove_regressor(session, first)
    assert session.scalars(select(Regressor.id)).all() == [second]
    for attempt in (remove_regressor, activate_regressor):
        with pytest.raises(BadInput, match=f"there is no regressor {first}"):
            attempt(session, first)
        session.rollback()


def test_nothing_loaded_nothing_to_activate(session: Session) -> None:
    with pytest.raises(EmptyIndex):
        activate_regressor(session, None)


def test_list_counts_vectors_of_all_pictures(session: Session, gallery: Path, train: Train) -> None:
    train("second", activate=False)
    session.execute(text("DELETE FROM image_embedding WHERE image_id = (SELECT min(id) FROM image)"))
    found = list_models(session)
    columns = ("name", "dimension", "vectors", "pictures", "has_index", "is_active")
    assert [tuple(row[column] for column in columns) for row in found["encoders"]] == [
        ("first", 6, 8, 9, True, True),
        ("second", 8, 0, 9, False, False),
    ]
    assert found["activated_at"] is not None


def test_analysts_read_the_history_and_cannot_write_it(
    session: Session, gallery: Path, train: Train, connect_as: Connect
) -> None:
    number = train()
    with Session(connect_as("analyst")) as analyst:
        assert analyst.scalars(select(Activation.regressor_id).order_by(Activation.id)).all() == [None, number]
        with pytest.raises(Exception, match="permission denied"):
            set_active(analyst, 1, None)
