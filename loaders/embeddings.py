"""Loading vectors: of pictures by the encoder that searches use, of captions by the text encoders."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from imgsearch.db.staging import analyze
from imgsearch.errors import BadInput
from imgsearch.models.choose import activate_newer_revision
from imgsearch.models.portable import calibrate
from imgsearch.models.store import register_encoder
from imgsearch.tables import Caption, CaptionEmbedding, Image, ImageEmbedding
from imgsearch.tables import Encoder as EncoderRow
from imgsearch.terminal import Progress
from imgsearch.vectors.fill import IndexResult, index_images
from imgsearch.vectors.fill_captions import index_captions
from imgsearch.vectors.index import EmbeddingTable, create_vector_index
from loaders.classified import Screening
from loaders.report import NO_VECTOR, LoadResult, replace_vector_rejects

if TYPE_CHECKING:
    from imgsearch.encoders import Encoder
    from imgsearch.minors.detectors.protocol import Detector

DEFAULT_ENCODER = "small"
NO_INDEX = (
    "there is no vector index, so searches are exact and slow; the tables' owner can build it with `imgsearch db index`"
)
#: Makes an encoder from its name; encoders read their weights on first use, so that asking for one costs little.
LoadEncoder = Callable[[str], "Encoder"]


def default_encoder(session: Session) -> str:
    """The encoder that searches use."""
    active = session.scalar(select(EncoderRow.name).where(EncoderRow.is_active)) or DEFAULT_ENCODER
    session.rollback()
    return active


def prepare_index(session: Session, embedding: EmbeddingTable, encoder: Encoder) -> None:
    """Build an encoder's vector index where it is missing, for loads that may not; commits.

    Raises:
        BadInput: the login does not own the tables.
    """
    encoder_id = register_encoder(session, encoder)
    if not create_vector_index(session, embedding, encoder_id, encoder.dimension):
        raise BadInput("only the tables' owner may build vector indexes; run `imgsearch db index` as the owner")


def load_image_embeddings(
    session: Session,
    spec: str,
    load_encoder: LoadEncoder,
    *,
    detectors: Sequence[Detector] = (),
    strict: bool = False,
    progress: Progress | None = None,
) -> LoadResult:
    """Encode the pictures that lack a vector and build the vector index; commits every few batches.

    Args:
        session: commits.
        spec: name of the encoder.
        load_encoder: makes it.
        detectors: look for minors in the same decoded pictures, in the transaction that writes their vectors.
        strict: stop at a picture that cannot be read.
        progress: called with the kind of thing.

    Raises:
        ModelUnavailable: the encoder's weights are missing.
        UnreadableImage: a picture cannot be read any more and the load is strict.
    """
    result = LoadResult(f"vectors, {spec}", strict)
    total = session.scalar(select(func.count()).select_from(Image)) or 0
    session.rollback()
    if not total:
        return result
    encoder = load_encoder(spec)
    encoder_id = register_encoder(session, encoder)
    screening = Screening(detectors) if detectors else None
    count = progress and partial(progress, result.kind)
    indexed = index_images(session, encoder, encoder_id, screening=screening, progress=count)
    _count_encoded(result, indexed)
    result.screened = indexed.screened
    replace_vector_rejects(session, result.rejects)
    if not create_vector_index(session, ImageEmbedding, encoder_id, encoder.dimension):
        result.notes.append(NO_INDEX)
    if default_encoder(session) == encoder.name:
        calibrate(session, encoder)
    # Last, so that no search has to do without an index.
    activate_newer_revision(session, encoder.name, encoder_id)
    if result.inserted:
        analyze(session, Image.__table__, ImageEmbedding.__table__)
        session.commit()
    result.unchanged = total - result.inserted - len(result.rejects)
    return result


def load_caption_embeddings(
    session: Session, spec: str, load_encoder: LoadEncoder, *, progress: Progress | None = None
) -> LoadResult:
    """Encode the captions that lack a vector; commits every few batches.

    Raises:
        ModelUnavailable: the encoder's weights are missing.
    """
    result = LoadResult(f"caption vectors, {spec}")
    total = session.scalar(select(func.count()).select_from(Caption)) or 0
    session.rollback()
    if not total:
        return result
    encoder = load_encoder(spec)
    encoder_id = register_encoder(session, encoder)
    indexed = index_captions(session, encoder, encoder_id, progress=progress and partial(progress, result.kind))
    _count_encoded(result, indexed)
    create_vector_index(session, CaptionEmbedding, encoder_id, encoder.dimension)
    if result.inserted:
        analyze(session, Caption.__table__, CaptionEmbedding.__table__)
        session.commit()
    result.unchanged = total - result.inserted
    return result


def _count_encoded(result: LoadResult, indexed: IndexResult) -> None:
    """Take over what was encoded, and refuse the pictures that could not be read."""
    result.inserted = indexed.encoded
    result.encoding_seconds = indexed.encoding_seconds
    for failure in indexed.failures:
        result.refuse_image(failure.path, NO_VECTOR + failure.reason)
