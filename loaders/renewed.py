"""With which bytes captions came: they belong to no others, unless they are renewed."""

from __future__ import annotations

from sqlalchemy import Table, delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from imgsearch.tables import Caption, CaptionOrigin, Image


def forget_origins(session: Session, staged: Table) -> None:
    """Let captions belong to the pictures that have their names now."""
    session.execute(delete(CaptionOrigin).where(CaptionOrigin.caption_key == staged.c.text_key))


def keep_origins(session: Session, staged: Table) -> None:
    """Note with which bytes captions came that stay as they were; of those that change a trigger does."""
    digest = func.sha256(func.convert_to(Caption.text, "UTF8"))
    came = (
        select(Caption.caption_key, digest, Image.sha256)
        .join(Image, Image.id == Caption.image_id)
        .where(Caption.caption_key.in_(select(staged.c.text_key)))
    )
    columns = [CaptionOrigin.caption_key, CaptionOrigin.text_sha256, CaptionOrigin.image_sha256]
    session.execute(insert(CaptionOrigin).from_select(columns, came).on_conflict_do_nothing())
