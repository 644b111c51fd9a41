"""The models that a search uses, as the database names them."""

from __future__ import annotations

from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from imgsearch.encoders import Encoder, FloatArray, load_encoder
from imgsearch.errors import EmptyIndex, ModelMismatch, ModelUnavailable
from imgsearch.queries.session import active_ids
from imgsearch.rescoring.absence import Absence, shipped_absence
from imgsearch.rescoring.features import CAPTION_ENCODERS
from imgsearch.rescoring.learned import LearnedWords, shipped_words_for
from imgsearch.rescoring.portable import read_scenes
from imgsearch.rescoring.regressor import Regressor
from imgsearch.tables import Encoder as EncoderRow
from imgsearch.tables import Regressor as RegressorRow
from imgsearch.tracing import span


class ActiveIds(NamedTuple):
    """Which encoder and which regressor searches use; None for the regressor that ships, or none."""

    encoder_id: int | None
    regressor_id: int | None


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
    absence: Absence | None = None
    """What gives each query thresholds of its own; None: there is none for this encoder, the regressor's holds."""
    readers: dict[str, Encoder] = field(default_factory=dict)
    """name -> encoder of captions that a portable regressor needs a query from, be there captions or not."""
    words: LearnedWords | None = None
    """What words look like; None: that was not learned for this encoder."""

    @property
    def ids(self) -> ActiveIds:
        """By which it is noticed that the database names others."""
        return ActiveIds(self.encoder_id, self.regressor_id)

    def caption_row(self, name: str) -> tuple[int, int]:
        """The id of an encoder of captions, and the width of its vectors."""
        encoder_id, encoder = self.caption_encoders[name]
        return encoder_id, encoder.dimension


def read_models(session: Session) -> SearchModels:
    """Load the active encoder, the encoders of captions, and the active or the shipped regressor.

    Raises:
        EmptyIndex: no encoder is active, so nothing was loaded.
        ModelMismatch: the vectors, or the regressor, were made by another revision of the encoder than is installed.
        ModelUnavailable: the regressor cannot be read.
    """
    with span("load models"):
        return _read_models(session)


def _read_models(session: Session) -> SearchModels:
    # One statement, so that a switch which commits in between gives both of the old or both of the new.
    active = session.execute(
        select(
            EncoderRow.id,
            EncoderRow.name,
            EncoderRow.revision,
            RegressorRow.id.label("regressor_id"),
            RegressorRow.artifact,
        )
        .select_from(EncoderRow)
        .join(RegressorRow, RegressorRow.is_active.is_(True), isouter=True)
        .where(EncoderRow.is_active)
    ).one_or_none()
    if active is None:
        raise EmptyIndex
    encoder = _load_revision(active.name, active.revision)
    caption_encoders = read_caption_encoders(session)
    if active.regressor_id is None:
        regressor = shipped_regressor_for(encoder.name, encoder.revision)
    else:
        regressor = Regressor.from_bytes(active.artifact)
        regressor.check_encoder(encoder.name, encoder.revision)
    shipped = shipped_absence()
    absence = shipped if shipped.fits(encoder.name, encoder.revision) else None
    words = shipped_words_for(encoder.name, encoder.revision)
    readers = read_by(regressor)
    return SearchModels(active.id, encoder, caption_encoders, active.regressor_id, regressor, absence, readers, words)


def read_scenes_by(name: str) -> FloatArray:
    """(C, E) the scenes of a portable regressor's background by an encoder of captions."""
    return load_encoder(name).encode_texts(read_scenes())


def read_by(regressor: Regressor | None) -> dict[str, Encoder]:
    """The encoders of captions that a regressor needs to know of a query, be there captions or not."""
    if regressor is None or not regressor.needs_readers:
        return {}
    return {name: load_encoder(name) for name in CAPTION_ENCODERS}


def read_caption_encoders(session: Session) -> dict[str, tuple[int, Encoder]]:
    """The encoders of captions whose vectors are in the database: name -> (id, encoder), in CAPTION_ENCODERS' order."""
    rows = session.execute(
        select(EncoderRow.id, EncoderRow.name, EncoderRow.revision).where(EncoderRow.name.in_(CAPTION_ENCODERS))
    ).all()
    caption_encoders = {}
    for row in sorted(rows, key=lambda row: CAPTION_ENCODERS.index(row.name)):
        caption_encoder = load_encoder(row.name)
        if caption_encoder.revision == row.revision:
            caption_encoders[row.name] = (row.id, caption_encoder)
    # A search brings in captions near in meaning by the first that can read its text.
    return {name: caption_encoders[name] for name in CAPTION_ENCODERS if name in caption_encoders}


def read_fitting_regressor(session: Session, encoder: Encoder) -> Regressor | None:
    """The active regressor, or the shipped one; None where it was made for another encoder or cannot be read."""
    artifact = session.scalar(select(RegressorRow.artifact).where(RegressorRow.is_active.is_(True)))
    if artifact is None:
        return shipped_regressor_for(encoder.name, encoder.revision)
    try:
        regressor = Regressor.from_bytes(artifact)
        regressor.check_encoder(encoder.name, encoder.revision)
    except (ModelMismatch, ModelUnavailable):
        return None
    return regressor


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
    return row.id, _load_revision(row.name, row.revision)


def _load_revision(name: str, revision: str) -> Encoder:
    encoder = load_encoder(name)
    if encoder.revision != revision:
        raise ModelMismatch(
            f"the pictures' vectors were made by {name} revision {revision}, installed is revision "
            f"{encoder.revision}; run `imgsearch load embeddings`"
        )
    return encoder


def read_active_ids(session: Session) -> ActiveIds:
    """The ids of the active encoder and regressor, by which models that are no longer in use are noticed."""
    return ActiveIds(*session.execute(select(*active_ids())).one())


def shipped_regressor() -> Regressor:
    """The regressor that comes with imgsearch, for galleries without ratings of their own.

    Raises:
        ModelUnavailable: its file is missing or damaged.
    """
    return Regressor.read(Path(str(files("imgsearch.rescoring") / "default.safetensors")))


def shipped_regressor_for(encoder: str, revision: str) -> Regressor | None:
    """The regressor that comes with imgsearch, where it was trained on vectors of this encoder."""
    shipped = shipped_regressor()
    fits = (shipped.card["encoder"], shipped.card["encoder_revision"]) == (encoder, revision)
    return shipped if fits else None
