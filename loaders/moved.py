"""Texts of a source whose folder was moved, or is called otherwise: what was said before goes with it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, SQLColumnExpression, delete, func, literal, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from imgsearch.files import locate
from imgsearch.tables import Caption, LoadReject, MetadataOrigin, RefusedText
from loaders.report import is_below


def move_texts(session: Session, old: str, new: str) -> None:
    """Call files of texts as they are called now, so that each takes back what it says no more.

    The caller holds the batch's lock and commits.

    Args:
        session: changes rows.
        old: the folder that was, absolute.
        new: where it is now.
    """
    # Without the stamps of lists, which are read again; their rows have no number.
    stamps = delete(RefusedText).where(_lies_in(RefusedText.file, old), RefusedText.row_number == 0)
    session.execute(stamps.execution_options(synchronize_session=False))
    said = aliased(MetadataOrigin)
    # What was said there already is the later word.
    is_said = select(said.image_id).where(
        said.image_id == MetadataOrigin.image_id, said.file == _called(MetadataOrigin.file, old, new)
    )
    earlier = delete(MetadataOrigin).where(_lies_in(MetadataOrigin.file, old), is_said.exists())
    session.execute(earlier.execution_options(synchronize_session=False))
    # What was refused is noted anew by the load that found the folder.
    refused = delete(LoadReject).where(_lies_in(LoadReject.file, old))
    session.execute(refused.execution_options(synchronize_session=False))
    files: tuple[InstrumentedAttribute[Any], ...] = (Caption.loaded_from, MetadataOrigin.file, RefusedText.file)
    for file in files:
        moved = update(file.class_).where(_lies_in(file, old)).values({file: _called(file, old, new)})
        session.execute(moved.execution_options(synchronize_session=False))


def rename_source(session: Session, old: str, new: str) -> None:
    """Let texts that wait for pictures of a source wait for them under its new name; the caller commits."""
    waiting = update(RefusedText).where(RefusedText.source == old).values(source=new)
    session.execute(waiting.execution_options(synchronize_session=False))


def _lies_in(file: SQLColumnExpression[Any], folder: str) -> ColumnElement[bool]:
    return is_below(file, locate(folder))


def _called(file: SQLColumnExpression[Any], old: str, new: str) -> ColumnElement[str]:
    return literal(new.rstrip("/")) + func.substr(file, len(old.rstrip("/")) + 1)
