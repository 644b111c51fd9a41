"""Vectors of captions: finding which lack one, and encoding them."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from pgvector import HalfVector
from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session

from imgsearch.queries.captions import vector_of_caption
from imgsearch.tables import Caption, CaptionEmbedding
from imgsearch.vectors.claims import wait_for_captions
from imgsearch.vectors.fill import Counted, IndexResult
from imgsearch.vectors.write import write_caption_vectors

if TYPE_CHECKING:
    from imgsearch.encoders import Encoder

BATCH_TEXTS = 1024
#: Texts of one transaction: what a killed load has to encode again.
COMMIT_TEXTS = 2048


def index_captions(
    session: Session, encoder: Encoder, encoder_id: int, *, progress: Counted | None = None
) -> IndexResult:
    """Encode every caption that has no vector by an encoder, each text once; commits every few batches.

    Of several processes that do so at once the others wait, and find nothing left to do.

    Args:
        session: commits.
        encoder: turns texts into vectors.
        encoder_id: its row, see models.store.register_encoder().
        progress: called after each batch.

    Raises:
        InvalidVectors: the encoder returned vectors that cannot be searched.
    """
    with wait_for_captions(session, encoder_id):
        captions = _read_captions(session, encoder_id)
        # By picture: a search reads all vectors of a picture's captions, which so lie side by side.
        texts = list(captions)
        result = IndexResult()
        for start in range(0, len(texts), COMMIT_TEXTS):
            part = texts[start : start + COMMIT_TEXTS]

            def count(done: int, start: int = start) -> None:
                if progress is not None:
                    progress(start + done, len(texts))

            rows = _encode(encoder, {text: captions[text] for text in part}, result, count)
            write_caption_vectors(session, encoder_id, rows)
            session.commit()
            result.encoded += len(rows)
    return result


def _read_captions(session: Session, encoder_id: int) -> dict[str, list[int]]:
    """Texts without a vector by an encoder, in the order of their pictures, and the captions that say them."""
    captions = dict[str, list[int]]()
    query = select(Caption.id, Caption.text).where(_lacks_vector(encoder_id)).order_by(Caption.image_id, Caption.id)
    for caption_id, text in session.execute(query):
        captions.setdefault(text, []).append(caption_id)
    session.rollback()
    return captions


def _encode(
    encoder: Encoder, captions: Mapping[str, Sequence[int]], result: IndexResult, count: Callable[[int], None]
) -> list[tuple[int, str, HalfVector]]:
    """Captions, their texts and vectors."""
    from imgsearch.encoders import check_vectors

    started = time.perf_counter()
    rows: list[tuple[int, str, HalfVector]] = []
    texts = sorted(captions, key=len)  # texts of like length need little padding
    for start in range(0, len(texts), BATCH_TEXTS):
        batch = texts[start : start + BATCH_TEXTS]
        vectors = encoder.encode_texts(batch)
        check_vectors(vectors, encoder.dimension)
        for text, vector in zip(batch, map(HalfVector, vectors), strict=True):
            rows += [(caption_id, text, vector) for caption_id in captions[text]]
        count(start + len(batch))
    result.encoding_seconds += time.perf_counter() - started
    return rows


def _lacks_vector(encoder_id: int) -> ColumnElement[bool]:
    return ~exists().where(CaptionEmbedding.encoder_id == encoder_id, vector_of_caption())
