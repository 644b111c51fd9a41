"""Keeping trained models in the database."""

from __future__ import annotations

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from imgsearch.rescoring.regressor import Regressor
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
    """
    if activate:
        session.execute(update(RegressorRow).where(RegressorRow.is_active).values(is_active=False))
    regressor_id: int = session.execute(
        insert(RegressorRow)
        .values(
            encoder_id=encoder_id,
            is_active=activate,
            card=regressor.card,
            metrics=regressor.card["metrics"],
            artifact=regressor.to_bytes(),
        )
        .returning(RegressorRow.id)
    ).scalar_one()
    session.commit()
    return regressor_id
