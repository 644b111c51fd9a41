"""Loading picture files: new, changed, renamed and refused ones; vectors come later."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import ARRAY, LargeBinary, String, and_, bindparam, delete, func, insert, select, update
from sqlalchemy.orm import Session

from imgsearch.db.staging import begin_batch, lock_images
from imgsearch.errors import UnreadableImage
from imgsearch.pictures.decode import check_picture
from imgsearch.tables import NOT_LOADED, Caption, CaptionEmbedding, Image, TestQuery
from loaders.report import DUPLICATE_NAME, LoadResult, is_below, replace_image_rejects
from loaders.scan import PictureFile, scan_folder
from loaders.texts import came_with_other_bytes

#: Files that are hashed before anything is written: what a killed load has to do again.
BATCH_FILES = 128


class StoredImage(NamedTuple):
    """What the database knows of a picture's file."""

    id: int
    name: str
    path: str
    gallery: str
    sha256: bytes
    file_bytes: int
    mtime_ns: int


class Inspected(NamedTuple):
    """A file that was read to its end."""

    file: PictureFile
    sha256: bytes
    width: int
    height: int


def load_images(
    session: Session, folder: Path, *, gallery: str | None = None, flat_names: bool = False, strict: bool = False
) -> LoadResult:
    """Load the pictures below a folder; commits every batch.

    Args:
        session: commits.
        folder: searched recursively; hidden files and folders are left out.
        gallery: what to call the folder; its name unless told otherwise.
        flat_names: call pictures by file name instead of by path below the folder.
        strict: raise at the first file that is refused.

    Raises:
        BadInput: the folder cannot be read.
        UnreadableImage: a file was refused and the load is strict.
    """
    root = folder.resolve()
    gallery = gallery or root.name
    result = LoadResult(f"images, {gallery}", strict)
    seen: set[str] = set()
    unchanged: set[str] = set()
    files = scan_folder(root, result, flat_names=flat_names)
    while batch := list(islice(files, BATCH_FILES)):
        seen.update(file.path for file in batch)
        stored = _stored_by_name(session, [file.name for file in batch])
        session.rollback()  # reading files may take long; nothing should be held meanwhile
        same = {file.path for file in batch if _is_unchanged(file, stored.get(file.name), gallery)}
        unchanged |= same
        result.unchanged += len(same)
        inspected = list(_inspect_all((file for file in batch if file.path not in same), result))
        if inspected:
            _write_batch(session, inspected, gallery, result)
            session.commit()
    replace_image_rejects(session, root, result.rejects, keep=unchanged)
    link_captions(session)
    if missing := _count_missing(session, root, seen):
        result.notes.append(f"no longer on disk, kept in the database: {missing} from {root}")
    session.rollback()
    return result


def link_captions(session: Session) -> None:
    """Tie captions and test queries that came before their pictures to them; commits.

    Rows are copied to their picture and deleted where they were, since the column that a table can be distributed by is
    never updated. A caption that once came with other bytes goes on waiting for those.
    """
    begin_batch(session)
    for table in (Caption, TestQuery):
        waiting = table.image_id == NOT_LOADED
        lock_images(session, select(table.image_name).where(waiting))
        linked = {"image_id": Image.id, "is_hidden": Image.is_hidden}
        kept = [c for c in table.__table__.c if c.name not in linked and c.computed is None]
        is_its = and_(Image.name == table.image_name, waiting)
        if table is Caption:
            is_its = and_(is_its, ~came_with_other_bytes(Caption.caption_key, Caption.text))
        copies = select(*kept, *linked.values()).join(Image, is_its)
        session.execute(insert(table).from_select([*(c.name for c in kept), *linked], copies))
        if table is Caption:
            _move_vectors(session)
        session.execute(delete(table).where(is_its).execution_options(synchronize_session=False))
    session.commit()


def _move_vectors(session: Session) -> None:
    """Copy the vectors of captions that have a copy at their picture; the old ones go with the old captions."""
    vector = CaptionEmbedding
    source = (
        select(vector.encoder_id, vector.caption_id, Caption.image_id, Caption.is_hidden, vector.embedding)
        .join(Caption, Caption.id == vector.caption_id)
        .where(vector.image_id == NOT_LOADED, Caption.image_id != NOT_LOADED)
    )
    columns = ["encoder_id", "caption_id", "image_id", "is_hidden", "embedding"]
    session.execute(insert(vector).from_select(columns, source))


def _is_unchanged(file: PictureFile, stored: StoredImage | None, gallery: str) -> bool:
    return stored is not None and stored[2:4] + stored[5:] == (file.path, gallery, file.file_bytes, file.mtime_ns)


def _inspect_all(files: Iterable[PictureFile], result: LoadResult) -> Iterator[Inspected]:
    for file in files:
        try:
            yield _inspect(file)
        except UnreadableImage as exc:
            result.refuse_image(file.path, str(exc))


def _inspect(file: PictureFile) -> Inspected:
    try:
        with open(file.path, "rb") as opened:
            if os.fstat(opened.fileno()).st_size == 0:
                raise UnreadableImage("file is empty")
            sha256 = hashlib.file_digest(opened, "sha256").digest()
            opened.seek(0)
            width, height = check_picture(opened)
    except OSError as exc:
        raise UnreadableImage(f"cannot be opened: {exc.strerror or exc}") from exc
    return Inspected(file, sha256, width, height)


def _write_batch(session: Session, batch: Sequence[Inspected], gallery: str, result: LoadResult) -> None:
    begin_batch(session)
    # Another load may have written since this one looked, so look again now that it has to wait.
    by_name = _stored_by_name(session, [found.file.name for found in batch])
    gone_by_hash = _gone_by_hash(session, [found.sha256 for found in batch])
    inserted: dict[str, Inspected] = {}
    for found in batch:
        file = found.file
        stored = by_name.get(file.name)
        if stored is None and file.name not in inserted:
            renamed = gone_by_hash.get(found.sha256)
            if renamed:
                _update(session, renamed.pop(0), found, gallery, result)
            else:
                inserted[file.name] = found
        elif stored is not None and (stored.path == file.path or not os.path.isfile(stored.path)):
            _forget_hash(gone_by_hash, stored)
            _update(session, stored, found, gallery, result)
        else:
            other_path = stored.path if stored is not None else inserted[file.name].file.path
            other_hash = stored.sha256 if stored is not None else inserted[file.name].sha256
            if other_hash == found.sha256:
                result.unchanged += 1
            else:
                result.refuse_image(file.path, f"{DUPLICATE_NAME}{file.name} is already {other_path}")
    if inserted:
        session.execute(insert(Image), [{"name": name, **_columns(found, gallery)} for name, found in inserted.items()])
        result.inserted += len(inserted)


def _forget_hash(gone_by_hash: dict[bytes, list[StoredImage]], stored: StoredImage) -> None:
    candidates = gone_by_hash.get(stored.sha256, [])
    if stored in candidates:
        candidates.remove(stored)


def _columns(found: Inspected, gallery: str) -> dict[str, object]:
    return {
        "path": found.file.path,
        "gallery": gallery,
        "sha256": found.sha256,
        "file_bytes": found.file.file_bytes,
        "mtime_ns": found.file.mtime_ns,
        "width": found.width,
        "height": found.height,
    }


def _update(session: Session, stored: StoredImage, found: Inspected, gallery: str, result: LoadResult) -> None:
    """Keep the row's id, and with it ratings; where the bytes are others, a trigger drops what was said of the old."""
    values = {"name": found.file.name, **_columns(found, gallery)}
    session.execute(
        update(Image).where(Image.id == stored.id).values(values).execution_options(synchronize_session=False)
    )
    result.updated += 1


_STORED = (Image.id, Image.name, Image.path, Image.gallery, Image.sha256, Image.file_bytes, Image.mtime_ns)


def _stored_by_name(session: Session, names: list[str]) -> dict[str, StoredImage]:
    wanted = func.any(bindparam("names", names, ARRAY(String)))
    return {row.name: StoredImage(*row) for row in session.execute(select(*_STORED).where(Image.name == wanted))}


def _gone_by_hash(session: Session, hashes: list[bytes]) -> dict[bytes, list[StoredImage]]:
    """Pictures with one of these contents whose file is gone: what a renamed file used to be."""
    wanted = func.any(bindparam("hashes", hashes, ARRAY(LargeBinary)))
    found: dict[bytes, list[StoredImage]] = {}
    for row in session.execute(select(*_STORED).where(Image.sha256 == wanted).order_by(Image.id)):
        if not os.path.isfile(row.path):
            found.setdefault(row.sha256, []).append(StoredImage(*row))
    return found


def _count_missing(session: Session, root: Path, seen: set[str]) -> int:
    return sum(1 for path in session.scalars(select(Image.path).where(is_below(Image.path, root))) if path not in seen)
