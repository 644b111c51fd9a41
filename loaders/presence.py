"""Pictures whose files are gone: not shown while they are, or removed."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import BigInteger, func, select, update
from sqlalchemy.orm import Session

from imgsearch.db.staging import begin_batch, stage
from imgsearch.files import Location, find_existing
from imgsearch.queries.arrays import is_any
from imgsearch.tables import Image
from loaders.mounted import is_there_still
from loaders.removing import remove_pictures
from loaders.report import LoadResult, is_below, stored_path

#: Rows that are fetched at once.
STREAMED_ROWS = 5000
PRUNED = "its file is gone"


def note_presence(
    session: Session,
    root: Location,
    seen: Collection[str],
    unchanged: Collection[str],
    result: LoadResult,
    *,
    prune: bool,
) -> None:
    """Hide the pictures below a folder whose files are gone, show those again that are back; commits.

    Where no picture of the source is found, or those found are gone too, none is held to be gone: the disk may be away.

    Args:
        session: commits.
        root: the folder that was loaded.
        seen: paths of all pictures that were found there.
        unchanged: those of them that are as they were.
        result: gets the counts, and has the files that were refused and the folders that could not be read.
        prune: remove what is gone, instead of hiding it.
    """
    # Under the lock, since another load may be about to say where a renamed file is now.
    begin_batch(session)
    stored = select(Image.id, Image.path, Image.missing_since).where(is_below(Image.path, root))
    # Streamed, since most of a million pictures are where they were.
    streamed = session.execute(stored.execution_options(yield_per=STREAMED_ROWS))
    rows = [row for row in streamed if row.missing_since is not None or row.path not in seen]
    refused = frozenset(reject.file for reject in result.rejects)
    gone_paths = _find_gone([row.path for row in rows if row.path not in seen], refused)
    gone = [row for row in rows if row.path in gone_paths]
    if (gone or not seen) and not is_there_still(session, root, seen):
        session.rollback()
        if gone:
            what = f"{root} went away meanwhile" if seen else f"no picture was found in {root}"
            result.notes.append(f"{what}: the {len(gone):,} from there stay as they are")
        return
    lost = [row for row in rows if row.missing_since is not None and row.path in seen]
    back = [row for row in lost if stored_path(row.path) not in refused]
    if prune and gone:
        result.deleted += remove_pictures(session, [row.id for row in gone], reason=PRUNED)
        gone = []
    hidden = [row.id for row in gone if row.missing_since is None]
    _mark(session, "staged_missing", hidden, is_missing=True)
    _mark(session, "staged_back", [row.id for row in back], is_missing=False)
    session.commit()
    result.updated += len(hidden)
    _count_same([row.path for row in back], unchanged, result)
    if gone:
        remedy = "not shown until they are back; `imgsearch load --prune` removes them"
        result.notes.append(f"files that are gone: {len(gone):,} from {root}, {remedy}")


def _find_gone(absent: Sequence[str], refused: Collection[str]) -> set[str]:
    """Of paths that were not found, those that are not there, nor were refused, nor in a folder that could not be read.

    What was listed and could not be opened then may be on a disk that went in between.
    """
    looked_for = {path for path in absent if not (refused and _is_refused(path, refused))}
    return looked_for - find_existing(looked_for)


def _is_refused(path: str, refused: Collection[str]) -> bool:
    place = stored_path(path)
    while place not in refused:
        place, slash, _ = place.rpartition("/")
        if not slash:
            return False
    return True


def note_return(session: Session, seen: Collection[str], unchanged: Collection[str], result: LoadResult) -> None:
    """Show pictures again whose files are among those that were found; commits."""
    begin_batch(session)
    lost = select(Image.id, Image.path).where(is_any(Image.path, seen), Image.missing_since.is_not(None))
    refused = frozenset(reject.file for reject in result.rejects)
    back = [row for row in session.execute(lost) if stored_path(row.path) not in refused]
    _mark(session, "staged_back", [row.id for row in back], is_missing=False)
    session.commit()
    _count_same([row.path for row in back], unchanged, result)


def _count_same(back: Sequence[str], unchanged: Collection[str], result: LoadResult) -> None:
    """Count what is back as it was; a file that came back with another date or other bytes is counted already."""
    same = sum(path in unchanged for path in back)
    result.updated += same
    result.unchanged -= same


def _mark(session: Session, name: str, ids: Sequence[int], *, is_missing: bool) -> None:
    if not ids:
        return
    staged = stage(session, name, {"image_id": BigInteger}, ((image_id,) for image_id in ids))
    session.execute(
        update(Image)
        .where(Image.id == staged.c.image_id)
        .values(missing_since=func.now() if is_missing else None)
        .execution_options(synchronize_session=False)
    )
