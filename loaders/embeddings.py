"""Loading vectors: of pictures by the encoder that searches use, of captions by the text encoders."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from imgsearch.indexing import (
    Failure,
    Progress,
    count_pending_captions,
    index_captions,
    index_images,
    pending_images,
)
from imgsearch.staging import analyze
from imgsearch.tables import Caption, CaptionEmbedding, Image, ImageEmbedding
from imgsearch.tables import Encoder as EncoderRow
from imgsearch.vector_index import activate_newer_revision, create_vector_index, register_encoder
from loaders.report import NO_VECTOR, LoadResult, replace_vector_rejects

if TYPE_CHECKING:
    from imgsearch.encoders import Encoder

DEFAULT_ENCODER = "small"
CAPTION_ENCODERS = ("minilm", "use-multilingual")
#: Makes an encoder from its name; called only when there is something to encode, since it may take seconds.
LoadEncoder = Callable[[str], "Encoder"]
#: Makes the progress callback of a thing that is named.
ProgressFactory = Callable[[str], Progress]


def load_image_embeddings(
    session: Session,
    spec: str,
    load_encoder: LoadEncoder,
    *,
    strict: bool = False,
    progress: ProgressFactory | None = None,
) -> LoadResult:
    """Encode the pictures that lack a vector and build the vector index; commits every few batches.

    Raises:
        ModelUnavailable: the encoder's weights are missing.
        UnreadableImage: a picture cannot be read any more and the load is strict.
    """
    result = LoadResult(f"vectors, {spec}", strict)
    total = session.scalar(select(func.count()).select_from(Image)) or 0
    known = _newest_row(session, spec)
    pending = pending_images(session, known.id) if known is not None else []
    gone = [Failure(image.path, "the file is gone") for image in pending if not os.path.isfile(image.path)]
    if total and (known is None or len(gone) < len(pending)):
        started = time.perf_counter()
        encoder = load_encoder(spec)
        result.encoding_seconds = time.perf_counter() - started
        encoder_id = register_encoder(session, encoder)
        indexed = index_images(session, encoder, encoder_id, progress=progress and progress(result.kind))
        result.inserted = indexed.encoded
        result.encoding_seconds += indexed.encoding_seconds
        _refuse(session, indexed.failures, result)
        activate_newer_revision(session, encoder, encoder_id)
        if not create_vector_index(session, encoder_id, encoder.dimension):
            result.notes.append(
                "there is no vector index, searches are exact and slow: only the table's owner can "
                "build it, by running `imgsearch load embeddings`"
            )
        analyze(session, Image.__table__, ImageEmbedding.__table__)
        session.commit()
    else:
        session.rollback()
        _refuse(session, gone, result)
        if known is not None:
            create_vector_index(session, known.id, known.dimension)
    result.unchanged = total - result.inserted - len(result.rejects)
    return result


def load_caption_embeddings(
    session: Session, spec: str, load_encoder: LoadEncoder, *, progress: ProgressFactory | None = None
) -> LoadResult:
    """Encode the captions that lack a vector; commits every few batches.

    Raises:
        ModelUnavailable: the encoder's weights are missing.
    """
    result = LoadResult(f"caption vectors, {spec}")
    total = session.scalar(select(func.count()).select_from(Caption)) or 0
    known = _newest_row(session, spec)
    if total and (known is None or count_pending_captions(session, known.id)):
        session.rollback()
        started = time.perf_counter()
        encoder = load_encoder(spec)
        result.encoding_seconds = time.perf_counter() - started
        encoder_id = register_encoder(session, encoder)
        indexed = index_captions(session, encoder, encoder_id, progress=progress and progress(result.kind))
        result.inserted = indexed.encoded
        result.encoding_seconds += indexed.encoding_seconds
        analyze(session, Caption.__table__, CaptionEmbedding.__table__)
        session.commit()
    session.rollback()
    result.unchanged = total - result.inserted
    return result


def _newest_row(session: Session, spec: str) -> EncoderRow | None:
    return session.scalar(select(EncoderRow).where(EncoderRow.name == spec).order_by(EncoderRow.id.desc()).limit(1))


def _refuse(session: Session, failures: list[Failure], result: LoadResult) -> None:
    for failure in failures:
        result.refuse_image(failure.path, NO_VECTOR + failure.reason)
    replace_vector_rejects(session, result.rejects)
