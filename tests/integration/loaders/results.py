"""What a load did, as tests compare it."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from imgsearch.tables import Caption, Image, LoadReject
from loaders.report import LoadResult


def counts(result: LoadResult) -> tuple[int, int, int, int]:
    return result.inserted, result.updated, result.unchanged, len(result.rejects)


def rejects(session: Session, file: Path) -> list[tuple[int, str]]:
    """Line and reason of each row of a file that was refused."""
    query = select(LoadReject.row_number, LoadReject.reason).where(LoadReject.file == str(file))
    return [(number, reason) for number, reason in session.execute(query.order_by(LoadReject.row_number))]


def texts(session: Session) -> dict[str, list[str]]:
    """Captions by the path of the picture that has them; "" for those that wait."""
    rows = session.execute(
        select(Image.path, Caption.text).select_from(Caption).outerjoin(Image).order_by(Caption.text)
    )
    found: dict[str, list[str]] = {}
    for path, text in rows:
        found.setdefault(path or "", []).append(text)
    session.rollback()
    return found
