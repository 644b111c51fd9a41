"""Loading picture files: new, changed, renamed and refused ones; vectors come later."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from imgsearch.db.staging import begin_batch
from imgsearch.errors import UnreadableImage
from imgsearch.pictures.decode import check_picture
from imgsearch.queries.arrays import is_any
from imgsearch.tables import Image
from loaders.former import Place
from loaders.linking import link_texts
from loaders.names import choose_names
from loaders.presence import note_presence
from loaders.removing import withdrawn_bytes
from loaders.report import DUPLICATE_NAME, LoadResult, printable, replace_image_rejects
from loaders.scan import PictureFile, check_folder, scan_folder
from loaders.sources import LoadedSource, open_source, read_sources, sources_below

#: Files that are hashed before anything is written: what a killed load has to do again.
BATCH_FILES = 128


class StoredImage(NamedTuple):
    """What the database knows of a picture's file."""

    id: int
    name: str
    source: str
    source_path: str
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
    session: Session,
    folder: Path,
    *,
    flat_names: bool = False,
    source: str | None = None,
    strict: bool = False,
    prune: bool = False,
) -> LoadResult:
    """Load the pictures below a folder; commits every batch.

    A picture is known by its source and its path in it; its bytes tell it when it was renamed within the source.

    Args:
        session: commits.
        folder: searched recursively; hidden files and folders are left out.
        flat_names: a source that is new calls pictures by file name instead of by path.
        source: the folder's; see open_source(). Folders in it that are sources of their own stay so.
        strict: raise at the first file that is refused.
        prune: remove pictures whose files are gone; else they are not shown while that is so.

    Raises:
        BadInput: the folder cannot be read, or belongs to another source.
        UnreadableImage: a file was refused and the load is strict.
    """
    root = folder.resolve()
    check_folder(root)
    opened = open_source(session, root, name=source, flat_names=flat_names)
    sources = [*sources_below(read_sources(session), printable(str(root))), opened]
    galleries = _name_galleries(root, sources)
    result = LoadResult(f"images, {galleries[opened.name]}", strict)
    seen: set[str] = set()
    unchanged: set[str] = set()
    files = scan_folder(root, result, sources)
    while batch := list(islice(files, BATCH_FILES)):
        seen.update(file.path for file in batch)
        stored = _stored_by_place(session, batch)
        session.rollback()  # reading files may take long; nothing should be held meanwhile
        same = {file.path for file in batch if _is_unchanged(file, stored.get(file[:2]), galleries)}
        unchanged |= same
        result.unchanged += len(same)
        inspected = list(_inspect_all((file for file in batch if file.path not in same), result))
        if inspected:
            _write_batch(session, inspected, galleries, result)
            session.commit()
    replace_image_rejects(session, root, result.rejects, keep=unchanged)
    link_texts(session)
    note_presence(session, root, seen, unchanged, result, prune=prune)
    session.rollback()
    return result


def _name_galleries(root: Path, sources: Sequence[LoadedSource]) -> dict[str, str]:
    """By source the name of the folder: what lies deeper in a source is of the gallery of the whole."""
    *inner, opened = sources
    whole = root.name if opened.root is None or opened.flat_names else Path(opened.root).name
    return {opened.name: whole} | {source.name: Path(source.root or "").name for source in inner}


def _is_unchanged(file: PictureFile, stored: StoredImage | None, galleries: Mapping[str, str]) -> bool:
    known = (file.path, galleries[file.source], file.file_bytes, file.mtime_ns)
    return stored is not None and (stored.path, stored.gallery, stored.file_bytes, stored.mtime_ns) == known


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


def _write_batch(
    session: Session, batch: Sequence[Inspected], galleries: Mapping[str, str], result: LoadResult
) -> None:
    begin_batch(session)
    # Another load may have written since this one looked, so look again now that it has to wait.
    by_place = _stored_by_place(session, [found.file for found in batch])
    gone_by_hash = _gone_by_hash(session, [found.sha256 for found in batch])
    withdrawn = withdrawn_bytes(session, [found.sha256 for found in batch])
    fresh: dict[Place, Inspected] = {}
    renamed: list[tuple[StoredImage, Inspected]] = []
    for found in batch:
        place = found.file[:2]
        stored = by_place.get(place)
        if found.sha256 in withdrawn:
            result.refuse_image(found.file.path, str(withdrawn[found.sha256]))
        elif stored is None and place not in fresh:
            former = gone_by_hash.get((found.file.source, found.sha256))
            if former:
                renamed.append((former.pop(0), found))
            else:
                fresh[place] = found
        elif stored is not None and (stored.path == found.file.path or not os.path.isfile(stored.path)):
            _forget_hash(gone_by_hash, stored)
            _update(session, stored, found, stored.name, galleries, result)
        else:
            _refuse_duplicate(found, stored or fresh[place], result)
    names = choose_names(session, [found.file[:2] for found in (*fresh.values(), *(found for _, found in renamed))])
    for stored, found in renamed:
        _update(session, stored, found, names[found.file[:2]], galleries, result)
    if fresh:
        rows = [{"name": names[place], **_columns(found, galleries)} for place, found in fresh.items()]
        session.execute(insert(Image), rows)
        result.inserted += len(rows)


def _refuse_duplicate(found: Inspected, other: StoredImage | Inspected, result: LoadResult) -> None:
    """Where pictures are called by file name, one of two files of a name is left out, unless it is the same anyway."""
    if other.sha256 == found.sha256:
        result.unchanged += 1
        return
    path = other.path if isinstance(other, StoredImage) else other.file.path
    result.refuse_image(found.file.path, f"{DUPLICATE_NAME}{found.file.source_path} is already {path}")


def _forget_hash(gone_by_hash: dict[tuple[str, bytes], list[StoredImage]], stored: StoredImage) -> None:
    candidates = gone_by_hash.get((stored.source, stored.sha256), [])
    if stored in candidates:
        candidates.remove(stored)


def _columns(found: Inspected, galleries: Mapping[str, str]) -> dict[str, object]:
    return {
        "source": found.file.source,
        "source_path": found.file.source_path,
        "path": found.file.path,
        "gallery": galleries[found.file.source],
        "sha256": found.sha256,
        "file_bytes": found.file.file_bytes,
        "mtime_ns": found.file.mtime_ns,
        "width": found.width,
        "height": found.height,
    }


def _update(
    session: Session, stored: StoredImage, found: Inspected, name: str, galleries: Mapping[str, str], result: LoadResult
) -> None:
    """Keep the row's id, and with it ratings; where the bytes are others, a trigger drops what was said of the old."""
    values = {"name": name, **_columns(found, galleries)}
    session.execute(
        update(Image).where(Image.id == stored.id).values(values).execution_options(synchronize_session=False)
    )
    result.updated += 1


_STORED = (
    Image.id,
    Image.name,
    Image.source,
    Image.source_path,
    Image.path,
    Image.gallery,
    Image.sha256,
    Image.file_bytes,
    Image.mtime_ns,
)


def _stored_by_place(session: Session, files: Sequence[PictureFile]) -> dict[Place, StoredImage]:
    wanted = [
        is_any(Image.source, {f.source for f in files}),
        is_any(Image.source_path, [f.source_path for f in files]),
    ]
    rows = (StoredImage(*row) for row in session.execute(select(*_STORED).where(*wanted)))
    return {(row.source, row.source_path): row for row in rows}


def _gone_by_hash(session: Session, hashes: list[bytes]) -> dict[tuple[str, bytes], list[StoredImage]]:
    """Pictures of a source with one of these contents whose file is gone: what a renamed file used to be."""
    found: dict[tuple[str, bytes], list[StoredImage]] = {}
    for row in session.execute(select(*_STORED).where(is_any(Image.sha256, hashes)).order_by(Image.id)):
        if not os.path.isfile(row.path):
            found.setdefault((row.source, row.sha256), []).append(StoredImage(*row))
    return found
