"""Keeping encoders' rows and trained models in the database."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from imgsearch.db.staging import begin_batch
from imgsearch.encoders import Encoder
from imgsearch.errors import ModelMismatch
from imgsearch.models.activation import set_active
from imgsearch.rescoring.regressor import Regressor
from imgsearch.tables import Encoder as EncoderRow
from imgsearch.tables import Regressor as RegressorRow


def find_encoder(session: Session, name: str, revision: str) -> EncoderRow | None:
    """The row of an encoder at one revision."""
    return session.scalar(select(EncoderRow).where(EncoderRow.name == name, EncoderRow.revision == revision))


def register_encoder(session: Session, encoder: Encoder) -> int:
    """The id of an encoder's row, which is made when there is none; commits.

    The first encoder that puts texts and pictures into one space becomes the active one.

    Raises:
        ModelMismatch: it is known by this name and revision with another dimension.
    """
    row = find_encoder(session, encoder.name, encoder.revision)
    if row is None:
        begin_batch(session)
        searchable = encoder.encodes_images and encoder.encodes_texts
        active = searchable and session.scalar(select(EncoderRow.id).where(EncoderRow.is_active)) is None
        session.execute(
            insert(EncoderRow)
            .values(name=encoder.name, revision=encoder.revision, dimension=encoder.dimension)
            .on_conflict_do_nothing()
        )
        row = find_encoder(session, encoder.name, encoder.revision)
        assert row is not None
        if active:
            set_active(session, row.id, None)
        session.commit()
    encoder_id, dimension = row.id, row.dimension
    session.rollback()
    if dimension != encoder.dimension:
        raise ModelMismatch(
            f"encoder {encoder.name} revision {encoder.revision} has {encoder.dimension} dimensions, but its stored "
            f"vectors have {dimension}; its revision should have changed; delete its row from the table encoder"
        )
    return encoder_id


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
        ModelMismatch: it was to be activated, but the encoder was switched while it was trained; it is stored. Or the
            encoder was removed, and it is not.
    """
    begin_batch(session)
    fits = session.scalar(select(EncoderRow.is_active).where(EncoderRow.id == encoder_id))
    if fits is None:
        session.rollback()
        raise ModelMismatch(
            "the encoder was removed while this regressor was trained on it, so it is not stored; run `imgsearch train "
            "regressor` again"
        )
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
    if activate and fits:
        set_active(session, encoder_id, regressor_id)
    session.commit()
    if activate and not fits:
        raise ModelMismatch(
            f"regressor {regressor_id} is stored but not active: the encoder was switched while it was trained; "
            "run `imgsearch train regressor` again"
        )
    return regressor_id
