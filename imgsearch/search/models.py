"""The models that a search uses, as the database names them."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files

from sqlalchemy import select
from sqlalchemy.orm import Session

from imgsearch.encoders import Encoder, load_encoder
from imgsearch.errors import EmptyIndex, ModelMismatch
from imgsearch.rescoring.features import CAPTION_ENCODERS
from imgsearch.rescoring.regressor import Regressor
from imgsearch.tables import Encoder as EncoderRow
from imgsearch.tables import Regressor as RegressorRow


@dataclass(frozen=True)
class SearchModels:
    """Everything that must be in memory before a query; reread when the database names others."""

    encoder_id: int
    encoder: Encoder
    caption_encoders: dict[str, tuple[int, Encoder]]
    """name -> (id, encoder) of those whose vectors of captions are in the database."""
    regressor_id: int | None
    """None: the one that ships with imgsearch."""
    regressor: Regressor | None
    """None: there is none for this encoder; pictures are ranked by cosine and nothing is called a match."""


def read_models(session: Session) -> SearchModels:
    """Load the active encoder, the encoders of captions, and the active or the shipped regressor.

    Raises:
        EmptyIndex: no encoder is active, so nothing was loaded.
        ModelMismatch: the vectors, or the regressor, were made by another revision of the encoder than is installed.
        ModelUnavailable: the regressor cannot be read.
    """
    encoder_id, encoder = read_active_encoder(session)
    rows = session.execute(
        select(EncoderRow.id, EncoderRow.name, EncoderRow.revision).where(EncoderRow.name.in_(CAPTION_ENCODERS))
    ).all()
    caption_encoders = {}
    for row in rows:
        caption_encoder = load_encoder(row.name)
        if caption_encoder.revision == row.revision:
            caption_encoders[row.name] = (row.id, caption_encoder)
    regressor_id, regressor = _read_regressor(session, encoder)
    return SearchModels(encoder_id, encoder, caption_encoders, regressor_id, regressor)


def read_active_encoder(session: Session) -> tuple[int, Encoder]:
    """The id and the encoder that searches use.

    Raises:
        EmptyIndex: no encoder is active, so nothing was loaded.
        ModelMismatch: the vectors were made by another revision of it than is installed.
    """
    row = session.execute(
        select(EncoderRow.id, EncoderRow.name, EncoderRow.revision).where(EncoderRow.is_active)
    ).one_or_none()
    if row is None:
        raise EmptyIndex
    encoder = load_encoder(row.name)
    if encoder.revision != row.revision:
        raise ModelMismatch(
            f"the pictures' vectors were made by {row.name} revision {row.revision}, installed is revision "
            f"{encoder.revision}; run `imgsearch load embeddings`"
        )
    return row.id, encoder


def read_active_ids(session: Session) -> tuple[int | None, int | None]:
    """The ids of the active encoder and regressor, by which models that are no longer in use are noticed."""
    encoder_id, regressor_id = session.execute(
        select(
            select(EncoderRow.id).where(EncoderRow.is_active).scalar_subquery(),
            select(RegressorRow.id).where(RegressorRow.is_active).scalar_subquery(),
        )
    ).one()
    return encoder_id, regressor_id


def _read_regressor(session: Session, encoder: Encoder) -> tuple[int | None, Regressor | None]:
    row = session.execute(select(RegressorRow.id, RegressorRow.artifact).where(RegressorRow.is_active)).one_or_none()
    if row is not None:
        regressor = Regressor.from_bytes(row.artifact)
        regressor.check_encoder(encoder.name, encoder.revision)
        return row.id, regressor
    shipped = shipped_regressor()
    if shipped is not None and (shipped.card["encoder"], shipped.card["encoder_revision"]) == (
        encoder.name,
        encoder.revision,
    ):
        return None, shipped
    return None, None


def shipped_regressor() -> Regressor | None:
    """The regressor that comes with imgsearch, for galleries without ratings of their own."""
    file = files("imgsearch.rescoring") / "default.safetensors"
    return Regressor.from_bytes(file.read_bytes()) if file.is_file() else None
