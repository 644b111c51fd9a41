"""Captions that a file has said and says no more."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import ColumnElement, String, delete, exists, select
from sqlalchemy.orm import Session

from imgsearch.db.staging import begin_batch, stage
from imgsearch.files import Location
from imgsearch.queries.arrays import is_any
from imgsearch.tables import Caption
from loaders.mounted import find_gone_files, is_missing_too
from loaders.report import is_below, printable


def delete_unsaid(session: Session, file: Location, said: Iterable[str], keys: str = "#[0-9]+$") -> int:
    """Delete the captions that a file has brought, but for those whose keys are said now; their number. Commits.

    ``keys`` is a regular expression: of other keys another reader of the same file tells.
    """
    begin_batch(session)
    staged = stage(session, "staged_key", {"caption_key": String}, ((key,) for key in said))
    is_said = exists().where(staged.c.caption_key == Caption.caption_key)
    is_its = Caption.caption_key.regexp_match(keys)
    return _delete(session, Caption.loaded_from == printable(str(file)), is_its, ~is_said)


def delete_of_gone_files(session: Session, folder: Location) -> int:
    """Delete the captions that files in a folder have brought that are not there any more; their number. Commits.

    Those of pictures that are missing too stay.
    """
    begin_batch(session)
    files = session.scalars(select(Caption.loaded_from).where(is_below(Caption.loaded_from, folder)).distinct())
    gone = find_gone_files(session, folder, files)
    return _delete(session, is_any(Caption.loaded_from, gone), ~is_missing_too(Caption.image_id))


def _delete(session: Session, *conditions: ColumnElement[bool]) -> int:
    deleted = delete(Caption).where(*conditions).returning(Caption.id)
    count = len(session.execute(deleted.execution_options(synchronize_session=False)).all())
    session.commit()
    return count
