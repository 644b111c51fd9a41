"""Writing vectors of pictures and of captions, where what was encoded is still what is there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pgvector import HalfVector
from pgvector.sqlalchemy import HALFVEC
from sqlalchemy import BigInteger, LargeBinary, Select, String, literal, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from imgsearch.db.staging import begin_batch, lock_images, stage
from imgsearch.tables import Caption, CaptionEmbedding, Image, ImageEmbedding


def write_image_vectors(session: Session, encoder_id: int, rows: Sequence[tuple[int, bytes, HalfVector]]) -> None:
    """Write vectors of pictures whose file is still the one that was encoded; the caller commits.

    Args:
        session: its transaction is joined.
        encoder_id: the encoder that made them.
        rows: image.id, image.sha256 of the file that was encoded, and its vector.
    """
    if not rows:
        return
    columns = {"image_id": BigInteger, "sha256": LargeBinary, "embedding": HALFVEC}
    begin_batch(session)
    staged = stage(session, "staged_image_embedding", columns, rows)
    source = (
        select(literal(encoder_id), Image.id, Image.is_hidden, staged.c.embedding)
        .join(staged, (staged.c.image_id == Image.id) & (staged.c.sha256 == Image.sha256))
        # An editor's verdict must not change the flag between reading it here and writing it there.
        .order_by(Image.id)
        .with_for_update(read=True, key_share=True, of=Image)
    )
    _insert(session, ImageEmbedding, ["encoder_id", "image_id", "is_hidden", "embedding"], source)


def write_caption_vectors(session: Session, encoder_id: int, rows: Sequence[tuple[int, str, HalfVector]]) -> None:
    """Write vectors of captions whose text is still the one that was encoded; the caller commits.

    Args:
        session: its transaction is joined.
        encoder_id: the encoder that made them.
        rows: caption.id, the text that was encoded, and its vector.
    """
    if not rows:
        return
    columns = {"caption_id": BigInteger, "text": String, "embedding": HALFVEC}
    begin_batch(session)
    staged = stage(session, "staged_caption_embedding", columns, rows)
    unchanged = (staged.c.caption_id == Caption.id) & (staged.c.text == Caption.text)
    lock_images(session, select(Image.name).join(Caption, Caption.image_id == Image.id).join(staged, unchanged))
    source = (
        select(literal(encoder_id), Caption.id, Caption.image_id, Caption.is_hidden, staged.c.embedding)
        .join(staged, unchanged)
        # A search reads a picture's together: they lie in a page or two.
        .order_by(Caption.image_id, Caption.id)
    )
    _insert(session, CaptionEmbedding, ["encoder_id", "caption_id", "image_id", "is_hidden", "embedding"], source)


def _insert(
    session: Session, target: type[ImageEmbedding | CaptionEmbedding], columns: list[str], source: Select[Any]
) -> None:
    """Another load may have written the same vectors meanwhile; either's will do."""
    session.execute(insert(target).from_select(columns, source).on_conflict_do_nothing())
