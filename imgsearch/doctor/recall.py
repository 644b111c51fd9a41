"""How many of the nearest pictures the vector index finds, by sample."""

from __future__ import annotations

from typing import Any

import numpy as np
from pgvector import HalfVector
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from imgsearch.counted import every
from imgsearch.doctor.check import Check
from imgsearch.encoders import FloatArray
from imgsearch.queries.candidates import CandidateShape, Scan
from imgsearch.queries.session import EXACT_UP_TO, select_search_settings
from imgsearch.queries.vectors import select_sample, vectors_from_bytes
from imgsearch.search.elsewhere import read_candidates
from imgsearch.tables import Encoder, ImageEmbedding

#: Places between two pictures, the nearest pictures of each that are looked for, and the share that must be found.
SAMPLE = 50
NEAREST = 100
LEAST = 0.99
#: The index is dropped first, since one that is there is not built again.
REBUILD = (
    "drop the index ix_image_embedding_hnsw_{} (`imgsearch db psql`, DROP INDEX) and run `imgsearch load embeddings`"
)


def check_recall(session: Session) -> Check:
    """Whether the index finds 99 in 100 of the nearest pictures; searches of few pictures compare them all."""
    encoder = session.execute(select(Encoder.id, Encoder.dimension).where(Encoder.is_active)).one_or_none()
    if encoder is None:
        return Check("recall", "there is no active encoder", "run `imgsearch load DIR`")
    shown = session.scalar(
        select(func.count())
        .select_from(ImageEmbedding)
        .where(ImageEmbedding.encoder_id == encoder.id, ~ImageEmbedding.is_hidden)
    )
    session.rollback()
    if (shown or 0) <= EXACT_UP_TO:
        compared = every(shown or 0, "picture that may be shown is compared", "pictures that may be shown are compared")
        return Check("recall", f"{compared}, so none is missed")
    recall = measure_recall(session, encoder.id, encoder.dimension)
    found = f"{recall:.1%} of the {NEAREST} nearest pictures are found, at {SAMPLE} places"
    return Check("recall", found, None if recall >= LEAST else REBUILD.format(encoder.id))


def measure_recall(session: Session, encoder_id: int, dimension: int, *, sample: int = SAMPLE) -> float:
    """Mean share of the nearest pictures that a search by the index has among as many.

    It asks for places halfway between two pictures taken at random, which lie among pictures as queries do.

    Args:
        session: outside a transaction; searches are made as the searcher role, by the statement that searches use.
        encoder_id: whose vectors; it must have more than EXACT_UP_TO that may be shown.
        dimension: their width.
        sample: places that are asked for.
    """
    shares = []
    for place in _places(session, encoder_id, sample):
        exact = _nearest(session, encoder_id, dimension, place, "exact")
        shares.append(len(exact & _nearest(session, encoder_id, dimension, place, "index")) / len(exact))
    return float(np.mean(shares))


def _places(session: Session, encoder_id: int, sample: int) -> FloatArray:
    """(sample, D) unit vectors."""
    vectors = vectors_from_bytes(session.scalars(select_sample(encoder_id, 2 * sample)))
    session.rollback()
    between = vectors[::2] + vectors[1::2]
    places: FloatArray = between / np.linalg.norm(between, axis=1, keepdims=True)
    return places


def _nearest(session: Session, encoder_id: int, dimension: int, place: FloatArray, scan: Scan) -> set[int]:
    parameters: dict[str, Any] = {"query_vector": HalfVector(place)}
    with session.begin():
        found = session.execute(select_search_settings()).one()
        shape = CandidateShape(encoder_id, dimension, NEAREST, scan, is_given=found.is_spread)
        return {row.image_id for row in read_candidates(session, shape, parameters)}
