"""Keeping trained models in the database."""

from __future__ import annotations

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from imgsearch.activation import set_active
from imgsearch.errors import ModelMismatch
from imgsearch.rescoring.regressor import Regressor
from imgsearch.staging import begin_batch
from imgsearch.tables import Encoder
from imgsearch.tables import Regressor as RegressorRow


def store_regressor(session: Session, encoder_id: int, regressor: Regressor, *, activate: bool) -> int:
    """Store a regressor with its card; commits.

    Args:
        session: commits.
        encoder_id: the encoder that the regressor was trained on.
        regressor: what to store.
        activate: let searches use it from the next query on.

    Returns:
        Its id.

    Raises:
        ModelMismatch: it was to be activated, but the encoder was switched while it was trained; it is stored.
    """
    begin_batch(session)
    regressor_id: int = session.execute(
        insert(RegressorRow)
        .values(
            encoder_id=encoder_id,
            card=regressor.card,
            metrics=regressor.card["metrics"],
            artifact=regressor.to_bytes(),
        )
        .returning(RegressorRow.id)
    ).scalar_one()
    fits = session.scalar(select(Encoder.is_active).where(Encoder.id == encoder_id))
    if activate and fits:
        set_active(session, encoder_id, regressor_id)
    session.commit()
    if activate and not fits:
        raise ModelMismatch(
            f"regressor {regressor_id} is stored but not active: the encoder was switched while it was trained; "
            "run `imgsearch train regressor` again"
        )
    return regressor_id
