"""Removing an encoder that searches do not use: its vectors, their indexes, and regressors that need them."""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from imgsearch.db.rights import check_owner
from imgsearch.db.staging import begin_batch
from imgsearch.errors import BadInput
from imgsearch.models.loaded import read_caption_encoders
from imgsearch.tables import CaptionEmbedding, Encoder, ImageEmbedding, Regressor
from imgsearch.vectors.index import drop_vector_index, vector_index_bytes

#: In one transaction, which loads and editors wait for.
BATCH_VECTORS = 20_000
EMBEDDINGS = (ImageEmbedding, CaptionEmbedding)


class Unused(NamedTuple):
    """One revision of an encoder that searches do not use."""

    id: int
    name: str
    revision: str
    vectors: int
    """Of pictures and of captions."""
    index_bytes: int
    regressors: list[int]
    """Those that were trained on it, which work with no other encoder."""


def read_unused(session: Session, name: str) -> list[Unused]:
    """What there is of an encoder besides the revision that searches use; ends the transaction.

    Raises:
        BadInput: another login owns the tables, there is no such encoder, or there is only what searches use.
    """
    check_owner(session.connection(), "removes the vectors of an encoder")
    rows = session.execute(select(Encoder.id, Encoder.revision).where(Encoder.name == name).order_by(Encoder.id)).all()
    if not rows:
        raise BadInput(f"there is no encoder {name}; `imgsearch models list` shows them all")
    by_captions = read_caption_encoders(session)
    active = session.scalars(select(Encoder.id).where(Encoder.is_active)).all()
    used = {*active, *(encoder_id for encoder_id, _ in by_captions.values())}
    unused = [_describe(session, row.id, name, row.revision) for row in rows if row.id not in used]
    session.rollback()
    if not unused:
        raise BadInput(
            f"searches use {name}; let them use another encoder first: `imgsearch models switch`"
            if name not in by_captions
            else f"searches compare captions by {name}, which stays"
        )
    return unused


def remove_encoder(session: Session, unused: Unused) -> None:
    """Remove an encoder's vectors, its indexes, the regressors that were trained on it, and the encoder; commits.

    A batch at a time; what a killed one has left the next one removes.

    Raises:
        BadInput: searches have been switched to it meanwhile.
    """
    _begin(session, unused)
    session.commit()
    for embedding in EMBEDDINGS:
        drop_vector_index(session, embedding, unused.id)
        key: Any = embedding.__mapper__.primary_key[1]
        some = select(key).where(embedding.encoder_id == unused.id).limit(BATCH_VECTORS)
        is_more = True
        while is_more:
            _begin(session, unused)
            statement = delete(embedding).where(embedding.encoder_id == unused.id, key.in_(some)).returning(key)
            gone = select(func.count()).select_from(statement.cte("gone"))
            is_more = bool(session.scalar(gone))
            session.commit()
    _begin(session, unused)
    for table, condition in ((Regressor, Regressor.encoder_id == unused.id), (Encoder, Encoder.id == unused.id)):
        session.execute(delete(table).where(condition).execution_options(synchronize_session=False))
    session.commit()


def _begin(session: Session, unused: Unused) -> None:
    """A transaction in which no switch can let searches use it."""
    begin_batch(session)
    if session.scalar(select(Encoder.is_active).where(Encoder.id == unused.id)):
        session.rollback()
        raise BadInput(f"searches have been switched to {unused.name} meanwhile; run `imgsearch models switch` again")


def _describe(session: Session, encoder_id: int, name: str, revision: str) -> Unused:
    counts = [
        session.scalar(select(func.count()).select_from(each).where(each.encoder_id == encoder_id)) or 0
        for each in EMBEDDINGS
    ]
    index_bytes = sum(vector_index_bytes(session, each, encoder_id) for each in EMBEDDINGS)
    numbers = session.scalars(select(Regressor.id).where(Regressor.encoder_id == encoder_id).order_by(Regressor.id))
    return Unused(encoder_id, name, revision, sum(counts), index_bytes, list(numbers))
