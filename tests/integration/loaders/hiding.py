"""Loading a folder, and which pictures its texts hide."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from imgsearch.minors import find_terms
from imgsearch.tables import Image
from loaders.folder import load_folder


def load(session: Session, folder: Path) -> int:
    """How many rows and files were refused."""
    return sum(len(result.rejects) for result in load_folder(session, folder, find_terms))


def hidden(session: Session) -> list[str]:
    session.expire_all()
    flagged = select(Image.name).where(Image.is_hidden, Image.texts_screened_by.is_not(None))
    return list(session.scalars(flagged.order_by(Image.name)))
