"""Encoders and regressors: installed, working, and the ones that the stored vectors were made by."""

from __future__ import annotations

from PIL import Image as Pillow
from sqlalchemy import select
from sqlalchemy.orm import Session

from imgsearch.asking.mistakes.meanings import shipped_meanings
from imgsearch.doctor.check import Check
from imgsearch.encoders import check_vectors, load_encoder
from imgsearch.encoders.checked import KeepsFiles, check_files
from imgsearch.errors import ImgsearchError
from imgsearch.models.loaded import shipped_regressor
from imgsearch.rescoring.absence import shipped_absence
from imgsearch.rescoring.features import CAPTION_ENCODERS
from imgsearch.rescoring.learned import shipped_words
from imgsearch.rescoring.portable_model import shipped_portable
from imgsearch.rescoring.regressor import Regressor
from imgsearch.tables import Encoder
from imgsearch.tables import Regressor as RegressorRow

ENCODE = "run `imgsearch load embeddings`"
TRAIN = "run `imgsearch train regressor`"


def encoder_label(name: str) -> str:
    """What the check of an encoder is called."""
    return f"encoder {name}"


def read_encoders(session: Session) -> dict[str, str]:
    """Name and revision of the encoders that a search uses: the active one and those of captions."""
    rows = session.execute(
        select(Encoder.name, Encoder.revision)
        .where(Encoder.is_active | Encoder.name.in_(CAPTION_ENCODERS))
        # Of several revisions the last one counts.
        .order_by(Encoder.is_active, Encoder.id)
    )
    return {row.name: row.revision for row in rows}


def check_active_encoder(session: Session) -> Check:
    """Whether searches have an encoder."""
    name = session.scalar(select(Encoder.name).where(Encoder.is_active))
    return Check("active encoder", name or "none", None if name else "run `imgsearch load DIR`")


def check_encoder(name: str, revision: str) -> Check:
    """Whether an encoder is installed, works, and is the one that made the stored vectors.

    Raises:
        ModelUnavailable: its weights are missing or cannot be read.
        InvalidVectors: it does not work.
    """
    label = encoder_label(name)
    encoder = load_encoder(name)
    if encoder.revision != revision:
        found = f"revision {encoder.revision} is installed, the vectors are of revision {revision}"
        return Check(label, found, ENCODE)
    # Weights are read on first use, so it is used.
    if encoder.encodes_texts:
        check_vectors(encoder.encode_texts(["a dog"]), encoder.dimension)
    if encoder.encodes_images:
        check_vectors(encoder.encode_images([Pillow.new("RGB", (64, 64), "grey")]), encoder.dimension)
    if isinstance(encoder, KeepsFiles) and encoder.cache.exists():
        try:
            check_files(encoder.cache, fully=True)
        except (OSError, LookupError, TypeError, ValueError):
            return Check(label, f"{encoder.cache} is damaged", f"remove {encoder.cache}; the next text makes it anew")
    return Check(label, f"revision {revision}, works")


def check_shipped(_session: Session) -> Check:
    """What comes with imgsearch and tells what nothing shows, what words look like, and scores for other encoders.

    Raises:
        ModelUnavailable: a file is missing or cannot be read.
    """
    # A search reads an array when it needs it.
    dict(shipped_absence().arrays)
    shipped_words()
    shipped_portable()
    shipped_meanings()
    return Check("shipped models", "can be read")


def check_regressor(session: Session) -> Check:
    """The active regressor, or the one that ships with imgsearch.

    Raises:
        ModelMismatch: it is of another encoder than the active one.
        ModelUnavailable: it cannot be read.
    """
    encoder = session.execute(select(Encoder.name, Encoder.revision).where(Encoder.is_active)).one_or_none()
    row = session.execute(select(RegressorRow.id, RegressorRow.artifact).where(RegressorRow.is_active)).one_or_none()
    regressor = shipped_regressor() if row is None else Regressor.from_bytes(row.artifact)
    # A situation's models are read, and looked over, when a search needs them.
    dict(regressor.scorers)
    found = "the one that ships with imgsearch" if row is None else f"number {row.id}"
    if encoder is not None:
        try:
            regressor.check_encoder(encoder.name, encoder.revision)
        except ImgsearchError as exc:
            # The shipped one fits the installed revision: it is the vectors that are older.
            is_ahead = row is None and regressor.card["encoder"] == encoder.name
            return Check("regressor", f"{found}: {str(exc).rpartition('; ')[0]}", ENCODE if is_ahead else TRAIN)
    return Check("regressor", f"{found}, {'portable, ' if regressor.is_portable else ''}fits")
