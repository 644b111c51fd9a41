"""Which models searches use: choosing among those that are stored, going back, and changing the encoder."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session

from imgsearch.counted import counted
from imgsearch.db.staging import begin_batch
from imgsearch.errors import BadInput, EmptyIndex, ImgsearchError
from imgsearch.models.activation import read_stack, set_active
from imgsearch.models.loaded import shipped_regressor, shipped_regressor_for
from imgsearch.models.rows import (
    select_encoders_with_coverage,
    select_last_activation,
    select_regressors_with_cards,
)
from imgsearch.rescoring.described import is_portable_card
from imgsearch.rescoring.regressor import Regressor
from imgsearch.tables import Activation, Encoder, Image, ImageEmbedding
from imgsearch.tables import Regressor as RegressorRow
from imgsearch.vectors.index import is_index_valid, vector_index_name


class Switched(NamedTuple):
    """What searches use after the encoder was switched."""

    encoder_id: int
    regressor_id: int | None
    has_regressor: bool
    """False: none was trained on this encoder, the shipped one neither, and no portable one could be made; scores are
    cosines."""
    is_portable: bool
    """Whether the regressor learned from other encoders."""


def list_models(session: Session) -> dict[str, Any]:
    """All models, as ``imgsearch models list --json`` prints them.

    Returns:
        ``regressors``, newest first, the one that ships last with id None; ``encoders``; ``activated_at`` and
        ``activated_by`` of the last change, None where there was none.
    """
    encoders = [dict(row) for row in session.execute(select_encoders_with_coverage()).mappings()]
    for encoder in encoders:
        encoder["has_index"] = is_index_valid(session, vector_index_name(ImageEmbedding, encoder["id"]))
    regressors = [dict(row) for row in session.execute(select_regressors_with_cards()).mappings()]
    card = shipped_regressor().card
    trained_on = (card["encoder"], card["encoder_revision"])
    fits = any(each["is_active"] and (each["name"], each["revision"]) == trained_on for each in encoders)
    regressors.append(
        {
            "id": None,
            "encoder": card["encoder"],
            "revision": card["encoder_revision"],
            "trained_at": datetime.fromisoformat(card["trained_at"]) if "trained_at" in card else None,
            "is_active": fits and not any(each["is_active"] for each in regressors),
            "metrics": card["metrics"],
            "thresholds": card["thresholds"],
        }
    )
    last = session.execute(select_last_activation()).mappings().one_or_none()
    return {
        "regressors": regressors,
        "encoders": encoders,
        "activated_at": last and last["activated_at"],
        "activated_by": last and last["activated_by"],
    }


def read_regressor(session: Session, regressor_id: int | None) -> Regressor:
    """A stored regressor, or with None the one that ships.

    Raises:
        BadInput: there is no such regressor.
        ModelUnavailable: it cannot be read.
    """
    if regressor_id is None:
        return shipped_regressor()
    artifact = session.scalar(select(RegressorRow.artifact).where(RegressorRow.id == regressor_id))
    if artifact is None:
        raise _unknown(regressor_id)
    return Regressor.from_bytes(artifact)


def read_stored_card(session: Session, regressor_id: int) -> dict[str, Any]:
    """The card of a stored regressor, be its artifact readable or not.

    Raises:
        BadInput: there is no such regressor.
    """
    card: dict[str, Any] | None = session.scalar(select(RegressorRow.card).where(RegressorRow.id == regressor_id))
    if card is None:
        raise _unknown(regressor_id)
    return card


def activate_regressor(session: Session, regressor_id: int | None) -> None:
    """Let searches use a stored regressor, or with None the one that ships; commits.

    Raises:
        BadInput: there is no such regressor.
        EmptyIndex: no encoder is active.
        ModelMismatch: it was trained on another encoder than the active one, or on another revision.
        ModelUnavailable: it cannot be read.
    """
    begin_batch(session)
    _activate(session, _active_encoder(session), regressor_id)
    session.commit()


def roll_back(session: Session) -> int | None:
    """Let searches use the regressor that was active before, with the same encoder; commits.

    Rolling back again goes further back.

    Returns:
        Its id; None for the one that ships.

    Raises:
        BadInput: none was active before.
        EmptyIndex: no encoder is active.
        ModelMismatch: it was trained on another revision of the encoder.
        ModelUnavailable: it cannot be read.
    """
    begin_batch(session)
    encoder = _active_encoder(session)
    active = session.scalar(select(RegressorRow.id).where(RegressorRow.is_active))
    fits = shipped_regressor_for(encoder.name, encoder.revision) is not None
    before = [each for each in read_stack(session, encoder.id) if each != active and (fits or each is not None)]
    if not before:
        raise BadInput(
            f"no other regressor was active with {encoder.name} before; `imgsearch models list` shows them all"
        )
    _activate(session, encoder, before[-1], is_rollback=True)
    session.commit()
    return before[-1]


def remove_regressor(session: Session, regressor_id: int) -> None:
    """Delete a regressor that searches do not use; commits.

    Raises:
        BadInput: there is no such regressor, or it is active.
    """
    begin_batch(session)
    is_active = session.scalar(select(RegressorRow.is_active).where(RegressorRow.id == regressor_id))
    if is_active is None:
        raise _unknown(regressor_id)
    if is_active:
        raise BadInput(
            f"regressor {regressor_id} is active; let searches use another one first: `imgsearch models activate`"
        )
    session.execute(
        delete(RegressorRow).where(RegressorRow.id == regressor_id).execution_options(synchronize_session=False)
    )
    session.commit()


def switch_encoder(session: Session, encoder_id: int, *, unreadable: Collection[str] = ()) -> Switched:
    """Let searches use another encoder, and a regressor that was trained on it, from one query to the next; commits.

    The regressor is the one that was active with this encoder last, else the newest that was trained on it, else the
    one that ships where it fits.

    Args:
        session: commits.
        encoder_id: an encoder whose vectors are complete.
        unreadable: paths of pictures that cannot be encoded; they may lack a vector.

    Raises:
        BadInput: pictures lack a vector by this encoder, or it was removed.
    """
    begin_batch(session)
    encoder = session.get(Encoder, encoder_id, populate_existing=True)
    if encoder is None:
        raise BadInput("the encoder was removed meanwhile; run `imgsearch models switch` again")
    has_vector = exists().where(ImageEmbedding.encoder_id == encoder_id, ImageEmbedding.image_id == Image.id)
    lacking = set(session.scalars(select(Image.path).where(~has_vector))) - set(unreadable)
    if lacking:
        raise BadInput(
            f"{counted(len(lacking), 'picture lacks', 'pictures lack')} a vector by {encoder.name}, and searches would "
            f"miss them; run `imgsearch load embeddings --encoder {encoder.name}`"
        )
    regressor_id = _fitting_regressor(session, encoder)
    has_regressor = regressor_id is not None or shipped_regressor_for(encoder.name, encoder.revision) is not None
    is_portable = regressor_id is not None and is_portable_card(read_stored_card(session, regressor_id))
    set_active(session, encoder_id, regressor_id)
    session.commit()
    return Switched(encoder_id, regressor_id, has_regressor, is_portable)


def activate_newer_revision(session: Session, name: str, encoder_id: int) -> bool:
    """Let searches use an encoder when the active one is another revision of it; commits.

    To be called when its vectors are complete: until then searches go on with the old ones. The regressor changes
    with it, since one that was trained on the old vectors would be refused.
    """
    begin_batch(session)
    active = session.scalar(select(Encoder.name).where(Encoder.is_active, Encoder.id != encoder_id))
    if active == name:
        set_active(session, encoder_id, _fitting_regressor(session, session.get_one(Encoder, encoder_id)))
    session.commit()
    return active == name


def _unknown(regressor_id: int) -> BadInput:
    return BadInput(f"there is no regressor {regressor_id}; `imgsearch models list` shows them all")


def _active_encoder(session: Session) -> Encoder:
    encoder = session.scalar(select(Encoder).where(Encoder.is_active))
    if encoder is None:
        raise EmptyIndex
    return encoder


def _activate(session: Session, encoder: Encoder, regressor_id: int | None, *, is_rollback: bool = False) -> None:
    read_regressor(session, regressor_id).check_encoder(encoder.name, encoder.revision)
    set_active(session, encoder.id, regressor_id, is_rollback=is_rollback)


def _fitting_regressor(session: Session, encoder: Encoder) -> int | None:
    history = session.scalars(
        select(Activation.regressor_id).where(Activation.encoder_id == encoder.id).order_by(Activation.id.desc())
    ).all()
    if history and history[0] is None and shipped_regressor_for(encoder.name, encoder.revision) is not None:
        return None
    trained = session.scalars(
        select(RegressorRow.id).where(RegressorRow.encoder_id == encoder.id).order_by(RegressorRow.id.desc())
    ).all()
    for regressor_id in sorted(trained, key=lambda each: each != next(iter(history), None)):
        try:
            read_regressor(session, regressor_id).check_encoder(encoder.name, encoder.revision)
        except ImgsearchError:
            continue  # neither readable nor fitting: an older one may do
        return regressor_id
    return None
