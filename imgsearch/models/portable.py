"""Giving an encoder that has no regressor of its own the portable one, with this gallery's pictures as background."""

from __future__ import annotations

from functools import lru_cache

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from imgsearch.db.staging import begin_batch
from imgsearch.encoders import Encoder, check_vectors
from imgsearch.encoders.protocol import FloatArray
from imgsearch.models import loaded
from imgsearch.models.activation import set_active
from imgsearch.models.rows import IS_PORTABLE
from imgsearch.models.store import find_encoder, store_regressor
from imgsearch.queries.vectors import select_sample, vectors_from_bytes
from imgsearch.rescoring.described import is_portable_card
from imgsearch.rescoring.features import CAPTION_ENCODERS
from imgsearch.rescoring.pairs import Background
from imgsearch.rescoring.portable import read_scenes
from imgsearch.rescoring.portable_model import shipped_portable
from imgsearch.tables import Encoder as EncoderRow
from imgsearch.tables import Regressor as RegressorRow

#: Pictures of a background.
BACKGROUND_PICTURES = 256
#: Of fewer pictures nothing can be said to be usual.
FEWEST_PICTURES = 2
#: A background is made again when it could have this many times its pictures.
GROWTH = 2


def calibrate(session: Session, encoder: Encoder) -> int | None:
    """Give an encoder the portable regressor where it has no regressor of its own; commits.

    It is stored like one that was trained, so it can be listed, shown and left for another one. One that was made when
    the gallery had few pictures is made again when it has more.

    Args:
        session: commits.
        encoder: whose pictures' vectors are there.

    Returns:
        The new regressor's id, which searches use where they use the encoder; None where it needs none, has no vectors
        or cannot read texts.

    Raises:
        ModelUnavailable: the portable regressor's file is missing or damaged.
    """
    row = find_encoder(session, encoder.name, encoder.revision)
    if row is None or not (encoder.encodes_texts and encoder.encodes_images):
        return None
    encoder_id = row.id
    cards = session.scalars(select(RegressorRow.card).where(RegressorRow.encoder_id == encoder_id)).all()
    known = max((card.get("background_pictures", 0) for card in cards), default=0)
    has_own = not all(map(is_portable_card, cards)) or (
        loaded.shipped_regressor_for(encoder.name, encoder.revision) is not None
    )
    pictures = [] if has_own else session.scalars(select_sample(encoder_id, BACKGROUND_PICTURES)).all()
    session.rollback()
    if has_own or len(pictures) < max(FEWEST_PICTURES, GROWTH * known if known < BACKGROUND_PICTURES else 2**31):
        return None
    background = make_background(encoder, vectors_from_bytes(pictures))
    regressor = shipped_portable().for_encoder(encoder.name, encoder.revision, background)
    regressor_id = store_regressor(session, encoder_id, regressor, activate=False)
    _replace(session, encoder_id, regressor_id)
    return regressor_id


def _replace(session: Session, encoder_id: int, regressor_id: int) -> None:
    """Let searches use it if they use the encoder, and delete what was made of fewer pictures; commits."""
    begin_batch(session)
    if session.scalar(select(EncoderRow.is_active).where(EncoderRow.id == encoder_id)):
        set_active(session, encoder_id, regressor_id)
    others = (
        (RegressorRow.encoder_id == encoder_id)
        & (RegressorRow.id != regressor_id)
        & ~RegressorRow.is_active
        & IS_PORTABLE
    )
    session.execute(delete(RegressorRow).where(others).execution_options(synchronize_session=False))
    session.commit()


def make_background(encoder: Encoder, pictures: FloatArray) -> Background:
    """What the portable regressor compares an encoder's cosines with.

    Args:
        encoder: the joint one.
        pictures: (B, D) its vectors of some pictures.

    Raises:
        InvalidVectors: the encoder gives vectors that are none.
    """
    texts = encoder.encode_texts(read_scenes())
    check_vectors(texts, encoder.dimension)
    return Background(pictures, texts, {name: _scenes_by(name) for name in CAPTION_ENCODERS})


@lru_cache(maxsize=len(CAPTION_ENCODERS))
def _scenes_by(name: str) -> FloatArray:
    return loaded.read_scenes_by(name)
